/* cost/annual and cost/volume: yearly lines, steps, crossings, volumes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cost/annual.h"
#include "cost/volume.h"
#include "near.h"

static const struct annual_way api_dear = { .kind = ANNUAL_API,
    .usd_per_request = 0.0035 };
static const struct annual_way one_gpu = {
    .kind = ANNUAL_SELFHOST, .gpus = 1, .usd_per_gpu_hour = 2
};

static void test_lines(void **state)
{
    (void)state;
    SAME(annual_usd(&api_dear, 1000), 1277.5);
    SAME(annual_usd(&api_dear, 0), 0);
    SAME(annual_usd(&one_gpu, 0), 17520);
    SAME(annual_usd(&one_gpu, 1e9), 17520);

    struct annual_way student = one_gpu;
    student.kind = ANNUAL_STUDENT;
    student.once_usd = 450;
    student.years = 3;
    student.repeat_usd = 50;
    student.repeats_per_year = 4;
    student.tax = 0.10; // on running, not on the making
    SAME(annual_usd(&student, 5), 17520 * 1.1 + 150 + 200);

    struct annual_way nothing = api_dear;
    nothing.usd_per_request = NAN;
    assert_true(isnan(annual_usd(&nothing, 1)));
}

static void test_replicas(void **state)
{
    (void)state;
    struct annual_way w = one_gpu;
    /* 500 tokens out at 2500/s and 1000 in at 10000/s: 0.3 s a request */
    w.busy_s = annual_busy_s(1000, 500, 10000, 2500);
    SAME(w.busy_s, 0.3);
    SAME(annual_busy_s(1000, 500, 0, 2500), 0.2);
    SAME(annual_replicas(&w, 0), 1);
    SAME(annual_replicas(&w, 288000), 1); // 86400 / 0.3, exactly full
    SAME(annual_replicas(&w, 288001), 2);
    w.peak = 3;
    w.utilisation = 0.5; // a sixth is left: 48000 a replica
    SAME(annual_replicas(&w, 48000), 1);
    SAME(annual_replicas(&w, 480000), 10);
    SAME(annual_replicas(&w, 480001), 11);
    w.min_replicas = 2;
    SAME(annual_replicas(&w, 1), 2);
    w.gpus = 4;
    SAME(annual_usd(&w, 1), 2 * 4 * 2 * 8760);
    w.busy_s = NAN; // not measured
    assert_true(isnan(annual_usd(&w, 1)));
    assert_true(isnan(annual_replicas(&w, 1)));
    SAME(annual_replicas(&api_dear, 1e9), 0);
}

static void test_crossing(void **state)
{
    (void)state;
    struct annual_crossing x = annual_crossing(&api_dear, &one_gpu, 1e9);
    assert_int_equal(x.verdict, ANNUAL_CROSSES);
    SAME(x.first, 48 / 0.0035);
    SAME(x.last, x.first);
    assert_int_equal(x.changes, 1);
    assert_true(x.a_first);
    assert_false(x.a_last);
    assert_false(x.cut);

    x = annual_crossing(&one_gpu, &api_dear, 1e9); // the other way round
    SAME(x.first, 48 / 0.0035);
    assert_false(x.a_first);
    assert_true(x.a_last);

    x = annual_crossing(&api_dear, &one_gpu, 1000); // not that far
    assert_int_equal(x.verdict, ANNUAL_A_ALWAYS);
    assert_true(isnan(x.first));
}

static void test_no_crossing(void **state)
{
    (void)state;
    struct annual_way cheap = { .usd_per_request = 0.001 };
    assert_int_equal(
        annual_crossing(&cheap, &api_dear, 1e9).verdict, ANNUAL_A_ALWAYS);
    assert_int_equal(
        annual_crossing(&api_dear, &cheap, 1e9).verdict, ANNUAL_B_ALWAYS);
    assert_int_equal(annual_crossing(&cheap, &cheap, 1e9).verdict, ANNUAL_SAME);
    cheap.usd_per_request = NAN;
    assert_int_equal(
        annual_crossing(&cheap, &api_dear, 1e9).verdict, ANNUAL_UNKNOWN);
    assert_int_equal(
        annual_crossing(&api_dear, &one_gpu, NAN).verdict, ANNUAL_UNKNOWN);
}

/* A saw: each new replica makes the machines dear again for a while. */
static void test_saw(void **state)
{
    (void)state;
    struct annual_way own = { .gpus = 1,
        .usd_per_gpu_hour = 1, // 8760 a year, 24 a day
        .busy_s = 0.864 };     // 100000 requests a day
    /* 32 a day at 100000: the first replica pays off at 75000, the second
     * (48 a day) at 150000, the third (72) at 225000, the fourth (96) at
     * its very start, 300000, and then the api never comes back */
    struct annual_way api = { .usd_per_request = 0.00032 };
    struct annual_crossing x = annual_crossing(&api, &own, 1e7);
    assert_int_equal(x.verdict, ANNUAL_CROSSES);
    SAME(x.first, 75000);
    SAME(x.last, 225000);
    assert_int_equal(x.changes, 5);
    assert_true(x.a_first);
    assert_false(x.a_last);

    /* never worth it: a full replica costs more than its requests */
    api.usd_per_request = 0.0002;
    assert_int_equal(annual_crossing(&api, &own, 1e7).verdict, ANNUAL_A_ALWAYS);
    /* exactly as dear when full: touching is not crossing */
    api.usd_per_request = 0.00024;
    assert_int_equal(annual_crossing(&api, &own, 1e7).verdict, ANNUAL_A_ALWAYS);

    own.busy_s = 1e6; // a replica per request and more
    assert_true(annual_crossing(&api, &own, 1e7).cut);
}

/* What brute force over whole requests finds. */
static void test_saw_by_force(void **state)
{
    (void)state;
    struct annual_way a = {
        .gpus = 1, .usd_per_gpu_hour = 0.9, .busy_s = 86.4
    };
    struct annual_way b = {
        .gpus = 2, .usd_per_gpu_hour = 1.3, .busy_s = 25.1, .once_usd = 3000
    };
    struct annual_crossing x = annual_crossing(&a, &b, 20000);
    size_t changes = 0;
    int was = 0;
    double last = 0;
    for (double r = 0.5; r < 20000; r += 1) {
        double gap = annual_usd(&a, r) - annual_usd(&b, r);
        int now = (gap > 0) - (gap < 0);
        if (was && now && now != was) {
            changes++;
            last = r;
        }
        was = now ? now : was;
    }
    assert_true(changes > 3);
    assert_int_equal(x.changes, changes);
    assert_true(fabs(x.last - last) <= 1);
}

static void test_exact(void **state)
{
    (void)state;
    char s[MONEY_SIZE];
    assert_string_equal(annual_exact(3500000000, 1, 1000, 365, s), "1277.5");
    assert_string_equal(annual_exact(10, 3, 1, 1, s), "0.000000000003");
    assert_string_equal(annual_exact(11, 3, 1, 1, s), "0.000000000004");
    assert_string_equal(
        annual_exact(1000000000000, 1, 1000000000, 365, s), "365000000000");
    assert_string_equal(annual_exact(-1, 1, 1, 1, s), "unknown");
    assert_string_equal(annual_exact(1, 0, 1, 1, s), "unknown");
    assert_string_equal(
        annual_exact(INT64_MAX, 1, INT64_MAX, 365, s), "unknown");
}

static void test_volume(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double want; // NAN: refused
        bool tokens;
    } cases[] = { { "1000", 1000, false }, { "1K", 1000, false },
        { "1.5K", 1500, false }, { "100M", 1e8, false }, { "2b", 2e9, false },
        { "2G", 2e9, false }, { "1T", 1e12, false },
        { "1,000,000", 1e6, false }, { "1_000", 1000, false },
        { "1e6", 1e6, false }, { "0", 0, false }, { " 5 k ", 5000, false },
        { "100M tokens", 1e8, true }, { "100Mtok/day", 1e8, true },
        { "7 tokens a day", 7, true }, { "1T tokens", 1e12, true },
        { "10K requests/day", 1e4, false }, { "3 per day", 3, false },
        { "", NAN, false }, { "K", NAN, false }, { "-1", NAN, false },
        { "1KK", NAN, false }, { "1.5.2", NAN, false },
        { "1 banana", NAN, false }, { "nan", NAN, false },
        { "1e999", NAN, false }, { ".", NAN, false }, { "1e", NAN, false } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct volume v = { 0, false };
        struct err e = { 0 };
        int rc = volume_parse(cases[i].text, &v, &e);
        bool right = isnan(cases[i].want)
                         ? rc < 0
                         : rc == 0 && v.per_day == cases[i].want
                               && v.tokens == cases[i].tokens;
        if (!right)
            fail_msg("'%s': %d, %g", cases[i].text, rc, v.per_day);
    }
    struct volume v = { 1e8, true };
    SAME(volume_requests(&v, 4), 25e6);
    assert_true(isnan(volume_requests(&v, 0)));
    assert_true(isnan(volume_requests(&v, NAN)));
    v.tokens = false;
    SAME(volume_requests(&v, NAN), 1e8);

    char s[16];
    assert_string_equal(volume_short(1500, s), "1.5K");
    assert_string_equal(volume_short(999999, s), "1M");
    assert_string_equal(volume_short(12, s), "12");
    assert_string_equal(volume_short(2e9, s), "2B");
    assert_string_equal(volume_short(NAN, s), "unknown");
}

static void test_mix(void **state)
{
    (void)state;
    struct usage u;
    struct err e = { 0 };
    assert_int_equal(volume_mix("3:1", &u, &e), 0);
    assert_int_equal(usage_in(&u), 3);
    assert_int_equal(usage_out(&u), 1);
    assert_int_equal(volume_mix("1:0", &u, &e), 0);
    assert_int_equal(volume_mix("0:0", &u, &e), -1);
    assert_int_equal(volume_mix("3", &u, &e), -1);
    assert_int_equal(volume_mix("3:1x", &u, &e), -1);
    assert_int_equal(volume_mix("-3:1", &u, &e), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_replicas),
        cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_no_crossing),
        cmocka_unit_test(test_saw),
        cmocka_unit_test(test_saw_by_force),
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_volume),
        cmocka_unit_test(test_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
