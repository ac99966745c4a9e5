/* Streamed replies of every dialect, split at every byte: they are read as
 * the same reply would be had it come whole, and a stream that breaks off is
 * no answer wherever it does. */
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
#include "fold_case.h"
#include "model/dialect.h"

static const struct dialect *dialect_of(const struct fold_case *c)
{
    const struct dialect *d = dialect_find(c->dialect);

    assert_non_null(d);
    assert_non_null(d->stream);
    return d;
}

/* The first `len` bytes of a case, fed in pieces. */
static int fold_text_of(const struct fold_case *c, size_t len, size_t cut,
    size_t most, struct buf *body, struct buf *why)
{
    struct fold *f = fold_new(dialect_of(c));
    int rc;

    for (size_t at = 0; at < len;) {
        size_t n = at < cut ? cut - at : len - at;
        if (n > most)
            n = most;
        if (n > len - at)
            n = len - at;
        fold_feed(f, c->stream + at, n, (int64_t)at + 1);
        at += n;
    }
    rc = fold_end(f, body, why);
    fold_free(f);
    return rc;
}

static void same_text(const char *a, const char *b)
{
    assert_true((a == NULL) == (b == NULL));
    if (a != NULL)
        assert_string_equal(a, b);
}

static void on_logprob(void *arg, const char *token, double logprob)
{
    buf_printf(arg, "%s %.3f;", token, logprob);
}

static void same_reply(const struct reply *a, const struct reply *b)
{
    struct buf x = { 0 }, y = { 0 };

    assert_int_equal(a->failure, b->failure);
    assert_string_equal(a->why, b->why);
    same_text(a->text, b->text);
    same_text(a->reasoning, b->reasoning);
    same_text(a->refusal, b->refusal);
    same_text(a->served, b->served);
    assert_int_equal(a->finish, b->finish);
    for (int i = 0; i < USAGE_CLASSES; i++)
        assert_int_equal(a->usage.tokens[i], b->usage.tokens[i]);
    assert_int_equal(a->usage.flags, b->usage.flags);
    dialect_first_logprobs(a->logprobs, on_logprob, &x);
    dialect_first_logprobs(b->logprobs, on_logprob, &y);
    assert_string_equal(buf_str(&x), buf_str(&y));
    buf_clear(&x);
    buf_clear(&y);
}

static void check_whole(const struct fold_case *c, size_t cut, size_t most)
{
    struct buf body = { 0 }, why = { 0 };
    struct reply got, want;
    const struct dialect *d = dialect_of(c);

    assert_int_equal(
        fold_text_of(c, strlen(c->stream), cut, most, &body, &why), 0);
    d->decode(200, buf_str(&body), body.len, &got);
    d->decode(200, c->whole, strlen(c->whole), &want);
    same_reply(&got, &want);
    reply_clear(&got);
    reply_clear(&want);
    buf_clear(&body);
    buf_clear(&why);
}

static void test_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < FOLD_CASES; i++) {
        const struct fold_case *c = &fold_cases[i];
        size_t len = strlen(c->stream);
        for (size_t cut = 0; cut <= len; cut++)
            check_whole(c, cut, len);
        check_whole(c, 0, 1);
        check_whole(c, 0, 7);
    }
}

/* What the case says is what the whole reply really gives. */
static void test_expected(void **state)
{
    (void)state;
    for (size_t i = 0; i < FOLD_CASES; i++) {
        const struct fold_case *c = &fold_cases[i];
        struct reply r;
        dialect_of(c)->decode(200, c->whole, strlen(c->whole), &r);
        assert_int_equal(r.failure, c->failure);
        if (c->failure == FAILURE_NONE) {
            same_text(r.text, c->text);
            assert_int_equal(r.finish, c->finish);
        }
        reply_clear(&r);
    }
}

/* Cut anywhere before its end, it is refused or is an error it has told; it
 * never is an answer. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < FOLD_CASES; i++) {
        const struct fold_case *c = &fold_cases[i];
        const char *end = strstr(c->stream, c->end);
        assert_non_null(end);
        for (size_t len = 0; len < (size_t)(end - c->stream); len++) {
            struct buf body = { 0 }, why = { 0 };
            struct reply r;
            int rc = fold_text_of(c, len, 0, len, &body, &why);
            if (rc == 0) {
                dialect_of(c)->decode(200, buf_str(&body), body.len, &r);
                assert_int_not_equal(r.failure, FAILURE_NONE);
                reply_clear(&r);
            } else {
                assert_true(why.len > 0);
            }
            buf_clear(&body);
            buf_clear(&why);
        }
    }
}

static void test_refused(void **state)
{
    static const struct {
        struct fold_case c;
        const char *why;
    } cases[] = {
        { { "openai-chat", "data: {\"choices\":[\n\ndata: [DONE]\n\n", 0, 0, 0,
              0, 0 },
            "1 of the 2 events of its stream are no JSON" },
        { { "openai-chat", "<html>busy</html>\n", 0, 0, 0, 0, 0 },
            "neither a stream of events nor a whole reply came" },
        { { "openai-chat", "", 0, 0, 0, 0, 0 },
            "neither a stream of events nor a whole reply came" },
        { { "anthropic", "data: [DONE]\n\n", 0, 0, 0, 0, 0 },
            "its stream ended after 1 events without its end" },
        { { "ollama", "{\"message\":{\"content\":\"B\"},\"done\":false}\n", 0,
              0, 0, 0, 0 },
            "its stream ended after 1 events without its end" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf body = { 0 }, why = { 0 };
        const struct fold_case *c = &cases[i].c;
        assert_int_equal(
            fold_text_of(c, strlen(c->stream), 0, 100, &body, &why), -1);
        assert_string_equal(buf_str(&why), cases[i].why);
        assert_int_equal(body.len, 0);
        buf_clear(&body);
        buf_clear(&why);
    }
}

/* [DONE] behind nothing at all is no reply, whole or not. */
static void test_nothing(void **state)
{
    static const struct fold_case nothing = { "openai-chat", "data: [DONE]\n\n",
        0, 0, 0, 0, 0 };
    struct buf body = { 0 };
    struct reply r;

    (void)state;
    assert_int_equal(
        fold_text_of(&nothing, strlen(nothing.stream), 0, 100, &body, NULL), 0);
    dialect_of(&nothing)->decode(200, body.s, body.len, &r);
    assert_int_equal(r.failure, FAILURE_PROTOCOL);
    reply_clear(&r);
    buf_clear(&body);
}

static void test_pace(void **state)
{
    static const char *const pieces[] = { ": wait\n\n",
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":"
        "\"\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"ab\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"cd\"}}]}\n\ndata: "
        "{\"choices\":[{\"delta\":{\"content\":\"ef\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"gh\"}}]}\n\n",
        "data: {\"choices\":[],\"usage\":{}}\n\ndata: [DONE]\n\n" };
    struct fold *f = fold_new(dialect_find("openai-chat"));
    struct usage u = usage_unknown();
    struct fold_pace p;

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        fold_feed(f, pieces[i], strlen(pieces[i]), (int64_t)(i + 1) * 500000);
    p = *fold_pace(f);
    fold_free(f);
    assert_int_equal(p.first_us, 1500000); /* an empty piece is no token */
    assert_int_equal(p.last_us, 2500000);
    assert_int_equal(p.pieces, 4);
    assert_true(isnan(fold_rate(&p, &u))); /* nobody told the tokens */
    u.output = 4;
    assert_float_equal(fold_rate(&p, &u), 3, 1e-9); /* 3 behind the first */
    u.reasoning = 4;
    assert_float_equal(fold_rate(&p, &u), 3, 1e-9); /* unseen, and before */
    p.thought = true;
    assert_float_equal(fold_rate(&p, &u), 6, 1e-9);
    p.last_us = p.first_us; /* all at once says nothing of a pace */
    assert_true(isnan(fold_rate(&p, &u)));
    p.last_us += 30; /* nor do the parts of one arrival: 200,000 a second */
    assert_true(isnan(fold_rate(&p, &u)));
    p.last_us = p.first_us + 1000;
    assert_float_equal(fold_rate(&p, &u), 6000, 1e-6);
}

static void test_ask(void **state)
{
    static const struct {
        const char *row, *body, *url;
    } cases[] = {
        { "\"dialect\":\"openai-chat\"",
            "{\"a\":1,\"stream\":true,\"stream_options\":{\"include_usage\":"
            "true}}",
            "http://h/v1/chat/completions" },
        { "\"dialect\":\"openai-chat\",\"stream_usage\":false",
            "{\"a\":1,\"stream\":true}", "http://h/v1/chat/completions" },
        { "\"dialect\":\"openai-completions\"",
            "{\"a\":1,\"stream\":true,\"stream_options\":{\"include_usage\":"
            "true}}",
            "http://h/v1/completions" },
        { "\"dialect\":\"openai-responses\"", "{\"a\":1,\"stream\":true}",
            "http://h/v1/responses" },
        { "\"dialect\":\"anthropic\"", "{\"a\":1,\"stream\":true}",
            "http://h/v1/messages" },
        { "\"dialect\":\"gemini\"", "{\"a\":1}",
            "http://h/v1/models/m:streamGenerateContent?alt=sse" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model_catalog *catalog = model_catalog_new();
        struct err e = { 0 };
        struct buf text = { 0 }, body = { 0 };
        struct json *rows;
        struct model m;
        char *url;

        buf_printf(&text, "{\"models\":{\"m\":{\"url\":\"http://h/v1\",%s}}}",
            cases[i].row);
        rows = json_parse(text.s, text.len, &e);
        assert_int_equal(model_catalog_add(catalog, rows, "test", &e), 0);
        assert_int_equal(model_parse("m", catalog, &m, &e), 0);
        buf_puts(&body, "{\"a\":1}");
        dialect_stream_body(&m, &body);
        assert_string_equal(body.s, cases[i].body);
        url = dialect_stream_url(&m);
        assert_string_equal(url, cases[i].url);
        free(url);
        model_clear(&m);
        json_free(rows);
        model_catalog_free(catalog);
        buf_clear(&text);
        buf_clear(&body);
    }
}

/* RETORT_CORPUS_DIR=DIR leaves the streams there, to start tests/fuzz from:
 * the dialect's number before each. */
static void test_corpus(void **state)
{
    const char *dir = getenv("RETORT_CORPUS_DIR");

    (void)state;
    for (size_t i = 0; dir != NULL && i < FOLD_CASES; i++) {
        char *path = mem_printf("%s/fold-%zu", dir, i);
        FILE *out = fopen(path, "w");
        int n = 0;
        assert_non_null(out);
        while (strcmp(dialect_at(n)->name, fold_cases[i].dialect) != 0)
            n++;
        fputc(n, out);
        fputs(fold_cases[i].stream, out);
        assert_int_equal(fclose(out), 0);
        free(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_expected),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_ask),
        cmocka_unit_test(test_corpus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
