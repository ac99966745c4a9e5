#include "model/usage_flavour.h"

#include <string.h>

/* A word; one that counts where those of lower rank are not there; the name of
 * an object that has words in it. */
#define WORD(word, what) .name = word, .tells = what
#define NEXT(word, what, nth) .name = word, .tells = what, .rank = nth
#define WITHIN(word, words) .name = word, .within = words
#define END .name = NULL

/* OpenAI and OpenRouter tell sound, pictures and film beside the text;
 * OpenRouter the searches and tools that it ran by itself (as
 * usage_price_expected.jsonl has it), xAI its sources (not verified here). */
static const struct usage_word chat_cached[] = {
    { WORD("audio_tokens", USAGE_CACHED_AUDIO) },
    { WORD("image_tokens", USAGE_CACHED_IMAGE) },
    { END },
};
static const struct usage_word chat_in[] = {
    { WORD("cached_tokens", TELLS_CACHED) },
    { WORD("cache_write_tokens", USAGE_CACHE_WRITE) },
    { WORD("audio_tokens", USAGE_AUDIO) },
    { WORD("image_tokens", USAGE_IMAGE) },
    { WORD("video_tokens", USAGE_VIDEO) },
    { WITHIN("cached_tokens_details", chat_cached) },
    { END },
};
static const struct usage_word openai_out[] = {
    { WORD("reasoning_tokens", USAGE_REASONING) },
    { WORD("audio_tokens", USAGE_OUTPUT_AUDIO) },
    { WORD("image_tokens", USAGE_OUTPUT_IMAGE) },
    { END },
};
static const struct usage_word chat_searches[] = {
    { WORD("web_search_requests", USAGE_SEARCHES) },
    { END },
};
static const struct usage_word chat_runs[] = {
    { WORD("tool_calls_executed", USAGE_TOOL_RUNS) },
    { END },
};

static const struct usage_word chat[] = {
    { WORD("prompt_tokens", TELLS_IN) },
    { WORD("completion_tokens", TELLS_OUT) },
    { WORD("total_tokens", TELLS_TOTAL) },
    { WITHIN("prompt_tokens_details", chat_in) },
    { WITHIN("completion_tokens_details", openai_out) },
    { NEXT("prompt_cache_hit_tokens", TELLS_CACHED, 1) }, // DeepSeek
    { NEXT("cached_tokens", TELLS_CACHED, 2) },           // Moonshot
    { WITHIN("server_tool_use", chat_searches) },
    { NEXT("num_sources_used", USAGE_SEARCHES, 1) },
    { WITHIN("server_tool_use_details", chat_runs) },
    { WORD("cost", TELLS_USD) }, // OpenRouter
    { END },
};

static const struct usage_word responses_in[] = {
    { WORD("cached_tokens", TELLS_CACHED) },
    { WORD("cache_write_tokens", USAGE_CACHE_WRITE) },
    { WORD("audio_tokens", USAGE_AUDIO) },
    { WORD("image_tokens", USAGE_IMAGE) },
    { END },
};
static const struct usage_word responses[] = {
    { WORD("input_tokens", TELLS_IN) },
    { WORD("output_tokens", TELLS_OUT) },
    { WORD("total_tokens", TELLS_TOTAL) },
    { WITHIN("input_tokens_details", responses_in) },
    { WITHIN("output_tokens_details", openai_out) },
    { END },
};

static const struct usage_word anthropic_writes[] = {
    { WORD("ephemeral_5m_input_tokens", TELLS_WRITE_5M) },
    { WORD("ephemeral_1h_input_tokens", TELLS_WRITE_1H) },
    { END },
};
static const struct usage_word anthropic_out[] = {
    { WORD("thinking_tokens", USAGE_REASONING) },
    { END },
};
static const struct usage_word anthropic_tools[] = {
    // web_fetch_requests are left out, as the feed's reader does
    { WORD("web_search_requests", USAGE_SEARCHES) },
    { WORD("code_execution_requests", USAGE_TOOL_RUNS) },
    { END },
};
static const struct usage_word anthropic[] = {
    { WORD("input_tokens", TELLS_IN) },
    { WORD("output_tokens", TELLS_OUT) },
    { WORD("cache_read_input_tokens", TELLS_CACHED) },
    { WORD("cache_creation_input_tokens", TELLS_WRITE) },
    { WITHIN("cache_creation", anthropic_writes) },
    { WITHIN("output_tokens_details", anthropic_out) },
    { WITHIN("server_tool_use", anthropic_tools) },
    { END },
};

static const struct usage_word gemini[] = {
    { WORD("promptTokenCount", TELLS_IN) },
    { WORD("toolUsePromptTokenCount", TELLS_IN_MORE) },
    { WORD("cachedContentTokenCount", TELLS_CACHED) },
    { WORD("candidatesTokenCount", TELLS_OUT) },
    { WORD("totalTokenCount", TELLS_TOTAL) },
    { WORD("thoughtsTokenCount", USAGE_REASONING) },
    { END },
};

static const struct usage_word perplexity[] = {
    { WORD("prompt_tokens", TELLS_IN) },
    { WORD("completion_tokens", TELLS_OUT) },
    { WORD("reasoning_tokens", USAGE_REASONING) },
    { WORD("citation_tokens", USAGE_CITATION) },
    { WORD("num_search_queries", USAGE_SEARCHES) },
    { END },
};

static const struct usage_word llama_timings[] = {
    { WORD("cache_n", TELLS_CACHED) },
    { NEXT("predicted_n", TELLS_OUT, 1) },
    { END },
};
static const struct usage_word llama[] = {
    { WORD("tokens_evaluated", TELLS_IN) },
    { WORD("tokens_predicted", TELLS_OUT) },
    { WITHIN("timings", llama_timings) },
    { END },
};

static const struct usage_word ollama[] = {
    { WORD("prompt_eval_count", TELLS_IN) },
    { WORD("eval_count", TELLS_OUT) },
    { END },
};

static const struct usage_flavour table[] = {
    {
        .name = "openai-chat",
        .words = chat,
        .root = "usage|x_groq.usage", // Groq: in the last chunk of a stream
        .runs_hold_searches = true,
        .bills = true,
    },
    {
        .name = "openai-responses",
        .words = responses,
        .root = "usage",
        .calls = "output",
    },
    {
        .name = "anthropic",
        .words = anthropic,
        .root = "usage",
        .in_is_rest = true,
    },
    {
        .name = "gemini",
        .words = gemini,
        .root = "usageMetadata",
        .out_is_rest = true,
        .zero_left_out = true, // proto3 JSON
        .in_kinds = { "promptTokensDetails", "toolUsePromptTokensDetails" },
        .cached_kinds = "cacheTokensDetails",
        .out_kinds = "candidatesTokensDetails",
        .candidates = "candidates",
    },
    {
        .name = "xai",
        .words = chat,
        .root = "usage",
        .out_is_rest = true,
        .runs_hold_searches = true,
    },
    {
        .name = "perplexity",
        .words = perplexity,
        .root = "usage",
        .out_is_rest = true,
    },
    {
        .name = "llama",
        .words = llama,
        .root = "",
    },
    {
        .name = "ollama",
        .words = ollama,
        .root = "",
        .zero_left_out = true,
    },
};

enum { FLAVOURS = sizeof(table) / sizeof(table[0]) };

const struct usage_flavour *usage_flavour_find(const char *name)
{
    for (int i = 0; i < FLAVOURS; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

const char *usage_flavour_name(int i)
{
    return i >= 0 && i < FLAVOURS ? table[i].name : NULL;
}

static void note(
    struct usage_told *t, const struct usage_word *w, const struct json *node)
{
    if (json_is_null(node)
        || (t->of[w->tells] != NULL && t->rank[w->tells] <= w->rank))
        return;
    t->of[w->tells] = node;
    t->rank[w->tells] = w->rank;
}

/* One look at each member: a reply has few of all that are known. */
static void look(
    const struct json *o, const struct usage_word *words, struct usage_told *t)
{
    if (!json_is_object(o))
        return;
    JSON_EACH(member, o) {
        const char *name = json_key(member);
        const struct usage_word *w = words;

        while (w->name != NULL
               && (w->name[0] != name[0] || strcmp(w->name, name) != 0))
            w++;
        if (w->within != NULL)
            look(member, w->within, t);
        else if (w->name != NULL)
            note(t, w, member);
    }
}

struct usage_told usage_told(
    const struct usage_flavour *f, const struct json *o)
{
    struct usage_told t = { 0 };

    look(o, f->words, &t);
    return t;
}

bool usage_flavour_tells(const struct usage_flavour *f, int tells)
{
    for (const struct usage_word *w = f->words; w->name != NULL; w++)
        if (w->within == NULL && w->tells == tells)
            return true;
    return false;
}
