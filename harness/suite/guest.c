#include "suite/guest.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "suite/api/api.h"
#include "suite/luajson.h"

/* Lua takes and gives back a dozen small blocks for each sample: some are kept
 * to be used again, those of a size on one list. Sizes are 8, 24, 40 and so on,
 * as the C library has them. */
enum { STEP = 16, SIZES = 32, MOST_SPARE = 1 << 22 };

struct spare {
    struct spare *next;
};

struct guest {
    lua_State *L;
    struct guest_limits limits;
    size_t used; // bytes Lua holds
    struct spare *spare[SIZES];
    size_t spare_bytes;  // at most MOST_SPARE
    int64_t deadline_us; // of processor time, for the entry under way; 0:
                         // not set yet, it is too young for that
    int allowed;         // registry: what environments inherit from
};

enum { HOOK_EVERY = 10000 };

static const struct guest_limits default_limits = { (size_t)512 << 20,
    3000000 };

/* The list that blocks of a size are on, SIZES or more: on none. */
static size_t list_of(size_t size)
{
    return (size + STEP / 2 - 1) / STEP;
}

/* What a block of size is allocated with. */
static size_t room_of(size_t size)
{
    size_t i = list_of(size);

    return i < SIZES ? i * STEP + STEP / 2 : size;
}

static void give(struct guest *g, void *p, size_t size)
{
    size_t i = list_of(size);
    struct spare *block = p;

    if (p == NULL || i >= SIZES || g->spare_bytes >= MOST_SPARE) {
        free(p);
        return;
    }
    block->next = g->spare[i];
    g->spare[i] = block;
    g->spare_bytes += room_of(size);
}

static void *take(struct guest *g, size_t size)
{
    size_t i = list_of(size);
    struct spare *block = i < SIZES ? g->spare[i] : NULL;

    if (block == NULL)
        return malloc(room_of(size));
    g->spare[i] = block->next;
    g->spare_bytes -= room_of(size);
    return block;
}

static void *allocate(void *ud, void *p, size_t old, size_t size)
{
    struct guest *g = ud;

    if (p == NULL)
        old = 0;
    if (size == 0) {
        give(g, p, old);
        g->used -= old;
        return NULL;
    }
    if (size > old && g->used + (size - old) > g->limits.memory)
        return NULL; /* Lua raises "not enough memory" */
    if (p == NULL)
        p = take(g, size);
    else if (room_of(size) != room_of(old))
        p = realloc(p, room_of(size));
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
    if (!guest_late(g))
        return;
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
    luaL_error(L, "ran for more than %d s: an endless loop?",
        (int)(g->limits.time_us / 1000000));
}

/* The time of an entry begins when it is first looked at, after HOOK_EVERY
 * instructions: most are over by then, and the clock is a system call. */
bool guest_late(struct guest *g)
{
    int64_t now_us = clock_cpu_us();

    if (g->deadline_us == 0)
        g->deadline_us = now_us + g->limits.time_us;
    return now_us >= g->deadline_us;
}

/* The hook belongs to one thread of Lua, and a late one has changed it. One
 * that is set stays, with what is left of its count: setting it makes Lua
 * look at each instruction of the functions that are open. */
void guest_arm(struct guest *g, lua_State *L)
{
    g->deadline_us = 0;
    if (lua_gethook(L) != on_count || lua_gethookcount(L) != HOOK_EVERY)
        lua_sethook(L, on_count, LUA_MASKCOUNT, HOOK_EVERY);
}

static const char *const allowed_names[] = { "assert", "error", "getmetatable",
    "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawlen",
    "rawset", "select", "setmetatable", "tonumber", "tostring", "type",
    "xpcall", "string", "table", "math", "utf8", NULL };

static int l_undeclared(lua_State *L)
{
    return luaL_error(L,
        "undeclared global '%s' (a typing error, or a "
        "function that suites may not use?)",
        luaL_tolstring(L, 2, NULL));
}

static int l_assign(lua_State *L)
{
    return luaL_error(L,
        "assignment to undeclared global '%s': write "
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
    api_open_string(L);
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
    guest_arm(g, g->L);
    return g;
}

void guest_free(struct guest *g)
{
    if (g == NULL)
        return;
    lua_close(g->L);
    for (size_t i = 0; i < SIZES; i++)
        for (struct spare *next; g->spare[i] != NULL; g->spare[i] = next) {
            next = g->spare[i]->next;
            free(g->spare[i]);
        }
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

int guest_error(lua_State *L, int status, struct err *e)
{
    const struct err *raised = luaL_testudata(L, -1, err_type);
    const struct guest *g = guest_of(L);
    const char *text;

    if (raised != NULL) {
        *e = *raised;
    } else if (status == LUA_ERRMEM) {
        err_set(e, ERR_SUITE,
            "out of memory: all suites together may hold %zu MiB",
            g->limits.memory >> 20);
    } else {
        text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
        err_set(e, ERR_SUITE, "%s",
            text != NULL ? text : "an error object that is no text");
    }
    lua_pop(L, 1);
    return -1;
}

/* Pushes "file:line: " of the innermost function of the guest's own. */
static void push_where(lua_State *L)
{
    lua_Debug ar;

    for (int level = 0; lua_getstack(L, level, &ar); level++)
        if (lua_getinfo(L, "Sl", &ar) && ar.currentline > 0
            && strcmp(ar.short_src, "driver.lua") != 0) {
            lua_pushfstring(L, "%s:%d: ", ar.short_src, ar.currentline);
            return;
        }
    lua_pushliteral(L, "");
}

/* True when text begins as Lua's own messages do, "file:line: ". */
static bool is_placed(const char *text)
{
    const char *colon = strstr(text, ".lua:");

    return colon != NULL && colon[5] >= '0' && colon[5] <= '9';
}

void guest_place(lua_State *L)
{
    const char *type = luaL_typename(L, -1);

    if (luaL_testudata(L, -1, err_type) != NULL || !lua_checkstack(L, 10))
        return;
    if (lua_type(L, -1) != LUA_TSTRING) { /* error {code = 5} */
        push_where(L);
        lua_pushfstring(
            L, "error() was called with a %s instead of a text", type);
    } else if (!is_placed(lua_tostring(L, -1))) {
        push_where(L);
        lua_pushvalue(L, -2);
    } else {
        return;
    }
    lua_concat(L, 2);
    lua_replace(L, -2);
}

/* What an author can open: file and line, where the error itself has none. */
static int on_error(lua_State *L)
{
    lua_settop(L, 1);
    guest_place(L);
    return 1;
}

int guest_call(struct guest *g, int args, int results, struct err *e)
{
    lua_State *L = g->L;
    int base = lua_gettop(L) - args, rc;

    lua_pushcfunction(L, on_error);
    lua_insert(L, base);
    guest_arm(g, L);
    rc = lua_pcall(L, args, results, base);
    lua_remove(L, base);
    return rc == LUA_OK ? 0 : guest_error(L, rc, e);
}

struct attempt {
    guest_fn fn;
    void *arg;
    struct err *e;
    int rc;
};

static int l_try(lua_State *L)
{
    struct attempt *a = lua_touserdata(L, 1);

    luaL_checkstack(L, 50, NULL);
    lua_settop(L, 0);
    a->rc = a->fn(a->arg, a->e);
    return 0;
}

int guest_try(struct guest *g, guest_fn fn, void *arg, struct err *e)
{
    struct attempt a = { .fn = fn, .arg = arg, .e = e };

    lua_pushcfunction(g->L, l_try);
    lua_pushlightuserdata(g->L, &a);
    return guest_call(g, 1, 0, e) < 0 ? -1 : a.rc;
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

int guest_load(struct guest *g, const char *text, size_t len, const char *name,
    struct err *e)
{
    lua_State *L = g->L;
    char *chunk = mem_printf("@%s", name);
    /* some editors put a byte order mark in front; lua itself skips it too */
    size_t mark = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    int rc = luaL_loadbufferx(L, text + mark, len - mark, chunk, "t");

    free(chunk);
    if (rc != LUA_OK)
        return guest_error(L, rc, e);
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

    if (file_read_most(path, GUEST_TEXT_MAX, &text, e) < 0) {
        e->kind = ERR_CONFIG;
        goto out;
    }
    if (guest_load(g, buf_str(&text), text.len, path, e) < 0
        || guest_call(g, 0, 1, e) < 0) {
        e->kind = ERR_CONFIG;
        goto out;
    }
    if (!lua_istable(g->L, -1)) {
        err_set(
            e, ERR_CONFIG, "%s: must return a table ('return { ... }')", path);
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
