/*
 * stats/signflip: all choices of signs counted one by one, McNemar where items
 * differ by one answer, and chances that no double holds.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/rng.h"
#include "stats/paired.h"
#include "stats/signflip.h"
#include "near.h"

enum { MOST = 12, TRIALS = 300 };

/* The share of all 2^n choices that reach the sum, or are as far from 0. */
static double counted(const int *d, size_t n, bool both)
{
    int64_t sum = 0, hits = 0;

    for (size_t i = 0; i < n; i++)
        sum += d[i];
    for (uint32_t signs = 0; signs < 1u << n; signs++) {
        int64_t s = 0;
        for (size_t i = 0; i < n; i++)
            s += signs >> i & 1 ? d[i] : -d[i];
        hits += both ? llabs(s) >= llabs(sum) : s >= sum;
    }
    return (double)hits / (double)(1u << n);
}

static void test_all_signs(void **state)
{
    struct rng r;

    (void)state;
    rng_init(&r, 5);
    for (int k = 0; k < TRIALS; k++) {
        int d[MOST];
        size_t n = 1 + rng_below(&r, MOST);
        for (size_t i = 0; i < n; i++)
            d[i] = (int)rng_below(&r, 9) - 4;
        SAME(exp(signflip_log_tail(d, n)), counted(d, n, false));
        SAME(exp(signflip_log_p(d, n)), counted(d, n, true));
    }
}

static void test_is_mcnemar(void **state)
{
    static const struct paired_cells tables[] = { { 3, 2, 1, 4 },
        { 10, 0, 1, 10 }, { 5, 7, 7, 5 }, { 100, 59, 6, 16 },
        { 0, 900, 100, 0 }, { 4, 0, 0, 4 } };

    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        const struct paired_cells *c = &tables[t];
        int d[2000];
        size_t n = 0;
        for (int64_t i = 0; i < c->only_a; i++)
            d[n++] = 1;
        for (int64_t i = 0; i < c->only_b; i++)
            d[n++] = -1;
        for (int64_t i = 0; i < c->both; i++)
            d[n++] = 0;
        SAME(signflip_log_p(d, n) / log(10), paired_mcnemar(c).p_log10);
    }
}

/* All of 5,000 items the same way: 2 of 2^5000 choices. */
static void test_far_out(void **state)
{
    enum { MANY = 5000 };
    int *d = malloc(MANY * sizeof *d);

    (void)state;
    assert_non_null(d);
    for (int i = 0; i < MANY; i++)
        d[i] = i % 3 + 1;
    SAME(signflip_log_p(d, MANY), (1 - MANY) * log(2));
    d[0] = -1; /* the least item alone is against: so are two of 5,001 */
    assert_true(signflip_log_p(d, MANY) > (1 - MANY) * log(2));
    for (int i = 0; i < MANY; i++)
        d[i] = -d[i];
    assert_true(signflip_log_tail(d, MANY) > -1e-12);
    free(d);
}

static void test_nothing(void **state)
{
    static const int none[] = { 0, 0, 0 }, even[] = { 2, -2 };

    (void)state;
    SAME(signflip_log_p(none, 0), 0);
    SAME(signflip_log_p(none, 3), 0);
    SAME(signflip_log_tail(none, 3), 0);
    SAME(signflip_log_p(even, 2), 0);
    SAME(exp(signflip_log_tail(even, 2)), 0.75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_signs),
        cmocka_unit_test(test_is_mcnemar),
        cmocka_unit_test(test_far_out),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
