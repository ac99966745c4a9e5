#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <strings.h>

#include <cmocka.h>

#include "io/retry.h"

static const int64_t S = 1000000;
static const int64_t NOW = 1795296600LL * 1000000; // 2026-11-21T21:30:00Z

static void test_values(void **state)
{
    static const struct {
        const char *value;
        int64_t us;
    } rows[] = {
        { "2", 2000000 }, { " 2 ", 2000000 }, { "0", 0 }, { "0.5", 500000 },
        { "59.250", 59250000 }, { "17ms", 17000 }, { "500ms", 500000 },
        { "1s", 1000000 }, { "37s", 37000000 }, { "1m30s", 90000000 },
        { "6m0s", 360000000 }, { "1m0.5s", 60500000 }, { "2h", 7200000000 },
        { "1d2h", 93600000000 }, { "2026-11-21T21:30:10Z", 10000000 },
        { "2026-11-21T21:30:10.25Z", 10250000 },
        { "2026-11-21T22:30:10+01:00", 10000000 },
        { "2026-11-21T16:00:10-05:30", 10000000 },
        { "2026-11-21T21:29:00Z", 0 },
        { "Sat, 21 Nov 2026 21:31:00 GMT", 60000000 },
        { "Saturday, 21-Nov-26 21:31:00 GMT", 60000000 },
        { "Sat Nov 21 21:31:00 2026", 60000000 },
        { "Sun, 06 Nov 1994 08:49:37 GMT", 0 },
        { "1795296601", 1000000 },    // seconds since 1970
        { "1795296601500", 1500000 }, // milliseconds
        { "", -1 }, { "   ", -1 }, { "soon", -1 }, { "-1", -1 }, { "+1", -1 },
        { "1e3", -1 }, { "nan", -1 }, { "inf", -1 }, { ".5", -1 },
        { "1 2", -1 }, { "5x", -1 }, { "5ms3", -1 }, { "2026-11-21", -1 },
        { "2026-13-21T21:30:10Z", -1 }, { "2026-11-21T25:30:10Z", -1 },
        { "2026-11-21T21:30:10", -1 }, { "Sat, 21 Foo 2026 21:31:00 GMT", -1 },
        { "Sat, 21 anF 2026 21:31:00 GMT", -1 },
        { "Sat, 21 Nov 2026 21:31:00 PST", -1 },
        { "111111111111111111111111111111111111111111111111111111111111111",
            320000000000000 }, // far off, but no overflow
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (retry_parse_us(rows[i].value, NOW) != rows[i].us)
            fail_msg("'%s' is %lld, not %lld", rows[i].value,
                (long long)retry_parse_us(rows[i].value, NOW),
                (long long)rows[i].us);
    assert_true(retry_parse_us("99999999d", NOW) > 86400 * S);
}

static void test_milliseconds(void **state)
{
    (void)state;
    assert_int_equal(retry_parse_ms("250"), 250000);
    assert_int_equal(retry_parse_ms("1.5"), 1500);
    assert_int_equal(retry_parse_ms("2 "), 2000);
    assert_int_equal(retry_parse_ms(""), -1);
    assert_int_equal(retry_parse_ms("-4"), -1);
    assert_int_equal(retry_parse_ms("2s"), -1);
}

static void test_exponential(void **state)
{
    static const int64_t most_s[] = { 1, 2, 4, 8, 16, 32, 60 };
    struct retry_policy p = retry_policy_default();
    struct rng r;

    (void)state;
    rng_init(&r, 7);
    for (int attempt = 1; attempt <= 7; attempt++)
        for (int i = 0; i < 100; i++) {
            int64_t us = retry_delay_us(&p, RETRY_SERVER, attempt, 0, -1, &r);
            int64_t most = most_s[attempt - 1] * S;
            assert_true(us <= most && us >= most * 3 / 4);
        }
    p.max_attempts = 100;
    for (int i = 0; i < 100; i++) {
        int64_t us = retry_delay_us(&p, RETRY_RATE_LIMIT, 90, 0, -1, &r);
        assert_true(us <= 120 * S && us >= 90 * S);
    }
}

static void test_same_seed_same_delays(void **state)
{
    struct retry_policy p = retry_policy_default();
    struct rng a, b;

    (void)state;
    rng_init(&a, 3);
    rng_init(&b, 3);
    for (int i = 1; i < 8; i++)
        assert_int_equal(retry_delay_us(&p, RETRY_NETWORK, i, 0, -1, &a),
            retry_delay_us(&p, RETRY_NETWORK, i, 0, -1, &b));
}

static void test_budgets(void **state)
{
    struct retry_policy p = retry_policy_default();
    struct rng r;

    (void)state;
    rng_init(&r, 1);
    assert_true(retry_delay_us(&p, RETRY_SERVER, 7, 0, -1, &r) > 0);
    assert_int_equal(
        retry_delay_us(&p, RETRY_SERVER, 8, 0, -1, &r), RETRY_GIVE_UP);
    assert_true(retry_delay_us(&p, RETRY_PROTOCOL, 2, 0, -1, &r) > 0);
    assert_int_equal(
        retry_delay_us(&p, RETRY_PROTOCOL, 3, 0, -1, &r), RETRY_GIVE_UP);
    assert_int_equal(
        retry_delay_us(&p, RETRY_SERVER, 2, 1800 * S, -1, &r), RETRY_GIVE_UP);
}

static void test_server_wish(void **state)
{
    struct retry_policy p = retry_policy_default();
    struct rng r;

    (void)state;
    rng_init(&r, 1);
    assert_int_equal(
        retry_delay_us(&p, RETRY_RATE_LIMIT, 1, 0, 7 * S, &r), 7 * S);
    assert_int_equal(
        retry_delay_us(&p, RETRY_RATE_LIMIT, 1, 0, 900 * S, &r), 900 * S);
    assert_int_equal(retry_delay_us(&p, RETRY_RATE_LIMIT, 1, 0, 901 * S, &r),
        RETRY_PAUSE_RUN);
    assert_int_equal(retry_delay_us(&p, RETRY_SERVER, 1, 1000 * S, 900 * S, &r),
        RETRY_GIVE_UP);
    /* "at once" would hammer an endpoint that just said no */
    assert_true(retry_delay_us(&p, RETRY_RATE_LIMIT, 1, 0, 0, &r) >= S / 2);
}

static const char *lookup(const void *arg, const char *name)
{
    const char *const *pairs = arg;

    for (; pairs[0] != NULL; pairs += 2)
        if (strcasecmp(pairs[0], name) == 0)
            return pairs[1];
    return NULL;
}

static void test_headers(void **state)
{
    static const char *const all[] = { "retry-after-ms", "1500", "retry-after",
        "9", "x-ratelimit-reset-requests", "1m", NULL };
    static const char *const broken[] = { "retry-after-ms", "x", "retry-after",
        "9", "x-should-retry", "true", NULL };
    static const char *const resets[] = { "x-ratelimit-reset-requests", "1s",
        "x-ratelimit-reset-tokens", "6m0s",
        "anthropic-ratelimit-requests-reset", "2026-11-21T21:30:30Z", NULL };
    static const char *const no[] = { "x-should-retry", "False", "retry-after",
        "3", NULL };
    /* our clock is a day behind, or ahead: theirs counts */
    static const char *const ahead[] = { "date",
        "Sun, 22 Nov 2026 21:30:00 GMT", "retry-after",
        "Sun, 22 Nov 2026 21:30:07 GMT", NULL };
    static const char *const behind[] = { "date",
        "Fri, 20 Nov 2026 21:30:00 GMT", "anthropic-ratelimit-requests-reset",
        "2026-11-20T21:30:05Z", NULL };
    static const char *const undated[] = { "date", "yesterday",
        "anthropic-ratelimit-requests-reset", "2026-11-21T21:30:05Z", NULL };
    static const char *const none[] = { NULL };
    static const char names[] =
        " x-ratelimit-reset-tokens  anthropic-ratelimit-requests-reset";
    bool stop = true;

    (void)state;
    assert_int_equal(retry_server_us(lookup, all, names, NOW, &stop), 1500000);
    assert_false(stop);
    assert_int_equal(retry_server_us(lookup, broken, names, NOW, &stop), 9 * S);
    assert_false(stop);
    assert_int_equal(
        retry_server_us(lookup, resets, names, NOW, &stop), 360 * S);
    /* a name that the row of an endpoint does not have is not asked for */
    assert_int_equal(retry_server_us(lookup, resets,
                         "anthropic-ratelimit-requests-reset", NOW, &stop),
        30 * S);
    assert_int_equal(retry_server_us(lookup, resets, "", NOW, &stop), -1);
    assert_int_equal(retry_server_us(lookup, resets, NULL, NOW, &stop), -1);
    assert_int_equal(retry_server_us(lookup, no, names, NOW, &stop), 3 * S);
    assert_true(stop);
    assert_int_equal(retry_server_us(lookup, none, names, NOW, &stop), -1);
    assert_false(stop);
    assert_int_equal(retry_server_us(lookup, ahead, names, NOW, &stop), 7 * S);
    assert_int_equal(retry_server_us(lookup, behind, names, NOW, &stop), 5 * S);
    assert_int_equal(
        retry_server_us(lookup, undated, names, NOW, &stop), 5 * S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_milliseconds),
        cmocka_unit_test(test_exponential),
        cmocka_unit_test(test_same_seed_same_delays),
        cmocka_unit_test(test_budgets),
        cmocka_unit_test(test_server_wish),
        cmocka_unit_test(test_headers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
