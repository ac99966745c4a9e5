/*
 * stats/ above the special functions: tables worked by hand at the edges,
 * and published intervals.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "stats/bootstrap.h"
#include "stats/cluster.h"
#include "stats/interval.h"
#include "stats/mean.h"
#include "stats/multiple.h"
#include "stats/paired.h"
#include "stats/passk.h"
#include "stats/quantile.h"
#include "stats/retention.h"
#include "near.h"

static void test_interval_edges(void **state)
{
    struct interval i;
    double z = interval_z(0.95);

    (void)state;
    SAME(z, 1.9599639845400539);
    /* k = 0 of 1: Wilson's upper limit is z^2 / (1 + z^2). */
    i = interval_wilson(0, 1, 0.95);
    SAME(i.low, 0);
    SAME(i.high, z * z / (1 + z * z));
    i = interval_wilson(1, 1, 0.95);
    SAME(i.low, 1 / (1 + z * z));
    SAME(i.high, 1);
    /* Clopper and Pearson at k = 0: 1 - 0.025^(1/n); at k = n mirrored. */
    i = interval_clopper_pearson(0, 20, 0.95);
    SAME(i.low, 0);
    SAME(i.high, 1 - pow(0.025, 1.0 / 20));
    i = interval_clopper_pearson(20, 20, 0.95);
    SAME(i.low, pow(0.025, 1.0 / 20));
    SAME(i.high, 1);
    i = interval_agresti_coull(0, 5, 0.95);
    SAME(i.low, 0);
    i = interval_jeffreys(3, 6, 0.9);
    SAME(i.low, 1 - i.high);
    i = interval_normal(0.5, 0.1, 0.95);
    SAME(i.high, 0.5 + z * 0.1);
}

static void test_interval_domain(void **state)
{
    struct interval (*of[])(int64_t, int64_t, double) = { interval_wilson,
        interval_clopper_pearson, interval_jeffreys, interval_agresti_coull };

    (void)state;
    for (size_t f = 0; f < COUNT(of); f++) {
        struct interval none = of[f](0, 0, 0.95);

        SAME(none.low, 0);
        SAME(none.high, 1);
        SAME(of[f](3, 2, 0.95).low, NAN);
        SAME(of[f](-1, 2, 0.95).high, NAN);
        SAME(of[f](1, 2, 1).low, NAN);
        SAME(of[f](1, 2, NAN).high, NAN);
        for (int64_t n = 1; n <= 40; n++) {
            for (int64_t k = 0; k <= n; k++) {
                struct interval a = of[f](k, n, 0.95);
                struct interval b = of[f](n - k, n, 0.95);

                assert_true(a.low >= 0 && a.low < a.high && a.high <= 1);
                WITHIN(a.low, 1 - b.high, 1e-14);
            }
        }
    }
    SAME(interval_z(0), NAN);
}

/* Fagerland, Lydersen and Laake (2014) and the R package contingencytables
 * 3.0.0, chapter 8: complete response, Cavo et al. (2012). */
static void test_paired_published(void **state)
{
    struct paired_cells cavo = { 59, 6, 16, 80 };
    struct paired_mcnemar m = paired_mcnemar(&cavo);
    struct interval i;
    struct retention r;

    (void)state;
    WITHIN(paired_diff(&cavo), -0.0621, 5e-5);
    i = paired_ci_tango(&cavo, 0.95);
    WITHIN(i.low, -0.1240, 5e-5);
    WITHIN(i.high, -0.0054, 5e-5);
    i = paired_ci_newcombe(&cavo, 0.95);
    WITHIN(i.low, -0.1186, 5e-5);
    WITHIN(i.high, -0.0046, 5e-5);
    WITHIN(m.p, 0.052479, 5e-7);
    WITHIN(m.mid_p, 0.034690, 5e-7);
    WITHIN(m.chi2_p, 0.033006, 5e-7);
    WITHIN(m.chi2_cc_p, 0.055009, 5e-7);
    r = retention_of(&cavo, 0.95);
    WITHIN(r.ratio, 0.8667, 5e-5);
    WITHIN(r.ci.low, 0.7476, 5e-5);
    WITHIN(r.ci.high, 0.9876, 5e-5);
}

/* Newcombe (1998), table 36/12/2/0, and the same with a and b exchanged. */
static void test_paired_newcombe_table(void **state)
{
    struct paired_cells c = { 36, 12, 2, 0 }, s = { 36, 2, 12, 0 };
    struct interval i;

    (void)state;
    SAME(paired_mcnemar(&c).p, 0.012939453125);
    i = paired_ci_newcombe(&c, 0.95);
    NEAR(i.low, 0.0569295840032, 1e-11);
    NEAR(i.high, 0.340427602975, 1e-11);
    i = paired_ci_tango(&c, 0.95);
    NEAR(i.low, 0.0611124061863, 1e-11);
    NEAR(i.high, 0.344708748282, 1e-11);
    NEAR(paired_ci_tango(&s, 0.95).low, -i.high, 1e-13);
    NEAR(paired_ci_clt(&c, 0.95).low, 0.2 - 1.9599639845400539 * paired_se(&c),
        1e-13);
}

static void test_paired_edges(void **state)
{
    struct paired_cells none = { 0, 0, 0, 0 }, one = { 0, 1, 0, 0 };
    struct paired_cells agree = { 30, 0, 0, 20 }, all = { 0, 50, 0, 0 };
    struct paired_cells bad = { 3, -1, 0, 5 }, far = { 0, 2497, 3, 0 };
    struct paired_mcnemar m;
    double z2 = pow(interval_z(0.95), 2);

    (void)state;
    SAME(paired_diff(&none), NAN);
    SAME(paired_mcnemar(&none).p, NAN);
    SAME(paired_ci_tango(&bad, 0.95).low, NAN);
    SAME(paired_ci_newcombe(&bad, 0.95).high, NAN);

    SAME(paired_se(&one), NAN);
    SAME(paired_ci_clt(&one, 0.95).low, NAN);
    SAME(paired_mcnemar(&one).p, 1);
    SAME(paired_mcnemar(&one).mid_p, 0.5);
    SAME(paired_ci_tango(&one, 0.95).high, 1);
    SAME(paired_correlation(&one), NAN);

    SAME(paired_se(&agree), 0);
    SAME(paired_z(&agree), NAN);
    SAME(paired_correlation(&agree), 1);
    m = paired_mcnemar(&agree);
    SAME(m.p, 1);
    SAME(m.p_log10, 0);
    SAME(m.mid_p, 1);
    SAME(m.chi2, NAN);
    /* No discordant pair: Tango's limits are +- z^2 / (n + z^2). */
    NEAR(paired_ci_tango(&agree, 0.95).high, z2 / (50 + z2), 1e-13);
    NEAR(paired_ci_tango(&agree, 0.95).low, -z2 / (50 + z2), 1e-13);

    SAME(paired_mcnemar(&all).p, pow(0.5, 49));
    SAME(paired_mcnemar(&all).mid_p, pow(0.5, 50));
    SAME(paired_se(&all), 0);
    SAME(paired_ci_tango(&all, 0.95).high, 1);
    assert_true(paired_ci_tango(&all, 0.95).low > 0.8);

    m = paired_mcnemar(&far);
    assert_true(m.p <= 0);
    WITHIN(m.p_log10, -742.7, 0.5);
    SAME(m.mid_p_log10 < m.p_log10, 1);
}

/* Every small table: limits enclose the difference and exchange with a, b. */
static void test_paired_all_small(void **state)
{
    (void)state;
    for (int i = 1; i < 5 * 5 * 5 * 5; i++) {
        struct paired_cells c = { i % 5, i / 5 % 5, i / 25 % 5, i / 125 };
        struct paired_cells s = { c.both, c.only_b, c.only_a, c.neither };
        struct interval t = paired_ci_tango(&c, 0.95);
        struct interval w = paired_ci_newcombe(&c, 0.95);
        struct paired_mcnemar m = paired_mcnemar(&c);
        double d = paired_diff(&c);

        assert_true(t.low >= -1 && t.low <= d && d <= t.high && t.high <= 1);
        assert_true(w.low >= -1 && w.low <= d && d <= w.high && w.high <= 1);
        assert_true(t.high > t.low && w.high > w.low);
        SAME(paired_ci_tango(&s, 0.95).high, -t.low);
        NEAR(paired_ci_newcombe(&s, 0.95).high, -w.low, 1e-12);
        assert_true(m.mid_p <= m.p && m.mid_p > 0);
        NEAR(pow(10, m.p_log10), m.p, 1e-12);
        SAME(paired_mcnemar(&s).mid_p, m.mid_p);
    }
}

static void test_paired_mean(void **state)
{
    struct paired_cells c = { 0, 0, 0, 0 };
    static const int a[] = { 1, 1, 0, 0, 1, 1, 0, 1 };
    static const int b[] = { 1, 0, 1, 0, 0, 1, 0, 0 };
    double diff[COUNT(a)];
    struct mean m;

    (void)state;
    for (size_t i = 0; i < COUNT(a); i++) {
        paired_add(&c, a[i] == 1, b[i] == 1);
        diff[i] = a[i] - b[i];
    }
    m = mean_of(diff, COUNT(a));
    assert_int_equal(paired_n(&c), 8);
    SAME(paired_diff(&c), m.mean);
    SAME(paired_se(&c), m.se);
    SAME(paired_accuracy_a(&c), 5.0 / 8);
    SAME(paired_accuracy_b(&c), 3.0 / 8);
    SAME(paired_se_unpaired(&c), sqrt(2 * 15.0 / 64 / 7));
}

static void test_retention(void **state)
{
    struct paired_cells teacher_0 = { 0, 5, 0, 5 }, both_0 = { 0, 0, 0, 9 };
    struct paired_cells student_0 = { 0, 0, 1, 0 }, same = { 30, 0, 0, 20 };
    struct paired_cells one = { 1, 0, 0, 0 }, perfect = { 970, 0, 30, 0 };
    struct retention r;
    double z2 = pow(interval_z(0.95), 2);

    (void)state;
    r = retention_of(&teacher_0, 0.95);
    SAME(r.ratio, NAN);
    SAME(r.ci.low, NAN);
    SAME(retention_of(&both_0, 0.95).ci.high, NAN);
    /* Same answers, k right: the score is -sqrt(k (r - 1)). */
    r = retention_of(&same, 0.95);
    SAME(r.ratio, 1);
    SAME(r.ci.high, 1 + z2 / 30);
    SAME(r.ci.low, 1 / (1 + z2 / 30));
    r = retention_of(&one, 0.95);
    SAME(r.ci.high, 1 + z2);
    r = retention_of(&student_0, 0.95);
    SAME(r.ratio, 0);
    SAME(r.ci.low, 0);
    assert_true(r.ci.high > 1 && isfinite(r.ci.high));
    /* A teacher who is always right: Wilson's interval of the student. */
    r = retention_of(&perfect, 0.95);
    NEAR(r.ci.low, interval_wilson(970, 1000, 0.95).low, 1e-12);
    NEAR(r.ci.high, interval_wilson(970, 1000, 0.95).high, 1e-12);
    SAME(retention_of(&perfect, 1).ci.low, NAN);
}

/* Every small table: the limits enclose the ratio, exchange with the roles,
 * and the score is z at the lower and -z at the upper one. */
static void test_retention_all_small(void **state)
{
    double z = interval_z(0.9);

    (void)state;
    for (int i = 0; i < 5 * 5 * 5 * 5; i++) {
        struct paired_cells c = { i % 5, i / 5 % 5, i / 25 % 5, i / 125 };
        struct paired_cells s = { c.both, c.only_b, c.only_a, c.neither };
        struct retention r = retention_of(&c, 0.9);

        if (c.both + c.only_b == 0) {
            assert_true(isnan(r.ratio));
            continue;
        }
        assert_true(r.ci.low <= r.ratio && r.ratio < r.ci.high);
        assert_true(isfinite(r.ci.high));
        NEAR(retention_z(&c, r.ci.high), -z, 1e-10);
        if (c.both + c.only_a == 0)
            continue;
        NEAR(retention_z(&c, r.ci.low), z, 1e-10);
        NEAR(retention_of(&s, 0.9).ci.high, 1 / r.ci.low, 1e-12);
    }
}

static void test_quantile(void **state)
{
    double v[] = { 9, 1, NAN, 4, 2 };
    double w[] = { 30, 10, 20, 40 };
    struct quantile_summary s = quantile_of(w, 4);

    (void)state;
    SAME(s.p50, 25);
    SAME(s.p90, 37);
    SAME(s.p99, 39.7);
    quantile_sort(v, 5);
    SAME(v[0], 1);
    SAME(v[3], 9);
    SAME(v[4], NAN);
    SAME(quantile_sorted(v, 4, 1), 9);
    SAME(quantile_sorted(v, 1, 0.37), 1);
    SAME(quantile_sorted(v, 4, -0.1), NAN);
    SAME(quantile_of(NULL, 0).p50, NAN);
}

/* What is found without sorting is what stands there after it. */
static void test_quantile_find(void **state)
{
    double values[300], sorted[300];
    struct rng rng;

    (void)state;
    rng_init(&rng, 7);
    for (int round = 0; round < 3000; round++) {
        size_t n = 1 + rng_below(&rng, round % 10 == 0 ? 300 : 12);
        uint64_t kinds = 1 + rng_below(&rng, 20); // few: many are equal
        for (size_t i = 0; i < n; i++) {
            uint64_t x = rng_below(&rng, kinds);
            values[i] = sorted[i] =
                x == 13 ? (double)NAN : (double)x - 5 + 0.25 * (double)kinds;
        }
        quantile_sort(sorted, n);
        struct quantile_summary s = quantile_of(values, n);
        SAME(s.p50, quantile_sorted(sorted, n, 0.50));
        SAME(s.p90, quantile_sorted(sorted, n, 0.90));
        SAME(s.p99, quantile_sorted(sorted, n, 0.99));
        quantile_sort(values, n); // and none is lost
        for (size_t i = 0; i < n; i++)
            SAME(values[i], sorted[i]);
    }
}

static void test_mean(void **state)
{
    static const double v[] = { 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16 };
    struct mean m = mean_of(v, 4), k = mean_of_counts(3, 4);

    (void)state;
    SAME(m.mean, 1e9 + 10);
    SAME(m.sd, sqrt(30));
    SAME(m.se, sqrt(30) / 2);
    SAME(k.mean, 0.75);
    SAME(k.se, sqrt(0.75 / 3 / 4));
    SAME(mean_se_bernoulli(3, 4), sqrt(0.75 * 0.25 / 4));
    m = mean_of(v, 1);
    SAME(m.mean, 1e9 + 4);
    SAME(m.se, NAN);
    SAME(mean_of(v, 0).mean, NAN);
    SAME(mean_of_counts(5, 4).mean, NAN);
    SAME(mean_se_bernoulli(0, 0), NAN);
}

/* Wanted values: double sums over all pairs of items, in Python. */
static void test_cluster(void **state)
{
    static const double x[] = { 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0.5 };
    static const size_t c[] = { 0, 0, 0, 1, 1, 2, 2, 2, 2, 4, 4 };
    static const size_t own[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    struct cluster_mean m = cluster_mean_of(x, c, 11, 5);

    (void)state;
    assert_int_equal(m.clusters, 4);
    SAME(m.mean, 0.5909090909090909);
    SAME(m.se_plain, 0.14798927814636098);
    SAME(m.se_cr0, 0.08881894735621766);
    SAME(m.se_miller, 0.09939713090354144);
    SAME(m.se_cr1, 0.10255928633050293);
    /* Every item its own cluster: all but CR0 are the plain error. */
    m = cluster_mean_of(x, own, 11, 11);
    SAME(m.se_cr1, m.se_plain);
    SAME(m.se_miller, m.se_plain);
    m = cluster_mean_of(x, own, 1, 11);
    SAME(m.se_cr1, NAN);
    SAME(m.se_miller, NAN);
    SAME(cluster_mean_of(x, own, 0, 0).mean, NAN);
}

static void test_cluster_groups(void **state)
{
    struct mean g[] = { mean_of_counts(3, 10), mean_of_counts(0, 0),
        mean_of_counts(7, 8), mean_of_counts(20, 40) };
    struct mean lone[] = { mean_of_counts(1, 1), mean_of_counts(2, 4) };
    struct cluster_groups r = cluster_groups_of(g, COUNT(g));

    (void)state;
    assert_int_equal(r.groups, 3);
    SAME(r.macro, 0.5583333333333333);
    SAME(r.macro_se, 0.07099967898486877);
    SAME(r.between_se, 0.16853123680130572);
    SAME(r.pooled, 0.5172413793103449);
    SAME(r.stratified_se, 0.06355908518594391);
    SAME(r.lm_eval_se, 0.06377615635268605);
    r = cluster_groups_of(lone, 2);
    SAME(r.macro, 0.75);
    SAME(r.macro_se, NAN);
    SAME(r.between_se, 0.25);
    SAME(cluster_groups_of(g, 0).macro, NAN);
}

/* By hand: sorted .01 .02 .03 .04 give Holm .04 .06 .06 .06, BH all .04. */
static void test_multiple(void **state)
{
    double p[] = { 0.04, 0.01, NAN, 0.03, 0.02 }, a[5];
    double steps[] = { 0.9, 0.001, 0.02 };

    (void)state;
    for (int i = 0; i < 5; i++)
        a[i] = log10(p[i]);
    multiple_holm_log10(a, 5, a);
    SAME(a[1], log10(0.04));
    SAME(a[4], log10(0.06));
    SAME(a[3], log10(0.06));
    SAME(a[0], log10(0.06));
    SAME(a[2], NAN);
    multiple_bh(p, 5, p);
    SAME(p[0], 0.04);
    SAME(p[1], 0.04);
    SAME(p[2], NAN);
    multiple_bh(steps, 3, a);
    SAME(a[0], 0.9);
    SAME(a[1], 0.003);
    SAME(a[2], 0.03);
    multiple_holm_log10((double[]){ -0.01, -757, -1 }, 3, a);
    SAME(a[0], -0.01);
    SAME(a[1], log10(3) - 757);
    SAME(a[2], log10(2) - 1);
    multiple_holm_log10(NULL, 0, NULL);
}

/* Wanted values: an own Python implementation with 300000 draws; 12 values
 * make the endpoints move by about 0.05 between seeds. */
static void test_bootstrap(void **state)
{
    static const double x[] = { 0.1, 0.2, 0.2, 0.3, 0.5, 0.7, 1.1, 1.9, 3.2,
        9.5, 0.4, 0.6 };
    static const size_t c[] = { 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 6 };
    struct bootstrap_data d = { x, 12, NULL, 0 };
    struct bootstrap b, again;
    struct rng r;

    (void)state;
    rng_init(&r, 1);
    b = bootstrap_mean(&d, 100000, 0.95, &r);
    SAME(b.estimate, 18.7 / 12);
    WITHIN(b.se, 0.735, 0.02);
    WITHIN(b.percentile.low, 0.4833, 0.03);
    WITHIN(b.percentile.high, 3.195, 0.1);
    WITHIN(b.bca.low, 0.645, 0.03);
    WITHIN(b.bca.high, 4.28, 0.15);
    rng_init(&r, 1);
    again = bootstrap_mean(&d, 100000, 0.95, &r);
    SAME(again.bca.low, b.bca.low);
    d.cluster = c;
    d.n_clusters = 7;
    b = bootstrap_mean(&d, 100000, 0.95, &r);
    WITHIN(b.se, 0.7245, 0.02);
    WITHIN(b.percentile.low, 0.392, 0.03);
    WITHIN(b.percentile.high, 3.13, 0.1);
    WITHIN(b.bca.low, 0.4636, 0.03);
    WITHIN(b.bca.high, 3.475, 0.15);
    b = bootstrap_diff(&d, x, 100, 0.95, &r);
    SAME(b.estimate, 0);
    SAME(b.bca.low, 0);
    SAME(b.percentile.high, 0);
}

static void test_bootstrap_edges(void **state)
{
    static const double x[] = { 3, 5 };
    static const size_t same[] = { 0, 0 };
    struct bootstrap_data d = { x, 1, NULL, 0 };
    struct bootstrap b;
    struct rng r;

    (void)state;
    rng_init(&r, 7);
    b = bootstrap_mean(&d, 50, 0.95, &r);
    SAME(b.bca.low, 3);
    SAME(b.bca.high, 3);
    d = (struct bootstrap_data){ x, 2, same, 1 };
    b = bootstrap_mean(&d, 50, 0.95, &r);
    SAME(b.percentile.low, 4);
    SAME(b.bca.high, 4);
    d.n = 0;
    SAME(bootstrap_mean(&d, 50, 0.95, &r).estimate, NAN);
    d.n = 2;
    SAME(bootstrap_mean(&d, 0, 0.95, &r).bca.low, NAN);
    SAME(bootstrap_mean(&d, 9, 1.5, &r).bca.low, NAN);
    SAME(bootstrap_mean(&d, 1, 0.95, &r).se, NAN);
}

static void test_passk(void **state)
{
    (void)state;
    SAME(passk_unbiased(20, 3, 1), 0.15);
    SAME(passk_unbiased(5, 2, 3), 1 - 1.0 / 10);
    SAME(passk_unbiased(10, 0, 10), 0);
    SAME(passk_unbiased(10, 1, 10), 1);
    SAME(passk_unbiased(1, 1, 1), 1);
    SAME(passk_unbiased(1000000, 1, 1), 1e-6);
    SAME(passk_unbiased(5, 2, 6), NAN);
    SAME(passk_unbiased(5, 6, 1), NAN);
    SAME(passk_unbiased(5, 2, 0), NAN);
    SAME(passk_unbiased(0, 0, 1), NAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interval_edges),
        cmocka_unit_test(test_interval_domain),
        cmocka_unit_test(test_paired_published),
        cmocka_unit_test(test_paired_newcombe_table),
        cmocka_unit_test(test_paired_edges),
        cmocka_unit_test(test_paired_all_small),
        cmocka_unit_test(test_paired_mean),
        cmocka_unit_test(test_retention),
        cmocka_unit_test(test_retention_all_small),
        cmocka_unit_test(test_quantile),
        cmocka_unit_test(test_quantile_find),
        cmocka_unit_test(test_mean),
        cmocka_unit_test(test_cluster),
        cmocka_unit_test(test_cluster_groups),
        cmocka_unit_test(test_multiple),
        cmocka_unit_test(test_bootstrap),
        cmocka_unit_test(test_bootstrap_edges),
        cmocka_unit_test(test_passk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
