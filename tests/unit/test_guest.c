/* The memory of the closed Lua: blocks that are used again, and its limit. */
#include <lua.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "suite/guest.h"

/* Runs a chunk that returns a whole number. */
static lua_Integer run(struct guest *g, const char *chunk)
{
    lua_State *L = guest_lua(g);
    struct err e = { 0 };
    lua_Integer n;

    if (guest_load(g, chunk, strlen(chunk), "test.lua", &e) < 0
        || guest_call(g, 0, 1, &e) < 0)
        fail_msg("%s", e.text);
    n = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return n;
}

/* Texts and tables of all sizes come and go, and none is another's. */
static void blocks_are_apart(void **state)
{
    static const char chunk[] =
        "local kept, wrong, x = {}, 0, 1\n"
        "local function text(n) return string.char(65 + n % 26):rep(n) end\n"
        "for i = 1, 20000 do\n"
        "    x = (x * 1103515245 + 12345) % 2147483648\n"
        "    local at, n = x % 97 + 1, (x >> 8) % 700\n"
        "    local old = kept[at]\n"
        "    if old and (old.text ~= text(old.n) or #old ~= old.n % 40) then\n"
        "        wrong = wrong + 1\n"
        "    end\n"
        "    kept[at] = { n = n, text = text(n) }\n"
        "    for k = 1, n % 40 do kept[at][k] = k end\n"
        "end\n"
        "return wrong\n";
    struct guest_limits limits = { 64 << 20, 60000000 };
    struct guest *g = guest_new(&limits);

    (void)state;
    assert_int_equal(run(g, chunk), 0);
    guest_free(g);
}

/* As much fits the tenth time as the second: what waits to be used again is
 * not counted, and what is used is. */
static void limit_holds(void **state)
{
    static const char chunk[] =
        "local n = 0\n"
        "pcall(function()\n"
        "    local all = {}\n"
        "    while true do\n"
        "        all[n % 100 + 1] = { all[n % 100 + 1], n, n .. 'th' }\n"
        "        n = n + 1\n"
        "    end\n"
        "end)\n"
        "return n\n";
    struct guest_limits limits = { 1 << 20, 60000000 };
    struct guest *g = guest_new(&limits);
    lua_Integer first;

    (void)state;
    run(g, chunk); /* the table of Lua's strings grows and stays */
    first = run(g, chunk);
    assert_in_range(first, (1 << 20) / 200, (1 << 20) / 100);
    for (int i = 0; i < 8; i++)
        assert_int_equal(run(g, chunk), first);
    guest_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_apart),
        cmocka_unit_test(limit_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
