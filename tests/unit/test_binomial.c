/* stats/binomial.h: every count as often as its probability says. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "stats/binomial.h"
#include "stats/bootstrap.h"
#include "stats/special.h"

static void holds(int64_t n, double p)
{
    enum { DRAWS = 200000, MOST = 400 };
    int64_t seen[MOST + 1] = { 0 };
    double chi2 = 0, cells = 0, mean = 0;
    struct rng r;

    rng_init(&r, (uint64_t)n);
    for (int i = 0; i < DRAWS; i++) {
        int64_t k = binomial_draw(&r, n, p);

        assert_true(k >= 0 && k <= n);
        seen[k]++;
        mean += (double)k / DRAWS;
    }
    for (int64_t k = 0; k <= n; k++) {
        double want = DRAWS * exp(special_log_binomial(k, n, p));

        if (want < 10)
            continue;
        chi2 += ((double)seen[k] - want) * ((double)seen[k] - want) / want;
        cells++;
    }
    assert_true(chi2 < cells + 5 * sqrt(2 * cells));
    WITHIN(mean, (double)n * p, 5 * sqrt((double)n * p * (1 - p) / DRAWS));
}

static void test_draw(void **state)
{
    (void)state;
    holds(1, 0.3);
    holds(2, 0.5);
    holds(10, 0.95);
    holds(100, 0.01);
    holds(400, 0.4);
    holds(400, 0.999);
}

static void test_edges(void **state)
{
    struct rng r;

    (void)state;
    rng_init(&r, 1);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(binomial_draw(&r, 0, 0.5), 0);
        assert_int_equal(binomial_draw(&r, 50, 0), 0);
        assert_int_equal(binomial_draw(&r, 50, 1), 50);
    }
}

/* A bootstrap that draws counts of alike items, and one that draws items
 * (values that all differ by a hair), are the same. */
static void test_bootstrap(void **state)
{
    enum { N = 300, DRAWS = 20000 };
    double x[N];
    struct bootstrap_data d = { x, N, NULL, 0 };
    struct bootstrap by_kind, by_item;
    struct rng r;

    (void)state;
    for (int i = 0; i < N; i++)
        x[i] = i < 45 ? -1 : i < 75 ? 1 : 0;
    rng_init(&r, 5);
    by_kind = bootstrap_mean(&d, DRAWS, 0.95, &r);
    for (int i = 0; i < N; i++)
        x[i] += i * 1e-12;
    by_item = bootstrap_mean(&d, DRAWS, 0.95, &r);
    WITHIN(by_kind.estimate, -0.05, 1e-9);
    WITHIN(by_kind.se, by_item.se, 0.03 * by_item.se);
    WITHIN(by_kind.se, sqrt((0.25 - 0.0025) / N), 0.03 * by_item.se);
    WITHIN(by_kind.percentile.low, by_item.percentile.low, 0.0041);
    WITHIN(by_kind.percentile.high, by_item.percentile.high, 0.0041);
    WITHIN(by_kind.bca.low, by_item.bca.low, 0.0041);
    WITHIN(by_kind.bca.high, by_item.bca.high, 0.0041);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draw),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_bootstrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
