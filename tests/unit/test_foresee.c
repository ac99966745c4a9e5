/* stats/foresee.h: the suites it makes, the gates it plays, and items. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "stats/foresee.h"

static const struct gate_rule two_points = { false, 0.02, 0.05, 1, 0, 0 };

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

/* (1.645 + 0.842)^2 x 0.1 / 0.02^2 = 1545.6; the other side of the edge is
 * as far away at -0.04. */
static void test_items(void **state)
{
    static const struct gate_rule keep = { true, 0.95, 0.05, 1, 0, 0 };

    (void)state;
    SAME(foresee_items(&two_points, 0.6, 0.1, 0, 0.8), 1546);
    assert_true(foresee_items(&two_points, 0.6, 0.1, -0.04, 0.8) < 1546);
    assert_true(foresee_items(&two_points, 0.6, 0.1, 0, 0.95) > 2700);
    assert_true(isnan(foresee_items(&two_points, 0.6, 0.1, -0.02, 0.8)));
    assert_true(isnan(foresee_items(&two_points, 0.6, 0.01, -0.02, 0.8)));
    /* keeps all of 0.6, 0.95 needed: 0.03 above, variance (0.55 + 0) x 0.05^2
     * + 0.05 + 0.05 x 0.95^2 - 0.03^2 */
    SAME(foresee_items(&keep, 0.6, 0.1, 0, 0.8), 657);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suite),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_edge),
        cmocka_unit_test(test_items),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
