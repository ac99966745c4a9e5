/* r.extract.*: the linear extractors of suite/extract/extract.h as Lua values.
 */
#include "suite/api/api.h"

#include <lauxlib.h>
#include <string.h>

static const char extract_type[] = "retort.extract";

const struct extract *api_extract_at(lua_State *L, int index)
{
    struct extract **x = luaL_testudata(L, index, extract_type);

    return x == NULL ? NULL : *x;
}

static int l_extract_gc(lua_State *L)
{
    struct extract **x = luaL_checkudata(L, 1, extract_type);

    extract_free(*x);
    *x = NULL;
    return 0;
}

/* An extractor called like a function: text -> what it found, whether a marker
 * led there, the name of the rule, whether the text ends there; or nil. */
static int l_extract_call(lua_State *L)
{
    struct extract **x = luaL_checkudata(L, 1, extract_type);
    struct extract_found found;
    size_t len;
    const char *text = luaL_checklstring(L, 2, &len);

    if (!extract_run(*x, text, len, &found))
        return 0;
    lua_pushlstring(L, found.s, found.len);
    lua_pushboolean(L, found.sure);
    lua_pushstring(L, found.rule);
    lua_pushboolean(L, found.at_end);
    return 4;
}

/* Metatable first, then filled: a half-built one is safe to collect. */
static struct extract **push_empty(lua_State *L)
{
    struct extract **x = lua_newuserdatauv(L, sizeof *x, 0);

    *x = NULL;
    luaL_setmetatable(L, extract_type);
    return x;
}

static int finish(
    lua_State *L, struct extract **slot, struct extract *x, struct err *e)
{
    if (x == NULL)
        return luaL_error(L, "%s", e->text);
    *slot = x;
    return 1;
}

static int l_after(lua_State *L)
{
    size_t len;
    const char *marker = luaL_checklstring(L, 1, &len);
    struct extract **slot = push_empty(L);
    struct err e = { 0 };

    return finish(L, slot, extract_after(marker, len, &e), &e);
}

/* r.extract.letter(), letter(5) for A to E, letter "A-J". */
static int l_letter(lua_State *L)
{
    char first = 'A', last = 'D';
    struct extract **slot;
    struct err e = { 0 };

    if (lua_isinteger(L, 1)) {
        lua_Integer n = lua_tointeger(L, 1);
        luaL_argcheck(L, n >= 2 && n <= 26, 1, "2 to 26 options");
        last = (char)('A' + n - 1);
    } else if (!lua_isnoneornil(L, 1)) {
        const char *range = luaL_checkstring(L, 1);
        luaL_argcheck(L, strlen(range) == 3 && range[1] == '-', 1,
            "write a range as \"A-D\"");
        first = range[0];
        last = range[2];
    }
    slot = push_empty(L);
    return finish(L, slot, extract_letter(first, last, &e), &e);
}

/* r.extract.code(), code "python", code { language =, entry = }. */
static int l_code(lua_State *L)
{
    const char *language = "python";
    struct extract **slot;
    struct err e = { 0 };

    if (!lua_isnoneornil(L, 1))
        language = luaL_checkstring(L, 1);
    slot = push_empty(L);
    return finish(L, slot, extract_code(language, NULL), &e);
}

static int plain(lua_State *L, struct extract *(*make)(void))
{
    struct extract **slot = push_empty(L);

    *slot = make();
    return 1;
}

static int l_first_number(lua_State *L)
{
    return plain(L, extract_first_number);
}

static int l_last_number(lua_State *L)
{
    return plain(L, extract_last_number);
}

static int l_boxed(lua_State *L)
{
    return plain(L, extract_boxed);
}

static int l_json(lua_State *L)
{
    return plain(L, extract_json);
}

static int l_first_line(lua_State *L)
{
    return plain(L, extract_first_line);
}

static int l_last_line(lua_State *L)
{
    return plain(L, extract_last_line);
}

static int l_whole(lua_State *L)
{
    return plain(L, extract_whole);
}

static int l_grid(lua_State *L)
{
    return plain(L, extract_grid);
}

/* r.extract.rule("lm-eval/gsm8k/flexible"), rule(name, {text of A, of B}). */
static int l_rule(lua_State *L)
{
    enum { MOST = 26 };
    const char *name = luaL_checkstring(L, 1), *choices[MOST];
    struct extract **slot;
    struct err e = { 0 };
    size_t n = 0;

    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        luaL_argcheck(L, lua_rawlen(L, 2) <= MOST, 2, "at most 26 options");
        for (n = 0; n < lua_rawlen(L, 2); n++) {
            if (lua_rawgeti(L, 2, (lua_Integer)n + 1) != LUA_TSTRING)
                return luaL_error(L, "option %d is no text", (int)n + 1);
            choices[n] = lua_tostring(L, -1); /* the table keeps it */
            lua_pop(L, 1);
        }
    }
    slot = push_empty(L);
    *slot = extract_named(name, choices, n, &e);
    return *slot != NULL ? 1 : api_raise_told(L, name, &e);
}

static struct extract *need(lua_State *L, int index, int part)
{
    struct extract **x = luaL_testudata(L, index, extract_type);

    if (x == NULL)
        luaL_error(L, "part %d is a %s, not an extractor of r.extract", part,
            luaL_typename(L, index));
    return *x;
}

static int l_first(lua_State *L)
{
    struct extract *parts[EXTRACT_MAX_NODES], **slot;
    struct err e = { 0 };
    lua_Integer n;

    luaL_checktype(L, 1, LUA_TTABLE);
    n = (lua_Integer)lua_rawlen(L, 1);
    luaL_argcheck(L, n >= 1 && n <= EXTRACT_MAX_NODES, 1,
        "a list of one or more extractors");
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 1, i);
        parts[i - 1] = need(L, -1, (int)i);
        lua_pop(L, 1);
    }
    slot = push_empty(L);
    return finish(L, slot, extract_first_of(parts, (size_t)n, &e), &e);
}

/* Keeps x, which it takes, on the stack: a place that outlives an error. */
static struct extract *hold(lua_State *L, struct extract *x, struct err *e)
{
    struct extract **slot = push_empty(L);

    finish(L, slot, x, e);
    return x;
}

/* r.extract.number(): behind "Answer:" or "####", else in a box, else the
 * last number of the reply. */
static int l_number(lua_State *L)
{
    struct err e = { 0 };
    struct extract *number = hold(L, extract_first_number(), &e);
    struct extract *last = hold(L, extract_last_number(), &e);
    struct extract *boxed = hold(L, extract_boxed(), &e);
    struct extract *answer = hold(L, extract_after("Answer:", 7, &e), &e);
    struct extract *hashes = hold(L, extract_after("####", 4, &e), &e);
    struct extract *const parts[] = { hold(L, extract_chain(answer, number, &e),
                                          &e),
        hold(L, extract_chain(hashes, number, &e), &e),
        hold(L, extract_chain(boxed, last, &e), &e), last };

    hold(L, extract_first_of(parts, 4, &e), &e);
    return 1;
}

/* r.extract.within(outer, inner): inner on what outer found. */
static int l_within(lua_State *L)
{
    struct extract *outer = need(L, 1, 1), *inner = need(L, 2, 2);
    struct extract **slot = push_empty(L);
    struct err e = { 0 };

    return finish(L, slot, extract_chain(outer, inner, &e), &e);
}

void api_open_extract(lua_State *L)
{
    static const luaL_Reg functions[] = { { "after", l_after },
        { "letter", l_letter }, { "code", l_code },
        { "first_number", l_first_number }, { "last_number", l_last_number },
        { "boxed", l_boxed }, { "json", l_json },
        { "first_line", l_first_line }, { "last_line", l_last_line },
        { "whole", l_whole }, { "grid", l_grid }, { "number", l_number },
        { "rule", l_rule }, { "first", l_first }, { "within", l_within },
        { NULL, NULL } };

    luaL_newmetatable(L, extract_type);
    lua_pushcfunction(L, l_extract_gc);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, l_extract_call);
    lua_setfield(L, -2, "__call");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    api_close(L, "r.extract");
    lua_setfield(L, -2, "extract");
}
