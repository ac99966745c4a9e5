/*
 * report/bill_route: who answers what at a share, worked out by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "near.h"
#include "report/bill/bill_route.h"

enum { N = 4 };

/* Four samples: a cheap one with a signal of 4, 3, 3 and none that is right
 * on the last two, a dear one that is right on the first three and costs 1,
 * 2, 3 and 4 dollars, or 4, 3, 2 and 1 seconds. */
struct made {
    struct data_item items[N];
    char ids[N][2], none[1];
    struct data_run run;
    struct route_item routed[N];
    size_t first[N];
    int64_t judged[N];
    double signal[N], flat[N];
    struct routing g;
    struct work_keys keys;
    struct work cheap, dear;
    struct bill_route route;
};

static void make(struct made *m, bool lots, bool chosen)
{
    static const double cheap[N] = { 0, 0, 1, 1 }, dear[N] = { 1, 1, 1, 0 };
    static const double signal[N] = { 4, 3, 3, (double)NAN };
    const struct data_run *runs[] = { &m->run };

    *m = (struct made){ .run = { .items = m->items, .n = N } };
    m->run.row.suite = "toy";
    for (size_t i = 0; i < N; i++) {
        m->ids[i][0] = (char)('a' + i);
        m->items[i] = (struct data_item){ .id = m->ids[i], .cluster = m->none };
        m->routed[i] = (struct route_item){ cheap[i], dear[i], 0 };
        m->first[i] = i;
        m->judged[i] = 1;
        m->signal[i] = signal[i];
    }
    m->g.c.cheap = &m->run;
    m->g.items = m->routed;
    m->g.first = m->first;
    m->g.judged = m->judged;
    m->g.repeats = 1;
    m->g.n = N;
    m->g.cheap = 0.5;
    m->g.dear = 0.75;
    m->g.lines[0] =
        (struct routing_line){ .name = "flat", .apgr = 0.5, .signal = m->flat };
    m->g.lines[1] = (struct routing_line){ .name = "good",
        .apgr = 0.6,
        .signal = m->signal,
        .reaches = true,
        .share = 1 };
    m->g.line_count = 2;
    work_keys_make(&m->keys, runs, 1);
    work_init(&m->cheap, &m->keys);
    work_init(&m->dear, &m->keys);
    for (size_t i = 0; i < N; i++)
        m->cheap.units[i] =
            (struct work_unit){ .n = 2, .usd = { (double)(2 * i) } };
    for (size_t i = 0; i < N; i++)
        m->dear.units[i] = (struct work_unit){ .n = 1,
            .usd = { (double)(i + 1) },
            .seconds = (double)(N - i),
            .out = 5 };
    bill_route_add(&m->route, &m->g, &m->keys, lots, chosen);
}

static void clear(struct made *m)
{
    free(m->route.items);
    buf_clear(&m->route.words);
    work_clear(&m->cheap);
    work_clear(&m->dear);
    work_keys_clear(&m->keys);
}

enum measure { IN_USD, IN_SECONDS, IN_TOKENS };

static struct bill_mix weighed(
    const struct made *m, double share, const double *weight, enum measure by)
{
    const struct bill_side cheap = { .work = &m->cheap, .usd = { 1 } };
    const struct bill_side dear = { .work = &m->dear,
        .usd = { by == IN_USD },
        .seconds = by == IN_SECONDS,
        .out = by == IN_TOKENS };

    return bill_route_at(&m->route, share, weight, &cheap, &dear);
}

static struct bill_mix at(const struct made *m, double share, enum measure by)
{
    return weighed(m, share, NULL, by);
}

/* The order is d (unknown), a, then b and c together. */
static void test_shares(void **state)
{
    struct made m;

    (void)state;
    make(&m, false, false);
    assert_string_equal(m.route.words.s, "good on toy");
    assert_true(at(&m, 0, IN_USD).accuracy == 0.5);
    assert_true(at(&m, 0, IN_USD).work == 0);
    assert_true(at(&m, 0.25, IN_USD).accuracy == 0.25); /* d is lost */
    assert_true(at(&m, 0.25, IN_USD).work == 0.4);      /* 4 of 10 dollars */
    assert_true(at(&m, 0.25, IN_SECONDS).work == 0.1);  /* 1 of 10 seconds */
    assert_true(at(&m, 0.25, IN_TOKENS).work == 0.25);
    assert_true(at(&m, 0.5, IN_USD).accuracy == 0.5);
    assert_true(at(&m, 0.5, IN_USD).work == 0.5);
    /* half of b and half of c */
    assert_true(at(&m, 0.75, IN_USD).accuracy == 0.625);
    assert_true(at(&m, 0.75, IN_USD).work == 0.75);
    assert_true(at(&m, 1, IN_USD).accuracy == 0.75);
    assert_true(at(&m, 1, IN_USD).work == 1);
    clear(&m);
}

static void test_lots(void **state)
{
    struct made m;

    (void)state;
    make(&m, true, false);
    assert_string_equal(m.route.words.s, "lots on toy");
    for (int i = 0; i <= 10; i++) {
        SAME(at(&m, i / 10.0, IN_USD).accuracy, 0.5 + i / 40.0);
        SAME(at(&m, i / 10.0, IN_USD).work, i / 10.0);
    }
    SAME(bill_route_reach(&m.route, 1), 1);
    clear(&m);
}

/* Samples drawn twice or not at all. */
static void test_weights(void **state)
{
    static const double weight[N] = { 2, 0, 1, 1 };
    struct made m;
    struct bill_mix mix;

    (void)state;
    make(&m, false, false);
    mix = weighed(&m, 0.5, weight, IN_USD);
    SAME(mix.accuracy, 0.75); /* a twice, c; d is lost */
    SAME(mix.work, (2 * 1 + 4) / 9.0);
    clear(&m);
}

static void test_reach(void **state)
{
    struct made m;

    (void)state;
    make(&m, false, true);
    assert_true(bill_route_reach(&m.route, 1) == 1);
    assert_true(bill_route_reach(&m.route, 0.5) == 0); /* 0.375 of 0.5 */
    for (size_t i = 0; i < N; i++) /* now the dear one is no better */
        m.route.items[i].dear = m.route.items[i].cheap;
    assert_true(isnan(bill_route_reach(&m.route, 0.95)));
    m.route.items[0].dear = 1; /* only a: reached once it goes */
    assert_true(bill_route_reach(&m.route, 1) == 0.5);
    m.route.n = 0;
    assert_true(isnan(bill_route_reach(&m.route, 0.95)));
    clear(&m);
}

/* Two samples of a cluster do not cost the same: what goes on is c, the dearer
 * one of b and c. And the cheap one is asked three times on the dearer half. */
static void test_cluster(void **state)
{
    const struct data_run *runs[1];
    char two[] = "two";
    struct made m;

    (void)state;
    make(&m, false, false);
    clear(&m);
    runs[0] = &m.run;
    m.items[1].cluster = m.items[2].cluster = two;
    m.signal[1] = 2;
    work_keys_make(&m.keys, runs, 1);
    assert_int_equal(m.keys.n, N);
    assert_int_equal(m.keys.groups, N - 1);
    work_init(&m.cheap, &m.keys);
    work_init(&m.dear, &m.keys);
    for (size_t i = 0; i < N; i++) {
        size_t unit = work_keys_find(&m.keys, &m.run, &m.items[i]);
        m.dear.units[unit] =
            (struct work_unit){ .n = 1, .usd = { (double)(i + 1) } };
        m.cheap.units[unit] =
            (struct work_unit){ .n = 2, .usd = { (double)(2 * i) } };
    }
    m.route = (struct bill_route){ 0 };
    bill_route_add(&m.route, &m.g, &m.keys, false, false);
    for (size_t i = 0; i < N; i++)
        m.route.items[i].asks = i < 2 ? 1 : 3;
    SAME(at(&m, 0.75, IN_USD).work, (4 + 1 + 3) / 10.0); /* d, a, c */
    SAME(at(&m, 0.75, IN_USD).asks, (0 + 1 + 3 * 2 + 3 * 3) / 6.0);
    clear(&m);
}

static void test_unknown_work(void **state)
{
    struct made m;

    (void)state;
    make(&m, false, false);
    m.dear.units[1].usd[0] = (double)NAN;
    assert_true(isnan(at(&m, 0.5, IN_USD).work));
    assert_true(at(&m, 0.5, IN_USD).accuracy == 0.5);
    assert_true(bill_route_ci(&m.route, 0.5, 0.95).low < 0.5);
    assert_true(bill_route_ci(&m.route, 0.5, 0.95).high > 0.5);
    clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_lots),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_cluster),
        cmocka_unit_test(test_unknown_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
