/* The built-in capability rows: what goes out to each provider, byte for
 * byte, what is left out and noted, and where its answers hide things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/embed.h"
#include "model/dialect.h"

static struct model_catalog *built_in(void)
{
    struct model_catalog *c = model_catalog_new();
    struct err e = { 0 };
    struct json *rows = json_parse(models_json, strlen(models_json), &e);

    assert_non_null(rows);
    assert_int_equal(model_catalog_add(c, rows, "built-in", &e), 0);
    json_free(rows);
    return c;
}

#define SYSTEM "{\"role\":\"system\",\"content\":\"Be brief.\"}"
#define DEVELOPER "{\"role\":\"developer\",\"content\":\"Be brief.\"}"
#define USER "{\"role\":\"user\",\"content\":\"2+2?\"}"
#define CHAT(system) ",\"messages\":[" system "," USER "]"

static const struct {
    const char *spec, *body, *changed, *url, *key;
} cases[] = {
    { "gpt-4o",
        "{\"model\":\"gpt-4o\"" CHAT(
            SYSTEM) ",\"temperature\":0,\"max_tokens\":64,\"seed\":7,\"stop\":["
                    "\"END\"],"
                    "\"logprobs\":true,\"top_logprobs\":5,\"stream\":true,"
                    "\"stream_options\":{\"include_usage\":true}}",
        "[]", "https://api.openai.com/v1/chat/completions", "OPENAI_API_KEY" },
    { "gpt-5-mini",
        "{\"model\":\"gpt-5-mini\"" CHAT(
            DEVELOPER) ",\"max_completion_tokens\":64,\"stream\":true,\"stream_"
                       "options\":{"
                       "\"include_usage\":true}}",
        "[\"temperature\",\"seed\",\"stop\",\"top_logprobs\"]",
        "https://api.openai.com/v1/chat/completions", "OPENAI_API_KEY" },
    { "o3",
        "{\"model\":\"o3\"" CHAT(
            DEVELOPER) ",\"max_completion_tokens\":64,\"stream\":true,\"stream_"
                       "options\":{"
                       "\"include_usage\":true}}",
        "[\"temperature\",\"seed\",\"stop\",\"top_logprobs\"]",
        "https://api.openai.com/v1/chat/completions", "OPENAI_API_KEY" },
    { "claude-opus-4-6",
        "{\"model\":\"claude-opus-4-6\",\"max_tokens\":64,\"system\":\"Be "
        "brief.\",\"messages\":[" USER "],\"temperature\":0,"
        "\"stop_sequences\":[\"END\"],\"stream\":true}",
        "[\"seed\",\"top_logprobs\"]", "https://api.anthropic.com/v1/messages",
        "ANTHROPIC_API_KEY" },
    { "claude-opus-5-5",
        "{\"model\":\"claude-opus-5-5\",\"max_tokens\":64,\"system\":\"Be "
        "brief.\",\"messages\":[" USER "],\"stop_sequences\":[\"END\"],"
        "\"stream\":true}",
        "[\"temperature\",\"seed\",\"top_logprobs\"]",
        "https://api.anthropic.com/v1/messages", "ANTHROPIC_API_KEY" },
    { "gemini-2.5-flash",
        "{\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]},"
        "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"2+2?\"}]}],"
        "\"generationConfig\":{\"temperature\":0,\"maxOutputTokens\":64,"
        "\"seed\":7,\"stopSequences\":[\"END\"]}}",
        "[\"top_logprobs\"]",
        "https://generativelanguage.googleapis.com/v1beta/models/"
        "gemini-2.5-flash:streamGenerateContent?alt=sse",
        "GEMINI_API_KEY" },
    { "grok-4",
        "{\"model\":\"grok-4\"" CHAT(
            SYSTEM) ",\"temperature\":0,\"max_tokens\":64,\"seed\":7,"
                    "\"stream\":true,"
                    "\"stream_options\":{\"include_usage\":true}}",
        "[\"stop\",\"top_logprobs\"]", "https://api.x.ai/v1/chat/completions",
        "XAI_API_KEY" },
    /* a provider's own URL is known for what it is */
    { "https://api.mistral.ai/v1#m",
        "{\"model\":\"m\"" CHAT(SYSTEM) ",\"temperature\":0,\"max_tokens\":64,"
                                        "\"random_seed\":7,\"stop\":["
                                        "\"END\"],\"stream\":true}",
        "[\"top_logprobs\"]", "https://api.mistral.ai/v1/chat/completions",
        "MISTRAL_API_KEY" },
    { "https://api.groq.com/openai/v1/#m",
        "{\"model\":\"m\"" CHAT(SYSTEM) ",\"temperature\":0,\"max_tokens\":64,"
                                        "\"seed\":7,\"stop\":[\"END\"],"
                                        "\"stream\":true}",
        "[\"top_logprobs\"]", "https://api.groq.com/openai/v1/chat/completions",
        "GROQ_API_KEY" },
    { "t@https://api.together.ai/v1#m",
        "{\"model\":\"m\"" CHAT(
            SYSTEM) ",\"temperature\":0,\"max_tokens\":64,\"seed\":7,\"stop\":["
                    "\"END\"],"
                    "\"logprobs\":5,\"stream\":true,\"stream_options\":{"
                    "\"include_usage\":true}}",
        "[]", "https://api.together.ai/v1/chat/completions",
        "TOGETHER_API_KEY" },
    { "https://openrouter.ai/api/v1#org/m",
        "{\"model\":\"org/m\"" CHAT(
            SYSTEM) ",\"temperature\":0,\"max_tokens\":64,\"seed\":7,\"stop\":["
                    "\"END\"],"
                    "\"logprobs\":true,\"top_logprobs\":5,\"stream\":true}",
        "[]", "https://openrouter.ai/api/v1/chat/completions",
        "OPENROUTER_API_KEY" },
    { "https://api.deepseek.com#deepseek-flash",
        "{\"model\":\"deepseek-flash\"" CHAT(
            SYSTEM) ",\"temperature\":0,\"max_tokens\":64,\"seed\":7,\"stop\":["
                    "\"END\"],"
                    "\"logprobs\":true,\"top_logprobs\":5,\"stream\":true,"
                    "\"stream_options\":{\"include_usage\":true}}",
        "[]", "https://api.deepseek.com/chat/completions", "DEEPSEEK_API_KEY" },
    { "http://localhost:11434#qwen3:8b",
        "{\"model\":\"qwen3:8b\"" CHAT(
            SYSTEM) ",\"options\":{\"temperature\":0,\"num_predict\":64,"
                    "\"seed\":7,"
                    "\"num_ctx\":8192,\"stop\":[\"END\"]},\"logprobs\":true,"
                    "\"top_logprobs\":5,\"stream\":true}",
        "[]", "http://localhost:11434/api/chat", NULL },
    { "http://localhost:9931#base",
        "{\"model\":\"base\",\"prompt\":\"Be brief.\\n\\n2+2?\\n\","
        "\"n_predict\":64,\"temperature\":-1,\"top_k\":0,\"top_p\":1,"
        "\"min_p\":0,\"repeat_penalty\":1,\"seed\":7,\"stop\":[\"END\"],"
        "\"n_probs\":5,\"cache_prompt\":false,\"stream\":true}",
        "[]", "http://localhost:9931/completion", NULL },
    /* vLLM and llama.cpp take the plain form, wherever they listen */
    { "http://localhost:8000/v1#m",
        "{\"model\":\"m\"" CHAT(
            SYSTEM) ",\"temperature\":0,\"max_tokens\":64,\"seed\":7,\"stop\":["
                    "\"END\"],"
                    "\"logprobs\":true,\"top_logprobs\":5,\"stream\":true,"
                    "\"stream_options\":{\"include_usage\":true}}",
        "[]", "http://localhost:8000/v1/chat/completions", NULL },
    { "http://10.0.0.7:1234/v1#m",
        "{\"model\":\"m\"" CHAT(
            SYSTEM) ",\"temperature\":0,\"max_tokens\":64,\"seed\":7,\"stop\":["
                    "\"END\"],"
                    "\"logprobs\":true,\"top_logprobs\":5,\"stream\":true,"
                    "\"stream_options\":{\"include_usage\":true}}",
        "[]", "http://10.0.0.7:1234/v1/chat/completions", NULL },
};

static void test_sent(void **state)
{
    static const struct message messages[] = { { "system", "Be brief.", 9 },
        { "user", "2+2?", 4 } };
    struct sampling s = { .temperature = 0,
        .max_tokens = 64,
        .seed = 7,
        .top_logprobs = 5,
        .stop = { "END" },
        .stops = 1 };
    struct model_catalog *c = built_in();

    (void)state;
    s.top_p = (double)NAN;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf body = { 0 }, changed = { 0 };
        struct err e = { 0 };
        struct model m;
        char *url;
        assert_int_equal(model_parse(cases[i].spec, c, &m, &e), 0);
        m.dialect->encode(&m, messages, 2, &s, &body);
        dialect_stream_body(&m, &body);
        assert_string_equal(body.s, cases[i].body);
        dialect_changed(&m, &s, &changed);
        assert_string_equal(changed.s, cases[i].changed);
        url = dialect_stream_url(&m);
        assert_string_equal(url, cases[i].url);
        assert_string_equal(m.key_env != NULL ? m.key_env : "-",
            cases[i].key != NULL ? cases[i].key : "-");
        free(url);
        buf_clear(&body);
        buf_clear(&changed);
        model_clear(&m);
    }
    model_catalog_free(c);
}

/* A list is read back as what it names. */
static void test_fields(void **state)
{
    struct buf names = { 0 };

    (void)state;
    assert_int_equal(sampling_fields("[]"), 0);
    assert_int_equal(sampling_fields("no list"), 0);
    assert_int_equal(
        sampling_fields("[\"unheard\",\"stop\",3]"), SAMPLING_STOP);
    assert_int_equal(sampling_fields("[\"temperature\",\"seed\"]"),
        SAMPLING_TEMPERATURE | SAMPLING_SEED);
    sampling_name_fields(SAMPLING_SEED | SAMPLING_TEMPERATURE, &names);
    assert_string_equal(names.s, "temperature, seed");
    buf_clear(&names);
}

/* Where thinking hides, by row or wherever it is known to; what it costs. */
static void test_told(void **state)
{
    static const struct {
        const char *spec, *body, *text, *reasoning;
        int64_t cached, output, thought, billed_pusd;
    } told[] = {
        { "https://openrouter.ai/api/v1#m",
            "{\"choices\":[{\"message\":{\"content\":\"B\",\"reasoning\":\"hm\""
            "}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":7,"
            "\"prompt_tokens_details\":{\"cached_tokens\":4},"
            "\"completion_tokens_details\":{\"reasoning_tokens\":5},\"cost\":"
            "0.000125}}",
            "B", "hm", 4, 2, 5, 125000000 },
        { "https://api.deepseek.com#m",
            "{\"choices\":[{\"message\":{\"content\":\"B\","
            "\"reasoning_content\":\"hm\"}}],\"usage\":{\"prompt_tokens\":9,"
            "\"prompt_cache_hit_tokens\":6,\"completion_tokens\":7}}",
            "B", "hm", 6, 7, -1, -1 },
        { "https://api.mistral.ai/v1#m",
            "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"thinking\","
            "\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":"
            "\"text\",\"text\":\"B\"}]}}],\"usage\":{\"prompt_tokens\":9,"
            "\"completion_tokens\":7}}",
            "B", "hm", -1, 7, -1, -1 },
        { "https://api.x.ai/v1#m",
            "{\"choices\":[{\"message\":{\"content\":\"B\"}}],\"usage\":{"
            "\"prompt_tokens\":9,\"completion_tokens\":2,"
            "\"completion_tokens_details\":{\"reasoning_tokens\":40}}}",
            "B", NULL, -1, 2, 40, -1 },
        { "http://localhost:11434#m",
            "{\"message\":{\"content\":\"B\",\"thinking\":\"hm\"},\"done\":true"
            ",\"done_reason\":\"stop\",\"eval_count\":7}",
            "B", "hm", -1, 7, -1, -1 },
    };
    struct model_catalog *c = built_in();

    (void)state;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct err e = { 0 };
        struct model m;
        struct reply r;
        assert_int_equal(model_parse(told[i].spec, c, &m, &e), 0);
        dialect_decode(&m, 200, told[i].body, strlen(told[i].body), &r);
        assert_string_equal(r.text, told[i].text);
        assert_string_equal(r.reasoning != NULL ? r.reasoning : "-",
            told[i].reasoning != NULL ? told[i].reasoning : "-");
        assert_int_equal(r.usage.cached, told[i].cached);
        assert_int_equal(r.usage.output, told[i].output);
        assert_int_equal(r.usage.reasoning, told[i].thought);
        assert_int_equal(r.usage.reported_pusd, told[i].billed_pusd);
        reply_clear(&r);
        model_clear(&m);
    }
    model_catalog_free(c);
}

/* A name that no dialect knows comes from the user's row. */
static void test_new_name(void **state)
{
    static const char rows[] =
        "{\"models\":{\"m\":{\"url\":\"http://h/v1\",\"reasoning_text\":"
        "\"musing\"}}}";
    static const char body[] =
        "{\"choices\":[{\"message\":{\"content\":\"B\",\"musing\":\"hm\"}}]}";
    struct model_catalog *c = model_catalog_new();
    struct err e = { 0 };
    struct json *tree = json_parse(rows, sizeof rows - 1, &e);
    struct model m;
    struct reply r;

    (void)state;
    assert_int_equal(model_catalog_add(c, tree, "models.lua", &e), 0);
    assert_int_equal(model_parse("m", c, &m, &e), 0);
    /* where nobody says it, any family of headers may tell */
    assert_non_null(
        strstr(m.caps.reset_headers, "anthropic-ratelimit-tokens-reset"));
    assert_non_null(strstr(m.caps.reset_headers, "x-ratelimit-reset-tokens"));
    dialect_decode(&m, 200, body, sizeof body - 1, &r);
    assert_string_equal(r.reasoning, "hm");
    reply_clear(&r);
    model_clear(&m);
    json_free(tree);
    model_catalog_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sent),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_new_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
