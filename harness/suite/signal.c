#include "suite/signal.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "suite/guest.h"

struct signal {
    struct guest *guest;
    char *path;
    int fn;     // registry
    bool voted; // it has looked at a vote
};

struct call {
    struct signal *signal;
    const struct signal_view *view;
    double *out;
};

static int load(void *arg, struct err *e)
{
    struct signal *s = arg;
    lua_State *L = guest_lua(s->guest);
    struct buf text = { 0 };
    int rc = file_read_most(s->path, GUEST_TEXT_MAX, &text, e);

    if (rc < 0)
        e->kind = ERR_USAGE;
    else
        rc = guest_load(s->guest, buf_str(&text), text.len, s->path, e);
    buf_clear(&text);
    if (rc < 0)
        return -1;
    guest_arm(s->guest, L);
    if (guest_call(s->guest, 0, 1, e) < 0)
        return -1;
    if (!lua_isfunction(L, -1))
        return err_set(e, ERR_SUITE,
            "%s returns %s, not a function (s) -> number", s->path,
            luaL_typename(L, -1));
    s->fn = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

int signal_load(const char *path, struct signal **out, struct err *e)
{
    struct signal *s = mem_zalloc(1, sizeof *s);

    s->path = mem_str(path);
    s->guest = guest_new(NULL);
    if (load(s, e) < 0) {
        signal_free(s);
        return -1;
    }
    *out = s;
    return 0;
}

void signal_free(struct signal *s)
{
    if (s == NULL)
        return;
    guest_free(s->guest);
    free(s->path);
    free(s);
}

static void put_number(lua_State *L, const char *name, double x)
{
    if (isnan(x))
        return;
    lua_pushnumber(L, x);
    lua_setfield(L, -2, name);
}

static void put_text(lua_State *L, const char *name, const char *s, size_t len)
{
    if (s == NULL)
        return;
    lua_pushlstring(L, s, len);
    lua_setfield(L, -2, name);
}

/* s.vote, for which the cheap model was asked more than once: upvalues are
 * its value and what is to be told. */
static int look(lua_State *L)
{
    struct signal *s = lua_touserdata(L, lua_upvalueindex(2));

    if (lua_type(L, 2) != LUA_TSTRING
        || strcmp(lua_tostring(L, 2), "vote") != 0)
        return 0;
    s->voted = true;
    lua_pushvalue(L, lua_upvalueindex(1));
    return 1;
}

static void put_vote(lua_State *L, double vote, struct signal *s)
{
    if (isnan(vote))
        return;
    lua_createtable(L, 0, 1);
    lua_pushnumber(L, vote);
    lua_pushlightuserdata(L, s);
    lua_pushcclosure(L, look, 2);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

static int call(void *arg, struct err *e)
{
    struct call *c = arg;
    struct signal *s = c->signal;
    const struct signal_view *v = c->view;
    lua_State *L = guest_lua(s->guest);

    lua_rawgeti(L, LUA_REGISTRYINDEX, s->fn);
    lua_newtable(L);
    put_text(L, "id", v->id, strlen(v->id));
    put_text(L, "group", v->group, strlen(v->group));
    put_text(L, "reply", v->reply, v->reply_len);
    put_text(L, "extracted", v->extracted,
        v->extracted != NULL ? strlen(v->extracted) : 0);
    put_number(L, "tokens", v->tokens);
    put_number(L, "letter", v->letter);
    put_vote(L, v->vote, s);
    guest_arm(s->guest, L);
    if (guest_call(s->guest, 1, 1, e) < 0)
        return err_wrap(e, "sample %s", v->id);
    if (!lua_isnil(L, -1) && lua_type(L, -1) != LUA_TNUMBER)
        return err_set(e, ERR_SUITE,
            "%s: sample %s: the function returned %s, not a number or nil",
            s->path, v->id, luaL_typename(L, -1));
    *c->out = lua_isnil(L, -1) ? (double)NAN : lua_tonumber(L, -1);
    lua_pop(L, 1);
    *v->voted = *v->voted || s->voted;
    return 0;
}

int signal_of(struct signal *s, const struct signal_view *view, double *out,
    struct err *e)
{
    struct call c = { s, view, out };

    return guest_try(s->guest, call, &c, e);
}
