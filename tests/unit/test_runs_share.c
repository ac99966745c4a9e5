/*
 * report/runs.h: rounding never makes a share look surer than it is.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/runs.h"

#define SHOWS(share, decimals, want)                                           \
    do {                                                                       \
        char text[RUNS_SHARE];                                                 \
        assert_string_equal(runs_share(share, decimals, text), want);          \
    } while (0)

static void test_share(void **state)
{
    (void)state;
    SHOWS(0.713, 1, "71.3");
    SHOWS(1, 1, "100.0");
    SHOWS(0, 1, "0.0");
    SHOWS(0.9994, 1, "99.9");
    SHOWS(0.9996, 1, "99.96"); /* not all */
    SHOWS(0.999999, 1, "99.9999");
    SHOWS(0.0004, 1, "0.04"); /* not none */
    SHOWS(1.0003, 1, "100.03");
    SHOWS(1 - 1e-13, 1, "100.0"); /* the last bits of a sum */
    SHOWS(0.9995, 0, "99.95");
    SHOWS(0.004, 0, "0.4");
    SHOWS(0.53, 0, "53");
    SHOWS((double)NAN, 1, "-");
}

static void points(double share, const char *want)
{
    struct buf out = { 0 };

    runs_points(&out, share);
    assert_string_equal(buf_str(&out), want);
    buf_clear(&out);
}

static void test_points(void **state)
{
    struct buf out = { 0 };

    (void)state;
    points(0.012, "+1.2");
    points(0, "+0.0");
    points(-1e-15, "+0.0");
    points(-0.0004, "-0.04"); /* on which side of 0 it ends can be seen */
    points(0.0004, "+0.04");
    runs_interval(&out, (struct interval){ 0.9996, 1 });
    assert_string_equal(buf_str(&out), "99.96-100.00");
    buf_clear(&out);
}

static void points_ci(double share, double low, double high, const char *want)
{
    struct buf out = { 0 };

    runs_points_ci(&out, share, (struct interval){ low, high });
    assert_string_equal(buf_str(&out), want);
    buf_clear(&out);
}

static void percent_ci(double share, double low, double high, const char *want)
{
    struct buf out = { 0 };

    runs_percent_ci(&out, share, (struct interval){ low, high });
    assert_string_equal(buf_str(&out), want);
    buf_clear(&out);
}

/* What stands together is told alike. */
static void test_together(void **state)
{
    const double none = (double)NAN;

    (void)state;
    points_ci(0.012, 0.003, 0.021, "+1.2 (+0.3 to +2.1)");
    points_ci(-0.0002, -0.0007, 0.0002, "-0.02 (-0.07 to +0.02)");
    points_ci(0, -0.0004, 0.0006, "+0.00 (-0.04 to +0.06)");
    points_ci(0.05, 0.0000004, 0.1, "+5.0 (+0.00004 to +10.0)");
    points_ci(0.05, none, none, "+5.0 (-)");
    percent_ci(0.9996, 0.9987, 0.9999, "99.96 (99.87-99.99)");
    percent_ci(0.713, 0.642, 0.775, "71.3 (64.2-77.5)");
    percent_ci(0.9994, 0.9, 1, "99.9 (90.0-100.0)");
    percent_ci(0.5, none, none, "50.0 (-)");
    percent_ci(none, none, none, "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
