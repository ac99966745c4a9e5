/*
 * r.suite{...}: the slots of a suite, checked when it is loaded, and
 * r.choice{...}, which fills those of lettered multiple choice.
 */
#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

#include "suite/api/api.h"

/* Types a slot may have: s string, f function, n integer, t table, b
 * boolean, x extractor. */
static const struct slot {
    const char *name, *types;
    int needed;
} slots[] = {
    { "name", "s", 1 },
    { "version", "n", 1 },
    { "about", "s", 1 },
    { "license", "s", 0 },
    { "source", "s", 0 },
    { "data", "ft", 1 },
    { "sample", "f", 0 },
    { "by", "s", 0 },
    { "cluster", "s", 0 },
    { "system", "sf", 0 },
    { "head", "sf", 0 },
    { "prompt", "sf", 0 },
    { "prefill", "sf", 0 },
    { "ideal", "sf", 0 },
    { "shots", "ft", 0 },
    { "layout", "s", 0 },
    { "generate", "t", 0 },
    { "extract", "xf", 1 },
    { "score", "f", 1 },
    { "use", "t", 0 },
    { "options", "t", 0 },
    { "solve", "f", 0 },
    { "runs_code", "s", 0 },
    { "judge", "b", 0 },
    { "letters", "n", 0 },
    { "likelihood", "b", 0 },
};

static const struct slot *find_slot(const char *name)
{
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (strcmp(slots[i].name, name) == 0)
            return &slots[i];
    return NULL;
}

static char type_letter(lua_State *L, int index)
{
    if (lua_isinteger(L, index))
        return 'n';
    switch (lua_type(L, index)) {
    case LUA_TSTRING: return 's';
    case LUA_TFUNCTION: return 'f';
    case LUA_TTABLE: return 't';
    case LUA_TBOOLEAN: return 'b';
    case LUA_TUSERDATA: return api_extract_at(L, index) != NULL ? 'x' : '?';
    default: return '?';
    }
}

static void push_words(lua_State *L, const char *types)
{
    static const struct {
        char letter;
        const char *word;
    } words[] = { { 's', "a string" }, { 'f', "a function" },
        { 'n', "a whole number" }, { 't', "a table" }, { 'b', "a boolean" },
        { 'x', "an extractor of r.extract" } };
    luaL_Buffer b;

    luaL_buffinit(L, &b);
    for (const char *p = types; *p != '\0'; p++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (words[i].letter == *p) {
                if (p > types)
                    luaL_addstring(&b, " or ");
                luaL_addstring(&b, words[i].word);
            }
    luaL_pushresult(&b);
}

static void check_slot(lua_State *L, const char *name)
{
    const struct slot *slot = find_slot(name);

    if (slot == NULL)
        luaL_error(L, "r.suite: unknown slot '%s'", name);
    if (strchr(slot->types, type_letter(L, -1)) == NULL) {
        push_words(L, slot->types);
        luaL_error(L, "r.suite: slot '%s' must be %s, not a %s", name,
            lua_tostring(L, -1), luaL_typename(L, -2));
    }
}

/* Slots of `use` fill what the suite left open. */
static void merge_use(lua_State *L)
{
    if (lua_getfield(L, 1, "use") == LUA_TTABLE) {
        for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
            lua_pushvalue(L, -2); /* use, key, value, key */
            if (lua_rawget(L, 1) == LUA_TNIL) {
                lua_pushvalue(L, -3);
                lua_pushvalue(L, -3);
                lua_rawset(L, 1);
            }
            lua_pop(L, 1);
        }
    }
    lua_pop(L, 1);
}

static const char suite_mark[] = "retort.suite";

static int l_suite(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    merge_use(L);
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "r.suite: slots have names; found [%s]",
                luaL_tolstring(L, -2, NULL));
        check_slot(L, lua_tostring(L, -2));
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        if (slots[i].needed && lua_getfield(L, 1, slots[i].name) == LUA_TNIL)
            luaL_error(L, "r.suite: slot '%s' is missing", slots[i].name);
        lua_settop(L, 1);
    }
    if (lua_getfield(L, 1, "prompt") == LUA_TNIL
        && lua_getfield(L, 1, "solve") == LUA_TNIL)
        luaL_error(L, "r.suite: a suite needs 'prompt' or 'solve'");
    lua_settop(L, 1);
    lua_pushboolean(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, suite_mark);
    return 1;
}

/* by = "letter" (as if unsaid): the model is asked for a letter, which is read
 * from its reply. by = "likelihood": it is told each letter and says how
 * likely that is; only for endpoints that prove to give log-likelihoods. */
static bool by_likelihood(lua_State *L)
{
    static const char *const ways[] = { "letter", "likelihood", NULL };
    bool yes;

    lua_getfield(L, 1, "by");
    yes = luaL_checkoption(L, -1, "letter", ways) == 1;
    lua_pop(L, 1);
    return yes;
}

/* r.choice { n = 4, by = "letter" }: prompt, ideal, extract, score and generate
 * of lettered questions; samples have input, choices and target (a letter). */
static int l_choice(lua_State *L)
{
    lua_Integer n = 4;
    bool likely = false;

    if (!lua_isnoneornil(L, 1)) {
        luaL_checktype(L, 1, LUA_TTABLE);
        lua_getfield(L, 1, "n");
        n = luaL_optinteger(L, -1, 4);
        luaL_argcheck(L, n >= 2 && n <= 26, 1, "n is 2 to 26 options");
        likely = by_likelihood(L);
    }
    lua_newtable(L);
    /* Small instruct models explain instead of choosing unless the answer is
     * begun for them, and some parrot a list of letters (tried on the ones
     * that are recorded). */
    lua_pushstring(L, "{input}\n\n{choices}\n\nReply with one letter only. "
                      "Do not explain.\nAnswer:");
    lua_setfield(L, -2, "prompt");
    lua_pushstring(L, "{target}");
    lua_setfield(L, -2, "ideal");
    lua_getfield(L, LUA_REGISTRYINDEX, "retort");
    lua_getfield(L, -1, "extract");
    lua_getfield(L, -1, "letter");
    lua_pushinteger(L, n);
    lua_call(L, 1, 1);
    lua_setfield(L, -4, "extract");
    lua_pop(L, 1);
    lua_getfield(L, -1, "score");
    lua_getfield(L, -1, "letter");
    lua_call(L, 0, 1);
    lua_setfield(L, -4, "score");
    lua_pop(L, 2);
    lua_newtable(L);
    lua_pushinteger(L, 0);
    lua_setfield(L, -2, "temperature");
    lua_pushinteger(L, 16);
    lua_setfield(L, -2, "max_tokens");
    lua_pushinteger(L, 5);
    lua_setfield(L, -2, "top_logprobs");
    lua_setfield(L, -2, "generate");
    lua_pushinteger(L, n);
    lua_setfield(L, -2, "letters");
    if (likely) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, "likelihood");
    }
    return 1;
}

void api_open_suite(lua_State *L)
{
    static const luaL_Reg functions[] = { { "suite", l_suite },
        { "choice", l_choice }, { NULL, NULL } };

    luaL_setfuncs(L, functions, 0);
}
