/*
 * r.score.*: functions (answer, s, h) -> true, false or a share of 1, and a
 * note. s.target is what is right: a text, or a list of which any will do.
 */
#include <ctype.h>
#include <lauxlib.h>
#include <string.h>

#include "suite/api/api.h"
#include "suite/equiv/equiv.h"
#include "suite/named/named.h"
#include "suite/named/score_named.h"
#include "suite/number.h"

typedef int (*same_fn)(
    lua_State *L, const char *a, size_t a_len, const char *b, size_t b_len);

/* Compares the answer with s.target, or each of a list. */
static int any_target(lua_State *L, same_fn same)
{
    size_t a_len, b_len;
    const char *a = luaL_checklstring(L, 1, &a_len), *b;
    int yes = 0, type = lua_getfield(L, 2, "target");

    if (type == LUA_TTABLE) {
        lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
        for (lua_Integer i = 1; i <= n && !yes; i++) {
            lua_rawgeti(L, -1, i);
            b = api_text(L, &b_len);
            yes = same(L, a, a_len, b, b_len);
            lua_pop(L, 1);
        }
    } else if (type == LUA_TNIL) {
        return luaL_error(L, "the sample has no target");
    } else {
        b = api_text(L, &b_len);
        yes = same(L, a, a_len, b, b_len);
    }
    lua_pushboolean(L, yes);
    return 1;
}

static int same_bytes(
    lua_State *L, const char *a, size_t a_len, const char *b, size_t b_len)
{
    (void)L;
    return a_len == b_len && memcmp(a, b, a_len) == 0;
}

static int same_caseless(
    lua_State *L, const char *a, size_t a_len, const char *b, size_t b_len)
{
    (void)L;
    if (a_len != b_len)
        return 0;
    for (size_t i = 0; i < a_len; i++)
        if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
            return 0;
    return 1;
}

/* upvalue: relative tolerance */
static int same_number(
    lua_State *L, const char *a, size_t a_len, const char *b, size_t b_len)
{
    return number_equal(
        a, a_len, b, b_len, lua_tonumber(L, lua_upvalueindex(1)));
}

/* Leaves how it was decided in place of h. */
static int same_math(
    lua_State *L, const char *a, size_t a_len, const char *b, size_t b_len)
{
    struct equiv_why why;
    bool yes = equiv_same(a, a_len, b, b_len, &why);

    lua_pushstring(L, equiv_how_name(why.how));
    lua_replace(L, 3);
    return yes;
}

static int l_math(lua_State *L)
{
    lua_settop(L, 3);
    any_target(L, same_math);
    lua_pushvalue(L, 3);
    return 2;
}

static int l_exact(lua_State *L)
{
    return any_target(
        L, lua_toboolean(L, lua_upvalueindex(1)) ? same_caseless : same_bytes);
}

static int l_number(lua_State *L)
{
    return any_target(L, same_number);
}

static int l_letter(lua_State *L)
{
    return any_target(L, same_caseless);
}

/* r.score.exact(), exact { ignore_case = true } */
static int l_make_exact(lua_State *L)
{
    if (!lua_isnoneornil(L, 1))
        luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    if (lua_istable(L, 1))
        lua_getfield(L, 1, "ignore_case");
    else
        lua_pushboolean(L, 0);
    lua_pushcclosure(L, l_exact, 1);
    return 1;
}

/* r.score.number(), number { tolerance = 1e-4 } (relative) */
static int l_make_number(lua_State *L)
{
    lua_Number tolerance = 0;

    if (!lua_isnoneornil(L, 1)) {
        luaL_checktype(L, 1, LUA_TTABLE);
        lua_getfield(L, 1, "tolerance");
        tolerance = luaL_optnumber(L, -1, 0);
    }
    lua_pushnumber(L, tolerance);
    lua_pushcclosure(L, l_number, 1);
    return 1;
}

/* r.score.math(): final answers, LaTeX or plain; the rules are in equiv.h. */
static int l_make_math(lua_State *L)
{
    lua_pushcfunction(L, l_math);
    return 1;
}

static int l_make_letter(lua_State *L)
{
    lua_pushcfunction(L, l_letter);
    return 1;
}

/* upvalue: name of the rule */
static int same_named(
    lua_State *L, const char *a, size_t a_len, const char *b, size_t b_len)
{
    return score_named(lua_tostring(L, lua_upvalueindex(1)))(
        a, a_len, b, b_len);
}

static int l_named(lua_State *L)
{
    return any_target(L, same_named);
}

/* r.score.rule "lm-eval/gsm8k/strict": as the harness of that rule does. */
static int l_make_rule(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    const struct named_rule *rule = named_find(name);
    struct err e = { 0 };

    if (rule == NULL) {
        err_set(&e, ERR_SUITE, "no rule '%s' ('retort ls rules')", name);
        return api_raise_told(L, name, &e);
    }
    lua_pushstring(L, rule->name);
    lua_pushcclosure(L, l_named, 1);
    return 1;
}

static const char *field(lua_State *L, const char *name)
{
    const char *s;

    lua_getfield(L, 2, name);
    s = luaL_optstring(L, -1, "");
    lua_pop(L, 1);
    return s;
}

static int tests_done(lua_State *L, int status, lua_KContext context)
{
    (void)status;
    (void)context;
    lua_settop(L, 5); /* answer, s, h, passed, message */
    return 2;
}

/* The program: what stands before the answer, so that its imports and
 * helpers are there, then the answer. A reply that only continues the given
 * function is glued to it; a whole function comes behind a stub of it. */
static void push_program(lua_State *L, const char *prefix, const char *answer,
    size_t len, const char *entry)
{
    luaL_Buffer b;
    char *define = (char *)lua_newuserdatauv(L, strlen(entry) + 8, 0);

    strcpy(define, "def ");
    strcat(define, entry);
    strcat(define, "(");
    luaL_buffinit(L, &b);
    luaL_addstring(&b, prefix);
    if (prefix[0] != '\0'
        && memmem(answer, len, define, strlen(define)) != NULL)
        luaL_addstring(&b, "    pass\n\n");
    luaL_addlstring(&b, answer, len);
    luaL_addchar(&b, '\n');
    luaL_pushresult(&b);
}

/* r.score.tests { seconds = 10 }: runs the answer against s.test (which defines
 * check(candidate)) in the jail, no longer than that. s.entry is the function,
 * s.prefix what it was asked to continue, s.trusted code of our own for the
 * test to use. Or runs it against s.cases, in s.language: see turn_run.c. */
static int l_tests(lua_State *L)
{
    size_t len;
    const char *answer = luaL_checklstring(L, 1, &len);

    lua_settop(L, 3);
    lua_getfield(L, 3, "run");
    lua_pushvalue(L, 3);
    lua_newtable(L);
    push_program(L, field(L, "prefix"), answer, len, field(L, "entry"));
    lua_setfield(L, -3, "program");
    lua_pop(L, 1);
    for (const char *const *name = (const char *const[]){ "test", "entry",
             "trusted", "cases", "language", NULL };
         *name != NULL; name++) {
        lua_getfield(L, 2, *name);
        lua_setfield(L, -2, *name);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setfield(L, -2, "seconds");
    lua_callk(L, 2, 2, 0, tests_done);
    return tests_done(L, LUA_OK, 0);
}

static int l_make_tests(lua_State *L)
{
    if (lua_isnoneornil(L, 1)) {
        lua_pushnil(L);
    } else {
        luaL_checktype(L, 1, LUA_TTABLE);
        lua_getfield(L, 1, "seconds");
        luaL_argcheck(L,
            lua_isnil(L, -1)
                || (lua_tonumber(L, -1) >= 0.001
                    && lua_tonumber(L, -1) <= 3600),
            1, "seconds is 0.001 to 3600");
    }
    lua_pushcclosure(L, l_tests, 1);
    return 1;
}

bool api_score_at(lua_State *L, int index)
{
    static const lua_CFunction all[] = { l_exact, l_number, l_letter, l_math,
        l_named };
    lua_CFunction f = lua_tocfunction(L, index);

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == f)
            return true;
    return false;
}

void api_open_score(lua_State *L)
{
    static const luaL_Reg functions[] = { { "exact", l_make_exact },
        { "number", l_make_number }, { "letter", l_make_letter },
        { "math", l_make_math }, { "tests", l_make_tests },
        { "rule", l_make_rule }, { NULL, NULL } };

    luaL_newlib(L, functions);
    api_close(L, "r.score");
    lua_setfield(L, -2, "score");
}
