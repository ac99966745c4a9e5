/*
 * h:likelihood: how likely the model finds a text behind the prompt, for
 * suites that choose by it (r.choice { by = "likelihood" }).
 */
#include <lauxlib.h>
#include <math.h>

#include "base/mem.h"
#include "suite/slots.h"

enum { LETTERS = 26 };

/* The letter that a text names, 0 to 25; -1: it is none. */
static int letter_of(const char *text, size_t len)
{
    while (len > 0 && *text == ' ') {
        text++;
        len--;
    }
    return len == 1 && *text >= 'A' && *text <= 'Z' ? *text - 'A' : -1;
}

/* The verdict's detail: the probability of each letter so far, and its
 * logarithm, which tells apart what is next to nothing. */
static void note_letter(struct sample_state *st, int letter, double sum)
{
    struct jsonw w = { &st->detail, false };
    char name[2] = "A";

    if (st->likely == NULL)
        st->likely = mem_zalloc(LETTERS, sizeof *st->likely);
    st->likely[letter] = sum == 0 ? -1e-300 : sum; /* 0 stands for untold */
    buf_reset(&st->detail);
    jsonw_begin(&w, NULL, '{');
    jsonw_begin(&w, "letters", '{');
    for (int i = 0; i < LETTERS; i++) {
        name[0] = (char)('A' + i);
        if (st->likely[i] < 0)
            jsonw_num(&w, name, exp(st->likely[i]));
    }
    jsonw_end(&w, '}');
    jsonw_begin(&w, "loglikelihood", '{');
    for (int i = 0; i < LETTERS; i++) {
        name[0] = (char)('A' + i);
        if (st->likely[i] < 0)
            jsonw_num(&w, name, st->likely[i]);
    }
    jsonw_end(&w, '}');
    jsonw_end(&w, '}');
}

static int likely_done(lua_State *L, int status, lua_KContext context)
{
    struct sample_state *st = turn_check(L);
    const struct likelihood *l = &st->likelihood;
    int letter = letter_of(st->step.scored, st->step.scored_len);

    (void)status;
    (void)context;
    if (l->tokens == 0) {
        turn_decide(st, OUTCOME_UNREAD, "no log-likelihood came");
        if (l->why[0] != '\0')
            buf_printf(&st->note, ": %s", l->why);
        lua_pushnil(L);
        return 1;
    }
    if (letter >= 0)
        note_letter(st, letter, l->sum);
    lua_pushnumber(L, l->sum);
    lua_pushinteger(L, l->tokens);
    return 2;
}

int turn_likelihood(lua_State *L)
{
    struct sample_state *st = turn_check(L);

    if (!st->suite->info.likelihood)
        return luaL_error(L,
            "a suite that scores by log-likelihood says so: likelihood = "
            "true, so that the endpoint is tried first");
    turn_count(L, st);
    lua_settop(L, 2);
    st->step.scored = luaL_checklstring(L, 2, &st->step.scored_len);
    luaL_argcheck(L, st->step.scored_len > 0, 2, "no text");
    st->step.sampling = st->suite->info.sampling;
    st->step.messages = st->messages;
    st->step.message_count = 0; /* sample_step fills in its own */
    st->step.judge = false;
    st->waits = SHOWN_ASK;
    return lua_yieldk(L, 0, 0, likely_done);
}
