/* Bills of models that did not answer the same samples; what moves a choice,
 * and how it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bill_case.h"
#include "near.h"

/* An error is held against another's where both answered: what a failed on is
 * no advantage of b. Who is of unknown cost takes no samples away. */
static void test_errors_shared(void **state)
{
    struct scene c;
    struct bill_swings k;
    struct bill_quality q;
    struct made *poor = make_run("poor", 1, 0, 0.001, 0, 0);
    double *right;

    (void)state;
    poor->costs[0].cost_pusd = -1;
    begin(&c);
    measured(&c, make_run("a", SAMPLES, 50, 0.001, 0, 0));
    measured(&c, make_run("b", 50, 48, 0.002, 0, 0));
    measured(&c, poor);
    set(&c, "error_usd=1");
    solve(&c, 1000);
    right = bill_shared_accuracy(&c.b);
    SAME(right[0], 1);
    SAME(right[1], 0.96);
    bill_quality_make(&q, &c.b);
    assert_int_equal(q.units, 50);
    SAME(q.ways[0].accuracy, right[0]);
    SAME(q.ways[1].accuracy, right[1]);
    bill_swings_make(&k, &c.b, 1000);
    assert_int_equal(k.choice, 0);
    NEAR(k.gap, 365 + 0.04 * 365000, 1e-9);
    bill_swings_clear(&k);
    bill_quality_clear(&q);
    free(right);
    end(&c);
}

/* Tokens that came from a cache move with the others. */
static void test_cached_swing(void **state)
{
    struct scene c;
    struct bill_swings k;
    struct made *m = make_run("a", SAMPLES, 50, 0.002, 0.5, 0);
    const struct bill_swing *s;
    const double year = 3.65e6; // requests
    double a = year * (450 * 1e-6 + 450 * 0.1e-6 + 100 * 2e-6);

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        m->costs[i].usage.input /= 2;
        m->costs[i].usage.cached = m->costs[i].usage.input;
    }
    begin(&c);
    measured(&c, m);
    measured(&c, make_run("b", SAMPLES, 50, 0.002, 0, 0));
    set(&c, "a.price_in=1");
    set(&c, "a.price_cached=0.1");
    set(&c, "a.price_out=2");
    solve(&c, 10000);
    bill_swings_make(&k, &c.b, 10000);
    assert_int_equal(k.choice, 0);
    NEAR(k.gap, year * 0.002 - a, 1e-9);
    s = swing(&k, "tokens of a");
    assert_true(s->low < 1 && s->high > 1);
    NEAR(s->gap_low, year * 0.002 - a * s->low, 1e-9);
    NEAR(s->gap_high, year * 0.002 - a * s->high, 1e-9);
    bill_swings_clear(&k);
    end(&c);
}

/* Both ends of a range have as many decimals. */
static void test_value(void **state)
{
    static const struct {
        double x;
        const char *text;
    } cases[] = { { 0.9862, "98.6 %" }, { 1.0138, "101.4 %" }, { 0.5, "50 %" },
        { 1.5, "150 %" }, { 0.00123, "0.123 %" } };
    const struct bill_swing s = { .percent = true };
    struct buf out = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bill_swing_value(&s, cases[i].x, &out);
        assert_string_equal(out.s, cases[i].text);
        buf_reset(&out);
    }
    buf_clear(&out);
}

/* In a third of the draws there is none of the one sample that b answered: they
 * are no draws in which it is not the cheapest. */
static void test_few_answers(void **state)
{
    struct scene c;
    struct bill_quality q;

    (void)state;
    begin(&c);
    measured(&c, make_run("a", SAMPLES, 50, 0.002, 0, 0));
    measured(&c, make_run("b", 1, 1, 0.001, 0, 0));
    solve(&c, 1000);
    SAME(bill_cheapest_share(&c.b, 1, 1000), 1);
    SAME(bill_cheapest_share(&c.b, 0, 1000), 0);
    bill_quality_make(&q, &c.b);
    SAME(q.ways[1].share, 1);
    SAME(q.ways[0].share, 0);
    bill_quality_clear(&q);
    end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors_shared),
        cmocka_unit_test(test_few_answers),
        cmocka_unit_test(test_cached_swing),
        cmocka_unit_test(test_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
