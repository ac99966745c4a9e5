/* model/dialect_*: the exact bytes that go out, where they go, and what the
 * catalogue leaves out or calls by another name. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "catalog/embed.h"
#include "model/dialect.h"

static const struct message talk[] = {
    { "system", "Be \"brief\".", 11 },
    { "user", "2+2?", 4 },
    { "assistant", "4", 1 },
    { "user", "3\n+3?", 5 },
};

static const struct sampling everything = {
    .temperature = 0,
    .top_p = 0.5,
    .max_tokens = 8,
    .seed = 7,
    .top_logprobs = 20,
    .stop = { "END", "\n\n" },
    .stops = 2,
};

static struct model_catalog *catalog(const char *models)
{
    struct err e = { 0 };
    struct model_catalog *c = model_catalog_new();
    struct json *rows;
    char *text =
        mem_printf("{\"providers\":{\"P\":{\"url\":\"https://x.example/v1\"}},"
                   "\"models\":{%s}}",
            models);

    rows = json_parse(text, strlen(text), &e);
    assert_non_null(rows);
    if (model_catalog_add(c, rows, "models.lua", &e) < 0)
        fail_msg("%s", e.text);
    json_free(rows);
    free(text);
    return c;
}

/* A model "m" at provider P with these fields. */
static struct model model_of(const char *fields)
{
    struct err e = { 0 };
    struct model m;
    char *row = mem_printf("\"m\":{\"provider\":\"P\",%s}", fields);
    struct model_catalog *c = catalog(row);

    if (model_parse("m", c, &m, &e) < 0)
        fail_msg("%s", e.text);
    model_catalog_free(c);
    free(row);
    return m;
}

static void check_encode(const char *fields, const struct sampling *s,
    const char *body, const char *changed)
{
    struct model m = model_of(fields);
    struct buf got = { 0 }, list = { 0 };

    m.dialect->encode(&m, talk, 4, s, &got);
    assert_string_equal(buf_str(&got), body);
    dialect_changed(&m, s, &list);
    assert_string_equal(buf_str(&list), changed);
    buf_clear(&got);
    buf_clear(&list);
    model_clear(&m);
}

#define NO_SYSTEM                                                              \
    "[{\"role\":\"user\",\"content\":\"2+2?\"},"                               \
    "{\"role\":\"assistant\",\"content\":\"4\"},"                              \
    "{\"role\":\"user\",\"content\":\"3\\n+3?\"}]"

static void test_encode_responses(void **state)
{
    (void)state;
    check_encode("\"dialect\":\"openai-responses\"", &everything,
        "{\"model\":\"m\",\"instructions\":\"Be \\\"brief\\\".\","
        "\"input\":" NO_SYSTEM ",\"temperature\":0,\"top_p\":0.5,"
        "\"max_output_tokens\":16,"
        "\"include\":[\"message.output_text.logprobs\"],\"top_logprobs\":20,"
        "\"store\":false}",
        "[\"max_tokens\",\"seed\",\"stop\"]");
    check_encode("\"dialect\":\"openai-responses\",\"temperature\":false,"
                 "\"logprobs\":false,\"reasoning_effort\":\"low\","
                 "\"send\":{\"service_tier\":\"flex\",\"n\":1}",
        &everything,
        "{\"model\":\"m\",\"instructions\":\"Be \\\"brief\\\".\","
        "\"input\":" NO_SYSTEM ",\"max_output_tokens\":16,"
        "\"reasoning\":{\"effort\":\"low\"},\"store\":false,"
        "\"service_tier\":\"flex\",\"n\":1}",
        "[\"temperature\",\"top_p\",\"max_tokens\",\"seed\",\"stop\","
        "\"top_logprobs\"]");
}

static void test_encode_completions(void **state)
{
    struct sampling plain = {
        .temperature = (double)NAN, .top_p = (double)NAN, .seed = -1
    };

    (void)state;
    check_encode("\"dialect\":\"openai-completions\"", &everything,
        "{\"model\":\"m\",\"prompt\":\"Be \\\"brief\\\".\\n\\n2+2?\\n4\\n\\n"
        "3\\n+3?\\n\",\"temperature\":0,\"top_p\":0.5,\"max_tokens\":8,"
        "\"seed\":7,\"stop\":[\"END\",\"\\n\\n\"],\"logprobs\":5}",
        "[\"top_logprobs\"]");
    check_encode("\"dialect\":\"openai-completions\"", &plain,
        "{\"model\":\"m\",\"prompt\":\"Be \\\"brief\\\".\\n\\n2+2?\\n4\\n\\n"
        "3\\n+3?\\n\",\"max_tokens\":512}",
        "[]");
}

#define LLAMA                                                                  \
    "{\"model\":\"m\",\"prompt\":\"Be \\\"brief\\\".\\n\\n2+2?\\n4\\n\\n"      \
    "3\\n+3?\\n\","

/* Greedy is a temperature below 0 there, and all that its sampler would do by
 * itself is said, unless the catalogue says otherwise. */
static void test_encode_llama(void **state)
{
    struct sampling s = { .temperature = 0.7, .seed = -1, .top_logprobs = 50 };

    (void)state;
    s.top_p = (double)NAN;
    check_encode("\"dialect\":\"llama-completion\"", &everything,
        LLAMA "\"n_predict\":8,\"temperature\":-1,\"top_k\":0,\"min_p\":0,"
              "\"repeat_penalty\":1,\"top_p\":0.5,\"seed\":7,"
              "\"stop\":[\"END\",\"\\n\\n\"],\"n_probs\":20,"
              "\"cache_prompt\":false}",
        "[]");
    check_encode("\"dialect\":\"llama-completion\",\"send\":{\"top_k\":40,"
                 "\"cache_prompt\":true}",
        &s,
        LLAMA "\"n_predict\":512,\"temperature\":0.7,\"top_p\":1,\"min_p\":0,"
              "\"repeat_penalty\":1,\"n_probs\":50,\"top_k\":40,"
              "\"cache_prompt\":true}",
        "[]");
    s.temperature = (double)NAN;
    s.top_logprobs = 0;
    check_encode("\"dialect\":\"llama-completion\"", &s,
        LLAMA "\"n_predict\":512,\"cache_prompt\":false}", "[]");
}

/* "Answer:" is answered in its own line, and begins it at the end. */
static void test_cue(void **state)
{
    static const struct message shots[] = {
        { "user", "1+1? Answer:", 12 },
        { "assistant", "2", 1 },
        { "user", "2+2? Answer:", 12 },
        { "assistant", "Four", 4 },
    };
    static const char *const prompts[] = {
        "\"prompt\":\"1+1? Answer:\",",
        "\"prompt\":\"1+1? Answer: 2\",",
        "\"prompt\":\"1+1? Answer: 2\\n\\n2+2? Answer:\",",
        "\"prompt\":\"1+1? Answer: 2\\n\\n2+2? Answer: Four\",",
    };
    struct model m = model_of("\"dialect\":\"openai-completions\"");

    (void)state;
    for (size_t n = 1; n <= 4; n++) {
        struct buf body = { 0 };
        m.dialect->encode(&m, shots, n, &everything, &body);
        assert_non_null(strstr(buf_str(&body), prompts[n - 1]));
        buf_clear(&body);
    }
    model_clear(&m);
}

/* Anthropic caches what it is told to: up to the last but one of a long
 * beginning, and nothing of a short one. */
static void test_encode_anthropic_cache(void **state)
{
    static char shots[5000];
    static const char mark[] = "\"cache_control\":{\"type\":\"ephemeral\"}";
    struct message m[] = { { "system", "Be brief.", 9 },
        { "user", shots, sizeof shots }, { "assistant", "4", 1 },
        { "user", "3+3?", 4 } };
    struct message alone[] = { { "system", shots, sizeof shots },
        { "user", "3+3?", 4 } };
    struct model model = model_of("\"dialect\":\"anthropic\"");
    struct buf body = { 0 };

    (void)state;
    memset(shots, 'x', sizeof shots);
    model.dialect->encode(&model, m, 4, &everything, &body);
    assert_non_null(strstr(body.s,
        "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
        "\"text\":\"4\",\"cache_control\":{\"type\":\"ephemeral\"}}]},"
        "{\"role\":\"user\",\"content\":\"3+3?\"}]"));
    assert_null(strstr(strstr(body.s, mark) + 1, mark));
    buf_reset(&body);
    model.dialect->encode(&model, alone, 2, &everything, &body);
    assert_non_null(strstr(body.s, "\"system\":[{\"type\":\"text\""));
    assert_non_null(strstr(body.s, mark));
    buf_reset(&body);
    m[1].len = 50;
    model.dialect->encode(&model, m, 4, &everything, &body);
    assert_null(strstr(body.s, mark));
    buf_clear(&body);
    model_clear(&model);
}

static void test_encode_anthropic(void **state)
{
    struct sampling plain = {
        .temperature = (double)NAN, .top_p = (double)NAN, .seed = -1
    };

    (void)state;
    check_encode("\"dialect\":\"anthropic\"", &everything,
        "{\"model\":\"m\",\"max_tokens\":8,\"system\":\"Be \\\"brief\\\".\","
        "\"messages\":" NO_SYSTEM ",\"temperature\":0,\"top_p\":0.5,"
        "\"stop_sequences\":[\"END\"]}",
        "[\"seed\",\"stop\",\"top_logprobs\"]");
    check_encode("\"dialect\":\"anthropic\",\"temperature_and_top_p\":false,"
                 "\"thinking_budget\":0",
        &everything,
        "{\"model\":\"m\",\"max_tokens\":8,\"system\":\"Be \\\"brief\\\".\","
        "\"messages\":" NO_SYSTEM ",\"temperature\":0,"
        "\"stop_sequences\":[\"END\"],\"thinking\":{\"type\":\"disabled\"}}",
        "[\"top_p\",\"seed\",\"stop\",\"top_logprobs\"]");
    check_encode("\"dialect\":\"anthropic\",\"temperature\":false,"
                 "\"stop\":false,\"thinking_budget\":2048,"
                 "\"reasoning_effort\":\"high\"",
        &plain,
        "{\"model\":\"m\",\"max_tokens\":4096,"
        "\"system\":\"Be \\\"brief\\\".\",\"messages\":" NO_SYSTEM ","
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048},"
        "\"output_config\":{\"effort\":\"high\"}}",
        "[]");
}

#define CONTENTS                                                               \
    "{\"systemInstruction\":{\"parts\":[{\"text\":\"Be \\\"brief\\\".\"}]},"   \
    "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"2+2?\"}]},"       \
    "{\"role\":\"model\",\"parts\":[{\"text\":\"4\"}]},"                       \
    "{\"role\":\"user\",\"parts\":[{\"text\":\"3\\n+3?\"}]}],"

static void test_encode_gemini(void **state)
{
    (void)state;
    check_encode("\"dialect\":\"gemini\"", &everything,
        CONTENTS "\"generationConfig\":{\"temperature\":0,\"topP\":0.5,"
                 "\"maxOutputTokens\":8,\"seed\":7,"
                 "\"stopSequences\":[\"END\",\"\\n\\n\"],"
                 "\"responseLogprobs\":true,\"logprobs\":20}}",
        "[]");
    check_encode("\"dialect\":\"gemini\",\"logprobs\":false,"
                 "\"thinking_budget\":0,\"max_tokens\":64",
        &(struct sampling){ .temperature = (double)NAN,
            .top_p = (double)NAN,
            .seed = -1,
            .top_logprobs = 5 },
        CONTENTS "\"generationConfig\":{\"maxOutputTokens\":64,"
                 "\"thinkingConfig\":{\"thinkingBudget\":0}}}",
        "[\"top_logprobs\"]");
}

/* Renamed fields of chat: o3 and Mistral. */
static void test_encode_chat(void **state)
{
    (void)state;
    check_encode("\"max_tokens_key\":\"max_completion_tokens\","
                 "\"system_role\":\"developer\",\"temperature\":false,"
                 "\"seed\":false,\"stop\":false,\"logprobs\":false,"
                 "\"reasoning_effort\":\"low\"",
        &everything,
        "{\"model\":\"m\",\"messages\":[{\"role\":\"developer\","
        "\"content\":\"Be \\\"brief\\\".\"},{\"role\":\"user\","
        "\"content\":\"2+2?\"},{\"role\":\"assistant\",\"content\":\"4\"},"
        "{\"role\":\"user\",\"content\":\"3\\n+3?\"}],"
        "\"max_completion_tokens\":8,\"reasoning_effort\":\"low\"}",
        "[\"temperature\",\"top_p\",\"seed\",\"stop\",\"top_logprobs\"]");
    check_encode("\"seed_key\":\"random_seed\",\"top_p\":false,"
                 "\"send\":{\"chat_template_kwargs\":"
                 "{\"enable_thinking\":false}}",
        &everything,
        "{\"model\":\"m\",\"messages\":[{\"role\":\"system\","
        "\"content\":\"Be \\\"brief\\\".\"},{\"role\":\"user\","
        "\"content\":\"2+2?\"},{\"role\":\"assistant\",\"content\":\"4\"},"
        "{\"role\":\"user\",\"content\":\"3\\n+3?\"}],\"temperature\":0,"
        "\"max_tokens\":8,\"random_seed\":7,\"stop\":[\"END\",\"\\n\\n\"],"
        "\"logprobs\":true,\"top_logprobs\":20,"
        "\"chat_template_kwargs\":{\"enable_thinking\":false}}",
        "[\"top_p\"]");
}

static void test_urls(void **state)
{
    static const struct {
        const char *fields, *url, *address;
    } cases[] = {
        { "\"dialect\":\"openai-chat\"",
            "https://x.example/v1/chat/completions", "https://x.example/v1" },
        { "\"dialect\":\"openai-responses\"", "https://x.example/v1/responses",
            "https://x.example/v1/responses" },
        { "\"dialect\":\"openai-completions\"",
            "https://x.example/v1/completions",
            "https://x.example/v1/completions" },
        { "\"dialect\":\"anthropic\"", "https://x.example/v1/messages",
            "https://x.example/v1/messages" },
        { "\"dialect\":\"llama-completion\"", "https://x.example/v1/completion",
            "https://x.example/v1/completion" },
        { "\"dialect\":\"gemini\"",
            "https://x.example/v1/models/m:generateContent",
            "https://x.example/v1/models/m:generateContent" },
        { "\"dialect\":\"gemini\",\"model\":\"tunedModels/a b?#\"",
            "https://x.example/v1/tunedModels/a%20b%3F%23:generateContent",
            "https://x.example/v1/tunedModels/a%20b%3F%23:generateContent" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model m = model_of(cases[i].fields);
        char *url = dialect_url(&m);
        assert_string_equal(url, cases[i].url);
        assert_string_equal(m.address, cases[i].address);
        free(url);
        model_clear(&m);
    }
}

static void test_headers(void **state)
{
    struct model m = model_of("\"dialect\":\"anthropic\"");

    (void)state;
    assert_string_equal(m.dialect->key_header, "x-api-key");
    assert_string_equal(m.headers[0], "anthropic-version: 2023-06-01");
    assert_null(m.headers[1]);
    model_clear(&m);
    m = model_of("\"dialect\":\"anthropic\",\"headers\":{"
                 "\"Anthropic-Version\":\"2026-10-21\","
                 "\"anthropic-beta\":\"a,b\"}");
    assert_string_equal(m.headers[0], "Anthropic-Version: 2026-10-21");
    assert_string_equal(m.headers[1], "anthropic-beta: a,b");
    assert_null(m.headers[2]);
    model_clear(&m);
    m = model_of("\"dialect\":\"gemini\"");
    assert_null(m.headers);
    model_clear(&m);
}

/* xAI speaks chat, and counts thinking outside its completion tokens. */
static void test_usage_of_model(void **state)
{
    static const char body[] =
        "{\"model\":\"grok-4\",\"choices\":[{\"finish_reason\":\"stop\","
        "\"message\":{\"content\":\"B\"}}],\"usage\":{\"prompt_tokens\":32,"
        "\"completion_tokens\":9,\"total_tokens\":135,"
        "\"completion_tokens_details\":{\"reasoning_tokens\":94}}}";
    struct model m = model_of("\"usage\":\"xai\"");
    struct reply r;

    (void)state;
    dialect_decode(&m, 200, body, sizeof body - 1, &r);
    assert_string_equal(r.text, "B");
    assert_int_equal(r.usage.output, 9);
    assert_int_equal(r.usage.reasoning, 94);
    assert_int_equal(usage_out(&r.usage), 103);
    assert_int_equal(r.usage.flags, 0);
    reply_clear(&r);
    model_clear(&m);
}

static void test_bad_catalog(void **state)
{
    static const struct {
        const char *fields, *says; // its beginning: lists grow
    } cases[] = {
        { "\"dialect\":\"morse\"",
            "models.lua: model 'm' speaks 'morse', which is no dialect of "
            "retort (openai-chat, openai-responses, " },
        { "\"usage\":\"abacus\"",
            "models.lua: model 'm' counts tokens like 'abacus', which retort "
            "does not know (known: openai-chat, openai-responses, " },
        { "\"temperature\":0", "models.lua: models.m.temperature must be a "
                               "boolean, true or false" },
        { "\"send\":\"all\"", "models.lua: models.m.send must be a table by "
                              "name, { [\"NAME\"] = VALUE }" },
        { "\"thinking_budget\":-1", "models.lua: models.m.thinking_budget "
                                    "must be a number that is not negative" },
        { "\"headers\":{\"a\":1}",
            "models.lua: model 'm': headers.a must be a string" },
        { "\"colour\":1", "models.lua: models.m has an unknown field "
                          "'colour'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model_catalog *c = model_catalog_new();
        struct err e = { 0 };
        struct model m;
        char *text = mem_printf(
            "{\"models\":{\"m\":{\"url\":\"http://x\",%s}}}", cases[i].fields);
        struct json *rows = json_parse(text, strlen(text), &e);
        assert_non_null(rows);
        if (model_catalog_add(c, rows, "models.lua", &e) == 0)
            assert_int_equal(model_parse("m", c, &m, &e), -1);
        if (strncmp(e.text, cases[i].says, strlen(cases[i].says)) != 0)
            fail_msg("%s", e.text);
        json_free(rows);
        model_catalog_free(c);
        free(text);
    }
}

static void count(void *arg, const struct model *m)
{
    assert_non_null(m->key_env);
    assert_non_null(m->usage);
    ++*(int *)arg;
}

static struct model shipped(const struct model_catalog *c, const char *name)
{
    struct err e = { 0 };
    struct model m;

    if (model_parse(name, c, &m, &e) < 0)
        fail_msg("%s", e.text);
    return m;
}

/* What the built-in catalogue leaves out, of everything. */
static void test_catalog(void **state)
{
    static const struct {
        const char *model, *dialect, *key, *changed;
    } cases[] = {
        { "gpt-4o", "openai-chat", "OPENAI_API_KEY", "[]" },
        { "gpt-5", "openai-chat", "OPENAI_API_KEY",
            "[\"temperature\",\"top_p\",\"seed\",\"stop\","
            "\"top_logprobs\"]" },
        { "o3", "openai-chat", "OPENAI_API_KEY",
            "[\"temperature\",\"top_p\",\"seed\",\"stop\","
            "\"top_logprobs\"]" },
        { "claude-opus-4-6", "anthropic", "ANTHROPIC_API_KEY",
            "[\"top_p\",\"seed\",\"stop\",\"top_logprobs\"]" },
        { "claude-haiku-4-5", "anthropic", "ANTHROPIC_API_KEY",
            "[\"top_p\",\"seed\",\"stop\",\"top_logprobs\"]" },
        { "claude-opus-4-7", "anthropic", "ANTHROPIC_API_KEY",
            "[\"temperature\",\"top_p\",\"seed\",\"stop\","
            "\"top_logprobs\"]" },
        { "gemini-2.5-pro", "gemini", "GEMINI_API_KEY", "[\"top_logprobs\"]" },
        { "grok-4", "openai-chat", "XAI_API_KEY",
            "[\"stop\",\"top_logprobs\"]" },
        { "mistral-large-2512", "openai-chat", "MISTRAL_API_KEY",
            "[\"top_logprobs\"]" },
    };
    struct model_catalog *c = model_catalog_new();
    struct err e = { 0 };
    struct json *rows = json_parse(models_json, models_json_len, &e);
    int n = 0;

    (void)state;
    assert_non_null(rows);
    assert_int_equal(model_catalog_add(c, rows, "built in", &e), 0);
    assert_int_equal(model_catalog_each(c, count, &n, &e), 0);
    assert_true(n >= 30);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model m = shipped(c, cases[i].model);
        struct buf list = { 0 };
        assert_string_equal(m.dialect->name, cases[i].dialect);
        assert_string_equal(m.key_env, cases[i].key);
        dialect_changed(&m, &everything, &list);
        assert_string_equal(buf_str(&list), cases[i].changed);
        assert_ptr_equal(
            m.usage, usage_flavour_find(strcmp(cases[i].model, "grok-4") == 0
                                            ? "xai"
                                            : cases[i].dialect));
        buf_clear(&list);
        model_clear(&m);
    }
    json_free(rows);
    model_catalog_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode_responses),
        cmocka_unit_test(test_encode_completions),
        cmocka_unit_test(test_encode_llama),
        cmocka_unit_test(test_cue),
        cmocka_unit_test(test_encode_anthropic),
        cmocka_unit_test(test_encode_anthropic_cache),
        cmocka_unit_test(test_encode_gemini),
        cmocka_unit_test(test_encode_chat),
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_usage_of_model),
        cmocka_unit_test(test_bad_catalog),
        cmocka_unit_test(test_catalog),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
