/* model/usage: every dialect, what is odd, sums that keep unknown unknown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "model/usage.h"

static struct usage read(const char *flavour, const char *body)
{
    struct err e = { 0 };
    struct json *o = json_parse(body, strlen(body), &e);
    const struct usage_flavour *f = usage_flavour_find(flavour);
    assert_non_null(o);
    assert_non_null(f);
    struct usage u = usage_read(f, o);
    json_free(o);
    return u;
}

/* Classes in order: input, cached, write, write_1h, output, reasoning; more:
 * those behind them that are above zero, in words. */
static const struct {
    const char *flavour, *body;
    int64_t want[USAGE_REASONING + 1];
    unsigned flags;
    const char *more;
} cases[] = {
    { "openai-chat",
        "{\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50,"
        "\"total_tokens\":150,\"prompt_tokens_details\":{\"cached_tokens\":64,"
        "\"cache_write_tokens\":10},"
        "\"completion_tokens_details\":{\"reasoning_tokens\":30}}}",
        { 26, 64, 10, -1, 20, 30 }, 0, "" },
    { "openai-chat", // nothing but totals: sub-classes stay untold
        "{\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50}}",
        { 100, -1, -1, -1, 50, -1 }, 0, "" },
    { "openai-chat", // DeepSeek
        "{\"usage\":{\"prompt_tokens\":563,\"completion_tokens\":116,"
        "\"prompt_cache_hit_tokens\":512,\"prompt_cache_miss_tokens\":51}}",
        { 51, 512, -1, -1, 116, -1 }, 0, "" },
    { "openai-chat", // told thrice: the details go before DeepSeek's word
        "{\"usage\":{\"cached_tokens\":1,\"prompt_cache_hit_tokens\":2,"
        "\"prompt_tokens_details\":{\"cached_tokens\":3},"
        "\"prompt_tokens\":9,\"completion_tokens\":0}}",
        { 6, 3, -1, -1, 0, -1 }, 0, "" },
    { "openai-chat", // and that before Moonshot's; null is not told
        "{\"usage\":{\"prompt_cache_hit_tokens\":2,\"cached_tokens\":1,"
        "\"prompt_tokens_details\":{\"cached_tokens\":null},"
        "\"prompt_tokens\":9,\"completion_tokens\":0}}",
        { 7, 2, -1, -1, 0, -1 }, 0, "" },
    { "openai-chat", // null details
        "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":0,"
        "\"prompt_tokens_details\":null}}",
        { 5, -1, -1, -1, 0, -1 }, 0, "" },
    { "openai-chat", "{\"usage\":null}", { -1, -1, -1, -1, -1, -1 }, 0, "" },
    { "openai-chat", "{\"choices\":[]}", { -1, -1, -1, -1, -1, -1 }, 0, "" },
    { "openai-chat", "{\"usage\":[]}", { -1, -1, -1, -1, -1, -1 }, 0, "" },
    { "openai-chat", // more cached than there was
        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
        "\"prompt_tokens_details\":{\"cached_tokens\":11}}}",
        { -1, 11, -1, -1, 5, -1 }, USAGE_FLAG_INPUT, "" },
    { "openai-chat", // thinking outside completion_tokens: total tells
        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
        "\"total_tokens\":45,"
        "\"completion_tokens_details\":{\"reasoning_tokens\":30}}}",
        { 10, -1, -1, -1, -1, 30 }, USAGE_FLAG_OUTPUT, "" },
    { "openai-chat",
        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
        "\"total_tokens\":16}}",
        { 10, -1, -1, -1, 5, -1 }, USAGE_FLAG_TOTAL, "" },
    { "openai-chat",
        "{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":1.5}}",
        { -1, -1, -1, -1, -1, -1 }, USAGE_FLAG_NUMBER, "" },
    { "openai-chat",
        "{\"usage\":{\"prompt_tokens\":\"7\",\"completion_tokens\":1}}",
        { -1, -1, -1, -1, 1, -1 }, USAGE_FLAG_NUMBER, "" },
    { "openai-chat", // sound in both directions
        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":9,"
        "\"total_tokens\":19,\"prompt_tokens_details\":{\"audio_tokens\":3},"
        "\"completion_tokens_details\":{\"audio_tokens\":4,"
        "\"reasoning_tokens\":2}}}",
        { 7, -1, -1, -1, 3, 2 }, 0, "audio 3 output_audio 4" },
    { "openai-chat", // which of them are cached is told
        "{\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":5,"
        "\"prompt_tokens_details\":{\"audio_tokens\":60,\"image_tokens\":9,"
        "\"cached_tokens\":50,\"cached_tokens_details\":"
        "{\"audio_tokens\":40}}}}",
        { 21, 10, -1, -1, 5, -1 }, 0, "audio 20 cached_audio 40 image 9" },
    { "openai-chat", // and here it is not: no price
        "{\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":5,"
        "\"prompt_tokens_details\":{\"audio_tokens\":60,"
        "\"cached_tokens\":30}}}",
        { 10, 30, -1, -1, 5, -1 }, USAGE_FLAG_EXTRA, "audio 60" },
    { "openai-chat", // more sound than prompt
        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
        "\"prompt_tokens_details\":{\"audio_tokens\":11}}}",
        { -1, -1, -1, -1, 5, -1 }, USAGE_FLAG_INPUT, "audio 11" },
    { "openai-chat", // OpenRouter: the search is one of the tools
        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
        "\"prompt_tokens_details\":{\"video_tokens\":6},"
        "\"server_tool_use\":{\"web_search_requests\":1},"
        "\"server_tool_use_details\":{\"tool_calls_requested\":3,"
        "\"tool_calls_executed\":3}}}",
        { 4, -1, -1, -1, 5, -1 }, 0, "video 6 searches 1 tool_runs 2" },
    { "openai-responses", // calls are told as items; a function is the user's
        "{\"output\":[{\"type\":\"web_search_call\"},"
        "{\"type\":\"function_call\"},{\"type\":\"web_search_call\"},"
        "{\"type\":\"code_interpreter_call\"},{\"type\":\"message\"}],"
        "\"usage\":{\"input_tokens\":4,\"output_tokens\":5}}",
        { 4, -1, -1, -1, 5, -1 }, 0, "searches 2 tool_runs 1" },
    { "openai-responses",
        "{\"usage\":{\"input_tokens\":4020,\"input_tokens_details\":"
        "{\"cache_write_tokens\":4012,\"cached_tokens\":0},"
        "\"output_tokens\":5,\"output_tokens_details\":"
        "{\"reasoning_tokens\":2},\"total_tokens\":4025}}",
        { 8, 0, 4012, -1, 3, 2 }, 0, "" },
    { "anthropic",
        "{\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":9511,"
        "\"cache_creation_input_tokens\":1956,\"cache_creation\":"
        "{\"ephemeral_5m_input_tokens\":1900,"
        "\"ephemeral_1h_input_tokens\":56},\"output_tokens\":44,"
        "\"output_tokens_details\":{\"thinking_tokens\":40}}}",
        { 3, 9511, 1900, 56, 4, 40 }, 0, "" },
    { "anthropic", // no split: the short lifetime is the default
        "{\"usage\":{\"input_tokens\":3,\"cache_creation_input_tokens\":9,"
        "\"output_tokens\":4}}",
        { 3, -1, 9, -1, 4, -1 }, 0, "" },
    { "anthropic",
        "{\"usage\":{\"input_tokens\":3,\"cache_creation_input_tokens\":9,"
        "\"cache_creation\":{\"ephemeral_1h_input_tokens\":4},"
        "\"output_tokens\":4}}",
        { 3, -1, 5, 4, 4, -1 }, USAGE_FLAG_WRITE, "" },
    { "anthropic",
        "{\"usage\":{\"input_tokens\":3,\"output_tokens\":4,"
        "\"server_tool_use\":{\"web_search_requests\":1,"
        "\"web_fetch_requests\":2,\"code_execution_requests\":3}}}",
        { 3, -1, -1, -1, 4, -1 }, 0, "searches 1 tool_runs 3" },
    { "anthropic",
        "{\"usage\":{\"input_tokens\":3,\"output_tokens\":4,"
        "\"server_tool_use\":null}}",
        { 3, -1, -1, -1, 4, -1 }, 0, "" },
    { "gemini",
        "{\"usageMetadata\":{\"promptTokenCount\":17,"
        "\"toolUsePromptTokenCount\":119,\"cachedContentTokenCount\":10,"
        "\"candidatesTokenCount\":201,\"thoughtsTokenCount\":213,"
        "\"totalTokenCount\":550}}",
        { 126, 10, -1, -1, 201, 213 }, 0, "" },
    { "gemini", // half of a prompt is none, whatever else is broken
        "{\"usageMetadata\":{\"promptTokenCount\":17,"
        "\"toolUsePromptTokenCount\":-1,\"thoughtsTokenCount\":-1,"
        "\"candidatesTokenCount\":4}}",
        { -1, -1, -1, -1, 4, -1 }, USAGE_FLAG_NUMBER, "" },
    { "gemini", // cut while thinking: zeros are not sent
        "{\"usageMetadata\":{\"promptTokenCount\":17,"
        "\"thoughtsTokenCount\":100,\"totalTokenCount\":117}}",
        { 17, 0, -1, -1, 0, 100 }, 0, "" },
    { "gemini",
        "{\"usageMetadata\":{\"promptTokenCount\":17,"
        "\"candidatesTokenCount\":2,\"promptTokensDetails\":"
        "[{\"modality\":\"TEXT\",\"tokenCount\":9},"
        "{\"modality\":\"AUDIO\",\"tokenCount\":8}]}}",
        { 9, 0, -1, -1, 2, 0 }, 0, "audio 8" },
    { "gemini", // all kinds, some of them from the cache
        "{\"usageMetadata\":{\"promptTokenCount\":100,"
        "\"toolUsePromptTokenCount\":7,\"cachedContentTokenCount\":30,"
        "\"candidatesTokenCount\":50,\"totalTokenCount\":157,"
        "\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":10},"
        "{\"modality\":\"AUDIO\",\"tokenCount\":20},"
        "{\"modality\":\"IMAGE\",\"tokenCount\":10},"
        "{\"modality\":\"DOCUMENT\",\"tokenCount\":15},"
        "{\"modality\":\"VIDEO\",\"tokenCount\":45}],"
        "\"toolUsePromptTokensDetails\":[{\"modality\":\"IMAGE\","
        "\"tokenCount\":5}],"
        "\"cacheTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":8},"
        "{\"modality\":\"DOCUMENT\",\"tokenCount\":6},"
        "{\"modality\":\"VIDEO\",\"tokenCount\":16}],"
        "\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\","
        "\"tokenCount\":40}]},\"candidates\":[{\"groundingMetadata\":"
        "{\"webSearchQueries\":[\"a\",\"b\"]}}]}",
        { 12, 16, -1, -1, 10, 0 }, 0,
        "audio 12 cached_audio 8 image 24 cached_image 6 video 29 "
        "output_image 40 searches 2" },
    { "gemini", // a kind that nobody has told us of
        "{\"usageMetadata\":{\"promptTokenCount\":17,"
        "\"candidatesTokenCount\":2,\"promptTokensDetails\":"
        "[{\"modality\":\"SMELL\",\"tokenCount\":8}]}}",
        { 17, 0, -1, -1, 2, 0 }, USAGE_FLAG_EXTRA, "" },
    { "gemini", // film as a reply has no class, and so no price
        "{\"usageMetadata\":{\"promptTokenCount\":17,"
        "\"candidatesTokenCount\":2,\"candidatesTokensDetails\":"
        "[{\"modality\":\"VIDEO\",\"tokenCount\":2}]}}",
        { 17, 0, -1, -1, 2, 0 }, USAGE_FLAG_EXTRA, "" },
    { "gemini", // cached, of which kind is not told
        "{\"usageMetadata\":{\"promptTokenCount\":17,"
        "\"cachedContentTokenCount\":3,\"candidatesTokenCount\":2,"
        "\"promptTokensDetails\":[{\"modality\":\"AUDIO\","
        "\"tokenCount\":8}]}}",
        { 6, 3, -1, -1, 2, 0 }, USAGE_FLAG_EXTRA, "audio 8" },
    { "gemini", "{\"usageMetadata\":{}}", { -1, -1, -1, -1, -1, -1 }, 0, "" },
    { "xai",
        "{\"usage\":{\"prompt_tokens\":32,\"completion_tokens\":9,"
        "\"total_tokens\":135,\"prompt_tokens_details\":"
        "{\"cached_tokens\":6},\"completion_tokens_details\":"
        "{\"reasoning_tokens\":94}}}",
        { 26, 6, -1, -1, 9, 94 }, 0, "" },
    { "perplexity",
        "{\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":30,"
        "\"citation_tokens\":5,\"reasoning_tokens\":7,"
        "\"num_search_queries\":2}}",
        { 20, -1, -1, -1, 30, 7 }, 0, "citation 5 searches 2" },
    { "llama",
        "{\"content\":\"x\",\"tokens_evaluated\":40,\"tokens_predicted\":8,"
        "\"timings\":{\"cache_n\":30,\"predicted_n\":8}}",
        { 10, 30, -1, -1, 8, -1 }, 0, "" },
    { "llama", "{\"content\":\"x\"}", { -1, -1, -1, -1, -1, -1 }, 0, "" },
    { "ollama", "{\"eval_count\":7,\"done\":true}", { 0, -1, -1, -1, 7, -1 }, 0,
        "" },
    { "ollama", "{\"done\":false}", { -1, -1, -1, -1, -1, -1 }, 0, "" },
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct usage u = read(cases[i].flavour, cases[i].body);
        char more[200] = "";
        for (int c = USAGE_REASONING + 1; c < USAGE_CLASSES; c++)
            if (u.tokens[c] > 0)
                snprintf(more + strlen(more), sizeof more - strlen(more),
                    "%s%s %lld", *more ? " " : "",
                    usage_class_name((enum usage_class)c),
                    (long long)u.tokens[c]);
        if (strcmp(more, cases[i].more) != 0)
            fail_msg("%s: %s", cases[i].body, more);
        for (int c = 0; c <= USAGE_REASONING; c++)
            if (u.tokens[c] != cases[i].want[c])
                fail_msg("%s %s: %s is %lld", cases[i].flavour, cases[i].body,
                    usage_class_name((enum usage_class)c),
                    (long long)u.tokens[c]);
        if (u.flags != cases[i].flags)
            fail_msg("%s: flags %u", cases[i].body, u.flags);
    }
}

static void test_totals(void **state)
{
    (void)state;
    struct usage u = usage_unknown();
    assert_false(usage_known(&u));
    assert_int_equal(usage_in(&u), -1);
    u.cached = 5; // a part does not make the whole known
    assert_int_equal(usage_in(&u), -1);
    u.input = 10;
    assert_int_equal(usage_in(&u), 15);
    u.output = 0;
    assert_int_equal(usage_out(&u), 0);
    assert_true(usage_known(&u));
}

static void test_reported_cost(void **state)
{
    (void)state;
    const char *body = "{\"usage\":{\"prompt_tokens\":1,"
                       "\"completion_tokens\":1,\"cost\":0.00216775}}";
    assert_int_equal(read("openai-chat", body).reported_pusd, 2167750000);
    body = "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,"
           "\"cost\":0,\"is_byok\":true}}"; // billed elsewhere
    assert_int_equal(read("openai-chat", body).reported_pusd, -1);
}

static void test_sums(void **state)
{
    (void)state;
    struct usage_sum sum = { 0 };
    struct usage a = usage_unknown(), b = usage_unknown(), c = usage_unknown();
    a.input = 10, a.cached = 4, a.output = 3;
    b.input = 5, b.output = 2;
    usage_add(&sum, &a);
    assert_int_equal(usage_sum_class(&sum, USAGE_CACHED), 4);
    usage_add(&sum, &b);
    assert_int_equal(usage_sum_class(&sum, USAGE_INPUT), 15);
    assert_int_equal(usage_sum_class(&sum, USAGE_CACHED), -1);
    assert_int_equal(sum.tokens[USAGE_CACHED], 4);
    assert_int_equal(sum.unknown, 0);
    usage_add(&sum, &c);
    assert_int_equal(usage_sum_class(&sum, USAGE_INPUT), -1);
    assert_int_equal(sum.unknown, 1);
    assert_int_equal(sum.replies, 3);
    a.audio = 7, a.searches = 1;
    usage_add(&sum, &a);
    assert_int_equal(usage_sum_class(&sum, USAGE_AUDIO), 7); // none elsewhere
    assert_int_equal(usage_sum_class(&sum, USAGE_SEARCHES), 1);
    assert_int_equal(usage_in(&a), 21); // a search is no token
}

static void test_table(void **state)
{
    (void)state;
    int n = 0;
    for (; usage_flavour_name(n); n++)
        assert_non_null(usage_flavour_find(usage_flavour_name(n)));
    assert_int_equal(n, 8);
    assert_null(usage_flavour_find("smoke signals"));
    for (unsigned flag = 1; flag <= USAGE_FLAG_EXTRA; flag *= 2)
        assert_true(*usage_flag_words((enum usage_flag)flag) != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_totals),
        cmocka_unit_test(test_reported_cost),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
