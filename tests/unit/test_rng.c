/* Chance: the published vectors, no bias, shuffles that lose nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"

/* The first values of the authors' xoshiro256starstar.c from state 1 2 3 4,
 * and of splitmix64.c from 0. */
static void vectors(void **state)
{
    static const uint64_t want[] = { 11520, 0, 1509978240,
        UINT64_C(1215971899390074240), UINT64_C(1216172134540287360) };
    struct rng r = { { 1, 2, 3, 4 } };

    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_true(rng_next(&r) == want[i]);
    rng_init(&r, 0);
    assert_true(r.s[0] == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(r.s[1] == UINT64_C(0x6e789e6aa1b965f4));
    assert_true(r.s[2] == UINT64_C(0x06c45d188009454f));
    assert_true(r.s[3] == UINT64_C(0xf88bb8a8724c81ec));
}

static void same_seed_same_numbers(void **state)
{
    struct rng a, b, c;
    int same = 0;

    (void)state;
    rng_init(&a, 7);
    rng_init(&b, 7);
    rng_init(&c, 8);
    for (int i = 0; i < 100; i++) {
        uint64_t x = rng_next(&a);
        assert_true(x == rng_next(&b));
        same += x == rng_next(&c);
    }
    assert_int_equal(same, 0);
}

static void below(void **state)
{
    enum { SIDES = 6, DRAWS = 60000 };
    int seen[SIDES] = { 0 };
    struct rng r;

    (void)state;
    rng_init(&r, 1);
    assert_true(rng_below(&r, 0) == 0);
    assert_true(rng_below(&r, 1) == 0);
    for (int i = 0; i < DRAWS; i++)
        seen[rng_below(&r, SIDES)]++;
    /* 10,000 each with a standard deviation of 91: five of those */
    for (int i = 0; i < SIDES; i++)
        assert_in_range(seen[i], 10000 - 456, 10000 + 456);
    for (int i = 0; i < 100; i++) {
        uint64_t big = UINT64_MAX - 3;
        assert_true(rng_below(&r, big) < big);
    }
}

static void unit(void **state)
{
    double sum = 0;
    struct rng r;

    (void)state;
    rng_init(&r, 2);
    for (int i = 0; i < 10000; i++) {
        double x = rng_unit(&r);
        assert_true(x >= 0 && x < 1);
        sum += x;
    }
    assert_true(sum > 4855 && sum < 5145); // five standard deviations
}

static void shuffle(void **state)
{
    size_t index[100], moved = 0;
    int seen[100] = { 0 };
    struct rng r;

    (void)state;
    for (size_t i = 0; i < 100; i++)
        index[i] = i;
    rng_init(&r, 3);
    rng_shuffle(&r, index, 100);
    for (size_t i = 0; i < 100; i++) {
        seen[index[i]]++;
        moved += index[i] != i;
    }
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(seen[i], 1);
    assert_true(moved > 80);
    rng_shuffle(&r, index, 1);
    rng_shuffle(&r, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(same_seed_same_numbers),
        cmocka_unit_test(below),
        cmocka_unit_test(unit),
        cmocka_unit_test(shuffle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
