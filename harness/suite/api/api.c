#include "suite/api/api.h"

#include <lauxlib.h>
#include <string.h>

#include "base/file.h"
#include "base/like.h"

static const char place_key[] = "retort.place";

struct api_place *api_place(lua_State *L)
{
    struct api_place *place;

    lua_getfield(L, LUA_REGISTRYINDEX, place_key);
    place = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return place;
}

/* Upvalue 1 is what the table is called. */
static int l_no_member(lua_State *L)
{
    const char *word = luaL_tolstring(L, 2, NULL);
    struct like like = { .word = word };
    struct buf near = { 0 };

    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            like_offer(&like, lua_tostring(L, -2));
    like_end(&like, &near);
    lua_pushstring(L, buf_str(&near));
    buf_clear(&near);
    return luaL_error(L, "there is no %s.%s%s",
        lua_tostring(L, lua_upvalueindex(1)), word, lua_tostring(L, -1));
}

void api_close(lua_State *L, const char *name)
{
    lua_createtable(L, 0, 2);
    lua_pushstring(L, name);
    lua_pushcclosure(L, l_no_member, 1);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

void api_open(struct guest *g, struct api_place *place)
{
    lua_State *L = guest_lua(g);

    lua_pushlightuserdata(L, place);
    lua_setfield(L, LUA_REGISTRYINDEX, place_key);
    lua_newtable(L);
    api_open_data(L);
    api_open_extract(L);
    api_open_score(L);
    api_open_suite(L);
    api_open_rng(L);
    api_open_options(L);
    api_close(L, "r");
    lua_setfield(L, LUA_REGISTRYINDEX, "retort");
}

/* Guests read only below their own folder and the data folder. */
static void check_name(lua_State *L, const char *name)
{
    if (name[0] == '/' || name[0] == '\0' || strstr(name, "..") != NULL)
        luaL_error(L,
            "'%s': name files relative to the suite's folder or "
            "to --data DIR, without '..'",
            name);
}

static const char *try_at(lua_State *L, const char *dir, const char *name)
{
    if (dir == NULL)
        return NULL;
    lua_pushfstring(L, "%s/%s", dir, name);
    if (file_exists(lua_tostring(L, -1)))
        return lua_tostring(L, -1);
    lua_pop(L, 1);
    lua_pushfstring(L, "%s/%s.gz", dir, name);
    if (file_exists(lua_tostring(L, -1)))
        return lua_tostring(L, -1);
    lua_pop(L, 1);
    return NULL;
}

static int missing(lua_State *L, const char *here, const char *name)
{
    const char *data = api_place(L)->data;
    struct err e;

    err_set(&e, ERR_CONFIG,
        "data file '%s' is not there: looked in %s and %s; scripts/fetch-data "
        "brings the public sets, --data DIR (or RETORT_DATA) says where they "
        "are",
        name, here, data != NULL ? data : "no --data folder");
    return guest_raise(L, &e);
}

const char *api_text(lua_State *L, size_t *len)
{
    if (!lua_isstring(L, -1)) { /* nor a number */
        luaL_tolstring(L, -1, NULL);
        lua_replace(L, -2);
    }
    return lua_tolstring(L, -1, len);
}

const char *api_find(lua_State *L, const char *here, const char *name)
{
    const char *path;

    check_name(L, name);
    path = try_at(L, here, name);
    if (path == NULL)
        path = try_at(L, api_place(L)->data, name);
    if (path == NULL)
        missing(L, here, name);
    return path;
}
