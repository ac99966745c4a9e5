/* Time as people read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "base/clock.h"

static void spans(void **state)
{
    static const struct {
        int64_t us;
        const char *want;
    } cases[] = {
        { 0, "0.0s" },
        { 449999, "0.4s" },
        { 9949999, "9.9s" },
        { 9950000, "10s" },
        { 59499999, "59s" },
        { 59500000, "1m00s" }, // never "60s"
        { 200000000, "3m20s" },
        { INT64_C(3599499999), "59m59s" },
        { INT64_C(3599500000), "1h00m" },
        { INT64_C(7500000000), "2h05m" },
        { INT64_C(360000000000), "100h00m" },
    };
    char out[16];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(clock_span(cases[i].us, out), cases[i].want);
}

static void dates(void **state)
{
    char out[24];

    (void)state;
    assert_string_equal(clock_iso(0, out), "1970-01-01T00:00:00Z");
    assert_string_equal(
        clock_iso(INT64_C(1795296600999999), out), "2026-11-21T21:30:00Z");
}

static void clocks_run(void **state)
{
    int64_t now = clock_now_us(), wall = clock_wall_us();
    int64_t cpu = clock_cpu_us();
    const struct timespec pause = { .tv_nsec = 2000000 };

    (void)state;
    nanosleep(&pause, NULL);
    assert_true(clock_now_us() - now >= 2000);
    assert_true(clock_cpu_us() >= cpu);
    assert_true(wall > INT64_C(1700000000) * 1000000); // after 2023
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans),
        cmocka_unit_test(dates),
        cmocka_unit_test(clocks_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
