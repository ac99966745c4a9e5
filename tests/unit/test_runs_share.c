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
    assert_string_equal(buf_str(&out), "99.96-100.0");
    buf_reset(&out);
    runs_limits(&out, (struct interval){ (double)NAN, (double)NAN });
    assert_string_equal(buf_str(&out), " (-)");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_points),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
