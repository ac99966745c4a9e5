/*
 * stats/clustered.h: clusters of one agree with the plain formulas, clusters
 * of copies with one item each, and a table worked by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/clustered.h"
#include "stats/multiple.h"
#include "stats/paired.h"
#include "stats/retention.h"
#include "stats/special.h"
#include "near.h"

enum { N = 12 };

static const double a[N] = { 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1 };
static const double b[N] = { 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0 };

static void test_clusters_of_one(void **state)
{
    size_t own[N];
    struct clustered_data d = { a, b, own, N, N };
    struct paired_cells c = { 0, 0, 0, 0 };
    struct clustered k;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        own[i] = i;
        paired_add(&c, a[i] > 0.5, b[i] > 0.5);
    }
    k = clustered_of(&d, 0.95);
    assert_int_equal(k.clusters, N);
    SAME(k.diff, paired_diff(&c));
    SAME(k.se, paired_se(&c));
    SAME(k.se_plain, k.se);
    SAME(k.ci.high, fmin(1, k.diff - special_t_quantile(0.025, 11) * k.se));
    SAME(k.p, 2 * special_t_cdf(-k.diff / k.se, 11));
    SAME(k.ratio, paired_accuracy_b(&c) / paired_accuracy_a(&c));
}

/* Items copied four times inside their cluster tell nothing new. */
static void test_copies(void **state)
{
    double a4[4 * N], b4[4 * N];
    size_t own[N], of[4 * N];
    struct clustered_data one = { a, b, own, N, N };
    struct clustered_data four = { a4, b4, of, 4L * N, N };
    struct clustered x, y;

    (void)state;
    for (size_t i = 0; i < 4 * N; i++) {
        of[i] = i / 4;
        own[i / 4] = i / 4;
        a4[i] = a[i / 4];
        b4[i] = b[i / 4];
    }
    x = clustered_of(&one, 0.9);
    y = clustered_of(&four, 0.9);
    SAME(y.se, x.se);
    SAME(y.ci.low, x.ci.low);
    SAME(y.p, x.p);
    SAME(y.ratio_ci.low, x.ratio_ci.low);
    SAME(y.ratio_ci.high, x.ratio_ci.high);
    assert_true(y.se_plain < 0.6 * y.se);
    assert_true(y.a_ci.low <= 9.0 / 12 && y.a_ci.high >= 9.0 / 12);
    NEAR(y.a_ci.low, clustered_wilson(0.75, 11, 1.7958848187036696).low, 1e-9);
}

/* Two clusters of two, differences (1, 0) and (0, 0): mean 1/4, residual sums
 * 1/2 and -1/2, CR0 = sqrt(1/2) / 4, CR1 = sqrt(2) CR0 = 1/4, t(1) = 1, so
 * p = 1/2. */
static void test_by_hand(void **state)
{
    const double x[] = { 1, 1, 0, 1 }, y[] = { 0, 1, 0, 1 };
    const size_t of[] = { 0, 0, 5, 5 };
    struct clustered_data d = { x, y, of, 4, 6 };
    struct clustered k = clustered_of(&d, 0.95);

    (void)state;
    assert_int_equal(k.clusters, 2);
    SAME(k.diff, 0.25);
    SAME(k.se, 0.25);
    SAME(k.p, 0.5);
    SAME(k.p_log10, log10(0.5));
}

static void test_edges(void **state)
{
    const double ones[] = { 1, 1, 1, 1 }, none[] = { 0, 0, 0, 0 };
    const size_t same[] = { 0, 0, 0, 0 }, two[] = { 0, 0, 1, 1 };
    struct clustered_data alone = { ones, none, same, 4, 1 };
    struct clustered_data equal = { ones, ones, two, 4, 2 };
    struct clustered_data apart = { ones, none, two, 4, 2 };
    struct paired_cells c = { 2, 0, 0, 0 }, d = { 0, 2, 0, 0 };
    struct clustered k = clustered_of(&alone, 0.95);

    (void)state;
    SAME(k.diff, 1);
    SAME(k.se, NAN);
    SAME(k.ci.low, NAN);
    SAME(k.p, NAN);
    SAME(k.ratio, 0);
    k = clustered_of(&equal, 0.95);
    SAME(k.diff, 0);
    SAME(k.p, 1);
    SAME(k.ci.low, paired_ci(&c, 0.95).low);
    k = clustered_of(&apart, 0.95);
    SAME(k.ci.low, paired_ci(&d, 0.95).low);
    SAME(k.p, 0.5);
}

/* A model that is wrong throughout is not known without error: what as many
 * items as there are clusters leave open stays open. */
static void test_constant_side(void **state)
{
    static const double none[N];
    size_t of[N];
    struct clustered_data d = { a, none, of, N, 6 };
    struct paired_cells six = { 0, 5, 0, 1 }, turned = { 0, 0, 5, 1 };
    struct interval ci = paired_ci(&six, 0.95), share;
    struct clustered_count counts[6] = { 0 };
    struct clustered k;

    (void)state;
    for (size_t i = 0; i < N; i++)
        of[i] = i / 2;
    k = clustered_of(&d, 0.95);
    assert_true(k.ci.low <= ci.low && k.ci.high >= ci.high);
    assert_true(k.ratio_ci.high >= retention_of(&turned, 0.95).ci.high);
    for (size_t i = 0; i < N; i++) {
        counts[i / 2].n++;
        counts[i / 2].right += a[i];
    }
    share = clustered_share(counts, 6, 0.95);
    SAME(share.low, k.a_ci.low);
    SAME(share.high, k.a_ci.high);
    assert_true(isnan(clustered_share(counts, 1, 0.95).low));
}

static void test_fieller(void **state)
{
    struct clustered_ratio r = { 0.5, 0.4, 0.0004, 0.0004, 0.0001 };
    struct interval i = clustered_fieller(&r, 1.96);
    double low = 0.4 - i.low * 0.5;

    (void)state;
    /* both limits lie q errors away */
    NEAR(low * low,
        1.96 * 1.96 * (0.0004 + i.low * i.low * 0.0004 - 2 * i.low * 0.0001),
        1e-10);
    assert_true(i.low < 0.8 && i.high > 0.8);
    r.var_a = 0.1; /* the teacher may have nothing right */
    assert_true(isinf(clustered_fieller(&r, 1.96).high));
    r.var_b = NAN;
    SAME(clustered_fieller(&r, 1.96).low, NAN);
    r.var_b = 0.0004;
    SAME(clustered_fieller(&r, NAN).high, NAN);
    r.a = 0;
    SAME(clustered_fieller(&r, 1.96).low, NAN);
}

static void test_far_tails(void **state)
{
    (void)state;
    SAME(special_t_log_tails(2, 7), log(2 * special_t_cdf(-2, 7)));
    /* t with 1 degree is Cauchy: P(|T| > t) is 2 / (pi t) far out */
    NEAR(special_t_log_tails(1e295, 1), log(2 / M_PI) - 295 * log(10), 1e-12);
    /* 2 degrees: 1 - t / sqrt(2 + t^2), which is 1 / t^2 */
    NEAR(special_t_log_tails(-1e160, 2), -320 * log(10), 1e-12);
    assert_true(isinf(special_t_log_tails(INFINITY, 3)));
}

static void test_holm_log10(void **state)
{
    const double p[] = { -757, log10(0.04), NAN, log10(0.03), -756.5 };
    double out[5];

    (void)state;
    multiple_holm_log10(p, 5, out);
    SAME(out[0], -757 + log10(4));
    SAME(out[4], -756.5 + log10(3));
    SAME(out[3], log10(0.06));
    SAME(out[1], log10(0.06));
    SAME(out[2], NAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clusters_of_one),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_constant_side),
        cmocka_unit_test(test_fieller),
        cmocka_unit_test(test_far_tails),
        cmocka_unit_test(test_holm_log10),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
