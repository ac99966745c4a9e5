#include "suite/guest.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "suite/luajson.h"

struct guest {
    lua_State *L;
    struct guest_limits limits;
    size_t used;         // bytes Lua holds
    int64_t deadline_us; // of processor time, for the entry under way
    int allowed;         // registry: what environments inherit from
};

enum { HOOK_EVERY = 10000 };

static const struct guest_limits default_limits
    = { (size_t)512 << 20, 10000000 };

static void *allocate(void *ud, void *p, size_t old, size_t size)
{
    struct guest *g = ud;

    if (p == NULL)
        old = 0;
    if (size == 0) {
        free(p);
        g->used -= old;
        return NULL;
    }
    if (size > old && g->used + (size - old) > g->limits.memory)
        return NULL; /* Lua raises "not enough memory" */
    p = realloc(p, size);
    if (p != NULL)
        g->used += size - old;
    return p;
}

struct guest *guest_of(lua_State *L)
{
    return *(struct guest **)lua_getextraspace(L);
}

/* Once over time the hook fires on every instruction, so that no pcall of
 * the guest gets anywhere with the error it caught. */
static void on_count(lua_State *L, lua_Debug *ar)
{
    struct guest *g = guest_of(L);

    (void)ar;
    if (clock_cpu_us() < g->deadline_us)
        return;
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
    luaL_error(L, "ran for more than %d s: an endless loop?",
        (int)(g->limits.time_us / 1000000));
}

void guest_arm(struct guest *g)
{
    g->deadline_us = clock_cpu_us() + g->limits.time_us;
}

static const char *const allowed_names[] = { "assert", "error", "getmetatable",
    "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawlen",
    "rawset", "select", "setmetatable", "tonumber", "tostring", "type",
    "xpcall", "string", "table", "math", "utf8", NULL };

static int l_undeclared(lua_State *L)
{
    return luaL_error(L, "undeclared global '%s' (a typing error, or a "
                         "function that suites may not use?)",
        luaL_tolstring(L, 2, NULL));
}

static int l_assign(lua_State *L)
{
    return luaL_error(L, "assignment to undeclared global '%s': write "
                         "'local %s = ...'",
        luaL_tolstring(L, 2, NULL), luaL_tolstring(L, 2, NULL));
}

/* Copies what is allowed from the full globals into a new table. */
static void make_allowed(struct guest *g)
{
    lua_State *L = g->L;

    luaL_requiref(L, "_G", luaopen_base, 1);
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
    luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
    luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
    luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 1);
    lua_settop(L, 0);
    lua_getglobal(L, "string");
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_getglobal(L, "math"); /* chance comes from r.rng(seed) alone */
    lua_pushnil(L);
    lua_setfield(L, -2, "randomseed");
    lua_pushnil(L);
    lua_setfield(L, -2, "random");
    lua_settop(L, 0);
    lua_newtable(L);
    for (int i = 0; allowed_names[i] != NULL; i++) {
        lua_getglobal(L, allowed_names[i]);
        lua_setfield(L, -2, allowed_names[i]);
    }
    lua_newtable(L); /* allowed, its metatable */
    lua_pushcfunction(L, l_undeclared);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    g->allowed = luaL_ref(L, LUA_REGISTRYINDEX);
}

static int on_panic(lua_State *L)
{
    (void)L;
    return 0; /* abort: an unprotected error is our own mistake */
}

struct guest *guest_new(const struct guest_limits *limits)
{
    struct guest *g = mem_zalloc(1, sizeof *g);

    g->limits = limits != NULL ? *limits : default_limits;
    g->L = lua_newstate(allocate, g);
    if (g->L == NULL) {
        free(g);
        return NULL;
    }
    lua_atpanic(g->L, on_panic);
    *(struct guest **)lua_getextraspace(g->L) = g;
    make_allowed(g);
    guest_arm(g);
    lua_sethook(g->L, on_count, LUA_MASKCOUNT, HOOK_EVERY);
    return g;
}

void guest_free(struct guest *g)
{
    if (g == NULL)
        return;
    lua_close(g->L);
    free(g);
}

lua_State *guest_lua(struct guest *g)
{
    return g->L;
}

static const char err_type[] = "retort.err";

int guest_raise(lua_State *L, const struct err *e)
{
    struct err *copy = lua_newuserdatauv(L, sizeof *copy, 0);

    *copy = *e;
    luaL_newmetatable(L, err_type);
    lua_setmetatable(L, -2);
    return lua_error(L);
}

int guest_error(lua_State *L, struct err *e)
{
    const struct err *raised = luaL_testudata(L, -1, err_type);
    const char *text;

    if (raised != NULL) {
        *e = *raised;
    } else {
        text = lua_tostring(L, -1);
        err_set(e, ERR_SUITE, "%s",
            text != NULL ? text : "error object that is no string");
    }
    lua_pop(L, 1);
    return -1;
}

/* Keeps the first line and the guest's own frames: what an author can open. */
static int on_error(lua_State *L)
{
    lua_Debug ar;
    const char *text = lua_tostring(L, 1);

    if (text == NULL) /* a struct err, or a guest's table */
        return 1;
    if (strchr(text, ':') == NULL && lua_getstack(L, 1, &ar)
        && lua_getinfo(L, "Sl", &ar) && ar.currentline > 0) {
        lua_pushfstring(L, "%s:%d: %s", ar.short_src, ar.currentline, text);
        return 1;
    }
    lua_settop(L, 1);
    return 1;
}

int guest_call(struct guest *g, int args, int results, struct err *e)
{
    lua_State *L = g->L;
    int base = lua_gettop(L) - args, rc;

    lua_pushcfunction(L, on_error);
    lua_insert(L, base);
    guest_arm(g);
    lua_sethook(L, on_count, LUA_MASKCOUNT, HOOK_EVERY);
    rc = lua_pcall(L, args, results, base);
    lua_remove(L, base);
    return rc == LUA_OK ? 0 : guest_error(L, e);
}

/* Pushes a new environment: inherits from what is allowed, takes no new
 * names. */
static void push_environment(struct guest *g)
{
    lua_State *L = g->L;

    lua_newtable(L);
    lua_newtable(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, g->allowed);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, l_assign);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    if (lua_getfield(L, LUA_REGISTRYINDEX, "retort") != LUA_TNIL) {
        lua_pushstring(L, "retort");
        lua_insert(L, -2);
        lua_rawset(L, -3);
    } else {
        lua_pop(L, 1);
    }
}

int guest_load(struct guest *g, const char *text, size_t len,
    const char *name, struct err *e)
{
    lua_State *L = g->L;
    char *chunk = mem_printf("@%s", name);
    int rc = luaL_loadbufferx(L, text, len, chunk, "t");

    free(chunk);
    if (rc != LUA_OK)
        return guest_error(L, e);
    push_environment(g);
    lua_setupvalue(L, -2, 1);
    return 0;
}

int guest_data(const char *path, struct json **out, struct err *e)
{
    struct guest_limits small = { 64 << 20, 2000000 };
    struct guest *g = guest_new(&small);
    struct buf text = { 0 };
    int rc = -1;

    if (file_read(path, &text, e) < 0) {
        e->kind = ERR_CONFIG;
        goto out;
    }
    if (guest_load(g, buf_str(&text), text.len, path, e) < 0
        || guest_call(g, 0, 1, e) < 0) {
        e->kind = ERR_CONFIG;
        goto out;
    }
    if (!lua_istable(g->L, -1)) {
        err_set(e, ERR_CONFIG, "%s: must return a table ('return { ... }')",
            path);
        goto out;
    }
    *out = luajson_to(g->L, -1, e);
    if (*out == NULL) {
        err_wrap(e, "%s", path);
        e->kind = ERR_CONFIG;
        goto out;
    }
    rc = 0;
out:
    buf_clear(&text);
    guest_free(g);
    return rc;
}
