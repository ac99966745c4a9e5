/* Log-likelihoods are read where they prove themselves, and refused with the
 * reason where they do not: made up after what the servers are documented to
 * send (PROVIDER-APIS 4.2, 7.3, 7.4, 8.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "model/dialect.h"

#define BODY(text, logprobs, in, out)                                          \
    "{\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"" text              \
    "\",\"logprobs\":" logprobs ",\"finish_reason\":\"length\"}],\"usage\":{"  \
    "\"prompt_tokens\":" in ",\"completion_tokens\":" out "}}"

static const struct {
    const char *prompt, *text; // text ends the prompt
    const char *body;
    double sum;
    int tokens;
    const char *why; // NULL: it is read
} cases[] = {
    /* OpenAI's form, two tokens of the text; the last one is made up */
    { "The capital of France is Paris", " France is Paris",
        BODY("The capital of France is Paris.",
            "{\"tokens\":[\"The\",\" capital\",\" of\",\" France\",\" is\","
            "\" Paris\",\".\"],\"token_logprobs\":[null,-9.1,-0.4,-4.0,-0.3,"
            "-1.2,-0.9],\"text_offset\":[0,3,11,14,21,24,30]}",
            "6", "1"),
        -5.5, 3, NULL },
    /* characters of several bytes before it; max_tokens 0 */
    { "\xc3\x84\xe4\xbd\xa0: A", " A",
        BODY("\xc3\x84\xe4\xbd\xa0: A",
            "{\"token_logprobs\":[null,-1,-2.5,-0.25],\"text_offset\":[0,1,2,"
            "3]}",
            "4", "0"),
        -0.25, 1, NULL },
    /* the blank at the end of the context belongs to the first token */
    { "Q: A", "A",
        BODY("Q: Ax",
            "{\"token_logprobs\":[null,-1,-0.5,-3],\"text_offset\":[0,1,2,4]}",
            "3", "1"),
        -0.5, 1, NULL },
    { "Q: A", " A",
        BODY("Q: Ax",
            "{\"token_logprobs\":[null,-1.5,-3],\"text_offset\":[0,1,4]}", "2",
            "1"),
        0, 0, "no token begins where the text does" },
    /* llama.cpp: echo ignored, log-probabilities of what was made up */
    { "Q: A", " A",
        BODY("x", "{\"token_logprobs\":[-0.7],\"text_offset\":[0]}", "3", "1"),
        0, 0, "it does not give a log-probability for each token" },
    { "Q: A", " A",
        BODY("x",
            "{\"token_logprobs\":[-0.7,-0.1,-0.2,-0.2],\"text_offset\":[0,1,2,"
            "3]}",
            "3", "1"),
        0, 0, "it does not repeat the prompt" },
    /* llama.cpp: the form of chat */
    { "Q: A", " A",
        BODY("Q: Ax", "{\"content\":[{\"token\":\"x\",\"logprob\":-0.7}]}", "3",
            "1"),
        0, 0, "it does not give a log-probability for each token" },
    { "Q: A", " A",
        "{\"choices\":[{\"text\":\"Q: Ax\",\"logprobs\":{\"content\":[]}}]}", 0,
        0, "it gives no log-probabilities of the prompt" },
    { "Q: A", " A", BODY("Q: Ax", "null", "3", "1"), 0, 0,
        "it gives no log-probabilities" },
    /* the prompt repeated, but scored from its first token on: none has that */
    { "Q: A", " A",
        BODY("Q: A", "{\"token_logprobs\":[-1,-1,-1],\"text_offset\":[0,1,2]}",
            "3", "0"),
        0, 0, "its first token has a log-probability" },
    { "Q: A", " A",
        BODY("Q: A", "{\"token_logprobs\":[null,0,0],\"text_offset\":[0,1,2]}",
            "3", "0"),
        0, 0, "all its log-probabilities are 0" },
    /* -9999 is "not in the list" */
    { "Q: A", " A",
        BODY("Q: A",
            "{\"token_logprobs\":[null,-1,-9999.0],\"text_offset\":[0,1,2]}",
            "3", "0"),
        0, 0, "a token of the prompt has no log-probability" },
    { "Q: A", " A",
        BODY("Q: A",
            "{\"token_logprobs\":[null,-1,null],\"text_offset\":[0,1,2]}", "3",
            "0"),
        0, 0, "a token of the prompt has no log-probability" },
    { "Q: A", " A", BODY("Q: A", "{\"token_logprobs\":[null,-1,-1]}", "3", "0"),
        0, 0, "it gives no log-probabilities of the prompt" },
    { "Q: A", " A",
        BODY("Q: A",
            "{\"token_logprobs\":[null,-1,0.5],\"text_offset\":[0,1,2]}", "3",
            "0"),
        0, 0, "a token of the prompt has no log-probability" },
};

static void test_read(void **state)
{
    const struct dialect *d = dialect_find("openai-completions");

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *prompt = cases[i].prompt;
        struct likelihood l;
        struct reply r;
        d->decode(200, cases[i].body, strlen(cases[i].body), &r);
        assert_int_equal(r.failure, FAILURE_NONE);
        likelihood_read(&r, prompt, strlen(prompt), strlen(cases[i].text), &l);
        assert_int_equal(l.tokens, cases[i].tokens);
        assert_float_equal(l.sum, cases[i].sum, 1e-6);
        if (cases[i].why == NULL)
            assert_string_equal(l.why, "");
        else
            assert_non_null(strstr(l.why, cases[i].why));
        reply_clear(&r);
    }
}

/* What goes out, and that it is found again in the request. */
static void test_request(void **state)
{
    static const struct message messages[] = { { "user", "Q?\nAnswer:", 10 } };
    static const char reply[] = BODY("Q?\\nAnswer: Bx",
        "{\"token_logprobs\":[null,-1,-0.5,-0.1],\"text_offset\":[0,2,10,12]}",
        "3", "1");
    struct model_catalog *c = model_catalog_new();
    struct json *rows;
    struct err e = { 0 };
    struct buf body = { 0 };
    struct likelihood l;
    struct model m;
    struct reply r;

    (void)state;
    static const char text[] =
        "{\"models\":{\"m\":{\"url\":\"http://h/v1\",\"dialect\":"
        "\"openai-completions\"}}}";
    rows = json_parse(text, sizeof text - 1, &e);
    assert_int_equal(model_catalog_add(c, rows, "test", &e), 0);
    assert_int_equal(model_parse("m", c, &m, &e), 0);
    m.dialect->encode_likelihood(&m, messages, 1, " B", 2, &body);
    assert_string_equal(body.s,
        "{\"model\":\"m\",\"prompt\":\"Q?\\nAnswer: B\",\"temperature\":0,"
        "\"max_tokens\":1,\"logprobs\":1,\"echo\":true}");
    m.dialect->decode(200, reply, sizeof reply - 1, &r);
    likelihood_of(&r, body.s, body.len, 2, &l);
    assert_int_equal(l.tokens, 1);
    assert_float_equal(l.sum, -0.5, 1e-6);
    likelihood_of(&r, "{}", 2, 2, &l);
    assert_int_equal(l.tokens, 0);
    assert_string_equal(l.why, "the request has no prompt");
    reply_clear(&r);
    model_clear(&m);
    buf_clear(&body);
    json_free(rows);
    model_catalog_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
