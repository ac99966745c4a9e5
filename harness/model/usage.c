#include "model/usage.h"

#include <math.h>
#include <string.h>

#include "model/usage_flavour.h"

static const struct {
    const char *name;
    enum usage_side side;
} classes[USAGE_CLASSES] = {
#define X(id, field, side) { #field, USAGE_##side },
    USAGE_LIST(X)
#undef X
};

/* Google's words for what tokens are of; where a class is INPUT or OUTPUT
 * nothing is set apart. OTHER: one that has no class, so no price either. */
enum { OTHER = USAGE_CLASSES };

static const struct {
    const char *word;
    int in, cached, out;
} kinds[] = {
    { "TEXT", USAGE_INPUT, USAGE_CACHED, USAGE_OUTPUT },
    { "AUDIO", USAGE_AUDIO, USAGE_CACHED_AUDIO, USAGE_OUTPUT_AUDIO },
    { "IMAGE", USAGE_IMAGE, USAGE_CACHED_IMAGE, USAGE_OUTPUT_IMAGE },
    { "DOCUMENT", USAGE_IMAGE, USAGE_CACHED_IMAGE, USAGE_OUTPUT_IMAGE },
    { "VIDEO", USAGE_VIDEO, USAGE_CACHED, OTHER },
    { "", OTHER, OTHER, OTHER }, // any other word
};

/* Items of a Responses output that are paid by use: searches of the web, and
 * whatever else the provider ran. Calls of the user's own functions are not
 * among them. */
static const struct {
    const char *type;
    enum usage_class class;
} calls[] = {
    { "web_search_call", USAGE_SEARCHES },
    { "code_interpreter_call", USAGE_TOOL_RUNS },
    { "file_search_call", USAGE_TOOL_RUNS },
    { "computer_call", USAGE_TOOL_RUNS },
    { "image_generation_call", USAGE_TOOL_RUNS },
    { "mcp_call", USAGE_TOOL_RUNS },
};

struct usage usage_unknown(void)
{
    struct usage u = { .reported_pusd = -1 };
    for (int c = 0; c < USAGE_CLASSES; c++)
        u.tokens[c] = -1;
    return u;
}

/* A count; -1 when not told or not to be believed. */
static int64_t count(const struct json *node, unsigned *flags)
{
    if (!node)
        return -1;
    int64_t n = json_int(node, -1);
    if (n < 0)
        *flags |= USAGE_FLAG_NUMBER;
    return n;
}

static int64_t count_told(
    const struct usage_told *t, int tells, struct usage *u)
{
    return count(t->of[tells], &u->flags);
}

/* All of the prompt: one part of it broken, and it is unknown. */
static int64_t count_in(const struct usage_told *t, struct usage *u)
{
    int64_t a = count_told(t, TELLS_IN, u), b = count_told(t, TELLS_IN_MORE, u);

    if (t->of[TELLS_IN_MORE] && b < 0)
        return -1;
    return a >= 0 && b > 0 ? a + b : a;
}

/* Where the table names no member there is none. */
static const struct json *member(const struct json *o, const char *name)
{
    return name ? json_get(o, name) : NULL;
}

/* What is left of a whole without a part; a part not told stays in it. */
static int64_t rest(int64_t whole, int64_t part)
{
    return whole >= 0 && part > 0 ? whole - part : whole;
}

/* Sums of lists stop where no bill ends: the whole then has less, and what is
 * left of it is unknown. */
static void add(int64_t *to, int64_t n)
{
    static const int64_t most = INT64_C(1000000000000000);

    *to = (*to > 0 ? *to : 0) + n;
    *to = *to > most ? most : *to;
}

/* Adds up the tokens of one array of kinds; which: 0 in, 1 cached, 2 out. */
static void read_kinds(const struct json *list, int which, struct usage *u)
{
    JSON_EACH(item, list) {
        const char *word = json_str(json_get(item, "modality"));
        int64_t n = count(json_get(item, "tokenCount"), &u->flags);
        size_t k = 0;
        while (kinds[k].word[0] && (!word || strcmp(kinds[k].word, word) != 0))
            k++;
        int class = which == 0   ? kinds[k].in
                    : which == 1 ? kinds[k].cached
                                 : kinds[k].out;
        if (n <= 0 || class == USAGE_INPUT || class == USAGE_OUTPUT
            || class == USAGE_CACHED)
            continue;
        if (class == OTHER)
            u->flags |= USAGE_FLAG_EXTRA;
        else
            add(&u->tokens[class], n);
    }
}

/* Where lifetimes are told; the writes are a class like others elsewhere. */
static void read_writes(const struct usage_told *t, struct usage *u)
{
    int64_t all = count_told(t, TELLS_WRITE, u);
    int64_t w5m = count_told(t, TELLS_WRITE_5M, u);
    int64_t w1h = count_told(t, TELLS_WRITE_1H, u);

    if (!t->of[TELLS_WRITE] && !t->of[TELLS_WRITE_5M] && !t->of[TELLS_WRITE_1H])
        return;
    u->cache_write = w5m < 0 && w1h < 0 ? all : w5m;
    u->cache_write_1h = w1h;
    if (all >= 0 && (w5m >= 0 || w1h >= 0)
        && all != (w5m > 0 ? w5m : 0) + (w1h > 0 ? w1h : 0)) {
        u->flags |= USAGE_FLAG_WRITE;
        u->cache_write = rest(all, w1h); // the sum is what is billed
        if (u->cache_write < 0)
            u->cache_write = 0;
    }
}

/* Takes tokens that are told apart out of the class that holds them. */
static void take(
    struct usage *u, enum usage_class of, int64_t part, enum usage_flag flag)
{
    if (part <= 0)
        return;
    u->tokens[of] = rest(u->tokens[of], part);
    if (u->tokens[of] < 0) {
        u->tokens[of] = -1;
        u->flags |= flag;
    }
}

/* Cached tokens beside sound or pictures: which of them they are must be
 * told, as each has a price of its own. */
static bool is_mixed(const struct usage *u, bool told)
{
    return !told && u->cached > 0 && u->cached_audio < 0 && u->cached_image < 0
           && (u->audio > 0 || u->image > 0 || u->video > 0);
}

/* Film has no class of cached tokens: those it has are cached ones. */
static int64_t cached_video(const struct json *list)
{
    int64_t sum = 0;

    JSON_EACH(item, list) {
        const char *word = json_str(json_get(item, "modality"));
        int64_t n = json_int(json_get(item, "tokenCount"), 0);
        if (word && strcmp(word, "VIDEO") == 0 && n > 0)
            add(&sum, n);
    }
    return sum;
}

/* Reads prompt side counts and makes them disjoint: cached ones are counted
 * in the whole and in their kind. */
static void read_in(const struct usage_flavour *f, const struct usage_told *t,
    const struct json *o, struct usage *u)
{
    static const enum usage_class parts[] = { USAGE_CACHED, USAGE_CACHED_AUDIO,
        USAGE_CACHED_IMAGE, USAGE_CACHE_WRITE, USAGE_CACHE_WRITE_1H,
        USAGE_AUDIO, USAGE_IMAGE, USAGE_VIDEO };
    const struct json *cached = member(o, f->cached_kinds);

    u->input = count_in(t, u);
    u->cached = count_told(t, TELLS_CACHED, u);
    for (int i = 0; i < 2; i++)
        read_kinds(member(o, f->in_kinds[i]), 0, u);
    read_kinds(cached, 1, u);
    read_writes(t, u);
    if (is_mixed(u, json_count(cached) > 0))
        u->flags |= USAGE_FLAG_EXTRA;
    take(u, USAGE_VIDEO, cached_video(cached), USAGE_FLAG_INPUT);
    take(u, USAGE_AUDIO, u->cached_audio, USAGE_FLAG_INPUT);
    take(u, USAGE_IMAGE, u->cached_image, USAGE_FLAG_INPUT);
    take(u, USAGE_CACHED, u->cached_audio, USAGE_FLAG_INPUT);
    take(u, USAGE_CACHED, u->cached_image, USAGE_FLAG_INPUT);
    if (f->in_is_rest || u->input < 0)
        return;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        u->input = rest(u->input, u->tokens[parts[i]]);
    if (u->input < 0) {
        u->input = -1;
        u->flags |= USAGE_FLAG_INPUT;
    }
}

static void read_out(const struct usage_flavour *f, const struct usage_told *t,
    const struct json *o, struct usage *u)
{
    static const enum usage_class parts[] = { USAGE_OUTPUT_AUDIO,
        USAGE_OUTPUT_IMAGE, USAGE_REASONING };
    size_t n = sizeof parts / sizeof *parts - (f->out_is_rest ? 1 : 0);

    u->output = count_told(t, TELLS_OUT, u);
    read_kinds(member(o, f->out_kinds), 2, u);
    for (size_t i = 0; i < n && u->output >= 0; i++)
        take(u, USAGE_OUTPUT, u->tokens[parts[i]], USAGE_FLAG_OUTPUT);
}

/* Where zeros are not sent, a node with one count in it has told them all. */
static void fill_zeros(const struct usage_flavour *f, struct usage *u)
{
    if (!f->zero_left_out || (u->flags & ~(unsigned)USAGE_FLAG_EXTRA)
        || (u->input < 0 && u->output < 0 && u->reasoning < 0))
        return;
    static const int words[] = { TELLS_IN, TELLS_CACHED, TELLS_WRITE,
        TELLS_WRITE_1H, TELLS_OUT, USAGE_REASONING };
    for (int c = 0; c <= USAGE_REASONING; c++)
        if (u->tokens[c] < 0 && usage_flavour_tells(f, words[c]))
            u->tokens[c] = 0;
}

/* Searches and tools that are told by what came back, not by a count. */
static void read_calls(
    const struct usage_flavour *f, const struct json *body, struct usage *u)
{
    const struct json *first = json_first(member(body, f->candidates));
    size_t queries = json_count(
        json_get(json_get(first, "groundingMetadata"), "webSearchQueries"));

    JSON_EACH(item, member(body, f->calls)) {
        const char *type = json_str(json_get(item, "type"));
        for (size_t i = 0; type && i < sizeof calls / sizeof *calls; i++)
            if (strcmp(calls[i].type, type) == 0)
                add(&u->tokens[calls[i].class], 1);
    }
    if (queries > 0)
        add(&u->searches, (int64_t)queries);
}

struct usage usage_read(const struct usage_flavour *f, const struct json *body)
{
    const struct json *o = f->root[0] ? json_path(body, f->root) : body;
    struct usage_told t = usage_told(f, o);
    struct usage u = usage_unknown();

    read_calls(f, body, &u);
    if (!json_is_object(o)
        || (!f->root[0] && !t.of[TELLS_IN] && !t.of[TELLS_OUT]))
        return u;
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (t.of[c])
            u.tokens[c] = count_told(&t, c, &u);
    read_in(f, &t, o, &u);
    read_out(f, &t, o, &u);
    fill_zeros(f, &u);
    if (f->runs_hold_searches && u.tool_runs > 0 && u.searches > 0)
        u.tool_runs = u.tool_runs > u.searches ? u.tool_runs - u.searches : 0;
    int64_t total = json_int(t.of[TELLS_TOTAL], -1);
    if (total >= 0 && usage_known(&u) && total != usage_in(&u) + usage_out(&u))
        u.flags |= USAGE_FLAG_TOTAL;
    double usd = f->bills ? json_num(t.of[TELLS_USD], -1) : -1;
    // with a key of the user's own it is another's bill
    if (usd >= 0 && usd < 1e6 && !json_true(json_get(o, "is_byok")))
        u.reported_pusd = (int64_t)llround(usd * 1e12);
    return u;
}

/* A whole from its main class and the sub-classes that were told. */
static inline int64_t whole(
    const struct usage *u, enum usage_class main, enum usage_side side)
{
    int64_t sum = 0;

#define X(id, field, of)                                                       \
    sum += USAGE_##of == side && u->field > 0 ? u->field : 0;
    USAGE_LIST(X)
#undef X
    return u->tokens[main] < 0 ? -1 : sum;
}

int64_t usage_in(const struct usage *u)
{
    return whole(u, USAGE_INPUT, USAGE_PROMPT);
}

int64_t usage_out(const struct usage *u)
{
    return whole(u, USAGE_OUTPUT, USAGE_REPLY);
}

bool usage_known(const struct usage *u)
{
    return u->input >= 0 && u->output >= 0;
}

const char *usage_class_name(enum usage_class c)
{
    return classes[c].name;
}

enum usage_side usage_class_side(enum usage_class c)
{
    return classes[c].side;
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
        return "more than text is billed, and not told so that it has a price";
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
    bool must_tell = c <= USAGE_REASONING;
    bool told = sum->replies > 0 && sum->untold[c] == 0;

    return must_tell && !told ? -1 : sum->tokens[c];
}

void usage_json(const int64_t tokens[USAGE_CLASSES], struct jsonw *w)
{
    int64_t write = tokens[USAGE_CACHE_WRITE];
    int64_t hour = tokens[USAGE_CACHE_WRITE_1H];

    jsonw_begin(w, "tokens", '{');
    jsonw_count(w, "input", tokens[USAGE_INPUT]);
    jsonw_count(w, "cached", tokens[USAGE_CACHED]);
    jsonw_count(
        w, "cache_write", write < 0 ? write : write + (hour > 0 ? hour : 0));
    jsonw_count(w, "output", tokens[USAGE_OUTPUT]);
    jsonw_count(w, "reasoning", tokens[USAGE_REASONING]);
    for (int c = USAGE_REASONING + 1; c < USAGE_CLASSES; c++)
        if (tokens[c] > 0)
            jsonw_int(w, classes[c].name, tokens[c]);
    jsonw_end(w, '}');
}

void usage_more(const int64_t tokens[USAGE_CLASSES], struct buf *out)
{
    size_t start = out->len;

    for (int c = USAGE_REASONING + 1; c < USAGE_CLASSES; c++)
        if (tokens[c] > 0)
            buf_printf(out, "%s%lld %s", out->len > start ? ", " : "",
                (long long)tokens[c], classes[c].name);
}
