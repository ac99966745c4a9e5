/* How much texts differ, against counts made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "near.h"
#include "stats/mean.h"
#include "stats/variety.h"

static struct variety of(const char *const *words, size_t n)
{
    struct variety_text texts[8] = { { NULL, 0 } };

    for (size_t i = 0; i < n; i++)
        texts[i] = (struct variety_text){ words[i], strlen(words[i]) };
    return variety_of(texts, n);
}

static void test_same(void **state)
{
    const char *const texts[] = { "a b c", "a b c", "a b c" };
    struct variety v = of(texts, 3);

    (void)state;
    SAME(v.distinct[0], 3.0 / 9);
    SAME(v.distinct[1], 2.0 / 6);
    SAME(v.distance, 0);
    assert_true(v.same);
}

static void test_nothing_in_common(void **state)
{
    const char *const texts[] = { "a b", "c d", "e\tf\n" };
    struct variety v = of(texts, 3);

    (void)state;
    SAME(v.distinct[0], 1);
    SAME(v.distinct[1], 1);
    SAME(v.distance, 1);
    assert_false(v.same);
}

/* Words and pairs: {a b c, ab bc} and {a b d, ab bd}: 3 of 7 in common. */
static void test_partly(void **state)
{
    const char *const texts[] = { "a b c", "  a  b  d " };
    struct variety v = of(texts, 2);

    (void)state;
    SAME(v.distinct[0], 4.0 / 6);
    SAME(v.distinct[1], 3.0 / 4);
    SAME(v.distance, 1 - 3.0 / 7);
}

/* "a b" and "b a" share words, not the pair; a word twice counts once. */
static void test_order(void **state)
{
    const char *const texts[] = { "a b", "b a" };
    const char *const twice[] = { "a a", "a" };

    (void)state;
    SAME(of(texts, 2).distance, 1 - 2.0 / 4);
    SAME(of(twice, 2).distance, 1 - 1.0 / 2);
}

static void test_edges(void **state)
{
    const char *const texts[] = { "", " ", "a" };

    (void)state;
    SAME(of(texts, 0).distance, NAN);
    SAME(of(texts, 1).distance, NAN);
    SAME(of(texts, 1).distinct[0], NAN);
    assert_false(of(texts, 1).same);
    SAME(of(texts, 2).distance, 0);
    assert_false(of(texts, 2).same); // they differ in blanks
    SAME(of(texts, 3).distance, 2.0 / 3);
    SAME(of(texts, 3).distinct[0], 1);
    SAME(of(texts, 3).distinct[1], NAN);
}

/* Ones and zeros of one draw each: just what Wilson says. Values that vary
 * less are surer, up to what so many draws could make them. */
static void test_share(void **state)
{
    const double zero_one[] = { 1, 1, 0, 1, 0, 1, 1, 0, 1, 1 };
    const double halves[] = { 0.5, 0.5, 0.5, 0.5 };
    const double close[] = { 0.49, 0.51, 0.49, 0.51 };
    struct mean m = mean_of(zero_one, COUNT(zero_one));
    struct interval ci = mean_ci_share(&m, 1e9, 0.95);
    const double all[] = { 1 };
    struct interval exact = interval_clopper_pearson(7, 10, 0.95);

    (void)state;
    SAME(ci.low, exact.low); // all 0 or 1: that of a table of runs
    SAME(ci.high, exact.high);
    m = mean_of(all, 1);
    ci = mean_ci_share(&m, 1, 0.95);
    SAME(ci.low, interval_clopper_pearson(1, 1, 0.95).low);
    m = mean_of(halves, COUNT(halves));
    ci = mean_ci_share(&m, 20, 0.95);
    SAME(ci.low, interval_wilson(2, 4, 0.95).low);
    m = mean_of(close, COUNT(close));
    ci = mean_ci_share(&m, 20, 0.95);
    NEAR(ci.low, interval_wilson(10, 20, 0.95).low, 1e-12);
    m = mean_of(close, 0);
    ci = mean_ci_share(&m, 20, 0.95);
    SAME(ci.low, NAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_nothing_in_common),
        cmocka_unit_test(test_partly),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_share),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
