/*
 * stats/gate.h: three answers and why, for fixed tables and for sequences.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/gate.h"
#include "stats/special.h"
#include "stats/retention.h"
#include "near.h"

static const struct gate_rule two_points = { false, 0.02, 0.05, 1, 0, 0, 0 };
static const struct gate_rule keep = { true, 0.95, 0.05, 1, 0, 0, 0 };

#define IS(r, v, why)                                                          \
    do {                                                                       \
        assert_int_equal((r).verdict, v);                                      \
        assert_int_equal((r).reason, why);                                     \
    } while (0)

static struct interval careful(const struct paired_cells *c, double level)
{
    return paired_ci_careful(c, 1, interval_z(level));
}

static void test_margin(void **state)
{
    struct paired_cells same = { 1000, 10, 10, 500 };
    struct paired_cells bad = { 1000, 10, 90, 500 };
    struct paired_cells few = { 10, 1, 1, 5 };
    struct gate_result r = gate_fixed(&two_points, &same, NULL);
    struct interval ci = careful(&same, 0.9);

    (void)state;
    IS(r, GATE_NOT_WORSE, GATE_CLEAR);
    SAME(r.edge, -0.02);
    SAME(r.estimate, 0);
    SAME(r.limits.low, ci.low);
    SAME(r.limits.high, ci.high);
    SAME(r.bounds.low, ci.low);
    assert_int_equal(r.n, 1520);
    assert_int_equal(r.open, 0);
    r = gate_fixed(&two_points, &bad, NULL);
    IS(r, GATE_WORSE, GATE_CLEAR);
    r = gate_fixed(&two_points, &few, NULL);
    IS(r, GATE_UNKNOWN, GATE_STRADDLES);
}

/* Nothing discordant: n d - 1/2 = z sqrt(n d (1 - d)) is Tango's lower limit
 * -d with its correction, so 2 points at 5 % need 179.1 items. */
static void test_margin_exact(void **state)
{
    struct paired_cells c = { 179, 0, 0, 0 };

    (void)state;
    IS(gate_fixed(&two_points, &c, NULL), GATE_UNKNOWN, GATE_STRADDLES);
    c.neither = 1;
    IS(gate_fixed(&two_points, &c, NULL), GATE_NOT_WORSE, GATE_CLEAR);
}

static void test_retention(void **state)
{
    struct paired_cells same = { 1000, 20, 20, 500 };
    struct paired_cells bad = { 1000, 10, 110, 500 };
    struct paired_cells none = { 0, 30, 0, 70 };
    struct paired_cells silent = { 0, 0, 0, 70 };
    struct paired_cells half = { 400, 0, 400, 200 };
    struct gate_result r = gate_fixed(&keep, &same, NULL);
    double z = retention_z(&same, 0.95);

    (void)state;
    assert_true(z > interval_z(0.9));
    IS(r, GATE_NOT_WORSE, GATE_CLEAR);
    SAME(r.edge, 0.95);
    SAME(r.estimate, 1);
    assert_true(r.limits.low > 0.95 && r.limits.high > 1);
    IS(gate_fixed(&keep, &bad, NULL), GATE_WORSE, GATE_CLEAR);
    r = gate_fixed(&keep, &none, NULL);
    IS(r, GATE_UNKNOWN, GATE_NO_RATIO);
    assert_true(isnan(r.estimate));
    IS(gate_fixed(&keep, &silent, NULL), GATE_UNKNOWN, GATE_NO_RATIO);
    IS(gate_fixed(&keep, &half, NULL), GATE_WORSE, GATE_CLEAR);
}

/* The score and its limits never answer differently. */
static void test_retention_is_its_limits(void **state)
{
    (void)state;
    for (int lost = 0; lost <= 120; lost += 3)
        for (int won = 0; won <= 40; won += 8) {
            struct paired_cells c = { 400, won, lost, 100 };
            struct gate_result r = gate_fixed(&keep, &c, NULL);

            assert_int_equal(r.verdict == GATE_NOT_WORSE, r.limits.low > 0.95);
            assert_int_equal(r.verdict == GATE_WORSE, r.limits.high < 0.95);
        }
}

static void test_failed_items(void **state)
{
    struct paired_cells same = { 1000, 10, 10, 500 };
    struct paired_cells none = { 0, 0, 0, 0 };
    struct gate_open few = { 3, 2, 0, 0, 0 };
    struct gate_open many = { 60, 20, 0, 0, 0 };
    struct gate_open base = { 0, 0, 0, 50, 0 };
    struct gate_open both = { 0, 0, 0, 0, 50 };
    struct gate_open free = { 0, 90, 90, 0, 0 };
    struct gate_result r = gate_fixed(&two_points, &same, &few);

    (void)state;
    IS(r, GATE_NOT_WORSE, GATE_CLEAR);
    assert_int_equal(r.n, 1520);
    assert_int_equal(r.open, 5);
    assert_true(r.bounds.low < r.limits.low);
    assert_true(r.bounds.high > r.limits.high);
    r = gate_fixed(&two_points, &same, &many);
    IS(r, GATE_UNKNOWN, GATE_FAILED);
    assert_true(r.bounds.low < -0.02 && r.limits.low > -0.02);
    IS(gate_fixed(&two_points, &same, &base), GATE_UNKNOWN, GATE_FAILED);
    IS(gate_fixed(&two_points, &same, &both), GATE_UNKNOWN, GATE_FAILED);
    /* Missing where it can only help the candidate: nothing to fear. */
    IS(gate_fixed(&two_points, &same, &free), GATE_NOT_WORSE, GATE_CLEAR);
    IS(gate_fixed(&keep, &same, &many), GATE_UNKNOWN, GATE_FAILED);
    /* A broken endpoint is not a bad student. */
    r = gate_fixed(&two_points, &none, &many);
    IS(r, GATE_UNKNOWN, GATE_FAILED);
    assert_int_equal(r.open, 80);
    IS(gate_fixed(&two_points, &none, NULL), GATE_UNKNOWN, GATE_EMPTY);
}

/* Each kind of open item goes where it is worst, and where it is best. */
static void test_bounds(void **state)
{
    struct paired_cells c = { 1000, 10, 10, 500 };
    struct gate_open open = { 10, 20, 30, 40, 50 };
    struct paired_cells worst = { 1030, 10, 110, 520 };
    struct paired_cells best = { 1010, 110, 10, 540 };
    struct gate_result r = gate_fixed(&two_points, &c, &open);

    (void)state;
    SAME(r.bounds.low, careful(&worst, 0.9).low);
    SAME(r.bounds.high, careful(&best, 0.9).high);
}

/* Worse, but the failures alone could make it good again. */
static void test_failed_could_save(void **state)
{
    struct paired_cells bad = { 1000, 10, 90, 500 };
    struct gate_open open = { 0, 120, 0, 0, 0 };

    (void)state;
    IS(gate_fixed(&two_points, &bad, &open), GATE_UNKNOWN, GATE_FAILED);
}

static void test_bad_rules(void **state)
{
    struct gate_rule bad[] = { { false, -0.01, 0.05, 1, 0, 0, 0 },
        { false, 1, 0.05, 1, 0, 0, 0 }, { false, NAN, 0.05, 1, 0, 0, 0 },
        { true, 0, 0.05, 1, 0, 0, 0 }, { true, 1.01, 0.05, 1, 0, 0, 0 },
        { false, 0.02, 0, 1, 0, 0, 0 }, { false, 0.02, 0.5, 1, 0, 0, 0 },
        { false, 0.02, 0.05, 0, 0, 0, 0 } };
    struct paired_cells c = { 1000, 10, 10, 500 };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct sequence_plan p = gate_plan(&bad[i], 10, 5);
        struct sequence *s = sequence_new(&p);

        IS(gate_fixed(&bad[i], &c, NULL), GATE_UNKNOWN, GATE_BAD_RULE);
        IS(gate_sequence(&bad[i], s), GATE_UNKNOWN, GATE_BAD_RULE);
        assert_int_equal(gate_look(&bad[i], s), GATE_UNKNOWN);
        sequence_free(s);
    }
}

/* The level of which the z is so many times that of a one-sided alpha. */
static double widened(double alpha, double times)
{
    return 1 - 2 * special_normal_cdf(-times * interval_z(1 - 2 * alpha));
}

/* Worse is asked at alpha / family, not worse at alpha. */
static void test_family(void **state)
{
    struct paired_cells worse = { 1000, 10, 66, 500 };
    struct paired_cells good = { 1000, 30, 37, 500 };
    struct gate_rule rule = two_points;
    struct gate_result r;

    (void)state;
    IS(gate_fixed(&rule, &worse, NULL), GATE_WORSE, GATE_CLEAR);
    IS(gate_fixed(&rule, &good, NULL), GATE_NOT_WORSE, GATE_CLEAR);
    assert_true(paired_ci_tango(&worse, 1 - 2 * 0.05).high < -0.02);
    assert_true(paired_ci_tango(&worse, 1 - 2 * 0.001).high > -0.02);
    rule.family = 50;
    r = gate_fixed(&rule, &worse, NULL);
    IS(r, GATE_UNKNOWN, GATE_STRADDLES);
    /* the edge lies between the limits that are told */
    assert_true(r.limits.low < -0.02 && r.limits.high > -0.02);
    SAME(r.limits.low, careful(&worse, 1 - 2 * 0.05).low);
    SAME(r.limits.high, careful(&worse, 1 - 2 * 0.001).high);
    IS(gate_fixed(&rule, &good, NULL), GATE_NOT_WORSE, GATE_CLEAR);
    /* few clusters widen the limit of the smaller alpha by more */
    rule.widen = 1.25;
    rule.widen_worse = 1.5;
    r = gate_fixed(&rule, &good, NULL);
    SAME(r.limits.low, careful(&good, widened(0.05, rule.widen)).low);
    SAME(r.limits.high, careful(&good, widened(0.001, rule.widen_worse)).high);
}

/* Lost and won among n items of which the baseline has right, spread evenly,
 * asked until the gate knows; returns how many were asked. */
static int64_t ask(const struct gate_rule *rule, int n, int right, int lost,
    int won, struct gate_result *out)
{
    struct sequence_plan p = gate_plan(rule, n, right);
    struct sequence *s = sequence_new(&p);
    int64_t asked;

    for (int i = 0; i < n && gate_look(rule, s) == GATE_UNKNOWN; i++) {
        int k = (int)((int64_t)i * 379 % n); // 379: prime to n, no pattern
        double a = k < right ? k >= lost : k >= n - won;

        sequence_add_pair(s, a, a, k < right);
    }
    *out = gate_sequence(rule, s);
    asked = sequence_n(s);
    sequence_free(s);
    return asked;
}

/* However much clusters widen: limits go on to go out, further than a level
 * below 1 can say, and a verdict is never given by a narrower one. */
static void test_much_widened(void **state)
{
    const struct paired_cells cells = { 600, 27, 67, 306 };
    struct gate_rule wide = two_points, kept = keep;
    double z = interval_z(0.9);
    struct gate_result r, last = { 0 }, last_kept = { 0 };

    (void)state;
    for (double times = 2; times < 100; times *= 2) {
        wide.widen = kept.widen = times;
        r = gate_fixed(&wide, &cells, NULL);
        SAME(r.limits.low, paired_ci_careful(&cells, 1, times * z).low);
        SAME(r.limits.high, paired_ci_careful(&cells, 1, times * z).high);
        assert_true(times == 2 || r.limits.low < last.limits.low);
        assert_true(times == 2 || r.limits.high > last.limits.high);
        last = r;
        r = gate_fixed(&kept, &cells, NULL);
        SAME(r.limits.low, retention_careful(&cells, 1, times * z).ci.low);
        assert_true(times == 2 || r.limits.low < last_kept.limits.low);
        assert_true(times == 2 || r.limits.high > last_kept.limits.high);
        last_kept = r;
    }
    /* 40 points lost, of which clusters leave nothing to tell */
    wide.widen = 20;
    IS(gate_fixed(&wide, &(struct paired_cells){ 500, 0, 400, 100 }, NULL),
        GATE_UNKNOWN, GATE_STRADDLES);
}

static void test_sequence(void **state)
{
    static const struct gate_rule zero = { false, 0, 0.05, 1, 0, 0, 0 };
    struct gate_result r;

    (void)state;
    assert_true(ask(&two_points, 5000, 3000, 100, 100, &r) < 1500);
    IS(r, GATE_NOT_WORSE, GATE_CLEAR);
    assert_true(r.limits.low > -0.02);
    assert_true(ask(&two_points, 5000, 3000, 400, 50, &r) < 700);
    IS(r, GATE_WORSE, GATE_CLEAR);
    assert_true(r.limits.high < -0.02);
    assert_int_equal(ask(&two_points, 100, 60, 4, 2, &r), 100);
    IS(r, GATE_UNKNOWN, GATE_ON_EDGE);
    SAME(r.estimate, -0.02);
    SAME(r.limits.low, r.limits.high);
    ask(&zero, 100, 60, 2, 2, &r);
    IS(r, GATE_UNKNOWN, GATE_ON_EDGE);
    ask(&zero, 100, 60, 2, 3, &r);
    IS(r, GATE_NOT_WORSE, GATE_CLEAR);
}

/* 95 % of 3000 right of 5000 is a margin of 3 points. */
static void test_sequence_retention(void **state)
{
    struct sequence_plan p = gate_plan(&keep, 5000, 3000);
    struct gate_result r;
    struct sequence *s;

    (void)state;
    SAME(p.edge, (0.95 - 1) * 0.6);
    assert_true(ask(&keep, 5000, 3000, 100, 100, &r) < 1000);
    IS(r, GATE_NOT_WORSE, GATE_CLEAR);
    ask(&keep, 5000, 3000, 600, 100, &r);
    IS(r, GATE_WORSE, GATE_CLEAR);
    p = gate_plan(&keep, 5000, -1);
    s = sequence_new(&p);
    IS(gate_sequence(&keep, s), GATE_UNKNOWN, GATE_NO_RATIO);
    sequence_free(s);
}

/* An endpoint that fails always says nothing about the candidate. */
static void test_sequence_failures(void **state)
{
    struct sequence_plan p = gate_plan(&two_points, 1000, 600);
    struct sequence *s = sequence_new(&p);
    struct gate_result r = gate_sequence(&two_points, s);

    (void)state;
    IS(r, GATE_UNKNOWN, GATE_EMPTY);
    for (int i = 0; i < 1000; i++) {
        sequence_add_pair(s, 0, 1, i % 5 < 3);
        assert_int_equal(gate_look(&two_points, s), GATE_UNKNOWN);
    }
    r = gate_sequence(&two_points, s);
    IS(r, GATE_UNKNOWN, GATE_FAILED);
    assert_int_equal(r.n, 0);
    assert_int_equal(r.open, 1000);
    SAME(r.limits.low, -0.6);
    SAME(r.limits.high, 0.4);
    sequence_free(s);
}

static void test_join(void **state)
{
    enum gate_verdict v[] = { GATE_NOT_WORSE, GATE_NOT_WORSE, GATE_UNKNOWN,
        GATE_WORSE };

    (void)state;
    assert_int_equal(gate_join(v, 0), GATE_UNKNOWN);
    assert_int_equal(gate_join(v, 2), GATE_NOT_WORSE);
    assert_int_equal(gate_join(v, 3), GATE_UNKNOWN);
    assert_int_equal(gate_join(v, 4), GATE_WORSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_margin),
        cmocka_unit_test(test_margin_exact),
        cmocka_unit_test(test_retention),
        cmocka_unit_test(test_retention_is_its_limits),
        cmocka_unit_test(test_failed_items),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_failed_could_save),
        cmocka_unit_test(test_bad_rules),
        cmocka_unit_test(test_family),
        cmocka_unit_test(test_much_widened),
        cmocka_unit_test(test_sequence),
        cmocka_unit_test(test_sequence_retention),
        cmocka_unit_test(test_sequence_failures),
        cmocka_unit_test(test_join),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
