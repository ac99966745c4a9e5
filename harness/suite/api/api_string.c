/*
 * The functions of Lua's library that can run for ever inside C, where no
 * hook stops them, in forms that end: string.find, match, gmatch, gsub and
 * rep, table.move, and setmetatable without finalizers.
 */
#include <lauxlib.h>
#include <string.h>

#include "suite/api/api.h"
#include "suite/guest.h"
#include "suite/pattern.h"

static bool tired(void *arg)
{
    return guest_late(arg);
}

static void start(lua_State *L, struct pattern *m, bool anchors)
{
    size_t text_len, len;
    const char *text = luaL_checklstring(L, 1, &text_len);
    const char *pattern = luaL_checklstring(L, 2, &len);

    pattern_init(m, text, text_len, pattern, len, anchors);
    m->tired = tired;
    m->arg = guest_of(L);
}

/* Raises when a match ended for another reason than not to match. */
static void check(lua_State *L, const struct pattern *m)
{
    if (m->wrong != NULL)
        luaL_error(L, "malformed pattern '%s': it %s", m->from, m->wrong);
    if (m->stopped)
        luaL_error(L,
            "the pattern '%s' ran for too long on a text of %d bytes: each "
            "'*', '+' and '-' in it multiplies the time by the length; "
            "find fixed text with string.find(s, text, 1, true), or use "
            "r.extract, which is linear",
            m->from, (int)(m->text_end - m->text));
}

/* Pushes capture i of a match s..e; the whole of it when there is none. */
static void push_capture(
    lua_State *L, const struct pattern *m, int i, const char *s, const char *e)
{
    ptrdiff_t len;

    if (i == 0 && m->level == 0) {
        lua_pushlstring(L, s, (size_t)(e - s));
        return;
    }
    if (i >= m->level)
        luaL_error(L, "invalid capture index %%%d", i + 1);
    len = m->capture[i].len;
    if (len == PATTERN_OPEN)
        luaL_error(L, "malformed pattern '%s': a '(' is not closed", m->from);
    if (len == PATTERN_POSITION)
        lua_pushinteger(L, m->capture[i].s - m->text + 1);
    else
        lua_pushlstring(L, m->capture[i].s, (size_t)len);
}

static int push_captures(
    lua_State *L, const struct pattern *m, const char *s, const char *e)
{
    int n = m->level == 0 && s != NULL ? 1 : m->level;

    luaL_checkstack(L, n, "too many captures");
    for (int i = 0; i < n; i++)
        push_capture(L, m, i, s, e);
    return n;
}

/* Where to begin (from 0): argument index counts from 1, or from the end. */
static size_t begin_at(lua_State *L, int index, size_t len)
{
    lua_Integer at = luaL_optinteger(L, index, 1);

    if (at > 0)
        return (size_t)at - 1;
    if (at == 0 || at < -(lua_Integer)len)
        return 0;
    return len - (size_t)-at;
}

static bool has_specials(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (s[i] != '\0' && strchr("^$*+?.([%-", s[i]) != NULL)
            return true;
    return false;
}

static int find_plain(lua_State *L, size_t init)
{
    size_t text_len, len;
    const char *text = lua_tolstring(L, 1, &text_len);
    const char *wanted = lua_tolstring(L, 2, &len);
    const char *at = memmem(text + init, text_len - init, wanted, len);

    if (at == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, at - text + 1);
    lua_pushinteger(L, at - text + (lua_Integer)len);
    return 2;
}

static int find_or_match(lua_State *L, bool find)
{
    struct pattern m;
    const char *s, *e;
    size_t init, len;

    start(L, &m, true);
    init = begin_at(L, 3, (size_t)(m.text_end - m.text));
    if (init > (size_t)(m.text_end - m.text)) {
        lua_pushnil(L);
        return 1;
    }
    lua_tolstring(L, 2, &len);
    if (find && (lua_toboolean(L, 4) || !has_specials(lua_tostring(L, 2), len)))
        return find_plain(L, init);
    e = pattern_search(&m, m.text + init, &s);
    check(L, &m);
    if (e == NULL) {
        lua_pushnil(L);
        return 1;
    }
    if (!find)
        return push_captures(L, &m, s, e);
    lua_pushinteger(L, s - m.text + 1);
    lua_pushinteger(L, e - m.text);
    return push_captures(L, &m, NULL, NULL) + 2;
}

static int l_find(lua_State *L)
{
    return find_or_match(L, true);
}

static int l_match(lua_State *L)
{
    return find_or_match(L, false);
}

struct walk { // of gmatch
    size_t at;
    size_t last_end; // + 1; 0: none yet
};

/* upvalues: text, pattern, walk */
static int l_gmatch_next(lua_State *L)
{
    struct walk *w = lua_touserdata(L, lua_upvalueindex(3));
    struct pattern m;
    const char *s, *e;

    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, lua_upvalueindex(2));
    start(L, &m, false);
    if (w->at > (size_t)(m.text_end - m.text))
        return 0;
    for (s = m.text + w->at; (e = pattern_search(&m, s, &s)) != NULL; s++)
        if ((size_t)(e - m.text) + 1 != w->last_end) {
            w->at = (size_t)(e - m.text);
            w->last_end = w->at + 1;
            return push_captures(L, &m, s, e);
        }
    check(L, &m);
    return 0;
}

static int l_gmatch(lua_State *L)
{
    size_t len;
    struct walk *w;

    luaL_checklstring(L, 1, &len);
    luaL_checkstring(L, 2);
    lua_settop(L, 3);
    w = lua_newuserdatauv(L, sizeof *w, 0);
    w->at = begin_at(L, 3, len);
    w->last_end = 0;
    lua_replace(L, 3);
    lua_pushcclosure(L, l_gmatch_next, 3);
    return 1;
}

/* The text of argument 3 with %0 to %9 filled in. */
static void add_text(lua_State *L, const struct pattern *m, luaL_Buffer *b,
    const char *s, const char *e)
{
    size_t len;
    const char *with = lua_tolstring(L, 3, &len);

    for (size_t i = 0; i < len; i++) {
        if (with[i] != '%') {
            luaL_addchar(b, with[i]);
            continue;
        }
        i++;
        if (i < len && with[i] == '%') {
            luaL_addchar(b, '%');
        } else if (i < len && with[i] == '0') {
            luaL_addlstring(b, s, (size_t)(e - s));
        } else if (i < len && with[i] >= '1' && with[i] <= '9') {
            push_capture(L, m, with[i] - '1', s, e);
            luaL_tolstring(L, -1, NULL);
            lua_remove(L, -2);
            luaL_addvalue(b);
        } else {
            luaL_error(L, "invalid use of '%%' in replacement string");
        }
    }
}

/* What a match becomes: true when it changed. */
static void add_value(lua_State *L, const struct pattern *m, luaL_Buffer *b,
    const char *s, const char *e)
{
    int type = lua_type(L, 3);

    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(L, m, s, e), 1);
    } else if (type == LUA_TTABLE) {
        push_capture(L, m, 0, s, e);
        lua_gettable(L, 3);
    } else {
        add_text(L, m, b, s, e);
        return;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        lua_pushlstring(L, s, (size_t)(e - s));
    } else if (!lua_isstring(L, -1)) {
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    }
    luaL_addvalue(b);
}

static int l_gsub(lua_State *L)
{
    struct pattern m;
    const char *s, *e, *last = NULL;
    lua_Integer n = 0, most;
    int type = lua_type(L, 3);
    luaL_Buffer b;

    start(L, &m, true);
    most = luaL_optinteger(L, 4, m.text_end - m.text + 1);
    luaL_argexpected(L,
        type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION
            || type == LUA_TTABLE,
        3, "string/function/table");
    luaL_buffinit(L, &b);
    for (s = m.text; n < most;) {
        e = pattern_at(&m, s);
        check(L, &m);
        if (e != NULL && e != last) {
            n++;
            add_value(L, &m, &b, s, e);
            s = last = e;
        } else if (s < m.text_end) {
            luaL_addchar(&b, *s++);
        } else {
            break;
        }
        if (m.anchored)
            break;
    }
    luaL_addlstring(&b, s, (size_t)(m.text_end - s));
    luaL_pushresult(&b);
    lua_pushinteger(L, n);
    return 2;
}

/* upvalue: the library's own. The empty string costs no memory, and so the
 * ceiling on memory does not end its repeating. */
static int l_rep(lua_State *L)
{
    size_t len, between = 0;

    luaL_checklstring(L, 1, &len);
    if (!lua_isnoneornil(L, 3))
        luaL_checklstring(L, 3, &between);
    luaL_checkinteger(L, 2);
    if (len + between == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

/* upvalue: the library's own, which moves nothing just as eagerly. */
static int l_move(lua_State *L)
{
    lua_Integer from = luaL_checkinteger(L, 2), to = luaL_checkinteger(L, 3);

    if (to >= from && (lua_Unsigned)to - (lua_Unsigned)from >= 100000000)
        return luaL_error(L, "table.move: more than 100 million elements");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

/* upvalue: the library's own. Lua runs finalizers with its hooks off: an
 * endless one could not be stopped. */
static int l_setmetatable(lua_State *L)
{
    if (lua_istable(L, 2)) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "suites may not use __gc");
        lua_pop(L, 1);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

/* Replaces name in the table on top of the stack. */
static void wrap(lua_State *L, const char *name, lua_CFunction with)
{
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, with, 1);
    lua_setfield(L, -2, name);
}

void api_open_string(lua_State *L)
{
    static const luaL_Reg functions[] = { { "find", l_find },
        { "match", l_match }, { "gmatch", l_gmatch }, { "gsub", l_gsub },
        { NULL, NULL } };

    lua_getglobal(L, "string");
    luaL_setfuncs(L, functions, 0);
    wrap(L, "rep", l_rep);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_getglobal(L, "table");
    wrap(L, "move", l_move);
    lua_pushglobaltable(L);
    wrap(L, "setmetatable", l_setmetatable);
    lua_pop(L, 3);
}
