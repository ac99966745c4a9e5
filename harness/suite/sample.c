/* Samples as a stream: rows in, one sample at a time out. */
#include <lauxlib.h>
#include <string.h>

#include "suite/slots.h"

enum { COUNT_AT_ONCE = 500 };

/* upvalues: list, place */
static int l_list_next(lua_State *L)
{
    lua_Integer i = lua_tointeger(L, lua_upvalueindex(2)) + 1;

    lua_pushinteger(L, i);
    lua_replace(L, lua_upvalueindex(2));
    lua_rawgeti(L, lua_upvalueindex(1), i);
    return 1;
}

/* Pushes an iterator over the rows, from the first. */
static int push_rows(struct suite *s, struct err *e)
{
    lua_State *L = guest_lua(s->all->guest);

    lua_rawgeti(L, LUA_REGISTRYINDEX, s->slots);
    lua_getfield(L, -1, "data");
    lua_remove(L, -2);
    if (lua_istable(L, -1)) {
        lua_pushinteger(L, 0);
        lua_pushcclosure(L, l_list_next, 2);
        return 0;
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->opt);
    if (guest_call(s->all->guest, 1, 1, e) < 0)
        return -1;
    if (lua_isfunction(L, -1))
        return 0;
    return err_set(e, ERR_SUITE,
        "%s: slot data must give a reader (r.jsonl, r.csv), a list or a "
        "function that returns an iterator, not a %s",
        s->path, luaL_typename(L, -1));
}

static int rewind_suite(void *arg, struct err *e)
{
    struct suite *s = arg;
    lua_State *L = guest_lua(s->all->guest);

    luaL_unref(L, LUA_REGISTRYINDEX, s->iterate);
    s->iterate = LUA_NOREF;
    s->at = 0;
    if (push_rows(s, e) < 0)
        return -1;
    s->iterate = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

int suite_rewind(struct suite *s, struct err *e)
{
    if (guest_try(s->all->guest, rewind_suite, s, e) == 0)
        return 0;
    return err_wrap(e, "%s", s->info.name);
}

/* Reads rows of a second iterator, without making samples of them. */
static int count_rows(void *arg, struct err *e)
{
    struct suite *s = arg;
    lua_State *L = guest_lua(s->all->guest);

    if (s->counting == LUA_NOREF) {
        if (push_rows(s, e) < 0)
            return -1;
        s->counting = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    for (int i = 0; i < COUNT_AT_ONCE; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, s->counting);
        if (guest_call(s->all->guest, 0, 1, e) < 0)
            return -1;
        if (lua_isnil(L, -1)) {
            luaL_unref(L, LUA_REGISTRYINDEX, s->counting);
            s->counting = LUA_NOREF;
            s->count = s->counted;
            break;
        }
        lua_pop(L, 1);
        s->counted++;
    }
    return 0;
}

int64_t suite_count(struct suite *s)
{
    struct err ignored = { 0 }; /* the samples themselves will say it */

    if (s->limit > 0 && s->counted >= s->limit)
        s->count = s->limit;
    if (s->count < 0 && !s->uncountable
        && guest_try(s->all->guest, count_rows, s, &ignored) < 0)
        s->uncountable = true;
    return s->limit > 0 && s->count > s->limit ? s->limit : s->count;
}

static void new_state(struct suite *s, struct sample *out)
{
    memset(out, 0, sizeof *out);
    out->n = s->at;
    out->state = state_take(s);
}

struct next {
    struct suite *suite;
    struct sample *out;
};

static int next_sample(void *arg, struct err *e)
{
    struct next *next = arg;
    struct suite *s = next->suite;
    lua_State *L = guest_lua(s->all->guest);

    lua_rawgeti(L, LUA_REGISTRYINDEX, s->iterate);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1))
        return 0;
    if (slot_sample(s, L, e) < 0
        || prompt_build(s, L, lua_gettop(L), next->out, e) < 0)
        return -1;
    next->out->state->table = luaL_ref(L, LUA_REGISTRYINDEX);
    return 1;
}

int suite_next(struct suite *s, struct sample *out, struct err *e)
{
    struct next next = { s, out };
    int rc;

    if (s->limit > 0 && s->at >= s->limit)
        return 0;
    s->at++;
    new_state(s, out);
    rc = guest_try(s->all->guest, next_sample, &next, e);
    if (rc == 1)
        return 1;
    sample_clear(out);
    if (rc == 0)
        s->at--;
    return rc < 0 ? err_wrap(e, "%s: row %lld", s->info.name, (long long)s->at)
                  : 0;
}

struct skip {
    struct suite *suite;
    int64_t left; // rows to pass over
};

/* Some rows at a time: the guest's clock is for one call. */
static int skip_rows(void *arg, struct err *e)
{
    struct skip *k = arg;
    struct suite *s = k->suite;
    lua_State *L = guest_lua(s->all->guest);

    for (int i = 0; i < COUNT_AT_ONCE && k->left > 0; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, s->iterate);
        if (guest_call(s->all->guest, 0, 1, e) < 0)
            return -1;
        if (lua_isnil(L, -1))
            return 0;
        lua_pop(L, 1);
        s->at++;
        k->left--;
    }
    return 1;
}

int suite_skip(struct suite *s, int64_t n, struct err *e)
{
    struct skip k = { s, n };
    int rc = 1;

    while (rc == 1 && k.left > 0)
        rc = guest_try(s->all->guest, skip_rows, &k, e);
    return rc < 0
               ? err_wrap(e, "%s: row %lld", s->info.name, (long long)s->at + 1)
               : rc;
}

struct ideal {
    struct sample *sample;
    struct buf *out;
};

static int render_ideal(void *arg, struct err *e)
{
    struct ideal *i = arg;
    struct suite *suite = i->sample->state->suite;
    lua_State *L = guest_lua(suite->all->guest);

    lua_rawgeti(L, LUA_REGISTRYINDEX, i->sample->state->table);
    return slot_render(suite, "ideal", &suite->ideal, L, -1, i->out, e);
}

int sample_ideal(struct sample *s, struct buf *out, struct err *e)
{
    struct ideal i = { s, out };
    int rc = guest_try(s->state->suite->all->guest, render_ideal, &i, e);

    return rc < 0 ? err_wrap(e, "sample %s", s->id) : rc;
}
