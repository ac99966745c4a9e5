/*
 * h:read and h:find: an answer out of the text of a reply, or the reason why
 * there is none. Wrong comes later; unread, cut and refused are told apart
 * here.
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
 * that is sure (true, unless it says false), the name of its rule, whether
 * the text ends there; it may hand on all four of an extractor. */
static int run_extract(lua_State *L, const struct extract *x, const char *text,
    size_t len, struct extract_found *found)
{
    if (x != NULL)
        return extract_run(x, text, len, found);
    lua_settop(L, 4);
    lua_pushvalue(L, 3);
    lua_pushlstring(L, text, len);
    lua_pushvalue(L, 4);
    lua_call(L, 2, 4);
    found->s = lua_tolstring(L, 5, &found->len);
    found->sure = !lua_isboolean(L, 6) || lua_toboolean(L, 6);
    found->at_end = lua_toboolean(L, 8);
    found->rule = lua_type(L, 7) == LUA_TSTRING ? lua_tostring(L, 7)
                                                : "the suite's own function";
    return found->s != NULL;
}

struct reading {          // of a text: an answer, or why there is none
    enum outcome outcome; // CORRECT: there is one
    const char *why;
    struct extract_found found;
};

/* Without x with h, text, extract, sample on the stack. In a cut reply only an
 * explicit answer counts that the cut cannot have shortened: "Answer: 12" may
 * have been about to say 125. */
static struct reading read_text(lua_State *L, const struct sample_state *st,
    const struct extract *x, const char *text, size_t len)
{
    struct reading r = { .outcome = OUTCOME_CORRECT };
    const char *rest;
    size_t rest_len;
    /* solve may give an earlier text than the last reply's */
    bool last =
        len == st->last.len && memcmp(text, buf_str(&st->last), len) == 0;
    bool got, cut = last && st->finish == FINISH_LENGTH;

    if (last && st->refused) {
        r.outcome = OUTCOME_REFUSED;
        r.why = "the model or a filter declined";
        return r;
    }
    if (extract_skip_thinking(text, len, &rest, &rest_len) < 0) {
        r.outcome = cut ? OUTCOME_TRUNCATED : OUTCOME_UNREAD;
        r.why = "the reply ends inside its thinking";
        return r;
    }
    got = run_extract(L, x, rest, rest_len, &r.found);
    if (cut
        && (!got || !r.found.sure
            || (r.found.at_end && st->suite->info.letters == 0))) {
        r.outcome = OUTCOME_TRUNCATED;
        r.why = rest_len == 0 ? "the token limit was used up before any text"
                              : "cut by the token limit before an answer";
    } else if (!got) {
        r.outcome = OUTCOME_UNREAD;
        r.why =
            rest_len == 0 ? "an empty reply" : "no answer found in the reply";
    }
    return r;
}

bool turn_read_text(lua_State *L, struct sample_state *st,
    const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    struct reading r = read_text(L, st, x, text, len);

    if (r.outcome != OUTCOME_CORRECT) {
        turn_decide(st, r.outcome, r.why);
        return false;
    }
    buf_reset(&st->extracted);
    buf_add(&st->extracted, r.found.s, r.found.len);
    buf_reset(&st->rule);
    buf_puts(&st->rule, r.found.rule);
    *out = r.found;
    return true;
}

/* h:read(text, extract, sample): the answer, or nil, and then the outcome is
 * known. */
int turn_read(lua_State *L)
{
    struct sample_state *st = turn_check(L);
    struct extract_found found;
    const char *text;
    size_t len;

    if (lua_isnil(L, 2))
        return turn_decide(st, st->refused ? OUTCOME_REFUSED : OUTCOME_UNREAD,
            "the suite's solve gave no text");
    text = luaL_checklstring(L, 2, &len);
    if (!turn_read_text(L, st, api_extract_at(L, 3), text, len, &found))
        return 0;
    lua_pushlstring(L, found.s, found.len);
    return 1;
}

/* h:find(text, extract): what the suite's extract, or the one given, reads in
 * a text, or nil. It decides nothing yet: for votes, repairs and what a judge
 * says. */
int turn_find(lua_State *L)
{
    struct sample_state *st = turn_check(L);
    const char *text;
    size_t len;
    struct reading r;

    text = luaL_checklstring(L, 2, &len);
    lua_settop(L, 3);
    if (lua_isnil(L, 3)) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, st->suite->slots);
        lua_getfield(L, 4, "extract");
        lua_replace(L, 3);
        lua_settop(L, 3);
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, st->table);
    r = read_text(L, st, api_extract_at(L, 3), text, len);
    if (r.outcome != OUTCOME_CORRECT)
        return 0;
    lua_pushlstring(L, r.found.s, r.found.len);
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
