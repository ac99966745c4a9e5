/*
 * h:read: an answer out of the text of a reply, or the reason why there is
 * none. Wrong comes later; unread, cut and refused are told apart here.
 */
#include <lauxlib.h>
#include <string.h>

#include "suite/slots.h"

int turn_decide(struct sample_state *st, enum outcome o, const char *note)
{
    st->decided = true;
    st->step.outcome = o;
    buf_reset(&st->note);
    buf_puts(&st->note, note);
    return 0;
}

/* Runs the extractor over what the reply says once its thinking is taken
 * off. A Lua function may be one too: (text, sample) -> what it found, whether
 * that is sure (true, unless it says false), the name of its rule. */
static int run_extract(
    lua_State *L, const char *text, size_t len, struct extract_found *found)
{
    const struct extract *x = api_extract_at(L, 3);

    if (x != NULL)
        return extract_run(x, text, len, found);
    lua_settop(L, 4);
    lua_pushvalue(L, 3);
    lua_pushlstring(L, text, len);
    lua_pushvalue(L, 4);
    lua_call(L, 2, 3);
    found->s = lua_tolstring(L, 5, &found->len);
    found->sure = !lua_isboolean(L, 6) || lua_toboolean(L, 6);
    found->at_end = false;
    found->rule = lua_type(L, 7) == LUA_TSTRING ? lua_tostring(L, 7)
                                                : "the suite's own function";
    return found->s != NULL;
}

/* h:read(text, extract, sample): the answer, or nil, and then the outcome is
 * known. In a cut reply only an explicit answer counts that the cut cannot have
 * shortened: "Answer: 12" may have been about to say 125. */
int turn_read(lua_State *L)
{
    struct sample_state *st = turn_check(L);
    struct extract_found found = { 0 };
    const char *text, *rest;
    size_t len, rest_len;
    bool cut, got;

    if (lua_isnil(L, 2))
        return turn_decide(st, st->refused ? OUTCOME_REFUSED : OUTCOME_UNREAD,
            "the suite's solve gave no text");
    text = luaL_checklstring(L, 2, &len);
    if (st->refused)
        return turn_decide(
            st, OUTCOME_REFUSED, "the model or a filter declined");
    cut = st->finish == FINISH_LENGTH && len == st->last.len
          && memcmp(text, buf_str(&st->last), len) == 0;
    if (extract_skip_thinking(text, len, &rest, &rest_len) < 0)
        return turn_decide(st, cut ? OUTCOME_TRUNCATED : OUTCOME_UNREAD,
            "the reply ends inside its thinking");
    got = run_extract(L, rest, rest_len, &found);
    if (cut
        && (!got || !found.sure
            || (found.at_end && st->suite->info.letters == 0)))
        return turn_decide(st, OUTCOME_TRUNCATED,
            rest_len == 0 ? "the token limit was used up before any text"
                          : "cut by the token limit before an answer");
    if (!got)
        return turn_decide(st, OUTCOME_UNREAD,
            rest_len == 0 ? "an empty reply" : "no answer found in the reply");
    buf_reset(&st->extracted);
    buf_add(&st->extracted, found.s, found.len);
    buf_reset(&st->rule);
    buf_puts(&st->rule, found.rule);
    lua_pushlstring(L, found.s, found.len);
    return 1;
}

/* The rule that read the answer, before what else the detail holds. */
void turn_add_rule(struct sample_state *st)
{
    struct buf b = { 0 };
    struct jsonw w = { &b, false };

    if (st->decided || st->rule.len == 0)
        return;
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "rule", st->rule.s);
    if (st->detail.len > 2) { /* more than {} */
        buf_putc(&b, ',');
        buf_add(&b, st->detail.s + 1, st->detail.len - 1);
    } else {
        jsonw_end(&w, '}');
    }
    buf_clear(&st->detail);
    st->detail = b;
}
