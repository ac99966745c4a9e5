/*
 * stats/sequence.h against brute force: every order of every small population
 * is drawn, and what the theorems promise is counted exactly.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "stats/sequence.h"
#include "near.h"

/* Orders seen per composition, and those in which a claim was ever wrong. */
struct tally {
    double orders;
    double interval, above, below;
};

/* Draws the n values of one order and notes at every look whether the
 * interval lost the truth or a false claim was made at level alpha. */
static void play(
    const int *x, int n, double edge, double alpha, struct tally *out, int sum)
{
    struct sequence_plan plan = { n, -1, true, edge, 0.2 };
    struct sequence *s = sequence_new(&plan);
    double mean = (double)sum / n, line = -log(alpha) - 1e-9;
    bool lost = false, above = false, below = false;
    struct interval last = { -1, 1 };

    for (int i = 0; i < n; i++) {
        struct interval now;

        sequence_add(s, x[i]);
        now = sequence_interval(s, 1 - alpha);
        lost = lost || now.low > mean + 1e-9 || now.high < mean - 1e-9;
        above = above || sequence_above(s) >= line;
        below = below || sequence_below(s) >= line;
        if (!lost && alpha < 0.5) // nothing comes back, no contradiction
            assert_true(now.low >= last.low && now.high <= last.high);
        last = now;
    }
    SAME(last.low, mean); // all seen, all known
    SAME(last.high, mean);
    out->orders++;
    out->interval += lost;
    out->above += above && mean <= edge + 1e-9;
    out->below += below && mean >= edge - 1e-9;
    sequence_free(s);
}

/* All 3^n sequences hold every order of every population of n values. Only
 * orders of the same composition are equally likely: count by number of ones
 * and of minus ones. */
static void all_orders(int n, double edge, double alpha)
{
    struct tally seen[12][12] = { 0 };
    int x[10], total = 1;

    for (int i = 0; i < n; i++)
        total *= 3;
    for (int code = 0; code < total; code++) {
        int up = 0, down = 0, rest = code;

        for (int i = 0; i < n; i++, rest /= 3) {
            x[i] = rest % 3 - 1;
            up += x[i] > 0;
            down += x[i] < 0;
        }
        play(x, n, edge, alpha, &seen[up][down], up - down);
    }
    for (int u = 0; u <= n; u++)
        for (int d = 0; d + u <= n; d++) {
            struct tally *t = &seen[u][d];

            assert_true(t->orders > 0);
            assert_true(t->interval <= alpha * t->orders);
            assert_true(t->above <= alpha * t->orders);
            assert_true(t->below <= alpha * t->orders);
        }
}

static void test_every_order(void **state)
{
    (void)state;
    all_orders(10, -0.2, 0.05);
    all_orders(8, -0.25, 0.2);
    all_orders(8, 0, 0.4);
    all_orders(9, -0.3, 0.7);
    all_orders(7, -0.1, 0.3); // edge between two totals
    all_orders(1, 0, 0.05);
    all_orders(2, -0.5, 0.5);
}

/* Populations with a known baseline: item k has baseline bit and candidate
 * bit; all orders of all compositions, the interval and both claims. */
static void all_pairs(int n, double edge, double alpha)
{
    static struct tally seen[8][8][8];
    int total = 1 << (2 * n);

    for (int i = 0; i < 8 * 8 * 8; i++)
        (&seen[0][0][0])[i] = (struct tally){ 0, 0, 0, 0 };
    for (int code = 0; code < total; code++) {
        int cell[4] = { 0, 0, 0, 0 }, base = 0, sum = 0;
        bool lost = false, above = false, below = false;
        struct sequence_plan plan = { n, 0, true, edge, 0.2 };
        struct sequence *s;
        struct tally *t;

        for (int i = 0; i < n; i++) {
            cell[code >> 2 * i & 3]++;
            base += code >> 2 * i & 1;
            sum += (code >> (2 * i + 1) & 1) - (code >> 2 * i & 1);
        }
        plan.base_right = base;
        s = sequence_new(&plan);
        for (int i = 0; i < n; i++) {
            double a = code >> (2 * i + 1) & 1;
            struct interval now;

            sequence_add_pair(s, a, a, code >> 2 * i & 1);
            now = sequence_interval(s, 1 - alpha);
            lost =
                lost || now.low * n > sum + 1e-9 || now.high * n < sum - 1e-9;
            above = above || sequence_above(s) >= -log(alpha) - 1e-9;
            below = below || sequence_below(s) >= -log(alpha) - 1e-9;
        }
        sequence_free(s);
        t = &seen[cell[0]][cell[1]][cell[2]];
        t->orders++;
        t->interval += lost;
        t->above += above && sum <= edge * n + 1e-9;
        t->below += below && sum >= edge * n - 1e-9;
    }
    for (int i = 0; i < 8 * 8 * 8; i++) {
        struct tally *t = &(&seen[0][0][0])[i];

        assert_true(t->interval <= alpha * t->orders);
        assert_true(t->above <= alpha * t->orders);
        assert_true(t->below <= alpha * t->orders);
    }
}

static void test_every_order_with_baseline(void **state)
{
    (void)state;
    all_pairs(7, -0.2, 0.3);
    all_pairs(7, -1.0 / 7, 0.1);
    all_pairs(6, 0, 0.5);
    all_pairs(6, -0.4, 0.7);
}

/* Feeds a hundred items: the baseline right in 60, the candidate losing lost
 * of those and winning won of the others, in the order of a seed. */
static struct sequence *hundred(
    struct sequence_plan plan, int lost, int won, int upto, uint64_t seed)
{
    struct sequence *s = sequence_new(&plan);
    size_t order[100];
    struct rng r;

    for (size_t i = 0; i < 100; i++)
        order[i] = i;
    rng_init(&r, seed);
    rng_shuffle(&r, order, 100);
    for (int i = 0; i < upto; i++) {
        int k = (int)order[i];
        bool base = k < 60;
        double a = base ? k >= lost : k >= 100 - won;

        sequence_add_pair(s, a, a, base);
    }
    return s;
}

/* The interval and the two claims are the same test turned round. */
static void test_interval_is_the_test(void **state)
{
    static const double alpha = 0.1;
    int claims = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++)
        for (int known = 0; known < 2; known++)
            for (int upto = 5; upto <= 100; upto += 19) {
                struct sequence_plan plan = { 100, known ? 60 : -1, true, -0.05,
                    0.05 };
                struct sequence *s =
                    hundred(plan, (int)seed % 20, (int)seed % 7, upto, seed);
                struct interval i = sequence_interval(s, 1 - 2 * alpha);
                bool above = sequence_above(s) >= -log(alpha);
                bool below = sequence_below(s) >= -log(alpha);

                assert_int_equal(above, i.low > -0.05 + 1e-9);
                assert_int_equal(below, i.high < -0.05 - 1e-9);
                claims += above + below;
                sequence_free(s);
            }
    assert_true(claims > 100);
}

/* What remains cannot flip it: certain, and free of chance. */
static void test_certainty(void **state)
{
    struct sequence_plan plan = { 10, -1, true, -0.2, 0.2 };
    struct sequence *s = sequence_new(&plan);
    struct interval i;

    (void)state;
    SAME(sequence_above(s), 0);
    SAME(sequence_below(s), 0);
    assert_true(isnan(sequence_mean(s)));
    i = sequence_interval(s, 0.95);
    SAME(i.low, -1);
    SAME(i.high, 1);
    for (int k = 0; k < 5; k++)
        sequence_add(s, 1);
    /* 5 won; at most 5 lost: 0 or more, above -2. */
    assert_true(isinf(sequence_above(s)));
    assert_int_equal(sequence_left(s), 5);
    SAME(sequence_mean(s), 1);
    sequence_free(s);
    /* A perfect baseline can only be lost against: 3 of 10 is below -0.2. */
    plan.base_right = 10;
    s = sequence_new(&plan);
    i = sequence_interval(s, 0.95);
    SAME(i.low, -1);
    SAME(i.high, 0);
    for (int k = 0; k < 3; k++)
        sequence_add_pair(s, 0, 0, true);
    assert_true(isinf(sequence_below(s)));
    sequence_free(s);
    sequence_free(NULL);
}

/* Exactly the edge with all known: neither claim. */
static void test_on_edge(void **state)
{
    struct sequence_plan plan = { 100, 60, true, -0.02, 0.02 };
    struct sequence *s = hundred(plan, 6, 4, 100, 3);
    struct interval i = sequence_interval(s, 0.9);

    (void)state;
    assert_true(isfinite(sequence_above(s)));
    assert_true(isfinite(sequence_below(s)));
    SAME(i.low, -0.02);
    SAME(i.high, -0.02);
    sequence_free(s);
    s = hundred(plan, 6, 5, 100, 3);
    assert_true(isinf(sequence_above(s)));
    sequence_free(s);
    s = hundred(plan, 7, 4, 100, 3);
    assert_true(isinf(sequence_below(s)));
    sequence_free(s);
}

/* No verdict: both directions take their worst, and n = N leaves a gap. */
static void test_open_items(void **state)
{
    struct sequence_plan plan = { 10, 6, true, -0.25, 0.25 };
    struct sequence *s = sequence_new(&plan);
    struct interval i;

    (void)state;
    for (int k = 0; k < 6; k++)
        sequence_add_pair(s, k == 0 ? 0 : 1, 1, true);
    for (int k = 0; k < 4; k++)
        sequence_add_pair(s, 0, k == 0 ? 1 : 0, false);
    i = sequence_interval(s, 0.95);
    SAME(i.low, -0.1);
    SAME(i.high, 0.1);
    assert_int_equal(sequence_open(s), 2);
    SAME(sequence_mean(s) + 1, 1);
    assert_true(isinf(sequence_above(s)));
    sequence_free(s);
}

/* Graded scores: limits hold the truth and close on it. */
static void test_graded(void **state)
{
    struct sequence_plan plan = { 400, -1, false, -0.1, 0.1 };
    struct sequence *s = sequence_new(&plan);
    struct interval i = { -1, 1 };
    struct rng r;
    double x[400], sum = 0;

    (void)state;
    rng_init(&r, 11);
    for (int k = 0; k < 400; k++)
        sum += x[k] = rng_unit(&r) - 0.5;
    for (int k = 0; k < 400; k++) {
        sequence_add(s, x[k]);
        if (k % 50 == 0 || k == 399) {
            i = sequence_interval(s, 0.999);
            assert_true(i.low <= sum / 400 + 1e-12);
            assert_true(i.high >= sum / 400 - 1e-12);
        }
    }
    WITHIN(i.high - i.low, 0, 1e-8);
    assert_true(sequence_above(s) > log(1000));
    sequence_free(s);
}

static void test_domain(void **state)
{
    struct sequence_plan plan = { 3, -1, true, NAN, 0 };
    struct sequence *s = sequence_new(&plan);

    (void)state;
    assert_true(isnan(sequence_above(s)));
    assert_true(isnan(sequence_below(s)));
    assert_true(isnan(sequence_interval(s, 1).low));
    assert_true(isnan(sequence_interval(s, NAN).low));
    sequence_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_order),
        cmocka_unit_test(test_every_order_with_baseline),
        cmocka_unit_test(test_interval_is_the_test),
        cmocka_unit_test(test_certainty),
        cmocka_unit_test(test_on_edge),
        cmocka_unit_test(test_open_items),
        cmocka_unit_test(test_graded),
        cmocka_unit_test(test_domain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
