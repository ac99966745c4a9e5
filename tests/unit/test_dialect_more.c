/* model/dialect_*: what is read in the replies of every dialect but chat, in
 * bodies written from the documented fields (PROVIDER-APIS 2-6, 10, 13). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect_case_llama.h"
#include "dialect_case_openai.h"
#include "dialect_case_others.h"
#include "model/dialect.h"

/* Case i of all tables, NULL behind the last. */
static const struct dialect_case *case_at(size_t i)
{
#define TABLE(cases)                                                           \
    {                                                                          \
        cases, sizeof cases / sizeof *cases                                    \
    }
    static const struct {
        const struct dialect_case *cases;
        size_t n;
    } tables[] = { TABLE(openai_cases), TABLE(other_cases),
        TABLE(llama_cases) };
#undef TABLE

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        if (i < tables[t].n)
            return &tables[t].cases[i];
        i -= tables[t].n;
    }
    return NULL;
}

static bool same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void check_case(const struct dialect_case *c)
{
    const struct dialect *d = dialect_find(c->dialect);
    struct reply r;

    assert_non_null(d);
    d->decode(c->status, c->body, strlen(c->body), &r);
    if (r.failure != c->failure || r.finish != c->finish
        || !same(r.text, c->text != NULL ? c->text : "")
        || !same(r.refusal, c->refusal) || !same(r.reasoning, c->reasoning)
        || usage_in(&r.usage) != c->in || usage_out(&r.usage) != c->out
        || r.wait_us != c->wait_us)
        fail_msg("%s, %s: failure %s, finish %s, text '%s', refusal '%s', "
                 "reasoning '%s', in %lld, out %lld, wait %lld, why '%s'",
            c->dialect, c->what, failure_name(r.failure), finish_name(r.finish),
            r.text, r.refusal, r.reasoning, (long long)usage_in(&r.usage),
            (long long)usage_out(&r.usage), (long long)r.wait_us, r.why);
    if ((r.failure != FAILURE_NONE) != (r.why[0] != '\0'))
        fail_msg("%s, %s: why is '%s'", c->dialect, c->what, r.why);
    if (c->why != NULL && strcmp(r.why, c->why) != 0)
        fail_msg("%s, %s: why is '%s'", c->dialect, c->what, r.why);
    reply_clear(&r);
}

static void test_decode(void **state)
{
    const struct dialect_case *c;

    (void)state;
    for (size_t i = 0; (c = case_at(i)) != NULL; i++)
        check_case(c);
}

/* Every case is a whole body: cut anywhere, it must end as a failure, and
 * never as an answer. */
static void test_cut(void **state)
{
    const struct dialect_case *c;

    (void)state;
    for (size_t i = 0; (c = case_at(i)) != NULL; i++) {
        size_t end = strlen(c->body);
        while (end > 0 && strchr(" \n", c->body[end - 1]) != NULL)
            end--;
        for (size_t len = 0; len < end; len++) {
            struct reply r;
            char *piece = mem_dup(c->body, len);
            dialect_find(c->dialect)->decode(c->status, piece, len, &r);
            if (r.failure == FAILURE_NONE)
                fail_msg(
                    "%s, %s cut at %zu is an answer", c->dialect, c->what, len);
            reply_clear(&r);
            free(piece);
        }
    }
}

/* A reply is read the same with status 200 again, as it is from the store. */
static void test_again(void **state)
{
    const struct dialect_case *c;

    (void)state;
    for (size_t i = 0; (c = case_at(i)) != NULL; i++) {
        struct reply r;
        if (c->failure != FAILURE_NONE)
            continue;
        dialect_find(c->dialect)->decode(200, c->body, strlen(c->body), &r);
        assert_int_equal(r.failure, FAILURE_NONE);
        assert_int_equal(r.finish, c->finish);
        reply_clear(&r);
    }
}

struct odds {
    char text[200];
};

static void on_logprob(void *arg, const char *token, double logprob)
{
    struct odds *o = arg;
    size_t len = strlen(o->text);

    snprintf(o->text + len, sizeof o->text - len, "%s %.1f;", token, logprob);
}

static void test_logprobs(void **state)
{
    static const struct {
        const char *dialect, *body;
    } cases[] = {
        { "openai-chat",
            "{\"choices\":[{\"message\":{\"content\":\"B\"},\"logprobs\":{"
            "\"content\":[{\"token\":\"B\",\"logprob\":-0.5,\"top_logprobs\":["
            "{\"token\":\"B\",\"logprob\":-0.5},"
            "{\"token\":\"A\",\"logprob\":-2},"
            "{\"token\":\"C\",\"logprob\":-9999.0}]}]}}]}" },
        { "openai-responses",
            "{\"status\":\"completed\",\"output\":[{\"type\":\"message\","
            "\"content\":[{\"type\":\"output_text\",\"text\":\"B\","
            "\"logprobs\":[{\"token\":\"B\",\"logprob\":-0.5,"
            "\"top_logprobs\":[{\"token\":\"B\",\"logprob\":-0.5},"
            "{\"token\":\"A\",\"logprob\":-2}]},{\"token\":\".\","
            "\"logprob\":-1}]}]}]}" },
        { "openai-completions",
            "{\"choices\":[{\"text\":\"B\",\"logprobs\":{\"tokens\":[\"B\"],"
            "\"token_logprobs\":[-0.5],"
            "\"top_logprobs\":[{\"B\":-0.5,\"A\":-2}]}}]}" },
        { "openai-completions", /* llama.cpp answers in chat's shape */
            "{\"choices\":[{\"text\":\"B\",\"logprobs\":{\"content\":["
            "{\"top_logprobs\":[{\"token\":\"B\",\"logprob\":-0.5},"
            "{\"token\":\"A\",\"logprob\":-2}]}]}}]}" },
        { "gemini",
            "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{"
            "\"parts\":[{\"text\":\"B\"}]},\"logprobsResult\":{"
            "\"chosenCandidates\":[{\"token\":\"B\",\"logProbability\":-0.5}],"
            "\"topCandidates\":[{\"candidates\":["
            "{\"token\":\"B\",\"logProbability\":-0.5},"
            "{\"token\":\"A\",\"logProbability\":-2}]}]}}]}" },
        { "llama-completion", /* since the end of 2024 */
            "{\"content\":\"B\",\"completion_probabilities\":[{\"id\":426,"
            "\"token\":\"B\",\"bytes\":[66],\"logprob\":-0.5,"
            "\"top_logprobs\":[{\"id\":426,\"token\":\"B\",\"bytes\":[66],"
            "\"logprob\":-0.5},{\"id\":9,\"token\":\"A\",\"bytes\":[65],"
            "\"logprob\":-2},{\"id\":7,\"token\":\"C\","
            "\"logprob\":-3.4028234663852886e+38}]}]}" },
        { "llama-completion", /* as its README calls it */
            "{\"content\":\"B\",\"probs\":[{\"token\":\"B\",\"logprob\":-0.5,"
            "\"top_logprobs\":[{\"token\":\"B\",\"logprob\":-0.5},"
            "{\"token\":\"A\",\"logprob\":-2}]}]}" },
        { "llama-completion", /* post_sampling_probs */
            "{\"content\":\"B\",\"completion_probabilities\":[{\"token\":\"B\","
            "\"prob\":0.60653066,\"top_probs\":[{\"token\":\"B\","
            "\"prob\":0.60653066},{\"token\":\"A\",\"prob\":0.13533528},"
            "{\"token\":\"C\",\"prob\":0}]}]}" },
        { "llama-completion", /* before */
            "{\"content\":\"B\",\"completion_probabilities\":[{\"content\":"
            "\"B\",\"probs\":[{\"prob\":0.60653066,\"tok_str\":\"B\"},"
            "{\"prob\":0.13533528,\"tok_str\":\"A\"},{\"prob\":0.0,"
            "\"tok_str\":\"C\"}]}]}" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reply r;
        struct odds o = { "" };
        dialect_find(cases[i].dialect)
            ->decode(200, cases[i].body, strlen(cases[i].body), &r);
        assert_string_equal(r.text, "B");
        dialect_first_logprobs(r.logprobs, on_logprob, &o);
        assert_string_equal(o.text, "B -0.5;A -2.0;");
        reply_clear(&r);
    }
}

static void test_mean(void **state)
{
    static const struct {
        const char *logprobs;
        double mean;
    } cases[] = {
        { "[{\"token\":\"B\",\"logprob\":-0.5,\"top_logprobs\":[]},"
          "{\"token\":\".\",\"logprob\":-1.5}]",
            -1 },
        { "{\"content\":[{\"token\":\"B\",\"logprob\":-0.5}]}", -0.5 },
        { "{\"token_logprobs\":[-1,-3]}", -2 },
        { "{\"token_logprobs\":[-1,null]}", (double)NAN },
        { "[{\"token\":\"B\",\"logprob\":-9999}]", (double)NAN },
        { "[]", (double)NAN },
        /* llama.cpp: after sampling; and before 2025, by its text */
        { "[{\"token\":\"B\",\"prob\":0.5},{\"token\":\".\",\"prob\":1}]",
            -0.34657359 },
        { "[{\"content\":\"A\",\"probs\":[{\"tok_str\":\"B\",\"prob\":"
          "0.75},{\"tok_str\":\"A\",\"prob\":0.25}]}]",
            -1.38629436 },
        { "[{\"content\":\"C\",\"probs\":[{\"tok_str\":\"B\",\"prob\":"
          "0.75}]}]",
            (double)NAN },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].logprobs;
        struct json *tree = json_parse(text, strlen(text), NULL);
        double got = dialect_mean_logprob(tree);
        assert_int_equal(isnan(got), isnan(cases[i].mean));
        if (!isnan(got))
            assert_float_equal(got, cases[i].mean, 1e-8);
        json_free(tree);
    }
    assert_true(isnan(dialect_mean_logprob(NULL)));
}

/* Of every reply, a verdict finds the same text, refusal, logprobs and counts
 * once all else is let go of. */
static void test_shed(void **state)
{
    const struct dialect_case *c;

    (void)state;
    for (size_t i = 0; (c = case_at(i)) != NULL; i++) {
        struct reply r;
        const struct json *logprobs;
        dialect_find(c->dialect)
            ->decode(c->status, c->body, strlen(c->body), &r);
        logprobs = r.logprobs;
        if (r.failure == FAILURE_NONE) {
            reply_shed(&r);
            assert_true(same(r.text, c->text != NULL ? c->text : ""));
            assert_true(same(r.refusal, c->refusal));
            assert_int_equal(r.finish, c->finish);
            assert_int_equal(usage_out(&r.usage), c->out);
            assert_ptr_equal(r.logprobs, logprobs);
            assert_true((r.tree != NULL) == (logprobs != NULL));
        }
        reply_clear(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_logprobs),
        cmocka_unit_test(test_mean),
        cmocka_unit_test(test_shed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
