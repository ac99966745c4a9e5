/* Which parameter an error refuses, and what a row says of it then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "model/refused.h"

static enum refused read(const char *param, const char *code, const char *text)
{
    struct json *error = json_parse(param, strlen(param), NULL);
    enum refused out = refused_read(error, code, text);

    json_free(error);
    return out;
}

static void test_read(void **state)
{
    static const struct {
        const char *error, *code, *text;
        enum refused what;
    } rows[] = {
        { "{\"param\":\"temperature\"}", "unsupported_value", "x",
            REFUSED_TEMPERATURE },
        { "{\"param\":\"max_tokens\"}", "unsupported_parameter", "x",
            REFUSED_MAX_TOKENS },
        { "{\"param\":\"top_logprobs\"}", "unsupported_parameter", "x",
            REFUSED_LOGPROBS },
        { "{\"param\":\"tools\"}", "unsupported_parameter", "x", REFUSED_NONE },
        /* its value is wrong, it is taken as such */
        { "{\"param\":\"temperature\"}", "invalid_value",
            "'temperature' is not supported above 2", REFUSED_NONE },
        { "{\"param\":null}", NULL,
            "`temperature` is deprecated for this model", REFUSED_TEMPERATURE },
        { "{}", NULL, "Unsupported parameter: 'stop_sequences'", REFUSED_STOP },
        { "{}", NULL, "`temperature` and `top_p` cannot both be specified",
            REFUSED_TWO },
        { "{}", NULL, "temperature is not supported", REFUSED_NONE },
        { "{}", NULL, "temperature: must be at most 1", REFUSED_NONE },
        { "{}", NULL, "'\"`'' not supported", REFUSED_NONE },
        { "{}", NULL, "a quote ' at the end: not supported '", REFUSED_NONE },
        { "{}", NULL, NULL, REFUSED_NONE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (read(rows[i].error, rows[i].code, rows[i].text) != rows[i].what)
            fail_msg("row %zu", i);
}

/* Words that were kept say it again: of every kind, and whole. */
static void test_told(void **state)
{
    char why[200];

    (void)state;
    for (int i = 1; i < REFUSED_COUNT; i++) {
        snprintf(why, sizeof why,
            "bad_request: HTTP 400: no" REFUSED_HINT "%s)",
            refused_field((enum refused)i));
        assert_int_equal(refused_told(why), i);
        why[strlen(why) - 1] = '\0';
        assert_int_equal(refused_told(why), REFUSED_NONE);
    }
    assert_int_equal(refused_told("bad_request: HTTP 400: no"), REFUSED_NONE);
}

static void test_learn(void **state)
{
    struct model_caps c;

    (void)state;
    model_caps_read(NULL, NULL, &c);
    for (int i = 1; i < REFUSED_COUNT; i++) {
        assert_non_null(refused_name((enum refused)i));
        assert_non_null(strchr(refused_field((enum refused)i), '='));
    }
    assert_true(refused_learn(REFUSED_TEMPERATURE, &c));
    assert_false(c.temperature);
    assert_true(c.top_p);
    assert_false(refused_learn(REFUSED_TEMPERATURE, &c));
    assert_true(refused_learn(REFUSED_MAX_TOKENS, &c));
    assert_string_equal(c.max_tokens_key, "max_completion_tokens");
    assert_false(refused_learn(REFUSED_MAX_TOKENS, &c));
    assert_false(refused_learn(REFUSED_STREAM, &c));
    assert_true(refused_is_harmless(REFUSED_MAX_TOKENS));
    assert_false(refused_is_harmless(REFUSED_SEED));
    model_caps_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_learn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
