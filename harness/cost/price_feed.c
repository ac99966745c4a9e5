#include "cost/price_feed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* One walk over the feed. */
struct feed {
    struct price_book *book;
    const char *name, *checked_on, *provider;
    int layer, number;
    size_t skipped;
};

/* Names of the feed for our classes; its plain cache_write lasts 5 minutes. */
static const char *const price_keys[USAGE_CLASSES] = {
    [USAGE_INPUT] = "input_mtok",
    [USAGE_CACHED] = "cache_read_mtok",
    [USAGE_CACHE_WRITE] = "cache_write_mtok",
    [USAGE_CACHE_WRITE_1H] = "cache_write_1h_mtok",
    [USAGE_OUTPUT] = "output_mtok",
    [USAGE_REASONING] = "output_reasoning_mtok",
};

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
        if (s && !strpbrk(s, "*?#")) {
            buf_printf(out, "%s%s%s", kinds[i].before, s, kinds[i].after);
            return true;
        }
    }
    s = json_str(json_get(match, "regex"));
    return s && pattern_of_regex(s, out);
}

/* Lists the patterns of a match; NULL when one cannot be expressed. */
static char **patterns(const struct json *match)
{
    const struct json *any = json_get(match, "or");
    size_t n = any ? json_count(any) : 1, i = 0;
    char **out = mem_zalloc(n + 1, sizeof(*out));

    for (; i < n; i++) {
        struct buf b = { 0 };
        bool fits = pattern_of(any ? json_at(any, i) : match, &b);
        out[i] = buf_take(&b);
        if (!fits)
            break;
    }
    if (i == n && n > 0)
        return out;
    for (size_t k = 0; k < n; k++)
        free(out[k]);
    free(out);
    return NULL;
}

/* The price of a component for requests above start tokens of prompt: a
 * number, or {base, tiers: [{start, price}]}. */
static int64_t price_above(const struct json *p, int64_t start)
{
    double usd =
        json_is_object(p) ? json_num(json_get(p, "base"), -1) : json_num(p, -1);
    JSON_EACH(tier, json_get(p, "tiers"))
        if (json_int(json_get(tier, "start"), INT64_MAX) <= start)
            usd = json_num(json_get(tier, "price"), -1);
    return usd < 0 || usd > 1e6 ? -1 : (int64_t)llround(usd * 1e6);
}

/* The lowest start of a tier above this one, -1 when there is none. */
static int64_t next_start(const struct json *prices, int64_t above)
{
    int64_t best = -1;
    for (int c = 0; c < USAGE_CLASSES; c++)
        JSON_EACH(tier, json_path(json_get(prices, price_keys[c]), "tiers")) {
            int64_t start = json_int(json_get(tier, "start"), -1);
            if (start > above && (best < 0 || start < best))
                best = start;
        }
    return best;
}

static int read_constraint(const struct json *o, struct when *w, struct err *e)
{
    const char *date = json_str(json_get(o, "start_date"));
    const char *from = json_str(json_get(o, "start_time"));
    const char *to = json_str(json_get(o, "end_time"));
    char span[12];

    if (date)
        return when_moment(date, 0, &w->from_us, e);
    if (!from || !to) /* "00:30:00Z" */
        return err_set(e, ERR_DATA, "a constraint of an unknown kind");
    snprintf(span, sizeof(span), "%.5s-%.5s", from, to);
    return when_hours(span, w, e);
}

/* One set of prices: a row, and one more for each tier of prompt length. */
static int read_prices(struct feed *f, const struct json *match,
    const struct json *prices, const struct when *when, struct err *e)
{
    for (int64_t start = 0; start >= 0; start = next_start(prices, start)) {
        char **models = patterns(match);
        if (!models) {
            f->skipped++;
            return 0;
        }
        struct price_row *r = price_book_row(f->book, f->name, f->layer);
        r->models = models;
        r->number = ++f->number;
        r->provider = mem_str(f->provider);
        r->when = *when;
        r->min_input = start ? start + 1 : 0; // "crossing" is going above
        for (int c = 0; c < USAGE_CLASSES; c++)
            r->pusd[c] = price_above(json_get(prices, price_keys[c]), start);
        double usd = json_num(json_get(prices, "requests_kcount"), 0);
        if (!(usd >= 0 && usd < 1e6))
            return err_set(e, ERR_DATA, "requests_kcount is no price");
        r->request_pusd = (int64_t)llround(usd * 1e9);
        r->source = mem_printf("genai-prices, %s", f->provider);
        r->checked_on = mem_str(f->checked_on);
    }
    return 0;
}

static int read_model(struct feed *f, const struct json *model, struct err *e)
{
    const struct json *match = json_get(model, "match");
    const struct json *prices = json_get(model, "prices");
    struct when when = when_always();

    if (!match || !prices)
        return err_set(e, ERR_DATA, "match or prices is missing");
    if (!json_is_array(prices))
        return read_prices(f, match, prices, &when, e);
    JSON_EACH(item, prices) {
        const struct json *constraint = json_get(item, "constraint");
        when = when_always();
        if (constraint && read_constraint(constraint, &when, e) < 0)
            return -1;
        if (read_prices(f, match, json_get(item, "prices"), &when, e) < 0)
            return -1;
    }
    return 0;
}

static int read_feed(struct feed *f, const struct json *root, struct err *e)
{
    if (!json_is_array(root))
        return err_set(e, ERR_DATA, "is no list of providers");
    JSON_EACH(provider, root) {
        f->provider = json_str(json_get(provider, "id"));
        if (!f->provider)
            return err_set(e, ERR_DATA, "a provider has no id");
        JSON_EACH(model, json_get(provider, "models"))
            if (read_model(f, model, e) < 0) {
                const char *id = json_str(json_get(model, "id"));
                return err_wrap(e, "%s: %s", f->provider, id ? id : "?");
            }
    }
    return 0;
}

int price_feed_add(struct price_book *b, const char *name,
    const char *checked_on, const struct json *root, size_t *skipped,
    struct err *e)
{
    size_t n = b->n;
    struct feed f = { .book = b, .name = name, .checked_on = checked_on };

    f.layer = price_book_layer(b);
    if (read_feed(&f, root, e) < 0) {
        price_book_cut(b, n);
        b->layers--;
        return err_wrap(e, "%s", name);
    }
    *skipped = f.skipped;
    return 0;
}
