/*
 * The feed of genai-prices. Of a provider's models the first whose match fits
 * a name has it; of a model's prices the last whose constraint holds. Our own
 * order is another, so what it would decide otherwise is written out: a name
 * that the feed mentions becomes a pattern of its own, and times are cut into
 * periods in which only hours differ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cost/price_import.h"
#include "cost/price_pattern.h"

/*
 * Names of the feed for our classes; its plain cache_write lasts 5 minutes.
 * What has no price of its own there costs what its unit is a kind of
 * (units.yml): we write that down for pictures, film and citations. Not for
 * sound: the feed has models whose sound costs another price and is missing
 * (gpt-4o-audio-preview, 2026-08-21), and nothing tells those from the ones
 * where it costs the same. Pictures and sound in replies neither.
 */
static const struct {
    const char *key;
    int exponent; // prices are for 10^exponent of it
    int kind_of;  // a class, or -1
} units[USAGE_CLASSES] = {
    [USAGE_INPUT] = { "input_mtok", 6, -1 },
    [USAGE_CACHED] = { "cache_read_mtok", 6, -1 },
    [USAGE_CACHE_WRITE] = { "cache_write_mtok", 6, -1 },
    [USAGE_CACHE_WRITE_1H] = { "cache_write_1h_mtok", 6, -1 },
    [USAGE_OUTPUT] = { "output_mtok", 6, -1 },
    [USAGE_REASONING] = { "output_reasoning_mtok", 6, -1 },
    [USAGE_AUDIO] = { "input_audio_mtok", 6, -1 },
    [USAGE_CACHED_AUDIO] = { "cache_audio_read_mtok", 6, -1 },
    [USAGE_IMAGE] = { "input_image_mtok", 6, USAGE_INPUT },
    [USAGE_CACHED_IMAGE] = { "cache_image_read_mtok", 6, USAGE_CACHED },
    [USAGE_VIDEO] = { "input_video_mtok", 6, USAGE_INPUT },
    [USAGE_OUTPUT_AUDIO] = { "output_audio_mtok", 6, -1 },
    [USAGE_OUTPUT_IMAGE] = { "output_image_mtok", 6, -1 },
    [USAGE_CITATION] = { "output_citation_mtok", 6, USAGE_OUTPUT },
    [USAGE_SEARCHES] = { "web_searches_kcount", 3, -1 },
    // not USAGE_TOOL_RUNS: of several kinds for us, each has a price there
};

/* What is told of a class, NULL also where the feed has no name for it. */
static const struct json *price_of(const struct json *prices, int c)
{
    return units[c].key != NULL ? json_get(prices, units[c].key) : NULL;
}

struct model { // of one provider
    const struct json *node;
    const char *id;
    char **patterns; // NULL: one of them cannot be said
    size_t n;
};

struct feed { // one walk
    struct price_book *book;
    int layer, number;
    const char *name, *checked_on, *provider;
    struct price_import *report;
    struct err *e;
    struct model *models; // of the provider at hand
    size_t n;
};

/* --- names ---------------------------------------------------------------- */

/* Turns the few kinds of regular expression the feed has into a pattern:
 * "^gpt-5\.6-sol-\d{4}-\d{2}$". False when there is more in it. */
static bool pattern_of_regex(const char *s, struct buf *out)
{
    bool anchored = *s == '^';
    if (!anchored)
        buf_putc(out, '*');
    for (s += anchored; *s; s++) {
        if (s[0] == '$' && s[1] == '\0')
            return true;
        if (s[0] == '\\' && s[1] == 'd') {
            int n = 1;
            s++;
            if (s[1] == '{' && s[2] >= '1' && s[2] <= '9' && s[3] == '}') {
                n = s[2] - '0';
                s += 3;
            }
            for (; n > 0; n--)
                buf_putc(out, '#');
        } else if (s[0] == '\\' && s[1] == '.') {
            buf_putc(out, '.');
            s++;
        } else if (strchr("\\.*+?()[]{}|^$#", *s)) {
            return false;
        } else {
            buf_putc(out, *s);
        }
    }
    buf_putc(out, '*');
    return true;
}

static bool pattern_of(const struct json *match, struct buf *out)
{
    static const struct {
        const char *key, *before, *after;
    } kinds[] = { { "equals", "", "" }, { "starts_with", "", "*" },
        { "ends_with", "*", "" }, { "contains", "*", "*" } };
    const char *s;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        s = json_str(json_get(match, kinds[i].key));
        if (s && price_pattern_exact(s)) {
            buf_printf(out, "%s%s%s", kinds[i].before, s, kinds[i].after);
            return true;
        }
    }
    s = json_str(json_get(match, "regex"));
    return s && pattern_of_regex(s, out);
}

static void add_pattern(struct model *m, char *pattern)
{
    m->patterns = mem_resize(m->patterns, m->n + 1, sizeof(*m->patterns));
    m->patterns[m->n++] = pattern;
}

static void free_patterns(struct model *m)
{
    for (size_t i = 0; i < m->n; i++)
        free(m->patterns[i]);
    free(m->patterns);
    m->patterns = NULL;
    m->n = 0;
}

/* Lists the patterns of a match; none when one of them cannot be said. */
static void read_patterns(struct model *m, const struct json *match)
{
    const struct json *any = json_get(match, "or");
    size_t n = any ? json_count(any) : 1;

    for (size_t i = 0; i < n; i++) {
        struct buf b = { 0 };
        bool fits = pattern_of(any ? json_at(any, i) : match, &b);
        add_pattern(m, buf_take(&b));
        if (!fits) {
            free_patterns(m);
            return;
        }
    }
}

/* Weight of the narrowest pattern that fits a name, -1 when none does. */
static int weight_of(const struct model *m, const char *name)
{
    int best = -1;
    for (size_t i = 0; i < m->n; i++)
        if (price_pattern_fits(m->patterns[i], name)) {
            int weight = price_pattern_weight(m->patterns[i]);
            best = weight > best ? weight : best;
        }
    return best;
}

static void drop_name(struct model *m, const char *name)
{
    for (size_t i = 0; i < m->n; i++)
        if (strcasecmp(m->patterns[i], name) == 0) {
            free(m->patterns[i]);
            m->patterns[i--] = m->patterns[--m->n];
        }
}

/* Makes sure that a name goes to the first model whose match fits it. */
static void settle_name(struct feed *f, const char *name)
{
    struct model *first = NULL;
    bool other = false;
    int weight = -1;

    for (size_t i = 0; i < f->n; i++) {
        int w = weight_of(&f->models[i], name);
        if (w >= 0 && !first) {
            first = &f->models[i];
            weight = w;
        } else if (w >= 0 && w >= weight) {
            other = true;
        }
    }
    if (!other)
        return;
    for (size_t i = 0; i < f->n; i++)
        if (&f->models[i] != first)
            drop_name(&f->models[i], name);
    drop_name(first, name); // once, not twice
    add_pattern(first, mem_str(name));
}

/* Settles a pattern's own words: "claude-*" mentions "claude-". */
static void settle_pattern(struct feed *f, const char *pattern)
{
    char *name = mem_str(pattern), *to = name;

    for (const char *p = pattern; *p; p++)
        if (*p != '*')
            *to++ = *p == '#' || *p == '?' ? '0' : *p;
    *to = '\0';
    if (*name)
        settle_name(f, name);
    free(name);
}

/* The model's own name comes first where the feed finds it by that name. */
static void put_id_first(struct feed *f, struct model *m)
{
    for (struct model *x = f->models; x < m; x++)
        if (weight_of(x, m->id) >= 0)
            return;
    if (m->n == 0 || weight_of(m, m->id) < 0 || !price_pattern_exact(m->id))
        return;
    drop_name(m, m->id);
    add_pattern(m, mem_str(m->id));
    char *last = m->patterns[m->n - 1];
    memmove(m->patterns + 1, m->patterns, (m->n - 1) * sizeof(*m->patterns));
    m->patterns[0] = last;
}

static void settle(struct feed *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct model *m = &f->models[i];
        size_t n = m->n;
        char **mentioned = mem_zalloc(n + 1, sizeof(*mentioned));
        for (size_t k = 0; k < n; k++)
            mentioned[k] = mem_str(m->patterns[k]);
        for (size_t k = 0; k < n; k++) {
            settle_pattern(f, mentioned[k]);
            free(mentioned[k]);
        }
        free(mentioned);
        if (m->id)
            settle_name(f, m->id);
    }
    for (size_t i = 0; i < f->n; i++)
        if (f->models[i].id)
            put_id_first(f, &f->models[i]);
}

/* --- prices --------------------------------------------------------------- */

/* The price of a class above so many tokens of prompt: a number, or {base,
 * tiers: [{start, price}]}. */
static const struct json *price_above(const struct json *p, int64_t start)
{
    const struct json *best = json_is_object(p) ? json_get(p, "base") : p;
    int64_t from = -1;

    JSON_EACH(tier, json_get(p, "tiers")) {
        int64_t at = json_int(json_get(tier, "start"), INT64_MAX);
        if (at <= start && at > from) {
            best = json_get(tier, "price");
            from = at;
        }
    }
    return best;
}

/* The lowest start of a tier above this one, -1 when there is none. */
static int64_t next_start(const struct json *prices, int64_t above)
{
    int64_t best = -1;
    for (int c = 0; c < USAGE_CLASSES; c++)
        JSON_EACH(tier, json_path(price_of(prices, c), "tiers")) {
            int64_t start = json_int(json_get(tier, "start"), -1);
            if (start > above && (best < 0 || start < best))
                best = start;
        }
    return best;
}

static int fill_row(struct feed *f, const struct model *m,
    const struct json *prices, int64_t start, struct price_row *r)
{
    const char *id = m->id ? m->id : "?";
    int64_t request;

    r->models = mem_zalloc(m->n + 1, sizeof(*r->models));
    for (size_t i = 0; i < m->n; i++)
        r->models[i] = mem_str(m->patterns[i]);
    r->number = ++f->number;
    r->provider = mem_str(price_import_provider(f->provider));
    r->min_input = start ? start + 1 : 0; // "crossing" is going above
    r->source = mem_printf("genai-prices, %s", f->provider);
    const char *day = json_str(json_get(m->node, "prices_checked"));
    r->checked_on = mem_str(day && when_day(day) >= 0 ? day : f->checked_on);
    for (int c = 0; c < USAGE_CLASSES; c++) {
        if (price_import_money(price_above(price_of(prices, c), start),
                units[c].exponent, id, f->report, &r->pusd[c], f->e)
            < 0)
            return -1;
        if (units[c].key && !price_of(prices, c) && units[c].kind_of >= 0)
            r->pusd[c] = r->pusd[units[c].kind_of];
    }
    if (price_import_money(json_get(prices, "requests_kcount"), 3, id,
            f->report, &request, f->e)
        < 0)
        return -1;
    r->request_pusd = request > 0 ? request : 0;
    if (request > 0 && !price_of(prices, USAGE_SEARCHES))
        r->pusd[USAGE_SEARCHES] = 0; // the request pays for them (Perplexity)
    return 0;
}

/* One set of prices: a row, and one more for each tier of prompt length. */
static int add_prices(struct feed *f, const struct model *m,
    const struct json *prices, const struct when *when)
{
    for (int64_t start = 0; start >= 0; start = next_start(prices, start)) {
        struct price_row *r = price_book_row(f->book, f->name, f->layer);
        r->when = *when;
        if (fill_row(f, m, prices, start, r) < 0)
            return -1;
    }
    return 0;
}

enum { ITEMS = 32 };

struct item { // one of a list of prices
    const struct json *prices;
    struct when when; // from_us or hours; until_us is open
};

/* False for a constraint of a form that is not known. */
static bool read_item(const struct json *o, struct item *out)
{
    const struct json *c = json_get(o, "constraint");
    const char *date = json_str(json_get(c, "start_date"));
    const char *from = json_str(json_get(c, "start_time"));
    const char *to = json_str(json_get(c, "end_time"));
    struct err e = { 0 };
    char span[12];

    *out = (struct item){ json_get(o, "prices"), when_always() };
    if (!c)
        return true;
    if (date && json_count(c) == 1)
        return when_moment(date, 0, &out->when.from_us, &e) == 0;
    if (!from || !to || json_count(c) != 2) // "00:30:00Z"
        return false;
    snprintf(span, sizeof(span), "%.5s-%.5s", from, to);
    return when_hours(span, &out->when, &e) == 0;
}

/* The rows of one period, in which no price begins: the last one for all
 * hours, and the windows behind it. */
static int add_period(struct feed *f, const struct model *m,
    const struct item *items, int n, int64_t from_us, int64_t until_us)
{
    int base = -1;

    for (int i = 0; i < n; i++)
        if (items[i].when.n_hours == 0 && items[i].when.from_us <= from_us)
            base = i;
    for (int i = base < 0 ? 0 : base; i < n; i++) {
        struct when when = items[i].when;
        if (i != base && when.n_hours == 0)
            continue; // begins later
        when.from_us = from_us;
        when.until_us = until_us;
        if (add_prices(f, m, items[i].prices, &when) < 0)
            return -1;
    }
    return 0;
}

static int add_list(
    struct feed *f, const struct model *m, const struct item *items, int n)
{
    int64_t from_us = INT64_MIN;

    for (;;) {
        int64_t next_us = INT64_MAX;
        for (int i = 0; i < n; i++)
            if (items[i].when.from_us > from_us
                && items[i].when.from_us < next_us)
                next_us = items[i].when.from_us;
        if (add_period(f, m, items, n, from_us, next_us) < 0)
            return -1;
        if (next_us == INT64_MAX)
            return 0;
        from_us = next_us;
    }
}

/* --- the walk ------------------------------------------------------------- */

static bool has_text(const struct json *prices)
{
    return json_get(prices, "input_mtok") || json_get(prices, "output_mtok")
           || json_get(prices, "requests_kcount");
}

static int add_model(struct feed *f, const struct model *m)
{
    const struct json *prices = json_get(m->node, "prices");
    const char *id = m->id ? m->id : "?";
    struct item items[ITEMS];
    int n = 0;

    if (!m->patterns || m->n == 0) {
        price_left_note(
            f->report, m->patterns ? PRICE_LEFT_SHADOW : PRICE_LEFT_MATCH, id);
        return 0;
    }
    if (!json_is_array(prices)) {
        items[n++] = (struct item){ prices, when_always() };
    } else {
        JSON_EACH(o, prices)
            if (n == ITEMS || !read_item(o, &items[n++])) {
                price_left_note(f->report, PRICE_LEFT_TIME, id);
                return 0;
            }
    }
    for (int i = 0; i < n; i++)
        if (!has_text(items[i].prices)) {
            price_left_note(f->report, PRICE_LEFT_NO_TEXT, id);
            return 0;
        }
    return add_list(f, m, items, n);
}

static int read_models(struct feed *f, const struct json *provider)
{
    const struct json *models = json_get(provider, "models");

    f->models = mem_zalloc(json_count(models) + 1, sizeof(*f->models));
    JSON_EACH(o, models) {
        struct model *m = &f->models[f->n++];
        *m = (struct model){ .node = o, .id = json_str(json_get(o, "id")) };
        if (!json_get(o, "match") || !json_get(o, "prices"))
            return err_set(f->e, ERR_DATA,
                "%.60s: %.60s: match or prices is missing", f->provider,
                m->id ? m->id : "?");
        read_patterns(m, json_get(o, "match"));
    }
    f->report->models += f->n;
    settle(f);
    for (size_t i = 0; i < f->n; i++)
        if (add_model(f, &f->models[i]) < 0)
            return err_wrap(f->e, "%.60s", f->provider);
    return 0;
}

int price_import_genai(struct price_book *b, int layer, const char *name,
    const char *checked_on, const struct json *root,
    struct price_import *report, struct err *e)
{
    struct feed f = { .book = b,
        .layer = layer,
        .name = name,
        .checked_on = checked_on,
        .report = report,
        .e = e };
    int rc = 0;

    JSON_EACH(provider, root) {
        f.provider = json_str(json_get(provider, "id"));
        if (!f.provider)
            return err_set(e, ERR_DATA, "a provider has no id");
        rc = read_models(&f, provider);
        for (size_t i = 0; i < f.n; i++)
            free_patterns(&f.models[i]);
        free(f.models);
        f.models = NULL;
        f.n = 0;
        if (rc < 0)
            break;
    }
    return rc;
}
