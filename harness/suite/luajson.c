#include "suite/luajson.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { MAX_DEPTH = 64 };

static void push_number(lua_State *L, double x)
{
    /* a whole number stays an integer, so that 7 does not print as 7.0 */
    if (x == floor(x) && fabs(x) < 9007199254740992.0)
        lua_pushinteger(L, (lua_Integer)x);
    else
        lua_pushnumber(L, x);
}

void luajson_push(lua_State *L, const struct json *node)
{
    luaL_checkstack(L, 4, "JSON nested too deep");
    if (json_is_string(node)) {
        lua_pushstring(L, json_str(node));
    } else if (json_is_number(node)) {
        push_number(L, json_num(node, 0));
    } else if (json_is_bool(node)) {
        lua_pushboolean(L, json_true(node));
    } else if (json_is_array(node)) {
        lua_Integer i = 0;
        lua_createtable(L, (int)json_count(node), 0);
        JSON_EACH(item, node) {
            luajson_push(L, item);
            lua_rawseti(L, -2, ++i);
        }
    } else if (json_is_object(node)) {
        lua_newtable(L);
        JSON_EACH(item, node) {
            lua_pushstring(L, json_key(item));
            luajson_push(L, item);
            lua_rawset(L, -3);
        }
    } else {
        lua_pushnil(L);
    }
}

struct place {              // of a value, for messages
    const struct place *up; // NULL: the whole
    const char *key;        // NULL in a list
    lua_Integer i;          // there, from 1 on
    int depth;
};

static int write_value(lua_State *L, int index, const struct place *at,
    struct jsonw *w, struct err *e);

static void add_place(const struct place *at, struct buf *out)
{
    if (at->up == NULL)
        return;
    add_place(at->up, out);
    if (at->key == NULL)
        buf_printf(out, "[%lld]", (long long)at->i);
    else
        buf_printf(out, "%s%s", out->len > 0 ? "." : "", at->key);
}

/* "models.x.url: a function is no data" */
static int no_data(const struct place *at, const char *why, struct err *e)
{
    struct buf path = { 0 };

    add_place(at, &path);
    err_set(e, ERR_SUITE, "%s: %s", path.len > 0 ? path.s : "value", why);
    buf_clear(&path);
    return -1;
}

/* 0 when the table is a list of n elements and nothing else, 1 when it is an
 * object with string keys, -1 when it is neither. */
static int shape(lua_State *L, int index, lua_Integer *n)
{
    lua_Integer count = 0;
    int strings = 0;

    *n = (lua_Integer)lua_rawlen(L, index);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        count++;
        strings += lua_type(L, -2) == LUA_TSTRING;
    }
    if (count == *n && strings == 0 && count > 0)
        return 0;
    return strings == count ? 1 : -1;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Members in the order of their names, so that the text is canonical. */
static int write_object(lua_State *L, int index, const struct place *at,
    struct jsonw *w, struct err *e)
{
    const char **keys = NULL;
    size_t n = 0;
    int rc = 0;

    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        keys = mem_grow(keys, n, sizeof *keys);
        keys[n++] = lua_tostring(L, -2);
    }
    if (n > 1)
        qsort(keys, n, sizeof *keys, compare);
    for (size_t i = 0; i < n && rc == 0; i++) {
        lua_pushstring(L, keys[i]);
        lua_rawget(L, index);
        struct place member = { at, keys[i], 0, at->depth + 1 };
        rc = write_value(L, lua_gettop(L), &member, w, e);
        lua_pop(L, 1);
    }
    free(keys);
    return rc;
}

static int write_table(lua_State *L, int index, const struct place *at,
    struct jsonw *w, struct err *e)
{
    lua_Integer n;
    int kind = shape(L, index, &n), rc = 0;

    if (kind < 0)
        return no_data(
            at, "a table that is neither a list nor has only names as keys", e);
    jsonw_begin(w, at->key, kind == 0 ? '[' : '{');
    if (kind == 1)
        rc = write_object(L, index, at, w, e);
    for (lua_Integer i = 1; kind == 0 && i <= n && rc == 0; i++) {
        lua_rawgeti(L, index, i);
        struct place member = { at, NULL, i, at->depth + 1 };
        rc = write_value(L, lua_gettop(L), &member, w, e);
        lua_pop(L, 1);
    }
    jsonw_end(w, kind == 0 ? ']' : '}');
    return rc;
}

static int write_value(lua_State *L, int index, const struct place *at,
    struct jsonw *w, struct err *e)
{
    const char *key = at->key, *s;
    char why[40];
    size_t len;

    if (at->depth > MAX_DEPTH || !lua_checkstack(L, 6))
        return err_set(
            e, ERR_SUITE, "a table nested too deep (or inside itself)");
    switch (lua_type(L, index)) {
    case LUA_TNIL: jsonw_null(w, key); return 0;
    case LUA_TBOOLEAN: jsonw_bool(w, key, lua_toboolean(L, index)); return 0;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            jsonw_int(w, key, lua_tointeger(L, index));
        else
            jsonw_num(w, key, lua_tonumber(L, index));
        return 0;
    case LUA_TSTRING:
        s = lua_tolstring(L, index, &len);
        jsonw_bytes(w, key, s, len);
        return 0;
    case LUA_TTABLE: return write_table(L, index, at, w, e);
    default:
        snprintf(why, sizeof why, "a %s is no data", luaL_typename(L, index));
        return no_data(at, why, e);
    }
}

int luajson_write(lua_State *L, int index, struct buf *out, struct err *e)
{
    struct jsonw w = { out, false };

    return write_value(
        L, lua_absindex(L, index), &(struct place){ NULL, NULL, 0, 0 }, &w, e);
}

struct json *luajson_to(lua_State *L, int index, struct err *e)
{
    struct buf text = { 0 };
    struct json *tree = NULL;

    if (luajson_write(L, index, &text, e) == 0)
        tree = json_parse(buf_str(&text), text.len, e);
    buf_clear(&text);
    return tree;
}
