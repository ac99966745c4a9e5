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
    int fn; // registry
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
    int rc = file_read(s->path, &text, e);

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
    put_number(L, "vote", v->vote);
    guest_arm(s->guest, L);
    if (guest_call(s->guest, 1, 1, e) < 0)
        return err_wrap(e, "sample %s", v->id);
    if (!lua_isnil(L, -1) && lua_type(L, -1) != LUA_TNUMBER)
        return err_set(e, ERR_SUITE,
            "%s: sample %s: the function returned %s, not a number or nil",
            s->path, v->id, luaL_typename(L, -1));
    *c->out = lua_isnil(L, -1) ? (double)NAN : lua_tonumber(L, -1);
    lua_pop(L, 1);
    return 0;
}

int signal_of(struct signal *s, const struct signal_view *view, double *out,
    struct err *e)
{
    struct call c = { s, view, out };

    return guest_try(s->guest, call, &c, e);
}
