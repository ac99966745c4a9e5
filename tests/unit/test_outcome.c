/* Outcomes and failures: names for people and JSON, what each leads to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "model/outcome.h"

/* The names are keys of --json and stand in databases: their order too. */
static void test_outcomes(void **state)
{
    static const char *const names[] = { "correct", "wrong", "unread",
        "truncated", "refused", "failed" };

    (void)state;
    assert_int_equal(OUTCOME_COUNT, 6);
    for (int o = 0; o < OUTCOME_COUNT; o++) {
        assert_string_equal(outcome_name((enum outcome)o), names[o]);
        assert_true(strlen(outcome_help((enum outcome)o)) > 10);
    }
}

/* Asking again and ending the run exclude each other. */
static void test_failures(void **state)
{
    (void)state;
    for (int f = 0; f < FAILURE_COUNT; f++) {
        enum failure why = (enum failure)f;
        assert_false(failure_retries(why) && failure_is_fatal(why));
        for (int k = 0; k < f; k++)
            assert_string_not_equal(
                failure_name(why), failure_name((enum failure)k));
    }
    assert_true(failure_retries(FAILURE_RATE_LIMIT));
    assert_true(failure_retries(FAILURE_NETWORK));
    assert_true(failure_is_fatal(FAILURE_AUTH));
    assert_true(failure_is_fatal(FAILURE_BILLING));
    assert_false(failure_retries(FAILURE_CONTEXT_LENGTH));
    assert_false(failure_is_fatal(FAILURE_CONTEXT_LENGTH));
    assert_false(failure_retries(FAILURE_BAD_REQUEST));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
