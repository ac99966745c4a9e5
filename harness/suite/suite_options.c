/* Options of suites: what -T says over what the suite has by itself. */
#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "suite/luajson.h"
#include "suite/slots.h"

/* "n, seed": the names in the table at the top of the stack, by the alphabet;
 * seed is an option of every suite. */
static void put_names(lua_State *L, struct buf *out)
{
    const char *before = "";

    for (;;) {
        const char *next = strcmp(before, "seed") < 0 ? "seed" : NULL;
        for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
            const char *name =
                lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
            if (strcmp(name, before) > 0
                && (next == NULL || strcmp(name, next) < 0))
                next = name;
        }
        if (next == NULL)
            return;
        buf_printf(out, "%s%s", before[0] != '\0' ? ", " : "", next);
        before = next;
    }
}

/* Sets opt[key] from the command line, as the type its default has. */
static int set_option(
    lua_State *L, const char *suite, const struct suite_param *p, struct err *e)
{
    int type = lua_getfield(L, -1, p->key), ok = 1;

    lua_pop(L, 1);
    if (type == LUA_TSTRING) {
        lua_pushstring(L, p->value);
    } else if (type == LUA_TBOOLEAN) {
        ok = strcmp(p->value, "true") == 0 || strcmp(p->value, "false") == 0;
        lua_pushboolean(L, strcmp(p->value, "true") == 0);
    } else if (type == LUA_TNUMBER) {
        if (lua_stringtonumber(L, p->value) == 0)
            lua_pushnil(L);
        ok = lua_type(L, -1) == LUA_TNUMBER && isfinite(lua_tonumber(L, -1));
    } else {
        struct buf names = { 0 };
        put_names(L, &names);
        err_set(e, ERR_USAGE,
            "-T %s=%s: the suite %s has no option '%s'; it has %.400s "
            "('retort show %s' tells their values)",
            p->key, p->value, suite, p->key, buf_str(&names), suite);
        buf_clear(&names);
        return -1;
    }
    if (!ok)
        return err_set(e, ERR_USAGE, "-T %s=%s: the suite wants a %s there",
            p->key, p->value, lua_typename(L, type));
    lua_setfield(L, -2, p->key);
    return 0;
}

int options_read(struct suite *s, lua_State *L,
    const struct suite_settings *set, struct err *e)
{
    struct buf json = { 0 };

    lua_newtable(L); /* slots, opt */
    if (lua_getfield(L, -2, "options") == LUA_TTABLE)
        for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_rawset(L, -6);
        }
    lua_pop(L, 1);
    for (size_t i = 0; i < set->option_count; i++)
        if (set_option(L, s->info.name, &set->options[i], e) < 0)
            return -1;
    lua_pushinteger(L, set->seed);
    lua_setfield(L, -2, "seed");
    if (luajson_write(L, -1, &json, e) < 0)
        return err_wrap(e, "%s: options", s->path);
    s->info.options = buf_take(&json);
    if (set->limit > 0) {
        lua_pushinteger(L, set->limit);
        lua_setfield(L, -2, "limit");
    }
    s->opt = luaL_ref(L, LUA_REGISTRYINDEX);
    s->limit = set->limit;
    return 0;
}

/* The value that -T gives to key last, or NULL. */
static const char *told(const struct suite_settings *set, const char *key)
{
    const char *value = NULL;

    for (size_t i = 0; set != NULL && i < set->option_count; i++)
        if (strcmp(set->options[i].key, key) == 0)
            value = set->options[i].value;
    return value;
}

int api_raise_told(lua_State *L, const char *value, struct err *e)
{
    const struct suite_settings *set = api_place(L)->settings;

    for (size_t i = 0; set != NULL && i < set->option_count; i++)
        if (strcmp(set->options[i].value, value) == 0) {
            err_wrap(e, "-T %s=%s", set->options[i].key, value);
            e->kind = ERR_USAGE;
            return guest_raise(L, e);
        }
    return luaL_error(L, "%s", e->text);
}

/* values, at the top of the stack, has what -T says. Raises when not. */
static int choose(lua_State *L, const char *key, const char *value)
{
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    struct buf names = { 0 };
    struct err e;

    if (n == 0 || lua_rawgeti(L, -1, 1) != LUA_TSTRING)
        return luaL_error(L,
            "option '%s': a list of its values, the usual "
            "one first",
            key);
    if (value == NULL)
        return 1;
    lua_pop(L, 1);
    for (lua_Integer i = 1; i <= n; i++, lua_pop(L, 1)) {
        lua_rawgeti(L, -1, i);
        if (lua_isstring(L, -1) && strcmp(lua_tostring(L, -1), value) == 0)
            return 1;
    }
    for (lua_Integer i = 1; i <= n; i++, lua_pop(L, 1)) {
        lua_rawgeti(L, -1, i);
        buf_printf(&names, "%s%s",
            i == 1   ? ""
            : i == n ? " and "
                     : ", ",
            lua_isstring(L, -1) ? lua_tostring(L, -1) : "?");
    }
    err_set(
        &e, ERR_USAGE, "-T %s=%s: there are %s", key, value, buf_str(&names));
    buf_clear(&names);
    return guest_raise(L, &e);
}

/* r.options { n = 200, variant = { "usual", "other" } }: the table for slot
 * `options`, each value as -T says or else as it stands; of a list, one of
 * its texts, the first unless told. So a suite may look at what it was told
 * before it fills its slots. */
static int l_options(lua_State *L)
{
    const struct suite_settings *set = api_place(L)->settings;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_newtable(L); /* defaults, opt */
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
        const char *key, *value;
        struct suite_param p;
        struct err e = { 0 };
        if (lua_type(L, -2) != LUA_TSTRING)
            return luaL_error(L, "r.options: options have names");
        key = lua_tostring(L, -2);
        value = told(set, key);
        if (lua_istable(L, -1)) {
            choose(L, key, value);
            lua_setfield(L, 2, key);
            continue;
        }
        lua_pushvalue(L, -1);
        lua_setfield(L, 2, key);
        p = (struct suite_param){ key, value };
        lua_pushvalue(L, 2);
        if (value != NULL && set_option(L, "", &p, &e) < 0)
            return guest_raise(L, &e);
        lua_pop(L, 1);
    }
    return 1;
}

void api_open_options(lua_State *L)
{
    lua_pushcfunction(L, l_options);
    lua_setfield(L, -2, "options");
}
