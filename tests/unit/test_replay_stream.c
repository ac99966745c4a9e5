/* A recorded reply in pieces says what it says whole, once it is folded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "model/dialect.h"
#include "run/replay_stream.h"

static void same_text(const char *a, const char *b)
{
    assert_string_equal(a != NULL ? a : "-", b != NULL ? b : "-");
}

static void on_logprob(void *arg, const char *token, double logprob)
{
    buf_printf(arg, "%s %.3f;", token, logprob);
}

static void check(const char *body, bool usage)
{
    const struct dialect *d = dialect_find("openai-chat");
    struct fold *f = fold_new(d);
    struct buf events = { 0 }, whole = { 0 }, x = { 0 }, y = { 0 };
    struct reply got, want;

    replay_stream(body, strlen(body), usage, &events, NULL);
    fold_feed(f, events.s, events.len, 1);
    assert_int_equal(fold_end(f, &whole, NULL), 0);
    d->decode(200, whole.s, whole.len, &got);
    d->decode(200, body, strlen(body), &want);
    assert_int_equal(got.failure, want.failure);
    same_text(got.text, want.text);
    same_text(got.reasoning, want.reasoning);
    same_text(got.refusal, want.refusal);
    same_text(got.served, want.served);
    assert_int_equal(got.finish, want.finish);
    assert_int_equal(got.usage.output, usage ? want.usage.output : -1);
    dialect_first_logprobs(got.logprobs, on_logprob, &x);
    dialect_first_logprobs(want.logprobs, on_logprob, &y);
    assert_string_equal(buf_str(&x), buf_str(&y));
    reply_clear(&got);
    reply_clear(&want);
    fold_free(f);
    buf_clear(&events);
    buf_clear(&whole);
    buf_clear(&x);
    buf_clear(&y);
}

static void test_same(void **state)
{
    static const char *const bodies[] = {
        "{\"id\":\"c\",\"model\":\"m\",\"created\":7,\"choices\":[{\"index\":0,"
        "\"message\":{\"role\":\"assistant\",\"content\":\"Two words, \\n a "
        "\xc3\xa4 and \\\"this\\\".\"},\"finish_reason\":\"stop\"}],\"usage\":"
        "{\"prompt_tokens\":3,\"completion_tokens\":9}}",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"role\":\"assistant\","
        "\"content\":\"B.\",\"reasoning_content\":\"let me see\"},"
        "\"logprobs\":{\"content\":[{\"token\":\"B\",\"logprob\":-0.5,"
        "\"top_logprobs\":[{\"token\":\"B\",\"logprob\":-0.5},{\"token\":\"A\""
        ",\"logprob\":-2}]},{\"token\":\".\",\"logprob\":-1,"
        "\"top_logprobs\":[]}]},\"finish_reason\":\"length\"}],\"usage\":{"
        "\"prompt_tokens\":3,\"completion_tokens\":2}}",
        /* tokens that are not the text: special ones, broken letters */
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"B.\"},"
        "\"logprobs\":{\"content\":[{\"token\":\"<s>\",\"logprob\":-0.5,"
        "\"top_logprobs\":[{\"token\":\"<s>\",\"logprob\":-0.5}]}]},"
        "\"finish_reason\":\"stop\"}],\"usage\":{\"completion_tokens\":2}}",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":null,"
        "\"refusal\":\"I won't\"},\"finish_reason\":\"stop\"}],\"usage\":{"
        "\"completion_tokens\":2}}",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"\"},"
        "\"finish_reason\":\"content_filter\"}],\"usage\":{"
        "\"completion_tokens\":0}}",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":[{\"type\":"
        "\"text\",\"text\":\"C\"}]},\"finish_reason\":\"stop\"}],\"usage\":{"
        "\"completion_tokens\":1}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        check(bodies[i], true);
        check(bodies[i], false);
    }
}

/* What is no completion stays what it is. */
static void test_other(void **state)
{
    (void)state;
    check("{\"error\":{\"message\":\"x\",\"code\":500}}", false);
    check("{\"choices\":[]}", false);
}

static void test_bytes(void **state)
{
    static const char body[] =
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"a b\"},"
        "\"finish_reason\":\"stop\"}],\"usage\":{\"completion_tokens\":2}}";
    struct buf out = { 0 };

    (void)state;
    replay_stream(body, sizeof body - 1, true, &out, NULL);
#define HEAD "data: {\"object\":\"chat.completion.chunk\",\"model\":\"m\","
    assert_string_equal(out.s, HEAD
        "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
        "\"content\":\"\"}}]}\n\n" HEAD
        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a \"}}]}\n\n" HEAD
        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"}}]}\n\n" HEAD
        "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":"
        "\"stop\"}]}\n\n" HEAD
        "\"choices\":[],\"usage\":{\"completion_tokens\":2}}\n\n"
        "data: [DONE]\n\n");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_other),
        cmocka_unit_test(test_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
