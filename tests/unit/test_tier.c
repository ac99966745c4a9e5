/* model/tier: what replies say of the tier and region they were served at, and
 * how models.lua asks for a tier. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "base/json.h"
#include "model/dialect.h"
#include "model/fold.h"
#include "model/tier.h"

static void test_served(void **state)
{
    (void)state;
    static const struct {
        const char *body, *asked, *want;
    } cases[] = {
        { "{}", NULL, NULL },
        { "{}", "flex", "untold" },
        { "{\"service_tier\":null}", "flex", "untold" },
        { "{\"service_tier\":\"auto\"}", "priority", "untold" },
        { "{\"service_tier\":\"default\"}", NULL, NULL },
        { "{\"service_tier\":\"default\"}", "priority", NULL },
        { "{\"service_tier\":\"flex\"}", NULL, "flex" },
        { "{\"service_tier\":\"Priority\"}", "flex", "priority" },
        { "{\"service_tier\":\"fast\"}", NULL, "priority" },
        { "{\"service_tier\":\"on_demand\"}", NULL, NULL },
        { "{\"service_tier\":\"scale\"}", NULL, "scale" },
        { "{\"service_tier\":7}", NULL, NULL },
        { "{\"usage\":{\"service_tier\":\"standard\"}}", NULL, NULL },
        { "{\"usage\":{\"service_tier\":\"priority\"}}", NULL, "priority" },
        { "{\"usage\":{\"service_tier\":\"batch\"}}", NULL, "batch" },
        { "{\"usage\":{\"service_tier\":\"standard\",\"speed\":\"fast\"}}",
            NULL, "fast" },
        { "{\"usage\":{\"service_tier\":\"standard\","
          "\"speed\":\"standard\"}}",
            NULL, NULL },
        { "{\"usageMetadata\":{\"serviceTier\":\"standard\"}}", "flex", NULL },
        { "{\"usageMetadata\":{\"serviceTier\":\"flex\"}}", "flex", "flex" },
        { "{\"usageMetadata\":{\"trafficType\":\"ON_DEMAND\"}}", NULL, NULL },
        { "{\"usageMetadata\":{\"trafficType\":\"PROVISIONED_THROUGHPUT\"}}",
            NULL, "PROVISIONED_THROUGHPUT" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json *o = json_parse(cases[i].body, strlen(cases[i].body), NULL);
        const char *got = tier_served(o, cases[i].asked);
        if (strcmp(got ? got : "-", cases[i].want ? cases[i].want : "-") != 0)
            fail_msg("%s: %s", cases[i].body, got ? got : "standard");
        json_free(o);
    }
    assert_true(tier_is_untold("untold"));
    assert_false(tier_is_untold(NULL));
}

static void test_region(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "{\"usage\":{\"inference_geo\":\"us\"}}", "us" },
        { "{\"usage\":{\"inference_geo\":\"global\"}}", NULL },
        { "{\"usage\":{\"inference_geo\":\"not_available\"}}", NULL },
        { "{\"usage\":{\"inference_geo\":null}}", NULL },
        { "{}", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json *o = json_parse(cases[i][0], strlen(cases[i][0]), NULL);
        const char *got = tier_region(o);
        assert_string_equal(got ? got : "-", cases[i][1] ? cases[i][1] : "-");
        json_free(o);
    }
}

/* A row of models.lua, as JSON: {FIELDS}. */
static int read_model(const char *fields, struct model *m, struct err *e)
{
    struct model_catalog *c = model_catalog_new();
    struct buf b = { 0 };
    struct json *rows;
    int rc;

    buf_printf(&b, "{\"models\":{\"m\":{\"url\":\"http://h/v1\",%s}}}", fields);
    rows = json_parse(b.s, b.len, e);
    assert_non_null(rows);
    rc = model_catalog_add(c, rows, "models.lua", e);
    if (rc == 0)
        rc = model_parse("m", c, m, e);
    json_free(rows);
    buf_clear(&b);
    model_catalog_free(c);
    return rc;
}

/* What is sent, and what a reply that tells its tier is decoded to. */
static void test_asked(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *tier, *sent, *why;
    } cases[] = {
        { "\"tier\":\"flex\"", "flex", "\"service_tier\":\"flex\"}", NULL },
        { "\"tier\":\"priority\",\"send\":{\"store\":false}", "priority",
            "\"store\":false,\"service_tier\":\"priority\"}", NULL },
        { "\"tier\":\"flex\",\"dialect\":\"gemini\"", "flex",
            "\"serviceTier\":\"flex\"}", NULL },
        { "\"tier\":\"flex\",\"dialect\":\"openai-responses\"", "flex",
            "\"service_tier\":\"flex\"}", NULL },
        { "\"send\":{\"service_tier\":\"flex\"}", "flex",
            "\"service_tier\":\"flex\"}", NULL },
        { "\"send\":{\"speed\":\"fast\"},\"dialect\":\"anthropic\"", "fast",
            "\"speed\":\"fast\"}", NULL },
        { "\"send\":{\"service_tier\":\"standard_only\"},"
          "\"dialect\":\"anthropic\"",
            NULL, "\"service_tier\":\"standard_only\"}", NULL },
        { "\"send\":{\"service_tier\":\"auto\"}", NULL,
            "\"service_tier\":\"auto\"}", NULL },
        { "\"seed\":true", NULL, "]}", NULL },
        { "\"tier\":\"flex\",\"dialect\":\"anthropic\"", NULL, NULL,
            "models.lua: model 'm' speaks anthropic, which has no word to ask "
            "for the tier flex: leave tier out" },
        { "\"tier\":\"batch\"", NULL, NULL,
            "models.lua: model 'm': tier is 'batch'; flex and priority can be "
            "asked for (batch: run --batch)" },
        { "\"tier\":2", NULL, NULL,
            "models.lua: models.m.tier must be a string" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model m = { 0 };
        struct err e = { 0 };
        struct message hi = { "user", "hi", 2 };
        struct sampling s = { .temperature = NAN, .top_p = NAN, .seed = -1 };
        struct buf body = { 0 };
        int rc = read_model(cases[i].fields, &m, &e);
        if (cases[i].why) {
            assert_int_equal(rc, -1);
            assert_string_equal(e.text, cases[i].why);
            continue;
        }
        assert_int_equal(rc, 0);
        assert_string_equal(m.caps.tier ? m.caps.tier : "-",
            cases[i].tier ? cases[i].tier : "-");
        m.dialect->encode(&m, &hi, 1, &s, &body);
        if (!strstr(buf_str(&body), cases[i].sent))
            fail_msg("case %zu: %s", i, buf_str(&body));
        buf_clear(&body);
        model_clear(&m);
    }
}

static void test_decoded(void **state)
{
    (void)state;
    static const char body[] =
        "{\"service_tier\":\"default\",\"choices\":[{\"message\":"
        "{\"content\":\"x\"}}],\"usage\":{\"inference_geo\":\"us\"}}";
    struct model m = { 0 };
    struct reply r;
    struct err e = { 0 };

    assert_int_equal(read_model("\"tier\":\"flex\"", &m, &e), 0);
    dialect_decode(&m, 200, body, strlen(body), &r);
    assert_null(r.tier); /* it was asked for flex and served at the usual one */
    assert_string_equal(r.region, "us");
    reply_clear(&r);
    dialect_decode(&m, 200, "{\"choices\":[]}", 14, &r);
    assert_true(tier_is_untold(r.tier));
    reply_clear(&r);
    model_clear(&m);
}

/* A stream tells the same as a whole reply would. */
static void test_streamed(void **state)
{
    (void)state;
    static const struct {
        const char *dialect, *stream, *tier, *region;
        int64_t searches;
    } cases[] = {
        { "openai-chat",
            "data: {\"service_tier\":\"auto\",\"choices\":[{\"index\":0,"
            "\"delta\":{\"content\":\"B\"}}]}\n\n"
            "data: {\"service_tier\":\"flex\",\"choices\":[{\"index\":0,"
            "\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            "data: {\"service_tier\":null,\"choices\":[],\"usage\":"
            "{\"prompt_tokens\":1,\"completion_tokens\":1,"
            "\"server_tool_use\":{\"web_search_requests\":2}}}\n\n"
            "data: [DONE]\n\n",
            "flex", NULL, 2 },
        { "anthropic",
            "event: message_start\ndata: {\"type\":\"message_start\","
            "\"message\":{\"type\":\"message\",\"role\":\"assistant\","
            "\"content\":[],\"usage\":{\"input_tokens\":3,"
            "\"service_tier\":\"priority\",\"inference_geo\":\"us\","
            "\"output_tokens\":1}}}\n\n"
            "event: content_block_delta\ndata: {\"type\":"
            "\"content_block_delta\",\"index\":0,\"delta\":{\"type\":"
            "\"text_delta\",\"text\":\"B\"}}\n\n"
            "event: message_delta\ndata: {\"type\":\"message_delta\","
            "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":"
            "{\"output_tokens\":4,\"server_tool_use\":"
            "{\"web_search_requests\":1}}}\n\n"
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
            "priority", "us", 1 },
        { "gemini",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":"
            "\"B\"}]}}],\"usageMetadata\":{\"promptTokenCount\":1}}\n\n"
            "data: {\"candidates\":[{\"content\":{\"parts\":[]},"
            "\"finishReason\":\"STOP\",\"groundingMetadata\":"
            "{\"webSearchQueries\":[\"a\",\"b\",\"c\"]}}],"
            "\"usageMetadata\":{\"promptTokenCount\":1,"
            "\"candidatesTokenCount\":1,\"serviceTier\":\"flex\"}}\n\n",
            "flex", NULL, 3 },
        { "openai-responses",
            "event: response.completed\ndata: {\"type\":"
            "\"response.completed\",\"response\":{\"status\":\"completed\","
            "\"service_tier\":\"priority\",\"output\":[{\"type\":"
            "\"web_search_call\"},{\"type\":\"message\",\"content\":[{"
            "\"type\":\"output_text\",\"text\":\"B\"}]}],\"usage\":"
            "{\"input_tokens\":1,\"output_tokens\":1}}}\n\n",
            "priority", NULL, 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model m = { .dialect = dialect_find(cases[i].dialect) };
        struct fold *f = fold_new(m.dialect);
        struct buf body = { 0 }, why = { 0 };
        struct reply r;
        fold_feed(f, cases[i].stream, strlen(cases[i].stream), 1);
        if (fold_end(f, &body, &why) < 0)
            fail_msg("%s: %s", cases[i].dialect, buf_str(&why));
        dialect_decode(&m, 200, buf_str(&body), body.len, &r);
        assert_string_equal(r.text, "B");
        if (!r.tier || strcmp(r.tier, cases[i].tier) != 0)
            fail_msg("%s: %s", buf_str(&body), r.tier ? r.tier : "standard");
        assert_string_equal(
            r.region ? r.region : "-", cases[i].region ? cases[i].region : "-");
        if (r.usage.searches != cases[i].searches)
            fail_msg("%s: %lld searches", buf_str(&body),
                (long long)r.usage.searches);
        reply_clear(&r);
        fold_free(f);
        buf_clear(&body);
        buf_clear(&why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_served),
        cmocka_unit_test(test_region),
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_decoded),
        cmocka_unit_test(test_streamed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
