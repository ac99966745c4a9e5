/* Routing between two models, against figures made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cost/route.h"
#include "near.h"

/* Ten items: the cheap model has five right, the dear one eight; only the
 * dear one 4, only the cheap one 1. The signal is the place from the end. */
static const struct route_item ten[] = { { 0, 1, 10 }, { 0, 1, 9 }, { 1, 1, 8 },
    { 0, 1, 7 }, { 1, 0, 6 }, { 0, 1, 5 }, { 1, 1, 4 }, { 1, 1, 3 },
    { 1, 1, 2 }, { 0, 0, 1 } };

static void test_curve(void **state)
{
    static const double want[] = { .5, .6, .7, .7, .8, .7, .8, .8, .8, .8, .8 };
    struct route_curve c;

    (void)state;
    route_curve_of(ten, COUNT(ten), &c);
    assert_int_equal(c.n, 11);
    for (size_t i = 0; i < c.n; i++) {
        NEAR(c.points[i].share, (double)i / 10, 1e-12);
        NEAR(c.points[i].accuracy, want[i], 1e-12);
        NEAR(c.bins[i].accuracy, want[i], 1e-12);
    }
    SAME(c.points[1].signal, 10);
    /* trapezoids: .1 * (.25 + .6+.7+.7+.8+.7+.8+.8+.8+.8 + .4) = .735 */
    NEAR(route_apgr(&c), (.735 - .5) / .3, 1e-12);
    NEAR(route_cpt(&c, .2), .06, 1e-12); // .56: 6/10 of the first bin
    NEAR(route_cpt(&c, .5), .15, 1e-12); // .65
    NEAR(route_cpt(&c, .8), .34, 1e-12); // .74
    assert_ptr_equal(route_reach(&c, .8), &c.points[4]);
    assert_ptr_equal(route_reach(&c, .5), &c.points[0]);
    assert_null(route_reach(&c, .81));
    route_curve_clear(&c);
}

static void test_bounds(void **state)
{
    (void)state;
    NEAR(route_oracle(ten, COUNT(ten), 0), .5, 1e-12);
    NEAR(route_oracle(ten, COUNT(ten), .2), .7, 1e-12);
    NEAR(route_oracle(ten, COUNT(ten), .4), .9, 1e-12); // beats the dear one
    NEAR(route_oracle(ten, COUNT(ten), 1), .9, 1e-12);
    NEAR(route_random(ten, COUNT(ten), .5), .65, 1e-12);
    NEAR(route_oracle_share(ten, COUNT(ten), .5), 0, 1e-12);
    NEAR(route_oracle_share(ten, COUNT(ten), .76), .26, 1e-12);
    NEAR(route_oracle_share(ten, COUNT(ten), .9), .4, 1e-12);
    assert_true(isnan(route_oracle_share(ten, COUNT(ten), .91)));
}

/* Asked twice, a sample may be half right: who knows sends on what gains most,
 * and nobody gains more than that. */
static void test_halves(void **state)
{
    const struct route_item items[] = { { .5, 1, 0 }, { 0, 1, 0 }, { .5, 1, 0 },
        { 1, .5, 0 } };

    (void)state;
    NEAR(route_oracle(items, 4, 0), .5, 1e-12);
    NEAR(route_oracle(items, 4, .25), .75, 1e-12);
    NEAR(route_oracle(items, 4, .5), .875, 1e-12);
    NEAR(route_oracle(items, 4, .625), .9375, 1e-12); /* half of the last */
    NEAR(route_oracle(items, 4, 1), 1, 1e-12);
    NEAR(route_oracle_share(items, 4, .75), .25, 1e-12);
    NEAR(route_oracle_share(items, 4, .9375), .625, 1e-12);
    NEAR(route_oracle_share(items, 4, 1), .75, 1e-12);
}

/* Items of one signal go together; unknown ones go first. */
static void test_ties(void **state)
{
    const struct route_item items[] = { { 0, 1, 1 }, { 0, 1, 2 }, { 1, 1, 2 },
        { 0, 1, NAN } };
    struct route_curve c;

    (void)state;
    route_curve_of(items, COUNT(items), &c);
    assert_int_equal(c.n, 4);
    SAME(c.points[1].signal, INFINITY);
    SAME(c.points[1].share, .25);
    SAME(c.points[2].share, .75);
    SAME(c.points[3].accuracy, 1);
    route_curve_clear(&c);
}

/* A signal that is one for all is no router: one step from none to all. */
static void test_constant(void **state)
{
    const struct route_item items[] = { { 0, 1, 3 }, { 1, 1, 3 }, { 0, 0, 3 } };
    struct route_curve c;

    (void)state;
    route_curve_of(items, COUNT(items), &c);
    assert_int_equal(c.n, 2);
    NEAR(route_apgr(&c), .5, 1e-12);
    NEAR(route_cpt(&c, .5), .5, 1e-12);
    route_curve_clear(&c);
}

static void test_no_gap(void **state)
{
    const struct route_item same[] = { { 0, 1, 3 }, { 1, 0, 2 } };
    const struct route_item worse[] = { { 1, 1, 3 }, { 1, 0, 2 } };
    struct route_curve c;

    (void)state;
    route_curve_of(same, 2, &c);
    SAME(route_apgr(&c), NAN);
    SAME(route_cpt(&c, .5), NAN);
    route_curve_clear(&c);
    route_curve_of(worse, 2, &c);
    SAME(route_cpt(&c, .5), NAN);
    route_curve_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curve),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_halves),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_constant),
        cmocka_unit_test(test_no_gap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
