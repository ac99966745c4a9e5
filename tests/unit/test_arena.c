/* Pieces of an arena: apart, aligned, and given back together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"

enum { PIECES = 3000, LARGE = 200000 };

static size_t size_of(struct rng *rng, int i)
{
    return i % 500 == 499 ? LARGE : (size_t)rng_below(rng, 900);
}

static void test_pieces(void **state)
{
    static unsigned char *pieces[PIECES];
    struct arena a = { 0 };
    struct rng rng;

    (void)state;
    for (int round = 0; round < 3; round++) {
        rng_init(&rng, 7);
        for (int i = 0; i < PIECES; i++) {
            size_t n = size_of(&rng, i);
            pieces[i] = arena_take(&a, n);
            assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
            memset(pieces[i], i % 251, n);
        }
        rng_init(&rng, 7);
        for (int i = 0; i < PIECES; i++) {
            size_t n = size_of(&rng, i);
            for (size_t k = 0; k < n; k++)
                assert_int_equal(pieces[i][k], i % 251);
        }
        arena_reset(&a);
    }
    arena_clear(&a);
    arena_clear(&a);
}

static void test_copies(void **state)
{
    struct arena a = { 0 };

    (void)state;
    assert_null(arena_str(&a, NULL));
    assert_null(arena_copy(&a, NULL, 3));
    assert_string_equal(arena_str(&a, "yes"), "yes");
    assert_memory_equal(arena_copy(&a, "a\0b", 3), "a\0b", 4);
    assert_string_equal(arena_copy(&a, "", 0), "");
    arena_reset(&a);
    assert_string_equal(arena_str(&a, "again"), "again");
    arena_clear(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_copies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
