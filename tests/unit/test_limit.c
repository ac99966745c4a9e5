/* The window, the minute and patience, on a clock that is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "io/limit.h"

static const int64_t S = 1000000;

static struct limit make(int most, int64_t requests, int64_t tokens)
{
    struct limit_config c = { most, requests, tokens };
    struct limit l;

    limit_init(&l, &c);
    return l;
}

static void back(struct limit *l, const struct limit_ticket *t,
    enum limit_saw saw, int64_t now_us)
{
    limit_back(l);
    limit_saw(l, t, saw, now_us);
}

static void test_never_above_jobs(void **state)
{
    struct limit l = make(40, 0, 0);
    struct limit_ticket t[64];
    int n = 0;

    (void)state;
    for (int round = 0; round < 10; round++) {
        while (limit_wait_us(&l, round, 0) == 0)
            t[n++] = limit_sent(&l, round, 0);
        assert_int_equal(limit_wait_us(&l, round, 0), LIMIT_FULL);
        assert_true(n <= 40);
        while (n > 0)
            back(&l, &t[--n], LIMIT_CLEAN, round);
    }
    assert_int_equal(l.window, 40);
    l = make(1, 0, 0);
    assert_int_equal(limit_wait_us(&l, 0, 0), 0);
    limit_sent(&l, 0, 0);
    assert_int_equal(limit_wait_us(&l, 0, 0), LIMIT_FULL);
}

/* What --jobs says from the start, but a great many step by step. */
static void test_start(void **state)
{
    static const int windows[] = { 128, 384, 400, 400 };
    struct limit l = make(400, 0, 0);
    struct limit_ticket t[400];

    (void)state;
    for (int round = 0; round < 4; round++) {
        int n = 0;
        while (limit_wait_us(&l, round, 0) == 0)
            t[n++] = limit_sent(&l, round, 0);
        assert_int_equal(n, windows[round]);
        while (n > 0)
            back(&l, &t[--n], LIMIT_CLEAN, round);
    }
    assert_int_equal(make(127, 0, 0).window, 127);
}

/* A burst that is pushed back together halves it once; later ones again. */
static void test_halved_once_a_burst(void **state)
{
    struct limit l = make(16, 0, 0);
    struct limit_ticket t[16], late;

    (void)state;
    for (int i = 0; i < 16; i++)
        t[i] = limit_sent(&l, 0, 0);
    for (int i = 0; i < 16; i++)
        back(&l, &t[i], LIMIT_PUSHED, 10);
    assert_int_equal(l.window, 8);
    assert_int_equal(l.pushed, 1);
    for (int want = 1; want >= 1 && l.window > 1;) {
        int n = 0, before = l.window;
        while (limit_wait_us(&l, 20, 0) == 0)
            t[n++] = limit_sent(&l, 20, 0);
        late = t[n - 1];
        back(&l, &late, LIMIT_PUSHED, 20);
        assert_int_equal(l.window, before / 2);
        while (--n > 0)
            limit_back(&l);
        l.cut_us = 0; /* time passes */
    }
    assert_int_equal(l.window, 1);
    late = limit_sent(&l, 30, 0);
    back(&l, &late, LIMIT_PUSHED, 30);
    assert_int_equal(l.window, 1); /* never none at all */
}

static void test_grows_after_clean_ones(void **state)
{
    struct limit l = make(16, 0, 0);
    struct limit_ticket t = limit_sent(&l, 0, 0);

    (void)state;
    back(&l, &t, LIMIT_PUSHED, 1);
    assert_int_equal(l.window, 1);
    for (int i = 1; i <= 40; i++) {
        t = limit_sent(&l, 1 + i, 0);
        back(&l, &t, i % 3 == 0 ? LIMIT_OTHER : LIMIT_CLEAN, 1 + i);
    }
    assert_int_equal(l.window, 2); /* 27 clean ones */
}

/* Simulated: an endpoint that takes 12 at once and pushes the rest back. The
 * share that is pushed back is small, and little of what it could do is left
 * unused. */
static void test_finds_the_endpoints_limit(void **state)
{
    enum { ABLE = 12, TAKES = 50, TICKS = 40000, JOBS = 256 };
    struct limit l = make(JOBS, 0, 0);
    struct {
        struct limit_ticket t;
        int64_t end;
        bool pushed;
    } f[JOBS];
    int n = 0, busy = 0, good = 0, pushed = 0;

    (void)state;
    for (int64_t now = 0; now < TICKS; now++) {
        for (int i = 0; i < n; i++) {
            if (f[i].end > now)
                continue;
            busy -= !f[i].pushed;
            good += !f[i].pushed;
            pushed += f[i].pushed;
            back(&l, &f[i].t, f[i].pushed ? LIMIT_PUSHED : LIMIT_CLEAN, now);
            f[i--] = f[--n];
        }
        while (limit_wait_us(&l, now, 0) == 0) {
            f[n].t = limit_sent(&l, now, 0);
            f[n].pushed = busy >= ABLE;
            f[n].end = now + (f[n].pushed ? 1 : TAKES);
            busy += !f[n++].pushed;
        }
    }
    assert_in_range(pushed, 1, good / 20);
    assert_true(good > ABLE * TICKS / TAKES * 6 / 10);
}

static void test_requests_in_a_minute(void **state)
{
    struct limit l = make(1000, 30, 0);
    int64_t at[500];
    int n = 0;

    (void)state;
    for (int64_t now = 0; now < 600 * S && n < 500;) {
        int64_t wait = limit_wait_us(&l, now, 0);
        if (wait == 0) {
            at[n++] = now;
            limit_sent(&l, now, 0);
            limit_back(&l);
        }
        now += wait > 0 ? wait : S / 7;
    }
    assert_in_range(n, 290, 300);
    for (int i = 0; i + 30 < n; i++)
        assert_true(at[i + 30] - at[i] >= 60 * S);
    limit_clear(&l);
}

/* Any 60 s: what went out, at what it took in the end, is within the limit
 * when the guesses were not too low. */
static void test_tokens_in_a_minute(void **state)
{
    enum { LIMIT = 9000, N = 2000 };
    struct limit l = make(1000, 0, LIMIT);
    static int64_t at[N], took[N];
    struct rng r;
    int n = 0;

    (void)state;
    rng_init(&r, 5);
    for (int64_t now = 0; n < N;) {
        int64_t guess = 100 + (int64_t)rng_below(&r, 900);
        int64_t wait = limit_wait_us(&l, now, guess);
        struct limit_ticket t;
        for (; wait > 0; wait = limit_wait_us(&l, now, guess))
            now += wait;
        assert_int_equal(wait, 0);
        t = limit_sent(&l, now, guess);
        limit_back(&l);
        at[n] = now;
        took[n] = (int64_t)rng_below(&r, (uint64_t)guess + 1);
        limit_tokens(&l, &t, took[n++]);
        now += (int64_t)rng_below(&r, 2000000);
    }
    for (int i = 0; i < n; i++) {
        int64_t sum = 0;
        for (int k = i; k < n && at[k] - at[i] < 60 * S; k++)
            sum += took[k];
        assert_true(sum <= LIMIT);
    }
    limit_clear(&l);
}

/* A reply that took more than was guessed makes the next ones wait; one that
 * is above the limit by itself goes out alone, not never. */
static void test_tokens_put_right(void **state)
{
    struct limit l = make(1000, 0, 1000);
    struct limit_ticket t = limit_sent(&l, 0, 100);

    (void)state;
    assert_int_equal(limit_wait_us(&l, S, 900), 0);
    limit_tokens(&l, &t, 950);
    assert_int_equal(limit_wait_us(&l, S, 900), 59 * S);
    limit_tokens(&l, &t, -1); /* not told: the guess stands */
    assert_int_equal(limit_wait_us(&l, S, 50), 0);
    assert_int_equal(limit_wait_us(&l, S, 5000), 59 * S);
    assert_int_equal(limit_wait_us(&l, 60 * S, 5000), 0);
    limit_tokens(&l, &t, 7); /* long gone */
    limit_clear(&l);
}

static void test_patience(void **state)
{
    struct limit l = make(4, 0, 0);

    (void)state;
    limit_hold(&l, 5 * S);
    limit_hold(&l, 3 * S);
    assert_int_equal(limit_wait_us(&l, S, 0), 4 * S);
    assert_int_equal(limit_wait_us(&l, 5 * S, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_above_jobs),
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_halved_once_a_burst),
        cmocka_unit_test(test_grows_after_clean_ones),
        cmocka_unit_test(test_finds_the_endpoints_limit),
        cmocka_unit_test(test_requests_in_a_minute),
        cmocka_unit_test(test_tokens_in_a_minute),
        cmocka_unit_test(test_tokens_put_right),
        cmocka_unit_test(test_patience),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
