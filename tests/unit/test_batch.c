/* model/batch: the bytes that are handed in, and how what comes back of each
 * service is read. A whole life of a batch stands in tests/cli/batch.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/batch.h"

static void model_of(const char *rows, const char *name, struct model *m)
{
    struct model_catalog *c = model_catalog_new();
    struct err e = { 0 };
    struct json *root = json_parse(rows, strlen(rows), &e);

    assert_non_null(root);
    assert_int_equal(model_catalog_add(c, root, "test", &e), 0);
    assert_int_equal(model_parse(name, c, m, &e), 0);
    model_catalog_free(c);
    json_free(root);
}

static struct json *parsed(const char *text)
{
    struct err e = { 0 };
    struct json *root = json_parse(text, strlen(text), &e);

    assert_non_null(root);
    return root;
}

static void openai(struct model *m)
{
    model_of("{\"providers\":{\"OpenAI\":{\"url\":\"http://h/v1\",\"dialect\":"
             "\"openai-chat\"}},\"models\":{\"m\":{\"provider\":\"OpenAI\","
             "\"model\":\"gpt-4o\"}}}",
        "m", m);
}

static void test_openai_hands_in(void **state)
{
    const struct batch_service *s;
    struct buf items = { 0 }, body = { 0 };
    struct model m;

    (void)state;
    openai(&m);
    s = batch_service_of(&m);
    assert_ptr_equal(s, &batch_openai);
    s->item(&m, "ab12", "{\"x\":1}and more", 7, &items);
    assert_string_equal(buf_str(&items),
        "{\"custom_id\":\"ab12\",\"method\":\"POST\",\"url\":"
        "\"/v1/chat/completions\",\"body\":{\"x\":1}}\n");
    s->create(&m, "tag-1", "file-7", &items, &body);
    assert_string_equal(buf_str(&body),
        "{\"input_file_id\":\"file-7\",\"endpoint\":\"/v1/chat/completions\","
        "\"completion_window\":\"24h\",\"metadata\":{\"retort\":\"tag-1\"}}");
    buf_clear(&items);
    buf_clear(&body);
    model_clear(&m);
}

static enum batch_phase phase_of(
    const struct batch_service *s, const struct model *m, const char *text)
{
    struct batch_status status;
    struct json *root = parsed(text);
    enum batch_phase phase;

    s->status(m, root, &status);
    phase = status.phase;
    batch_status_clear(&status);
    json_free(root);
    return phase;
}

static void test_openai_status(void **state)
{
    static const char ended[] =
        "{\"status\":\"expired\",\"error_file_id\":\"e\",\"output_file_id\":"
        "\"o\",\"request_counts\":{\"total\":3,\"completed\":1,\"failed\":2}}";
    struct batch_status status;
    struct json *root = parsed(ended);
    struct model m;

    (void)state;
    openai(&m);
    batch_openai.status(&m, root, &status);
    json_free(root);
    assert_int_equal(status.phase, BATCH_ENDED);
    assert_int_equal(status.total, 3);
    assert_int_equal(status.done, 1);
    assert_int_equal(status.failed, 2);
    assert_string_equal(status.results[0], "http://h/v1/files/o/content");
    assert_string_equal(status.results[1], "http://h/v1/files/e/content");
    batch_status_clear(&status);
    /* nothing but errors: the one file there is comes first */
    root = parsed("{\"status\":\"completed\",\"error_file_id\":\"e\","
                  "\"output_file_id\":null}");
    batch_openai.status(&m, root, &status);
    json_free(root);
    assert_string_equal(status.results[0], "http://h/v1/files/e/content");
    assert_null(status.results[1]);
    assert_int_equal(status.total, -1);
    batch_status_clear(&status);
    assert_int_equal(phase_of(&batch_openai, &m, "{\"status\":\"finalizing\"}"),
        BATCH_RUNNING);
    assert_int_equal(phase_of(&batch_openai, &m, "{\"status\":\"cancelling\"}"),
        BATCH_RUNNING);
    assert_int_equal(phase_of(&batch_openai, &m, "{\"status\":\"new word\"}"),
        BATCH_RUNNING);
    assert_int_equal(
        phase_of(&batch_openai, &m, "{\"status\":\"failed\"}"), BATCH_REFUSED);
    model_clear(&m);
}

static void test_openai_result(void **state)
{
    struct batch_result r;
    struct json *line =
        parsed("{\"custom_id\":\"a\",\"response\":{\"status_code\":429,"
               "\"body\":{\"error\":{}}},\"error\":null}");

    (void)state;
    assert_true(batch_openai.result(line, &r));
    assert_string_equal(r.id, "a");
    assert_int_equal(r.status, 429);
    assert_non_null(r.body);
    json_free(line);
    line = parsed("{\"custom_id\":\"b\",\"response\":null,\"error\":{\"code\":"
                  "\"batch_expired\",\"message\":\"late\"}}");
    assert_true(batch_openai.result(line, &r));
    assert_int_equal(r.status, 0);
    assert_string_equal(r.why, "batch_expired: late");
    json_free(line);
    /* a status without a body answers nothing */
    line = parsed("{\"custom_id\":\"c\",\"response\":{\"status_code\":200}}");
    assert_true(batch_openai.result(line, &r));
    assert_int_equal(r.status, 0);
    json_free(line);
    line = parsed("[7]");
    assert_false(batch_openai.result(line, &r));
    json_free(line);
}

static void others(struct model *anthropic, struct model *google)
{
    static const char rows[] =
        "{\"providers\":{\"Anthropic\":{\"url\":\"http://h/v1\",\"dialect\":"
        "\"anthropic\"},\"Google\":{\"url\":\"http://h/v1beta\",\"dialect\":"
        "\"gemini\"}},\"models\":{\"a\":{\"provider\":\"Anthropic\"},\"g\":"
        "{\"provider\":\"Google\",\"model\":\"gemini-x\"}}}";

    model_of(rows, "a", anthropic);
    model_of(rows, "g", google);
    assert_ptr_equal(batch_service_of(anthropic), &batch_anthropic);
    assert_ptr_equal(batch_service_of(google), &batch_gemini);
}

static void test_others_hand_in(void **state)
{
    struct buf items = { 0 }, body = { 0 };
    struct model a, g;
    char *url;

    (void)state;
    others(&a, &g);
    batch_anthropic.item(&a, "k1", "{}", 2, &items);
    batch_anthropic.item(&a, "k2", "{}", 2, &items);
    batch_anthropic.create(&a, "tag", NULL, &items, &body);
    assert_string_equal(buf_str(&body),
        "{\"requests\":[{\"custom_id\":\"k1\",\"params\":{}},"
        "{\"custom_id\":\"k2\",\"params\":{}}]}");
    buf_reset(&items);
    buf_reset(&body);
    batch_gemini.item(&g, "k1", "{}", 2, &items);
    batch_gemini.item(&g, "k2", "{}", 2, &items);
    batch_gemini.create(&g, "tag", NULL, &items, &body);
    assert_string_equal(buf_str(&body),
        "{\"batch\":{\"displayName\":\"tag\",\"inputConfig\":{\"requests\":"
        "{\"requests\":[{\"request\":{},\"metadata\":{\"key\":\"k1\"}},"
        "{\"request\":{},\"metadata\":{\"key\":\"k2\"}}]}}}}");
    url = batch_gemini.create_url(&g);
    assert_string_equal(
        url, "http://h/v1beta/models/gemini-x:batchGenerateContent");
    free(url);
    buf_clear(&items);
    buf_clear(&body);
    model_clear(&a);
    model_clear(&g);
}

static bool taken(const struct batch_service *s, const char *batch,
    int64_t items, int64_t since_us)
{
    struct json *root = parsed(batch);
    bool yes = s->is_ours(root, "tag", items, since_us);

    json_free(root);
    return yes;
}

/* Whose a batch is that may have been made. */
static void test_is_ours(void **state)
{
    static const char made[] =
        "{\"created_at\":\"2026-11-21T10:00:00.1+00:00\",\"request_counts\":"
        "{\"processing\":2,\"succeeded\":1,\"expired\":1}}";
    const int64_t at_us = 1795255200 * (int64_t)1000000; /* that moment */

    (void)state;
    assert_true(taken(&batch_anthropic, made, 4, at_us));
    assert_false(taken(&batch_anthropic, made, 5, at_us));
    assert_false(
        taken(&batch_anthropic, made, 4, at_us + 3600 * (int64_t)1000000));
    assert_true(
        taken(&batch_gemini, "{\"metadata\":{\"displayName\":\"tag\"}}", 1, 0));
    assert_false(taken(
        &batch_gemini, "{\"metadata\":{\"displayName\":\"tag2\"}}", 1, 0));
    assert_true(
        taken(&batch_openai, "{\"metadata\":{\"retort\":\"tag\"}}", 1, 0));
    assert_false(taken(&batch_openai, "{\"metadata\":null}", 1, 0));
}

static void test_others_status(void **state)
{
    struct batch_status status;
    struct json *root;
    struct model a, g;

    (void)state;
    others(&a, &g);
    /* the key goes to the host of the model, whatever the service says */
    root = parsed("{\"id\":\"b\",\"processing_status\":\"ended\","
                  "\"results_url\":\"http://evil/x\"}");
    batch_anthropic.status(&a, root, &status);
    json_free(root);
    assert_int_equal(status.phase, BATCH_ENDED);
    assert_string_equal(
        status.results[0], "http://h/v1/messages/batches/b/results");
    batch_status_clear(&status);
    assert_int_equal(
        phase_of(&batch_anthropic, &a, "{\"processing_status\":\"canceling\"}"),
        BATCH_RUNNING);
    assert_int_equal(phase_of(&batch_gemini, &g,
                         "{\"metadata\":{\"state\":\"BATCH_STATE_RUNNING\"}}"),
        BATCH_RUNNING);
    assert_int_equal(phase_of(&batch_gemini, &g,
                         "{\"metadata\":{\"state\":\"BATCH_STATE_EXPIRED\"}}"),
        BATCH_ENDED);
    assert_int_equal(phase_of(&batch_gemini, &g,
                         "{\"metadata\":{\"state\":\"BATCH_STATE_FAILED\"}}"),
        BATCH_REFUSED);
    model_clear(&a);
    model_clear(&g);
}

static int status_of(
    const struct batch_service *s, const char *text, bool *is_result)
{
    struct batch_result r;
    struct json *line = parsed(text);

    *is_result = s->result(line, &r);
    json_free(line);
    return r.status;
}

static void test_others_result(void **state)
{
    const struct batch_service *a = &batch_anthropic, *g = &batch_gemini;
    bool is;

    (void)state;
    assert_int_equal(status_of(a,
                         "{\"custom_id\":\"k\",\"result\":{\"type\":"
                         "\"succeeded\",\"message\":{}}}",
                         &is),
        200);
    assert_int_equal(status_of(a,
                         "{\"custom_id\":\"k\",\"result\":{\"type\":"
                         "\"errored\",\"error\":{\"error\":{\"type\":"
                         "\"overloaded_error\"}}}}",
                         &is),
        529);
    assert_int_equal(
        status_of(
            a, "{\"custom_id\":\"k\",\"result\":{\"type\":\"expired\"}}", &is),
        0);
    assert_true(is);
    status_of(a, "{\"custom_id\":\"k\"}", &is);
    assert_false(is);
    assert_int_equal(status_of(g, "{\"response\":{}}", &is), 200);
    assert_true(is);
    assert_int_equal(status_of(g, "{\"error\":{\"code\":3}}", &is), 400);
    assert_int_equal(status_of(g, "{\"error\":{\"code\":429}}", &is), 429);
    assert_int_equal(status_of(g, "{\"error\":{}}", &is), 500);
    assert_int_equal(status_of(g, "{}", &is), 0);
}

static void test_none(void **state)
{
    struct model m;

    (void)state;
    model_of("{}", "http://h/v1#gpt-4o", &m);
    assert_null(batch_service_of(&m));
    model_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_openai_hands_in),
        cmocka_unit_test(test_openai_status),
        cmocka_unit_test(test_openai_result),
        cmocka_unit_test(test_others_hand_in),
        cmocka_unit_test(test_is_ours),
        cmocka_unit_test(test_others_status),
        cmocka_unit_test(test_others_result),
        cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
