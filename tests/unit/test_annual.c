/* cost/annual and cost/volume: yearly lines, steps, crossings, volumes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cost/annual.h"
#include "cost/cheapest.h"
#include "cost/memory.h"
#include "cost/volume.h"
#include "near.h"

static const struct annual_way api_dear = { .usd_per_request = 0.0035 };
static const struct annual_way one_gpu = { .gpus = 1, .usd_per_gpu_hour = 2 };

static void test_lines(void **state)
{
    (void)state;
    SAME(annual_usd(&api_dear, 1000), 1277.5);
    SAME(annual_usd(&api_dear, 0), 0);
    SAME(annual_usd(&one_gpu, 0), 17520);
    SAME(annual_usd(&one_gpu, 1e9), 17520);

    struct annual_way student = one_gpu;
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

    own.busy_s = 1e6; // a replica per request and more: settled far below
    assert_int_equal(annual_crossing(&api, &own, 1e7).verdict, ANNUAL_A_ALWAYS);
    assert_false(annual_crossing(&api, &own, 1e7).cut);

    struct annual_way twin = own; // as dear in the long run, in larger steps
    twin.gpus = 2;
    twin.busy_s = own.busy_s / 2;
    assert_true(annual_crossing(&twin, &own, 1e7).cut);
    assert_true(annual_crossing_in(&twin, &own, 1e7, 10).cut);
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

/* Two replicas more than the load needs, people who look after them. */
static void test_spare(void **state)
{
    (void)state;
    struct annual_way w = one_gpu;
    w.busy_s = 0.864; // 100000 requests a day
    w.spare_replicas = 2;
    w.fixed_usd = 1000;
    SAME(annual_replicas(&w, 100000), 3);
    SAME(annual_replicas(&w, 100001), 4);
    SAME(annual_usd(&w, 100000), 3 * 17520 + 1000);
    SAME(annual_each_usd(&w), 2 * 0.864 / 3600);
    SAME(annual_each_usd(&api_dear), 0.0035);
    SAME(annual_step(&w, 0), 100000);
    SAME(annual_step(&w, 100000), 200000);
    assert_true(isinf(annual_step(&api_dear, 5)));
}

/* Volume grows by half, the price falls by a fifth, over three years. */
static void test_years(void **state)
{
    (void)state;
    struct annual_way w = api_dear;
    w.years = 3;
    w.once_usd = 300;
    w.growth = 0.5;
    w.price_decline = 0.2;
    SAME(annual_running_usd(&w, 0, 1000), 1277.5);
    SAME(annual_running_usd(&w, 1, 1000), 1277.5 * 1.2);
    SAME(annual_running_usd(&w, 2, 1000), 1277.5 * 1.44);
    SAME(annual_usd(&w, 1000), 1277.5 * 3.64 / 3 + 100);

    struct annual_way own = one_gpu;
    own.busy_s = 0.864;
    own.years = 2;
    own.growth = 1;
    own.hour_decline = 0.5;
    /* 60000 need one machine, 120000 of the next year two at half the price */
    SAME(annual_usd(&own, 60000), 17520);
    SAME(annual_usd(&own, 50000), (17520 + 8760) / 2.0);
    SAME(annual_step(&own, 0), 50000);
    SAME(annual_step(&own, 50000), 100000);
}

/* A fifth goes to the dear one; in a cascade after the cheap one failed. */
static void test_hybrid(void **state)
{
    (void)state;
    struct annual_way w = one_gpu;
    w.busy_s = 0.864;
    w.dear = &api_dear;
    w.share = 0.2;
    SAME(annual_usd(&w, 100000), 17520 + 127750 * 0.2);
    SAME(annual_step(&w, 0), 125000); // 100000 of them are its own
    w.cascade = true;
    SAME(annual_step(&w, 0), 100000);
    SAME(annual_usd(&w, 100001), 2 * 17520 + 1.2775 * 100001 * 0.2);
    w.share = 0;
    SAME(annual_usd(&w, 100000), 17520);
    w.share = 1;
    w.cascade = false;
    SAME(annual_usd(&w, 1e6), 17520 + 1277500);

    struct annual_crossing x = annual_crossing(&api_dear, &w, 1e9);
    assert_int_equal(x.verdict, ANNUAL_A_ALWAYS);
    w.share = 0.5; // the machine pays for what it keeps from the dear one
    SAME(annual_crossing(&api_dear, &w, 1e9).first, 2 * 48 / 0.0035);
}

/* Three lines: one rises steeply, one slowly, one is flat. */
static void test_cheapest(void **state)
{
    (void)state;
    struct annual_way ways[4] = { { .usd_per_request = 0.002 },
        { .usd_per_request = 0.001, .fixed_usd = 365 }, one_gpu,
        { .usd_per_request = NAN } };
    struct cheapest_span s[8];
    assert_int_equal(cheapest_over(ways, 4, 0, 1e6, s, 8), 3);
    assert_int_equal(s[0].way, 0);
    SAME(s[0].to, 1000);
    assert_int_equal(s[1].way, 1);
    SAME(s[1].from, 1000);
    SAME(s[1].to, 47000);
    assert_int_equal(s[2].way, 2);
    SAME(s[2].to, 1e6);
    assert_int_equal(cheapest_over(ways, 4, 2000, 3000, s, 8), 1);
    assert_int_equal(s[0].way, 1);
    SAME(s[0].from, 2000);
    assert_int_equal(cheapest_over(ways, 4, 0, 1e6, s, 2), 3);
    assert_int_equal(s[1].way, 2); // the last of all
    assert_int_equal(cheapest_over(&ways[3], 1, 0, 1e6, s, 8), 0);
    assert_int_equal(cheapest_at(ways, 4, 999), 0);
    assert_int_equal(cheapest_at(ways, 4, 46999), 1);
    assert_int_equal(cheapest_at(ways, 4, 47001), 2);
    assert_int_equal(cheapest_at(&ways[3], 1, 5), 1);
}

/* What looking at every volume finds, with steps in two of three ways. */
static void test_cheapest_by_force(void **state)
{
    (void)state;
    struct annual_way ways[3] = {
        { .gpus = 1, .usd_per_gpu_hour = 0.9, .busy_s = 86.4 },
        { .gpus = 2,
            .usd_per_gpu_hour = 1.3,
            .busy_s = 25.1,
            .once_usd = 3000 },
        { .usd_per_request = 0.02, .fixed_usd = 2000 }
    };
    struct cheapest_span s[200];
    size_t n = cheapest_over(ways, 3, 0, 20000, s, 200), k = 0;
    assert_true(n > 5 && n < 200);
    for (double r = 0.5; r < 20000; r += 1) {
        while (s[k].to < r)
            k++;
        double usd = annual_usd(&ways[s[k].way], r);
        for (int i = 0; i < 3; i++)
            assert_true(usd <= annual_usd(&ways[i], r) * (1 + 1e-9));
    }
    assert_int_equal(k, n - 1);
}

static void test_memory(void **state)
{
    (void)state;
    SAME(memory_gpus(72, 80, 0.9), 1);
    SAME(memory_gpus(72.1, 80, 0.9), 2);
    SAME(memory_gpus(150, 80, 0.9), 4); // three are no tensor parallel group
    SAME(memory_gpus(576, 80, 0.9), 8);
    SAME(memory_gpus(577, 80, 0.9), 16);
    assert_true(isnan(memory_gpus(NAN, 80, 0.9)));
    assert_true(isinf(memory_gpus(1, 0, 0.9)));
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
        { "1e999", NAN, false }, { "1e300", NAN, false },
        { "1e-9", NAN, false }, { "0.5", 0.5, false }, { ".", NAN, false },
        { "1e", NAN, false } };
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

    char l[32];
    assert_string_equal(volume_long(41016, l), "41,000");
    assert_string_equal(volume_long(999.6, l), "1,000");
    assert_string_equal(volume_long(1234567, l), "1,230,000");
    assert_string_equal(volume_long(12.34, l), "12.3");
    assert_string_equal(volume_long(130, l), "130");
    assert_string_equal(volume_long(NAN, l), "unknown");
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
        cmocka_unit_test(test_spare),
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_hybrid),
        cmocka_unit_test(test_cheapest),
        cmocka_unit_test(test_cheapest_by_force),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_volume),
        cmocka_unit_test(test_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
