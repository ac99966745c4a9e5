/* Rules that read answers, counted from the details of verdicts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/reading.h"

static void test_count(void **state)
{
    static const char *const details[] = { "{\"rule\":\"b\"}", NULL,
        "{\"rule\":\"a\"}", "{}", "{\"rule\":\"c\",\"letters\":{}}",
        "{\"rule\":7}", "{\"rule\":\"c\"}", "{\"rule\":\"d\"",
        "{\"in\":{\"rule\":\"d\"}}", "{\"rule\":\"c\"}" };
    struct reading r = { 0 }, all = { 0 };
    struct buf text = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof details / sizeof *details; i++)
        reading_count(
            &r, details[i], i % 4 == 0 ? OUTCOME_CORRECT : OUTCOME_WRONG);
    reading_add(&all, &r);
    reading_add(&all, &r);
    reading_text(&all, &text);
    assert_string_equal(buf_str(&text), "read by:    c: 6, 2 right\n"
                                        "            a: 2, 0 right\n"
                                        "            b: 2, 2 right\n");
    assert_true(reading_meets(&r, &all));
    reading_clear(&r);
    reading_clear(&all);
    buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_count) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
