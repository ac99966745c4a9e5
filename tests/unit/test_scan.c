/* Whole texts as numbers: what is one, and what strtod alone would take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/scan.h"
#include "near.h"

static void numbers(void **state)
{
    static const struct {
        const char *text, *unit;
        double want; // NAN: none
    } rows[] = {
        { "0.5", "", 0.5 },
        { "-2e3", "", -2000 },
        { ".5", "", 0.5 },
        { "1pt", "pt", 1 },
        { "98%", "%", 98 },
        { "98", "%", NAN },
        { "98%", "", NAN },
        { "98 %", "%", NAN },
        { "", "", NAN },
        { "%", "%", NAN },
        { " 1", "", NAN },
        { "1 ", "", NAN },
        { "0x10", "", NAN },
        { "inf", "", NAN },
        { "nan", "", NAN },
        { "1e999", "", NAN },
        { "1.2.3", "", NAN },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        double x;
        if (!scan_number(rows[i].text, rows[i].unit, &x))
            x = NAN;
        SAME(x, rows[i].want);
    }
}

static void whole_numbers(void **state)
{
    static const char *const bad[] = { "", "-", "1.0", " 1", "1 ", "1e3", "0x1",
        "9223372036854775808" };
    int64_t n;

    (void)state;
    assert_true(scan_whole("9223372036854775807", &n) && n == INT64_MAX);
    assert_true(scan_whole("-1", &n) && n == -1);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (scan_whole(bad[i], &n))
            fail_msg("'%s' is taken for %lld", bad[i], (long long)n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(whole_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
