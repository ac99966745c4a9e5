#include "model/usage.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"

/*
 * The table of PROVIDER-APIS 2.4. A word is a path into the usage node, or
 * several with '|' between: the first that is there counts. Sums have a
 * second word.
 */
struct usage_flavour {
    const char *name;
    const char *root;          // where the counts are in a reply body; ""
                               // when they lie about in the body itself
    const char *in[2];         // added up
    const char *cached;        //
    const char *write;         // all writes, whatever their lifetime
    const char *write_5m;      // of these
    const char *write_1h;      // of these
    const char *out[2];        // added up
    const char *reasoning;     //
    const char *total;         // the provider's own sum, for checking
    bool in_is_rest;           // in has no cached and no written tokens in it
    bool out_is_rest;          // out has no reasoning tokens in it
    bool zero_left_out;        // a count of 0 is not sent at all
    const char *extra[5];      // counts that must be 0 for a text price
    const char *modalities[2]; // arrays of {modality, tokenCount}
    const char *cost_usd;      // the bill, where the provider sends it and
                               // the key is not the user's own (is_byok)
};

/* Cached: OpenAI | DeepSeek | Moonshot. Extra: OpenAI and
 * OpenRouter report sound, pictures and film beside the text. */
#define OPENAI_CHAT_IN                                                         \
    .in = { "prompt_tokens" },                                                 \
    .cached = "prompt_tokens_details.cached_tokens|prompt_cache_hit_tokens|"   \
              "cached_tokens",                                                 \
    .write = "prompt_tokens_details.cache_write_tokens",                       \
    .total = "total_tokens",                                                   \
    .extra = { "prompt_tokens_details.audio_tokens",                           \
        "completion_tokens_details.audio_tokens",                              \
        "prompt_tokens_details.video_tokens",                                  \
        "completion_tokens_details.image_tokens",                              \
        "server_tool_use_details.tool_calls_executed" }

static const struct usage_flavour table[] = {
    {
        .name = "openai-chat",
        .root = "usage|x_groq.usage", // Groq: in the last chunk of a stream
        OPENAI_CHAT_IN,
        .out = { "completion_tokens" },
        .reasoning = "completion_tokens_details.reasoning_tokens",
        .cost_usd = "cost", // OpenRouter
    },
    {
        .name = "openai-responses",
        .root = "usage",
        .in = { "input_tokens" },
        .cached = "input_tokens_details.cached_tokens",
        .write = "input_tokens_details.cache_write_tokens",
        .out = { "output_tokens" },
        .reasoning = "output_tokens_details.reasoning_tokens",
        .total = "total_tokens",
    },
    {
        .name = "anthropic",
        .root = "usage",
        .in = { "input_tokens" },
        .in_is_rest = true,
        .cached = "cache_read_input_tokens",
        .write = "cache_creation_input_tokens",
        .write_5m = "cache_creation.ephemeral_5m_input_tokens",
        .write_1h = "cache_creation.ephemeral_1h_input_tokens",
        .out = { "output_tokens" },
        .reasoning = "output_tokens_details.thinking_tokens",
        .extra = { "server_tool_use.web_search_requests" },
    },
    {
        .name = "gemini",
        .root = "usageMetadata",
        .in = { "promptTokenCount", "toolUsePromptTokenCount" },
        .cached = "cachedContentTokenCount",
        .out = { "candidatesTokenCount" },
        .out_is_rest = true,
        .reasoning = "thoughtsTokenCount",
        .total = "totalTokenCount",
        .zero_left_out = true, // proto3 JSON
        .modalities = { "promptTokensDetails", "candidatesTokensDetails" },
    },
    {
        .name = "xai",
        .root = "usage",
        OPENAI_CHAT_IN,
        .out = { "completion_tokens" },
        .out_is_rest = true,
        .reasoning = "completion_tokens_details.reasoning_tokens",
    },
    {
        .name = "perplexity",
        .root = "usage",
        .in = { "prompt_tokens" },
        .out = { "completion_tokens", "citation_tokens" },
        .out_is_rest = true,
        .reasoning = "reasoning_tokens",
    },
    {
        .name = "llama",
        .root = "",
        .in = { "tokens_evaluated" },
        .cached = "timings.cache_n",
        .out = { "tokens_predicted|timings.predicted_n" },
    },
    {
        .name = "ollama",
        .root = "",
        .in = { "prompt_eval_count" },
        .out = { "eval_count" },
        .zero_left_out = true,
    },
};

enum { FLAVOURS = sizeof(table) / sizeof(table[0]) };

static const char *const class_names[USAGE_CLASSES] = {
    [USAGE_INPUT] = "input",
    [USAGE_CACHED] = "cached",
    [USAGE_CACHE_WRITE] = "cache_write",
    [USAGE_CACHE_WRITE_1H] = "cache_write_1h",
    [USAGE_OUTPUT] = "output",
    [USAGE_REASONING] = "reasoning",
};

struct usage usage_unknown(void)
{
    struct usage u = { .reported_pusd = -1 };
    for (int c = 0; c < USAGE_CLASSES; c++)
        u.tokens[c] = -1;
    return u;
}

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

/* First node of "a.b|c" that is there. */
static const struct json *find(const struct json *o, const char *word)
{
    while (word) {
        const char *bar = strchr(word, '|');
        char path[80];
        size_t len = bar ? (size_t)(bar - word) : strlen(word);
        if (len >= sizeof(path))
            return NULL;
        memcpy(path, word, len);
        path[len] = '\0';
        const struct json *node = json_path(o, path);
        if (node)
            return node;
        word = bar ? bar + 1 : NULL;
    }
    return NULL;
}

/* The count under a word; -1 when not told or not to be believed. */
static int64_t count(const struct json *o, const char *word, unsigned *flags)
{
    const struct json *node = find(o, word);
    if (!node)
        return -1;
    int64_t n = json_int(node, -1);
    if (n < 0)
        *flags |= USAGE_FLAG_NUMBER;
    return n;
}

/* Up to two counts added; the second may be missing, the first may not. */
static int64_t count_two(
    const struct json *o, const char *const words[2], unsigned *flags)
{
    unsigned before = *flags;
    int64_t a = count(o, words[0], flags);
    int64_t b = words[1] ? count(o, words[1], flags) : 0;
    if (*flags & ~before) // a broken part makes the sum unknown
        return -1;
    return a >= 0 && b > 0 ? a + b : a;
}

const struct json *usage_node(
    const struct usage_flavour *f, const struct json *body)
{
    if (f->root[0])
        return find(body, f->root);
    return find(body, f->in[0]) || find(body, f->out[0]) ? body : NULL;
}

/* What is left of a whole without its parts; a part not told stays in it. */
static int64_t rest(int64_t whole, const int64_t *parts, int n)
{
    for (int i = 0; i < n && whole >= 0; i++)
        if (parts[i] > 0)
            whole -= parts[i];
    return whole;
}

/* Reads prompt side counts and makes them disjoint. */
static void read_in(
    const struct usage_flavour *f, const struct json *o, struct usage *u)
{
    u->input = count_two(o, f->in, &u->flags);
    u->cached = count(o, f->cached, &u->flags);
    int64_t all = count(o, f->write, &u->flags);
    int64_t w5m = count(o, f->write_5m, &u->flags);
    int64_t w1h = count(o, f->write_1h, &u->flags);
    u->cache_write = w5m < 0 && w1h < 0 ? all : w5m;
    u->cache_write_1h = w1h;
    if (all >= 0 && (w5m >= 0 || w1h >= 0)
        && all != (w5m > 0 ? w5m : 0) + (w1h > 0 ? w1h : 0)) {
        u->flags |= USAGE_FLAG_WRITE;
        u->cache_write = rest(all, &w1h, 1); // the sum is what is billed
        if (u->cache_write < 0)
            u->cache_write = 0;
    }
    if (f->in_is_rest || u->input < 0)
        return;
    u->input = rest(u->input, &u->cached, 3);
    if (u->input < 0) {
        u->input = -1;
        u->flags |= USAGE_FLAG_INPUT;
    }
}

static void read_out(
    const struct usage_flavour *f, const struct json *o, struct usage *u)
{
    u->output = count_two(o, f->out, &u->flags);
    u->reasoning = count(o, f->reasoning, &u->flags);
    if (f->out_is_rest || u->output < 0)
        return;
    u->output = rest(u->output, &u->reasoning, 1);
    if (u->output < 0) {
        u->output = -1;
        u->flags |= USAGE_FLAG_OUTPUT;
    }
}

/* Where zeros are not sent, a node with one count in it has told them all. */
static void fill_zeros(const struct usage_flavour *f, struct usage *u)
{
    if (!f->zero_left_out || u->flags
        || (u->input < 0 && u->output < 0 && u->reasoning < 0))
        return;
    const char *words[USAGE_CLASSES] = { f->in[0], f->cached, f->write,
        f->write_1h, f->out[0], f->reasoning };
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (words[c] && u->tokens[c] < 0)
            u->tokens[c] = 0;
}

static bool has_extra(const struct usage_flavour *f, const struct json *o)
{
    for (size_t i = 0; i < 5 && f->extra[i]; i++)
        if (json_int(find(o, f->extra[i]), 0) > 0)
            return true;
    for (size_t i = 0; i < 2 && f->modalities[i]; i++)
        JSON_EACH(part, json_get(o, f->modalities[i])) {
            const char *kind = json_str(json_get(part, "modality"));
            if (kind && strcmp(kind, "TEXT") != 0
                && json_int(json_get(part, "tokenCount"), 0) > 0)
                return true;
        }
    return false;
}

struct usage usage_read(const struct usage_flavour *f, const struct json *o)
{
    struct usage u = usage_unknown();
    if (!json_is_object(o))
        return u;
    read_in(f, o, &u);
    read_out(f, o, &u);
    fill_zeros(f, &u);
    if (has_extra(f, o))
        u.flags |= USAGE_FLAG_EXTRA;
    int64_t total = json_int(find(o, f->total), -1);
    if (total >= 0 && usage_known(&u) && total != usage_in(&u) + usage_out(&u))
        u.flags |= USAGE_FLAG_TOTAL;
    double usd = json_num(find(o, f->cost_usd), -1);
    if (usd >= 0 && usd < 1e6 && !json_true(json_get(o, "is_byok")))
        u.reported_pusd = (int64_t)llround(usd * 1e12);
    return u;
}

/* A whole from its main class and the sub-classes that were told. */
static int64_t whole(const int64_t *tokens, int n)
{
    int64_t sum = tokens[0];
    for (int i = 1; i < n && sum >= 0; i++)
        if (tokens[i] > 0)
            sum += tokens[i];
    return sum < 0 ? -1 : sum;
}

int64_t usage_in(const struct usage *u)
{
    return whole(u->tokens + USAGE_INPUT, USAGE_OUTPUT - USAGE_INPUT);
}

int64_t usage_out(const struct usage *u)
{
    return whole(u->tokens + USAGE_OUTPUT, USAGE_CLASSES - USAGE_OUTPUT);
}

bool usage_known(const struct usage *u)
{
    return usage_in(u) >= 0 && usage_out(u) >= 0;
}

const char *usage_class_name(enum usage_class c)
{
    return class_names[c];
}

const char *usage_flag_words(enum usage_flag flag)
{
    switch (flag) {
    case USAGE_FLAG_NUMBER: return "a token count is broken";
    case USAGE_FLAG_INPUT: return "more cached tokens than prompt tokens";
    case USAGE_FLAG_OUTPUT: return "more reasoning tokens than output tokens";
    case USAGE_FLAG_TOTAL: return "the provider's total is another number";
    case USAGE_FLAG_WRITE: return "cache writes do not add up";
    case USAGE_FLAG_EXTRA:
        return "more than text is billed: sound, pictures or searches";
    }
    return "";
}

void usage_add(struct usage_sum *sum, const struct usage *u)
{
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (u->tokens[c] >= 0)
            sum->tokens[c] += u->tokens[c];
        else
            sum->untold[c]++;
    sum->replies++;
    if (!usage_known(u))
        sum->unknown++;
}

int64_t usage_sum_class(const struct usage_sum *sum, enum usage_class c)
{
    return sum->untold[c] ? -1 : sum->tokens[c];
}
