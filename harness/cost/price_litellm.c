/*
 * The map of LiteLLM. Keys by what LiteLLM itself does with them
 * (litellm_core_utils/llm_cost_calc/utils.py, as PRICES.md section 1.1 read
 * it): above a threshold every token of the request costs the other price; a
 * component without a price of its own there, or in a tier, keeps the plain
 * one. The map has no date of its own.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "cost/price_import.h"
#include "cost/price_offpeak.h"

static const struct {
    enum usage_class class;
    const char *key, *or_key; // the second where there is no first
} parts[] = {
    { USAGE_INPUT, "input_cost_per_token", NULL },
    { USAGE_OUTPUT, "output_cost_per_token", NULL },
    { USAGE_CACHED, "cache_read_input_token_cost",
        "input_cost_per_token_cache_hit" },
    { USAGE_CACHE_WRITE, "cache_creation_input_token_cost", NULL },
    { USAGE_CACHE_WRITE_1H, "cache_creation_input_token_cost_above_1hr", NULL },
    { USAGE_REASONING, "output_cost_per_reasoning_token", NULL },
    { USAGE_AUDIO, "input_cost_per_audio_token", NULL },
    { USAGE_CACHED_AUDIO, "cache_read_input_audio_token_cost", NULL },
    { USAGE_IMAGE, "input_cost_per_image_token", NULL },
    { USAGE_CACHED_IMAGE, "cache_read_input_image_token_cost", NULL },
    { USAGE_VIDEO, "input_cost_per_video_token", NULL },
    { USAGE_OUTPUT_AUDIO, "output_cost_per_audio_token", NULL },
    { USAGE_OUTPUT_IMAGE, "output_cost_per_image_token", NULL },
    { USAGE_CITATION, "citation_cost_per_token", NULL },
};

enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

static const struct {
    enum price_tier tier;
    const char *suffix;
    bool inherits; // what it does not price costs what it costs without it
} tiers[] = {
    { PRICE_STANDARD, "", true },
    { PRICE_BATCH, "_batches", false },
    { PRICE_FLEX, "_flex", true },
    { PRICE_PRIORITY, "_priority", true },
};

enum { TIERS = sizeof(tiers) / sizeof(tiers[0]) };

struct map { // one walk
    struct price_book *book;
    int layer, number;
    const char *name, *checked_on, *key;
    const struct json *root, *model;
    struct price_import *report;
    struct err *e;
};

/* "input_cost_per_token" "_above_200k_tokens" "_flex" */
static const struct json *node_of(
    const struct map *m, const char *key, int above_k, const char *suffix)
{
    char name[120], above[40] = "";

    if (above_k > 0)
        snprintf(above, sizeof(above), "_above_%dk_tokens", above_k);
    snprintf(name, sizeof(name), "%s%s%s", key, above, suffix);
    return json_get(m->model, name);
}

/* What a part costs: where the map is silent of a tier or above a threshold,
 * the nearest thing it says, save for batches, where it says nothing. */
static const struct json *find_part(
    const struct map *m, int part, int above_k, int tier)
{
    const char *key = parts[part].key, *suffix = tiers[tier].suffix;
    const struct json *node = node_of(m, key, above_k, suffix);

    if (!node && tier == 0 && parts[part].or_key)
        node = node_of(m, parts[part].or_key, above_k, suffix);
    if (node || !tiers[tier].inherits)
        return node;
    if (tier > 0) /* above a threshold that counts more than the tier */
        node = node_of(m, key, above_k, "");
    if (!node && above_k > 0)
        node = find_part(m, part, 0, tier);
    return node;
}

/* Reads the price of one part; 0 above a threshold where it costs something
 * below is no price. */
static int read_part(
    struct map *m, int part, int above_k, int tier, int64_t *pusd)
{
    const struct json *node = find_part(m, part, above_k, tier);
    int64_t plain;

    if (price_import_money(node, 0, m->key, m->report, pusd, m->e) < 0)
        return -1;
    if (above_k == 0 || *pusd != 0)
        return 0;
    node = find_part(m, part, 0, tier);
    if (price_import_money(node, 0, m->key, m->report, &plain, m->e) < 0)
        return -1;
    if (plain > 0) {
        *pusd = -1;
        price_left_note(m->report, PRICE_LEFT_FREE_ABOVE, m->key);
    }
    return 0;
}

/* "openai/gpt-4o" of openai is served as "gpt-4o"; where the map has that name
 * as well it is a row of its own. */
static char **names_of(const struct map *m, const char *provider)
{
    char **out = mem_zalloc(3, sizeof(*out));
    size_t len = strlen(provider);
    const char *rest = m->key + len + 1;

    out[0] = mem_str(m->key);
    if (strncmp(m->key, provider, len) == 0 && m->key[len] == '/' && *rest
        && !json_get(m->root, rest))
        out[1] = mem_str(rest);
    return out;
}

/* A search costs by how much context it brings; one price where that makes no
 * difference. In batches nothing is said. */
static int read_search(struct map *m, int tier, int64_t *pusd)
{
    const struct json *sizes =
        json_get(m->model, "search_context_cost_per_query");
    int64_t first = -1, other;

    *pusd = -1;
    if (!tiers[tier].inherits || !json_is_object(sizes))
        return 0;
    JSON_EACH(size, sizes) {
        if (price_import_money(size, 0, m->key, m->report, &other, m->e) < 0)
            return -1;
        if (first >= 0 && other != first) {
            price_left_note(m->report, PRICE_LEFT_SEARCH, m->key);
            return 0;
        }
        first = other;
    }
    *pusd = first;
    return 0;
}

/* Off-peak prices stand in for those of any tier and length of prompt; what
 * they do not name keeps its price. */
static int read_low(struct map *m, const struct json *low, struct price_row *r)
{
    for (int i = 0; i < PARTS; i++) {
        const struct json *node = json_get(low, parts[i].key);
        if (node
            && price_import_money(
                   node, 0, m->key, m->report, &r->pusd[parts[i].class], m->e)
                   < 0)
            return -1;
    }
    return 0;
}

/* low: off-peak prices, or NULL; they hold at these times. */
static int add_row(struct map *m, int above_k, int tier, const struct json *low,
    const struct when *when)
{
    const char *provider = json_str(json_get(m->model, "litellm_provider"));
    const char *source = json_str(json_get(m->model, "source"));
    struct price_row *r = price_book_row(m->book, m->name, m->layer);
    /* "above 200k" begins with the next token, at xAI with this one */
    bool from = provider && strcmp(provider, "xai") == 0;

    r->models = names_of(m, provider ? provider : "");
    r->number = ++m->number;
    r->provider = provider ? mem_str(price_import_provider(provider)) : NULL;
    r->tier = tiers[tier].tier;
    r->min_input = above_k ? (int64_t)above_k * 1000 + !from : 0;
    r->source = source && *source ? mem_printf("LiteLLM map; %s", source)
                                  : mem_str("LiteLLM map");
    r->checked_on = mem_str(m->checked_on);
    r->when = *when;
    for (int i = 0; i < PARTS; i++)
        if (read_part(m, i, above_k, tier, &r->pusd[parts[i].class]) < 0)
            return -1;
    int64_t request;
    if (read_low(m, low, r) < 0
        || read_search(m, tier, &r->pusd[USAGE_SEARCHES]) < 0
        || price_import_money(json_get(m->model, "input_cost_per_request"), 0,
               m->key, m->report, &request, m->e)
               < 0)
        return -1;
    r->request_pusd = request > 0 ? request : 0;
    return 0;
}

/* The next threshold above this one, in thousands; 0 when there is none. */
static int next_threshold(const struct map *m, int above_k)
{
    int best = 0;

    JSON_EACH(member, m->model) {
        const char *at = strstr(json_key(member), "_above_");
        int k = 0;
        char tail[16] = "";
        if (at && strstr(json_key(member), "token_")
            && sscanf(at, "_above_%dk_%6s", &k, tail) == 2
            && strcmp(tail, "tokens") == 0 && k > above_k
            && (best == 0 || k < best) && k < 1000000)
            best = k;
    }
    return best;
}

static bool has_tier(const struct map *m, int tier)
{
    return node_of(m, "input_cost_per_token", 0, tiers[tier].suffix)
           || node_of(m, "output_cost_per_token", 0, tiers[tier].suffix);
}

/* No price, or the number 0; a text is read later. */
static bool is_zero(const struct map *m, const char *key)
{
    const struct json *node = json_get(m->model, key);
    double usd = json_num(node, 0);

    return !json_str(node) && !(usd > 0) && !(usd < 0);
}

/* What keeps a model out; PRICE_LEFT_KINDS: nothing. */
static enum price_left left_out(const struct map *m)
{
    if (!has_tier(m, 0))
        return PRICE_LEFT_NO_TEXT;
    /* dated periods say until when a price holds; from when the others do is
       in none of the files that were read */
    if (json_get(m->model, "pricing_periods"))
        return PRICE_LEFT_TIME;
    if (json_get(m->model, "tiered_pricing"))
        return PRICE_LEFT_STEPS;
    if (is_zero(m, "input_cost_per_token")
        && is_zero(m, "output_cost_per_token")
        && is_zero(m, "input_cost_per_request"))
        return PRICE_LEFT_ZERO;
    return PRICE_LEFT_KINDS;
}

/* The rows of one tier and threshold: for all hours, and on top of that for
 * those of the off-peak. A batch has one price at all hours, as nothing says
 * otherwise. */
static int add_rows(
    struct map *m, int above_k, int tier, const struct when *low, int n)
{
    const struct json *block = json_get(m->model, "off_peak_pricing");
    struct when always = when_always();
    bool batch = tiers[tier].tier == PRICE_BATCH;

    if ((batch || n == 0 || when_minutes(&low[0]) < when_minutes(&always))
        && add_row(m, above_k, tier, NULL, &always) < 0)
        return -1;
    for (int i = 0; i < n && !batch; i++)
        if (add_row(m, above_k, tier, block, &low[i]) < 0)
            return -1;
    return 0;
}

static int add_model(struct map *m)
{
    const struct json *block = json_get(m->model, "off_peak_pricing");
    struct when low[PRICE_OFFPEAK_MOST];
    enum price_left left = left_out(m);
    int n = block && json_count(block) > 0 ? price_offpeak_read(block, low) : 0;

    if (n < 0 && left == PRICE_LEFT_KINDS)
        left = PRICE_LEFT_TIME;

    m->report->models++;
    if (left != PRICE_LEFT_KINDS) {
        price_left_note(m->report, left, m->key);
        return 0;
    }
    for (int tier = 0; tier < TIERS; tier++) {
        int above_k = 0;
        if (!has_tier(m, tier))
            continue;
        do {
            if (add_rows(m, above_k, tier, low, n) < 0)
                return -1;
            above_k = next_threshold(m, above_k);
        } while (above_k > 0);
    }
    return 0;
}

int price_import_litellm(struct price_book *b, int layer, const char *name,
    const char *checked_on, const struct json *root,
    struct price_import *report, struct err *e)
{
    struct map m = { .book = b,
        .layer = layer,
        .name = name,
        .checked_on = checked_on,
        .root = root,
        .report = report,
        .e = e };

    JSON_EACH(model, root) {
        m.key = json_key(model);
        m.model = model;
        if (strcmp(m.key, "sample_spec") == 0) // a description, no model
            continue;
        if (!json_is_object(model))
            return err_set(e, ERR_DATA, "'%.60s' is no model", m.key);
        if (add_model(&m) < 0)
            return -1;
    }
    return 0;
}
