/*
 * report/bill and what stands on it: work by unit, draws, yearly cost and
 * crossings with their intervals, frontier, price of an error, what flips.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bill_case.h"
#include "report/in_force.h"
#include "near.h"

/* Prices that were given, for measured tokens of which some were cached: at
 * their own price where one is given, else as any other, and that is said;
 * what the prices say nothing of makes the cost unknown. */
static void test_given_prices(void **state)
{
    static const struct {
        const char *set;
        int64_t cached, searches;
        double usd; // of a request; NAN unknown
        const char *said;
    } cases[] = {
        { "a.tax=0", 0, 0, 0.0011, NULL },
        { "a.tax=0", 600, 0, 0.0011,
            "a: 60000 measured prompt tokens came from a cache, and are priced "
            "as uncached: no price_cached is given" },
        { "a.price_cached=0.1", 600, 0, 0.00056, NULL },
        { "a.price_cached=0.1", 0, 0, 0.0011, NULL },
        { "a.price_cached=0.1", 600, 1, (double)NAN, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene c;
        struct made *m = make_run("a", SAMPLES, 50, 0.002, 0, 0);
        bool said = false;

        for (size_t k = 0; k < SAMPLES; k++) {
            m->costs[k].usage.input -= cases[i].cached;
            m->costs[k].usage.cached = cases[i].cached;
            m->costs[k].usage.searches = cases[i].searches;
        }
        begin(&c);
        measured(&c, m);
        set(&c, "a.price_in=1");
        set(&c, "a.price_out=2");
        set(&c, cases[i].set);
        solve(&c, 1000);
        NEAR(c.b.ways[0].way.usd_per_request, cases[i].usd, 1e-9);
        for (size_t k = 0; k < c.b.assumption_count; k++)
            said = said
                   || (cases[i].said != NULL
                       && strcmp(c.b.assumptions[k], cases[i].said) == 0);
        assert_int_equal(said, cases[i].said != NULL);
        if (isnan(cases[i].usd))
            assert_string_equal(c.b.ways[0].why_unknown,
                "price_in and price_out say nothing of 100 searches: name a "
                "model of the price book");
        end(&c);
    }
}

static void test_yearly(void **state)
{
    struct scene c;
    struct interval ci;

    (void)state;
    begin(&c);
    measured(&c, make_run("a", SAMPLES, 50, 0.002, 0.5, 0));
    machine(&c, "own");
    solve(&c, 1000);
    SAME(bill_yearly(&c.b, 0, 1000), 730);
    ci = bill_yearly_ci(&c.b, 0, 1000);
    /* sd of an answer: half of its mean; of the mean of 100: a twentieth */
    NEAR(ci.low, 730 * (1 - 1.96 * 0.05), 0.02);
    NEAR(ci.high, 730 * (1 + 1.96 * 0.05), 0.02);
    SAME(bill_yearly(&c.b, 1, 1000), 8760);
    SAME(bill_yearly_ci(&c.b, 1, 1000).low, 8760);
    assert_int_equal(c.b.crossing_count, 1);
    SAME(c.b.crossings[0].at.first, 12000);
    NEAR(c.b.crossings[0].low, 12000 / (1 + 1.96 * 0.05), 0.02);
    NEAR(c.b.crossings[0].high, 12000 / (1 - 1.96 * 0.05), 0.02);
    SAME(c.b.ways[0].usd_per_correct, 0.004);
    assert_true(c.b.ways[0].correct_ci.low < 0.004
                && c.b.ways[0].correct_ci.high > 0.004);
    SAME(bill_cheapest_share(&c.b, 0, 1000), 1);
    end(&c);
}

/* Whole clusters are drawn: of two, the mean is that of one or of both. */
static void test_clusters(void **state)
{
    struct scene c;
    struct interval ci;

    (void)state;
    begin(&c);
    measured(&c, make_run("a", SAMPLES, 50, 0.002, 0.5, 2));
    solve(&c, 1000);
    assert_int_equal(c.b.keys.groups, 2);
    ci = bill_yearly_ci(&c.b, 0, 1000);
    NEAR(ci.low, 365, 1e-9);
    NEAR(ci.high, 1095, 1e-9);
    end(&c);
}

/* What is unknown, or seen once, has no interval; draws do not make it
 * known. */
static void test_unknown(void **state)
{
    struct scene c;

    (void)state;
    begin(&c);
    measured(&c, make_run("a", SAMPLES, 50, 0.002, 0.5, 0));
    measured(&c, make_run("b", 1, 0, 0.002, 0, 0));
    c.runs[0]->costs[7].cost_pusd = -1;
    solve(&c, 1000);
    assert_true(isnan(bill_yearly(&c.b, 0, 1000)));
    assert_true(isnan(bill_yearly_ci(&c.b, 0, 1000).low));
    assert_true(isnan(c.b.ways[0].usd_per_correct));
    SAME(bill_yearly(&c.b, 1, 1000), 730);
    assert_true(isnan(bill_yearly_ci(&c.b, 1, 1000).low));
    assert_true(isnan(c.b.ways[1].usd_per_correct)); // none is right
    assert_int_equal(c.b.crossing_count, 0);
    end(&c);
}

/* A range gives its middle, and an interval of its own. */
static void test_ranges(void **state)
{
    struct scene c;
    struct interval ci;

    (void)state;
    begin(&c);
    set(&c, "gpu_hour=1..3");
    machine(&c, "own");
    scenario_add(&c.s, "api", SCENARIO_API);
    set(&c, "api.price_in=1");
    set(&c, "api.price_out=10");
    set(&c, "tokens_in=1000");
    set(&c, "tokens_out=100");
    set(&c, "gpu_hour=1..3");
    solve(&c, 1000);
    SAME(bill_yearly(&c.b, 0, 1), 17520);
    ci = bill_yearly_ci(&c.b, 0, 1);
    NEAR(ci.low, 8760 * 1.05, 0.02);
    NEAR(ci.high, 8760 * 2.95, 0.02);
    SAME(bill_yearly(&c.b, 1, 1000), 730);
    /* own is never cheaper when the api costs next to nothing */
    assert_int_equal(c.b.crossing_count, 1);
    NEAR(c.b.crossings[0].low, 12000 * 1.05, 0.02);
    end(&c);
}

/* Right answers: a 80 at $2, b 60 at $1, c 50 at $1.50 of a thousand. */
static void test_quality(void **state)
{
    struct scene c;
    struct bill_quality q;

    (void)state;
    begin(&c);
    measured(&c, make_run("a", SAMPLES, 80, 0.002, 0, 0));
    measured(&c, make_run("b", SAMPLES, 60, 0.001, 0, 0));
    measured(&c, make_run("c", SAMPLES, 50, 0.0015, 0, 0));
    solve(&c, 1000);
    bill_quality_make(&q, &c.b);
    assert_int_equal(q.units, SAMPLES);
    assert_true(q.ways[0].frontier && q.ways[1].frontier);
    assert_false(q.ways[2].frontier);
    SAME(q.ways[0].share, 1); // b's right answers are all among a's
    SAME(q.ways[1].share, 1);
    SAME(q.ways[2].share, 0);
    assert_int_equal(q.worth_count, 1);
    assert_int_equal(q.worth[0].cheap, 1);
    assert_int_equal(q.worth[0].dear, 0);
    SAME(q.worth[0].usd, 0.001 / 0.2);
    /* the difference of 20 points: 12 to 28 */
    NEAR(q.worth[0].ci.low, 0.001 / 0.28, 0.05);
    NEAR(q.worth[0].ci.high, 0.001 / 0.12, 0.10);
    bill_quality_clear(&q);
    end(&c);
}

/* A model that saw fewer samples is compared on those, also where all of
 * their clusters have others. */
static void compare_shared(size_t clusters)
{
    struct scene c;
    struct bill_quality q;

    begin(&c);
    measured(&c, make_run("a", SAMPLES, 80, 0.002, 0, clusters));
    measured(&c, make_run("b", 40, 20, 0.001, 0, clusters));
    solve(&c, 1000);
    bill_quality_make(&q, &c.b);
    assert_int_equal(q.units, 40);
    assert_int_equal(q.groups, clusters > 0 ? clusters : 40);
    if (clusters == 0) { /* of 40 of 40, and 20 of 40 */
        struct interval whole = interval_accuracy(40, 40, 0.95);
        struct interval half = interval_accuracy(20, 40, 0.95);
        SAME(q.ways[0].accuracy_ci.low, whole.low);
        SAME(q.ways[1].accuracy_ci.low, half.low);
        SAME(q.ways[1].accuracy_ci.high, half.high);
    }
    SAME(q.ways[0].usd_ci.low, 0.002);
    SAME(q.ways[0].usd_ci.high, 0.002);
    assert_true(q.clustered == (clusters > 0));
    SAME(q.ways[0].accuracy, 1); // its first 40 are right
    SAME(q.ways[1].accuracy, 0.5);
    SAME(c.b.ways[0].accuracy, 0.8);
    bill_quality_clear(&q);
    end(&c);
}

static void test_shared(void **state)
{
    (void)state;
    compare_shared(0);
    compare_shared(4);
}

/* On the frontier and never the best buy: its neighbours are. */
static void test_hull(void **state)
{
    struct scene c;
    struct bill_quality q;

    (void)state;
    begin(&c);
    measured(&c, make_run("dear", SAMPLES, 90, 0.003, 0, 0));
    measured(&c, make_run("middle", SAMPLES, 55, 0.002, 0, 0));
    measured(&c, make_run("cheap", SAMPLES, 50, 0.001, 0, 0));
    solve(&c, 1000);
    bill_quality_make(&q, &c.b);
    assert_true(q.ways[1].frontier);
    assert_int_equal(q.worth_count, 1);
    assert_int_equal(q.worth[0].dear, 0);
    SAME(q.worth[0].usd, 0.002 / 0.4);
    bill_quality_clear(&q);
    end(&c);
}

static void test_swings(void **state)
{
    struct scene c;
    struct bill_swings k;
    char *text;

    (void)state;
    begin(&c);
    measured(&c, make_run("a", SAMPLES, 50, 0.002, 0.5, 0));
    machine(&c, "own");
    solve(&c, 10000);
    bill_swings_make(&k, &c.b, 10000); // 7300 beside 8760
    assert_int_equal(k.choice, 0);
    SAME(k.gap, 1460);
    NEAR(swing(&k, "requests a day")->flips_at, 12000, 1e-9);
    NEAR(swing(&k, "gpu_hour")->flips_at, 7300 / 8760.0, 1e-9);
    assert_true(swing(&k, "gpu_hour")->usual);
    NEAR(swing(&k, "price of a")->flips_at, 1.2, 1e-9);
    assert_int_equal(swing(&k, "price of a")->flips_to, 1);
    assert_true(isnan(swing(&k, "tokens of a")->flips_at)); // to 1.1
    assert_true(isnan(swing(&k, "spare")->flips_at));       // makes own dearer
    text = bill_swings_finding(&k, &c.b);
    assert_string_equal(text, "a is the cheapest at 10,000 requests a day, "
                              "until gpu_hour falls below $0.833");
    free(text);
    bill_swings_clear(&k);
    SAME(bill_yearly(&c.b, 0, 1000), 730); // all is as it was

    set(&c, "error_usd=0.0001"); // own answers have no known quality
    bill_swings_make(&k, &c.b, 10000);
    assert_true(k.errors);
    assert_true(isnan(k.gap)); // nobody to choose it over
    bill_swings_clear(&k);
    end(&c);
}

/* Same seed, same draws; another, others. */
static void test_seed(void **state)
{
    double high[3];

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct scene c;
        begin(&c);
        c.b.seed = i < 2 ? 1 : 2;
        measured(&c, make_run("a", SAMPLES, 50, 0.002, 0.5, 0));
        solve(&c, 1000);
        high[i] = bill_yearly_ci(&c.b, 0, 1000).high;
        end(&c);
    }
    assert_true(high[0] == high[1]);
    assert_true(high[0] != high[2]);
}

static void test_span(void **state)
{
    double values[] = { 3, INFINITY, NAN, 1, 2, INFINITY, 0 };
    struct interval ci = bill_span(values, 7, 0.5);

    (void)state;
    SAME(ci.low, 1);
    assert_true(isinf(ci.high));
    assert_true(isnan(bill_span(values, 0, 0.5).low));
}

/* What costs the same is no choice, and nothing flips it. */
static void test_tie(void **state)
{
    struct scene c;
    struct bill_swings k;
    struct buf out = { 0 };
    char *text;

    (void)state;
    begin(&c);
    measured(&c, make_run("a", SAMPLES, 50, 0.002, 0.5, 0));
    measured(&c, make_run("b", SAMPLES, 60, 0.002, 0.5, 0));
    solve(&c, 10000);
    assert_int_equal(bill_twin(&c.b, 0, 10000), 1);
    bill_swings_make(&k, &c.b, 10000);
    assert_true(k.tied);
    text = bill_swings_finding(&k, &c.b);
    assert_string_equal(text, "a and b cost the same at 10,000 requests a day");
    free(text);
    bill_swings_text(&k, &c.b, 200, &out);
    assert_non_null(strstr(out.s, "there is no choice to flip"));
    assert_null(strstr(out.s, "price of"));
    buf_reset(&out);
    bill_bands_text(&c.b, 200, &out);
    assert_non_null(strstr(out.s, "a, or b at the same cost, is the cheapest"));
    buf_clear(&out);
    bill_swings_clear(&k);
    end(&c);
}

/* A machine's share of its hour is what it is, whatever the book says of a
 * model of that name; a reply without terms is not asked of the book either. */
static void test_machine_in_force(void **state)
{
    struct made *m = make_run("gpt-4o", 1, 1, 0.25, 0, 0);
    struct data_terms terms = { 0 };
    struct in_force none = { 0 };
    struct price_result r;

    (void)state;
    m->run.row.usd_per_hour = 2;
    m->run.terms = &terms;
    m->run.terms_count = 1;
    SAME(in_force_usd(&none, &m->run, m->costs, &r), 0.25);
    m->run.row.usd_per_hour = -1;
    m->run.terms_count = 0;
    SAME(in_force_usd(&none, &m->run, m->costs, &r), 0.25);
    free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine_in_force),
        cmocka_unit_test(test_given_prices),
        cmocka_unit_test(test_yearly),
        cmocka_unit_test(test_clusters),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_quality),
        cmocka_unit_test(test_shared),
        cmocka_unit_test(test_hull),
        cmocka_unit_test(test_swings),
        cmocka_unit_test(test_tie),
        cmocka_unit_test(test_seed),
        cmocka_unit_test(test_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
