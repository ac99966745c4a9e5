/* r.rng(seed): seeded chance for suites, the same on every machine. */
#include <lauxlib.h>

#include "base/rng.h"
#include "suite/api/api.h"

static const char rng_type[] = "retort.rng";

/* r.rng(seed): chance that is the same everywhere. */
static int l_rng(lua_State *L)
{
    lua_Integer seed = luaL_checkinteger(L, 1);
    struct rng *r = lua_newuserdatauv(L, sizeof *r, 0);

    rng_init(r, (uint64_t)seed);
    luaL_setmetatable(L, rng_type);
    return 1;
}

static int l_rng_int(lua_State *L)
{
    struct rng *r = luaL_checkudata(L, 1, rng_type);
    lua_Integer low = luaL_checkinteger(L, 2), high = luaL_checkinteger(L, 3);

    luaL_argcheck(L, low <= high, 3, "the upper bound is below the lower");
    lua_pushinteger(
        L, low + (lua_Integer)rng_below(r, (uint64_t)high - (uint64_t)low + 1));
    return 1;
}

static int l_rng_unit(lua_State *L)
{
    lua_pushnumber(L, rng_unit(luaL_checkudata(L, 1, rng_type)));
    return 1;
}

static int l_rng_chance(lua_State *L)
{
    struct rng *r = luaL_checkudata(L, 1, rng_type);

    lua_pushboolean(L, rng_unit(r) < luaL_checknumber(L, 2));
    return 1;
}

static int l_rng_pick(lua_State *L)
{
    struct rng *r = luaL_checkudata(L, 1, rng_type);

    luaL_checktype(L, 2, LUA_TTABLE);
    luaL_argcheck(L, lua_rawlen(L, 2) > 0, 2, "an empty list");
    lua_rawgeti(L, 2, (lua_Integer)rng_below(r, lua_rawlen(L, 2)) + 1);
    return 1;
}

/* A new list with the same elements in another order. */
static int l_rng_shuffle(lua_State *L)
{
    struct rng *r = luaL_checkudata(L, 1, rng_type);
    lua_Integer n;

    luaL_checktype(L, 2, LUA_TTABLE);
    n = (lua_Integer)lua_rawlen(L, 2);
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) { /* inside-out Fisher and Yates */
        lua_Integer j = (lua_Integer)rng_below(r, (uint64_t)i) + 1;
        lua_rawgeti(L, -1, j);
        lua_rawseti(L, -2, i);
        lua_rawgeti(L, 2, i);
        lua_rawseti(L, -2, j);
    }
    return 1;
}

void api_open_rng(lua_State *L)
{
    static const luaL_Reg methods[] = { { "int", l_rng_int },
        { "unit", l_rng_unit }, { "chance", l_rng_chance },
        { "pick", l_rng_pick }, { "shuffle", l_rng_shuffle }, { NULL, NULL } };

    luaL_newmetatable(L, rng_type);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    lua_pushcfunction(L, l_rng);
    lua_setfield(L, -2, "rng");
}
