/* Chat completions: the bytes that go out, and how what comes back is read.
 * What a whole exchange leads to stands in tests/wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "model/dialect.h"

static void model_of(const char *spec, struct model *m)
{
    struct model_catalog *c = model_catalog_new();
    struct err e = { 0 };

    assert_int_equal(model_parse(spec, c, m, &e), 0);
    model_catalog_free(c);
}

static void test_encode(void **state)
{
    static const char text[] = "a\0\"\xff\n";
    const struct message messages[] = { { "system", "Be brief.", 9 },
        { "user", text, sizeof text - 1 } };
    struct sampling s = { .temperature = 0,
        .top_p = (double)NAN,
        .max_tokens = 16,
        .seed = 7,
        .stop = { "\n" },
        .stops = 1 };
    struct buf body = { 0 };
    struct model m;

    (void)state;
    model_of("http://h/v1#org/m", &m);
    m.dialect->encode(&m, messages, 2, &s, &body);
    assert_string_equal(buf_str(&body),
        "{\"model\":\"org/m\",\"messages\":[{\"role\":\"system\",\"content\":"
        "\"Be brief.\"},{\"role\":\"user\",\"content\":"
        "\"a\\u0000\\\"\xef\xbf\xbd\\n\"}],\"temperature\":0,"
        "\"max_tokens\":16,\"seed\":7,\"stop\":[\"\\n\"]}");
    assert_int_equal(body.len, strlen(body.s));
    buf_reset(&body);
    s = (struct sampling){
        .temperature = (double)NAN, .top_p = (double)NAN, .seed = -1
    };
    m.dialect->encode(&m, messages, 1, &s, &body);
    assert_string_equal(buf_str(&body),
        "{\"model\":\"org/m\",\"messages\":[{\"role\":\"system\",\"content\":"
        "\"Be brief.\"}]}");
    buf_clear(&body);
    model_clear(&m);
}

#define CHOICE(message, end)                                                   \
    "{\"choices\":[{\"message\":{" message "},\"finish_reason\":" end "}]}"

static void test_decode(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum failure failure;
        enum finish finish;
        const char *text, *refusal;
    } cases[] = {
        { 200, CHOICE("\"content\":\"B\"", "\"stop\""), FAILURE_NONE,
            FINISH_STOP, "B", NULL },
        { 200, CHOICE("\"content\":null", "\"length\""), FAILURE_NONE,
            FINISH_LENGTH, "", NULL },
        { 200, CHOICE("", "null"), FAILURE_NONE, FINISH_UNKNOWN, "", NULL },
        { 200, CHOICE("\"content\":\"\",\"refusal\":\"no\"", "\"stop\""),
            FAILURE_NONE, FINISH_STOP, "", "no" },
        { 200, CHOICE("\"content\":{\"text\":\"B\"}", "\"stop\""), FAILURE_NONE,
            FINISH_STOP, "", NULL },
        { 200, CHOICE("\"content\":\"B\"", "\"error\""), FAILURE_PROTOCOL,
            FINISH_ERROR, NULL, NULL },
        { 200, "{\"choices\":[]}", FAILURE_PROTOCOL, 0, NULL, NULL },
        { 200, "{\"choices\":[{}]}", FAILURE_PROTOCOL, 0, NULL, NULL },
        { 200, "{\"choices\":7}", FAILURE_PROTOCOL, 0, NULL, NULL },
        { 200, "[]", FAILURE_PROTOCOL, 0, NULL, NULL },
        { 200, "", FAILURE_PROTOCOL, 0, NULL, NULL },
        { 200, "null", FAILURE_PROTOCOL, 0, NULL, NULL },
        { 200, "{\"error\":{\"code\":429}}", FAILURE_RATE_LIMIT, 0, NULL,
            NULL },
        { 401, "", FAILURE_AUTH, 0, NULL, NULL },
        { 402, "{}", FAILURE_BILLING, 0, NULL, NULL },
        { 404, "<html>", FAILURE_NOT_FOUND, 0, NULL, NULL },
        { 413, "", FAILURE_BAD_REQUEST, 0, NULL, NULL },
        { 429, "{\"error\":\"slow\"}", FAILURE_RATE_LIMIT, 0, NULL, NULL },
        { 429, "{\"error\":{\"type\":\"insufficient_quota\"}}", FAILURE_BILLING,
            0, NULL, NULL },
        { 500, "", FAILURE_SERVER, 0, NULL, NULL },
        { 503, "", FAILURE_OVERLOADED, 0, NULL, NULL },
        { 529, "", FAILURE_OVERLOADED, 0, NULL, NULL },
        { 400, "{\"error\":{\"code\":\"context_length_exceeded\"}}",
            FAILURE_CONTEXT_LENGTH, 0, NULL, NULL },
        { 400, "{\"error\":{\"code\":\"content_filter\",\"message\":\"no\"}}",
            FAILURE_NONE, FINISH_FILTERED, "", "no" },
    };
    struct model m;

    (void)state;
    model_of("http://h/v1#m", &m);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reply r;
        dialect_decode(
            &m, cases[i].status, cases[i].body, strlen(cases[i].body), &r);
        if (r.failure != cases[i].failure)
            fail_msg("%d %s: %s (%s)", cases[i].status, cases[i].body,
                failure_name(r.failure), r.why);
        if (r.failure == FAILURE_NONE) {
            assert_int_equal(r.finish, cases[i].finish);
            assert_string_equal(r.text, cases[i].text);
            assert_int_equal(r.refusal != NULL, cases[i].refusal != NULL);
        } else {
            assert_true(r.why[0] != '\0');
        }
        assert_int_equal(r.usage.input, -1);
        assert_int_equal(r.usage.output, -1);
        reply_clear(&r);
        reply_clear(&r);
    }
    model_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode),
        cmocka_unit_test(test_decode),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
