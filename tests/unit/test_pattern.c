/* Our patterns beside the library's own: the same on whatever both accept,
 * and an end where the library has none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "base/clock.h"
#include "suite/guest.h"
#include "suite/pattern.h"

/* Random patterns over random texts, every function, as one long string.
 * Half of the patterns are malformed; what counts then is that both say so. */
static const char script[] =
    "local seed = 12345\n"
    "local function rnd(n)\n"
    "  seed = (seed * 1103515245 + 12345) & 0x7fffffff\n"
    "  return (seed >> 8) % n + 1\n"
    "end\n"
    "local atoms = { 'a', 'b', 'c', '.', '%a', '%d', '%s', '%w', '%p',\n"
    "  '[ab]', '[^ab]', '[a-c]', '[]]', '[^]]', '[%a_]', '[a-]', '[%d-z]',\n"
    "  '%%', '%.', '(', ')', '()', '%1', '%2', '%bab', '%b()', '%f[%w]',\n"
    "  '%f[ab]', '$', '^', '%S', '%z', '\\0', '%g', '[', '%', 'x', ']',\n"
    "  '[%', '-', '%f', '%b', '%ba' }\n"
    "local quant = { '', '', '', '', '*', '+', '-', '?' }\n"
    "local chars = { 'a', 'b', 'c', 'x', ' ', '1', '(', ')', 'ab', ']',\n"
    "  '-', '\\0', '_', '.' }\n"
    "local out = {}\n"
    "local function show(ok, ...)\n"
    "  local t = { tostring(ok) }\n"
    "  for i = 1, ok and select('#', ...) or 0 do\n"
    "    t[#t + 1] = tostring((select(i, ...)))\n"
    "  end\n"
    "  out[#out + 1] = table.concat(t, '|')\n"
    "end\n"
    "local function all(s, p)\n"
    "  local r = {}\n"
    "  for a, b in string.gmatch(s, p) do\n"
    "    r[#r + 1] = tostring(a) .. ',' .. tostring(b)\n"
    "    if #r > 100 then break end\n"
    "  end\n"
    "  return table.concat(r, ';')\n"
    "end\n"
    "for i = 1, 20000 do\n"
    "  local p, s = {}, {}\n"
    "  if rnd(6) == 1 then p[1] = '^' end\n"
    "  for _ = 1, rnd(6) do\n"
    "    p[#p + 1] = atoms[rnd(#atoms)] .. quant[rnd(#quant)]\n"
    "  end\n"
    "  for _ = 1, rnd(12) do s[#s + 1] = chars[rnd(#chars)] end\n"
    "  p, s = table.concat(p), table.concat(s)\n"
    "  local init = rnd(5) == 1 and rnd(20) - 8 or nil\n"
    "  out[#out + 1] = p .. ' @ ' .. s\n"
    "  show(pcall(string.find, s, p, init))\n"
    "  show(pcall(string.match, s, p, init))\n"
    "  show(pcall(string.gsub, s, p, '<%0>'))\n"
    "  show(pcall(string.gsub, s, p, '<%1%%>', rnd(3)))\n"
    "  show(pcall(string.gsub, s, p, function(a, b)\n"
    "    return b and '{' .. tostring(b) .. '}' end))\n"
    "  show(pcall(string.gsub, s, p, { a = 1, ab = 'Q' }))\n"
    "  show(pcall(all, s, p))\n"
    "  show(pcall(string.find, s, p, init, true))\n"
    "end\n"
    "return table.concat(out, '\\n')\n";

static const char *run(lua_State *L, size_t *len)
{
    assert_int_equal(luaL_loadstring(L, script), LUA_OK);
    assert_int_equal(lua_pcall(L, 0, 1, 0), LUA_OK);
    return lua_tolstring(L, -1, len);
}

static void test_same_as_the_library(void **state)
{
    struct guest_limits limits = { (size_t)512 << 20, 600000000 };
    struct guest *g = guest_new(&limits);
    lua_State *L = luaL_newstate();
    const char *ours, *theirs;
    size_t len, wanted;

    (void)state;
    luaL_openlibs(L);
    theirs = run(L, &wanted);
    ours = run(guest_lua(g), &len);
    assert_int_equal(len, wanted);
    assert_memory_equal(ours, theirs, len);
    lua_close(L);
    guest_free(g);
}

static bool count(void *arg)
{
    return ++*(int *)arg == 3;
}

static void test_gets_tired(void **state)
{
    struct pattern m;
    char text[4000];
    const char *start, wanted[] = ".-.-.-.-b";
    int asked = 0;
    int64_t cpu_us = clock_cpu_us();

    (void)state;
    memset(text, 'a', sizeof text);
    pattern_init(&m, text, sizeof text, wanted, sizeof wanted - 1, true);
    m.tired = count;
    m.arg = &asked;
    assert_null(pattern_search(&m, text, &start));
    assert_true(m.stopped);
    assert_null(m.wrong);
    assert_int_equal(asked, 3);
    assert_true(clock_cpu_us() - cpu_us < 1000000);
}

/* What runs for ever in C without using memory. */
static void test_endless_library(void **state)
{
    static const char *const harmless[] = {
        "return string.rep('', math.maxinteger)", "return (''):rep(1 << 60, '')"
    };
    static const char *const refused[] = {
        "table.move({}, 1, math.maxinteger - 1, 2)",
        "setmetatable({}, { __gc = function() end })"
    };
    struct guest *g = guest_new(NULL);
    struct err e = { 0 };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(
            guest_load(g, harmless[i], strlen(harmless[i]), "test.lua", &e), 0);
        assert_int_equal(guest_call(g, 0, 1, &e), 0);
        assert_string_equal(lua_tostring(guest_lua(g), -1), "");
        assert_int_equal(
            guest_load(g, refused[i], strlen(refused[i]), "test.lua", &e), 0);
        assert_int_equal(guest_call(g, 0, 0, &e), -1);
        assert_int_equal(e.kind, ERR_SUITE);
    }
    guest_free(g);
}

static int raise_it(void *arg, struct err *e)
{
    (void)e;
    return luaL_error(guest_lua(arg), "no");
}

static void test_try(void **state)
{
    struct guest *g = guest_new(NULL);
    struct err e = { 0 };

    (void)state;
    assert_int_equal(guest_try(g, raise_it, g, &e), -1);
    assert_string_equal(e.text, "no");
    assert_int_equal(lua_gettop(guest_lua(g)), 0);
    guest_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_the_library),
        cmocka_unit_test(test_gets_tired),
        cmocka_unit_test(test_endless_library),
        cmocka_unit_test(test_try),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
