/* stats/foresee.h: the suites it makes, the gates it plays, and items. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "stats/foresee.h"

static const struct gate_rule two_points = { false, 0.02, 0.05, 1, 0, 0, 0 };

static void test_suite(void **state)
{
    struct foresee_suite s;

    (void)state;
    assert_int_equal(foresee_suite(14042, 0.6, 0.1, -0.06, -0.02, &s), 0);
    assert_int_equal(s.base_right, 8425);
    assert_int_equal(s.won - s.lost, -843);
    assert_true(s.won + s.lost >= 1403 && s.won + s.lost <= 1405);
    /* 280.84 lost at the edge: 281, so that it is not on the better side */
    assert_int_equal(foresee_suite(14042, 0.6, 0.1, -0.02, -0.02, &s), 0);
    assert_int_equal(s.won - s.lost, -281);
    assert_int_equal(foresee_suite(100, 0.6, 0.02, -0.05, NAN, &s), -1);
    assert_int_equal(foresee_suite(100, 0.01, 0.2, -0.1, NAN, &s), -1);
    assert_int_equal(foresee_suite(100, 0.99, 0.2, 0.1, NAN, &s), -1);
}

static void test_gate(void **state)
{
    struct foresee_suite same, worse;
    struct foresight f;
    struct rng r;

    (void)state;
    rng_init(&r, 1);
    foresee_suite(14042, 0.6, 0.1, 0, -0.02, &same);
    foresee_suite(14042, 0.6, 0.1, -0.06, -0.02, &worse);
    f = foresee_gate(&two_points, &same, 200, &r);
    assert_true(f.said[GATE_NOT_WORSE] >= 199);
    assert_true(f.mean < 0.14 * 14042); // 86 % saved
    assert_true(f.by[0] <= f.by[1] && f.by[1] <= f.by[2]);
    assert_true(f.by[2] <= f.by[3] && f.by[3] <= 14042);
    f = foresee_gate(&two_points, &worse, 200, &r);
    assert_true(f.said[GATE_WORSE] >= 199);
    assert_true(f.mean < 0.03 * 14042); // 97 % saved
}

/* Asked to the end, and on the edge: nobody knows. */
static void test_edge(void **state)
{
    struct foresee_suite s;
    struct foresight f;
    struct rng r;

    (void)state;
    rng_init(&r, 2);
    foresee_suite(200, 0.6, 0.1, -0.02, -0.02, &s);
    f = foresee_gate(&two_points, &s, 400, &r);
    assert_true(f.said[GATE_UNKNOWN] > 340);
    assert_int_equal(f.by[3], 200);
    assert_int_equal(f.said[0] + f.said[1] + f.said[2], 400);
}

/* By hand, for 0.1 discordant and the edge at -0.02: the estimates there are
 * won 0.0417 and lost 0.0617, their variance 0.10308 beside the true 0.1, and n
 * of 0.02 n - 1/2 = 1.6449 sqrt(0.10308 n) + 0.8416 sqrt(0.1 n) is 1626.7. The
 * others are from estimates that were found by search, in Python. */
static void test_items(void **state)
{
    static const struct gate_rule keep = { true, 0.95, 0.05, 1, 0, 0, 0 };
    struct gate_rule three = two_points;

    (void)state;
    SAME(foresee_items(&two_points, 0.6, 0.1, 0, 0.8), 1627);
    SAME(foresee_items(&two_points, 0.6, 0.1, -0.04, 0.8), 1545);
    SAME(foresee_items(&two_points, 0.6, 0.1, 0, 0.95), 2797);
    SAME(foresee_items(&keep, 0.6, 0.1, 0, 0.8), 720);
    assert_true(isnan(foresee_items(&two_points, 0.6, 0.1, -0.02, 0.8)));
    assert_true(isnan(foresee_items(&two_points, 0.6, 0.01, -0.02, 0.8)));
    /* of three suites worse is said at a third of alpha, not worse at alpha */
    three.family = 3;
    SAME(foresee_items(&three, 0.6, 0.1, 0, 0.8), 1627);
    SAME(foresee_items(&three, 0.6, 0.1, -0.04, 0.8), 2179);
}

/* So many items, and the fixed gate answers in so many of the trials: few that
 * differ, and several suites, where a plain formula is far off. */
static void test_items_suffice(void **state)
{
    static const struct {
        double margin, discordant, diff;
        int family;
    } rows[] = { { 0.05, 0.05, 0, 1 }, { 0.02, 0.1, -0.04, 3 } };
    enum { TRIALS = 400 };
    struct rng r;

    (void)state;
    rng_init(&r, 5);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct gate_rule rule = { false, rows[i].margin, 0.05, rows[i].family,
            0, 0, 0 };
        double n =
            foresee_items(&rule, 0.75, rows[i].discordant, rows[i].diff, 0.8);
        double won = (rows[i].discordant + rows[i].diff) / 2;
        int said[3] = { 0 };

        for (int t = 0; t < TRIALS; t++) {
            struct paired_cells c = { 0, 0, 0, 0 };
            for (double k = 0; k < n; k++) {
                double u = rng_unit(&r);
                bool differ = u < rows[i].discordant;
                bool a = differ ? u < won : u < 0.75;
                paired_add(&c, a, differ ? !a : a);
            }
            said[gate_fixed(&rule, &c, NULL).verdict]++;
        }
        WITHIN(
            said[rows[i].diff < -rows[i].margin ? GATE_WORSE : GATE_NOT_WORSE]
                / (double)TRIALS,
            0.8, 0.06); /* three standard errors */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suite),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_edge),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_items_suffice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
