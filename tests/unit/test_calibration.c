/* Calibration, against sums made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "report/calibrated.h"
#include "stats/calibration.h"

static void test_by_hand(void **state)
{
    const struct calibration_item items[] = { { 0.95, true, 0 },
        { 0.91, false, 1 }, { 0.55, true, 0 }, { 0.6, true, 0 },
        { 0.25, false, 2 } };
    struct calibration c = calibration_of(items, COUNT(items), 0, 0.95);

    (void)state;
    assert_int_equal(c.bins[9].n, 2);
    assert_int_equal(c.bins[5].n, 2); // 0.6 closes (0.5, 0.6]
    assert_int_equal(c.bins[2].n, 1);
    NEAR(c.bins[9].confidence, 0.93, 1e-12);
    NEAR(c.bins[9].accuracy, 0.5, 1e-12);
    SAME(c.bins[9].ci.low, interval_accuracy(1, 2, 0.95).low);
    SAME(c.bins[0].accuracy, NAN);
    NEAR(c.ece, 0.4 * 0.43 + 0.4 * 0.425 + 0.2 * 0.25, 1e-12);
    NEAR(c.brier, (0.0025 + 0.8281 + 0.2025 + 0.16 + 0.0625) / 5, 1e-12);
    NEAR(c.confidence, 3.26 / 5, 1e-12);
    NEAR(c.accuracy, 0.6, 1e-12);
    /* clusters: two items of one say nothing of others, two of two do */
    c = calibration_of(items, COUNT(items), 3, 0.95);
    SAME(c.bins[9].ci.low, interval_accuracy(1, 2, 0.95).low);
    SAME(c.bins[5].ci.low, NAN);
    SAME(c.bins[2].ci.high, interval_accuracy(0, 1, 0.95).high);
}

static void test_edges(void **state)
{
    const struct calibration_item ends[] = { { 0, false, 0 }, { 1, true, 0 },
        { 1.0000001, true, 0 } }; // a sum of probabilities may round up
    struct calibration c = calibration_of(NULL, 0, 0, 0.95);

    (void)state;
    SAME(c.ece, NAN);
    SAME(c.brier, NAN);
    c = calibration_of(ends, COUNT(ends), 0, 0.95);
    assert_int_equal(c.bins[0].n, 1);
    assert_int_equal(c.bins[9].n, 2);
    WITHIN(c.ece, 0, 1e-6);
}

/* Samples of a suite without clusters stand by themselves, others do not. */
static void test_of_a_run(void **state)
{
    static char detail[] = "{\"letters\":{\"A\":0.75,\"B\":0.25}}";
    static char none[] = "", one[] = "c", a[] = "A", b[] = "B";
    static char first[] = "1", second[] = "2", third[] = "3";
    struct transcript_place places[] = {
        { .id = first, .cluster = none, .target = a, .detail = detail },
        { .id = second, .cluster = none, .target = b, .detail = detail },
        { .id = third, .cluster = none, .target = a, .detail = detail },
    };
    struct transcript all = { .places = places, .n = COUNT(places) };
    struct calibration c = calibrated(&all, 0.95);

    (void)state;
    assert_int_equal(c.n, 3);
    NEAR(c.confidence, 0.75, 1e-12);
    NEAR(c.accuracy, 2 / 3.0, 1e-12);
    SAME(c.bins[7].ci.low, interval_accuracy(2, 3, 0.95).low);
    for (size_t i = 0; i < COUNT(places); i++)
        places[i].cluster = one;
    c = calibrated(&all, 0.95);
    SAME(c.bins[7].ci.low, NAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_of_a_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
