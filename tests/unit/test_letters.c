/*
 * report/letters.h: reading, and Kullback-Leibler by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/letters.h"
#include "near.h"

static struct letters of(const char *detail)
{
    struct letters l;

    assert_true(letters_read(detail, &l));
    return l;
}

static void test_read(void **state)
{
    struct letters l = of("{\"rule\":\"x\",\"letters\":{\"A\":0.2,\"C\":0.7,"
                          "\"aa\":0.1,\"D\":\"x\",\"B\":-1}}");

    (void)state;
    assert_int_equal(l.told, 2);
    SAME(l.p[0], 0.2);
    SAME(l.p[1], NAN);
    SAME(l.least, 0.2);
    assert_int_equal(letters_top(&l), 2);
    /* "B" of 1.0 and " B" beside it: still the likeliest */
    l = of("{\"letters\":{\"A\":0.0000001,\"B\":1.0000037}}");
    assert_int_equal(letters_top(&l), 1);
    SAME(l.p[1], 1);
    assert_false(letters_read(NULL, &l));
    assert_false(letters_read("", &l));
    assert_false(letters_read("{\"letters\":", &l));
    assert_false(letters_read("{\"letters\":{}}", &l));
    assert_false(letters_read("{\"letters\":[0.5]}", &l));
    assert_int_equal(letters_top(&l), -1);
}

static void test_kl(void **state)
{
    struct letters a = of("{\"letters\":{\"A\":0.6,\"B\":0.2}}");
    struct letters b = of("{\"letters\":{\"A\":0.3,\"B\":0.3}}");
    /* 3/4 and 1/4 against 1/2 and 1/2 */
    double kl = 0.75 * log(1.5) + 0.25 * log(0.5), r = sqrt(3) / (1 + sqrt(3));

    (void)state;
    SAME(letters_kl(&a, &a, 1), 0);
    SAME(letters_kl(&a, &b, 1), kl);
    /* at temperature 2 the roots: sqrt(3) to 1 */
    SAME(letters_kl(&a, &b, 2), r * log(2 * r) + (1 - r) * log(2 * (1 - r)));
    SAME(letters_kl(&b, &a, 1), 0.5 * log(2 / 3.0) + 0.5 * log(2));
    assert_true(letters_kl(&a, &b, 1000) < 1e-5);
    /* b does not tell B: at most 0.4 is left, but B is no likelier than A */
    b = of("{\"letters\":{\"A\":0.6}}");
    SAME(
        letters_kl(&a, &b, 1), 0.75 * log(0.75 / 0.6) + 0.25 * log(0.25 / 0.4));
    /* nothing in common */
    a = of("{\"letters\":{\"A\":0.9}}");
    b = of("{\"letters\":{\"B\":0.9}}");
    SAME(letters_kl(&a, &b, 1), 0.9 * log(9) - 0.1 * log(9));
    /* more than all told, by rounding */
    a = of("{\"letters\":{\"A\":1.0000001}}");
    assert_true(isfinite(letters_kl(&a, &b, 0.01)));
}

static void test_pair(void **state)
{
    char id[4][2] = { "1", "2", "3", "4" }, none[] = "";
    char one[] = "{\"letters\":{\"A\":0.75,\"B\":0.25}}";
    char two[] = "{\"letters\":{\"A\":0.5,\"B\":0.5}}";
    char three[] = "{\"letters\":{\"B\":0.9}}";
    struct data_item a[] = {
        { .id = id[1 - 1], .cluster = none, .detail = one },
        { .id = id[2 - 1], .cluster = none, .detail = one },
        { .id = id[3 - 1], .cluster = none, .detail = NULL },
        { .id = id[4 - 1],
            .cluster = none,
            .detail = one,
            .outcome = OUTCOME_FAILED },
    };
    struct data_item b[] = {
        { .id = id[1 - 1], .cluster = none, .detail = two },
        { .id = id[2 - 1], .cluster = none, .detail = three },
        { .id = id[3 - 1], .cluster = none, .detail = two },
        { .id = id[4 - 1], .cluster = none, .detail = two },
    };
    struct pair_match m[] = { { 0, 0 }, { 1, 1 }, { 2, 2 }, { 3, 3 } };
    struct data_run ra = { .items = a, .n = 4 }, rb = { .items = b, .n = 4 };
    struct pair p = { .a = &ra, .b = &rb, .matches = m, .n = 4 };
    struct letters_pair k = letters_of(&p, 1, 0.95, 1);

    (void)state;
    assert_int_equal(k.n, 2);
    assert_int_equal(k.filled, 1);
    assert_int_equal(k.draws, 10000);
    SAME(k.same, 0.5);
    SAME(k.kl, (0.75 * log(1.5) + 0.25 * log(0.5) + 0.75 * log(7.5)
                   + 0.25 * log(0.25 / 0.9))
                   / 2);
    SAME(k.kl_ci.low, NAN); // of two samples nothing can be said
    p.n = 0;
    k = letters_of(&p, 1, 0.95, 1);
    assert_int_equal(k.n, 0);
    SAME(k.kl, NAN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_kl),
        cmocka_unit_test(test_pair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
