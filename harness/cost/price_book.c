#include "cost/price_book.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/like.h"
#include "base/mem.h"
#include "cost/money.h"
#include "cost/price_rule.h"

static const char *const tier_names[PRICE_TIERS] = {
    [PRICE_STANDARD] = "standard",
    [PRICE_BATCH] = "batch",
    [PRICE_FLEX] = "flex",
    [PRICE_PRIORITY] = "priority",
    [PRICE_FAST] = "fast",
};

const char *price_tier_list(void)
{
    return "standard, batch, flex, priority or fast";
}

const char *price_tier_name(enum price_tier tier)
{
    return tier < PRICE_TIERS ? tier_names[tier] : "other";
}

int price_tier_find(const char *name)
{
    for (int i = 0; i < PRICE_TIERS; i++)
        if (strcasecmp(name, tier_names[i]) == 0)
            return i;
    return -1;
}

enum price_tier price_tier_of(const char *name)
{
    int tier = name != NULL ? price_tier_find(name) : PRICE_STANDARD;

    return tier < 0 ? PRICE_TIERS : (enum price_tier)tier;
}

static bool is_use(enum usage_class c)
{
    return usage_class_side(c) == USAGE_USES;
}

const char *price_class_text(
    int64_t pusd, enum usage_class c, char out[MONEY_SIZE])
{
    return money_wide((__int128)pusd * (is_use(c) ? 1 : 1000000), out);
}

static void row_clear(struct price_row *r)
{
    for (char **m = r->models; m && *m; m++)
        free(*m);
    free(r->models);
    free(r->provider);
    free(r->region);
    free(r->source);
    free(r->checked_on);
    free(r->confidence);
    free(r->note);
    free(r->book);
}

void price_book_cut(struct price_book *b, size_t n)
{
    while (b->n > n)
        row_clear(&b->rows[--b->n]);
}

static void cut_calendars(struct price_book *b, size_t n)
{
    while (b->n_calendars > n)
        when_calendar_free(b->calendars[--b->n_calendars]);
}

void price_book_clear(struct price_book *b)
{
    price_book_cut(b, 0);
    cut_calendars(b, 0);
    free(b->rows);
    free(b->calendars);
    *b = (struct price_book){ 0 };
}

int price_book_layer(struct price_book *b)
{
    return b->layers++;
}

struct price_row *price_book_row(
    struct price_book *b, const char *name, int layer)
{
    b->rows = mem_grow(b->rows, b->n, sizeof(*b->rows));
    struct price_row *r = &b->rows[b->n++];
    *r = (struct price_row){ .when = when_always(),
        .max_input = INT64_MAX,
        .book = mem_str(name),
        .layer = layer };
    for (int c = 0; c < USAGE_CLASSES; c++)
        r->pusd[c] = -1;
    return r;
}

/* What reads one field of a row: the node, and where it goes. */
struct reading {
    struct price_book *book;
    struct price_row *row;
    const struct json *node;
    void *to; // the field, where the table knows it
};

/* "there is no field 'modle' (did you mean 'model'?)" */
static int nothing_called(const char *what, struct like *near, struct err *e)
{
    struct buf hint = { 0 };
    like_end(near, &hint);
    err_set(e, ERR_CONFIG, "there is no %s '%.40s'%s", what, near->word,
        buf_str(&hint));
    buf_clear(&hint);
    return -1;
}

static int read_text(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    if (!s || !*s)
        return err_set(e, ERR_CONFIG, "is no text");
    *(char **)r->to = mem_str(s);
    return 0;
}

static int read_models(struct reading *r, struct err *e)
{
    size_t n = json_is_array(r->node) ? json_count(r->node) : 1;
    char **out = r->row->models = mem_zalloc(n + 1, sizeof(*out));

    for (size_t i = 0; i < n; i++) {
        const char *s =
            json_str(json_is_array(r->node) ? json_at(r->node, i) : r->node);
        if (!s || !*s)
            return err_set(e, ERR_CONFIG, "is no text or list of texts");
        out[i] = mem_str(s);
    }
    return n ? 0 : err_set(e, ERR_CONFIG, "is empty");
}

static int read_tier(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    int tier = s ? price_tier_find(s) : -1;
    if (tier < 0)
        return err_set(
            e, ERR_CONFIG, "'%.40s' is not %s", s ? s : "?", price_tier_list());
    r->row->tier = (enum price_tier)tier;
    return 0;
}

static int read_zone(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    return when_zone(s ? s : "?", r->to, e);
}

static int read_moment(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    return when_moment(s ? s : "?", r->row->when.zone_min, r->to, e);
}

static int read_date(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    if (!s || when_day(s) < 0)
        return err_set(e, ERR_CONFIG, "'%.40s' is no date", s ? s : "?");
    *(char **)r->to = mem_str(s);
    return 0;
}

static int read_days(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    r->row->when.days = 0;
    return when_days(s ? s : "?", &r->row->when.days, e);
}

static int read_hours(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    if (s)
        return when_hours(s, &r->row->when, e);
    JSON_EACH(item, r->node) {
        s = json_str(item);
        if (when_hours(s ? s : "?", &r->row->when, e) < 0)
            return -1;
    }
    return r->row->when.n_hours ? 0 : err_set(e, ERR_CONFIG, "is empty");
}

static int read_calendar(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    for (size_t i = r->book->n_calendars; s && i-- > 0;)
        if (strcmp(r->book->calendars[i]->name, s) == 0) {
            *(const struct when_calendar **)r->to = r->book->calendars[i];
            return 0;
        }
    return err_set(e, ERR_CONFIG, "there is no calendar '%.40s'", s ? s : "?");
}

static int read_count(struct reading *r, struct err *e)
{
    int64_t n = json_int(r->node, -1);
    if (n < 0)
        return err_set(e, ERR_CONFIG, "is no number of tokens");
    *(int64_t *)r->to = n;
    return 0;
}

/* A price is a text or a number, exact either way. */
static int read_money(
    const struct json *node, int decimals, int64_t *out, struct err *e)
{
    const char *s = json_str(node);
    if (s)
        return money_parse(s, decimals, out, e);
    if (!json_is_number(node))
        return err_set(e, ERR_CONFIG, "is no price");
    return money_of_number(json_num(node, -1), decimals, out, e);
}

static int read_request(struct reading *r, struct err *e)
{
    return read_money(r->node, 12, r->to, e);
}

/* Everything is in dollars: a rate of exchange belongs into the note. */
static int read_currency(struct reading *r, struct err *e)
{
    const char *s = json_str(r->node);
    if (s && strcasecmp(s, "USD") == 0)
        return 0;
    return err_set(e, ERR_CONFIG,
        "'%.40s' is not USD: convert the prices to dollars and say the rate in "
        "the note",
        s ? s : "?");
}

static int class_find(const char *name)
{
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (strcmp(usage_class_name((enum usage_class)c), name) == 0)
            return c;
    return -1;
}

static int no_class(const char *name, bool uses, struct err *e)
{
    struct like near = { .word = name };
    int c = class_find(name);

    if (c >= 0)
        return err_set(e, ERR_CONFIG, "%s belongs into usd_per_%s", name,
            is_use((enum usage_class)c) ? "use: it is paid each"
                                        : "mtok: it is tokens");
    for (c = 0; c < USAGE_CLASSES; c++)
        if (is_use((enum usage_class)c) == uses)
            like_offer(&near, usage_class_name((enum usage_class)c));
    return nothing_called("class", &near, e);
}

static int read_classes(struct reading *r, bool uses, struct err *e)
{
    if (!json_is_object(r->node))
        return err_set(e, ERR_CONFIG, "is no {class: price}");
    JSON_EACH(price, r->node) {
        int c = class_find(json_key(price));
        if (c < 0 || is_use((enum usage_class)c) != uses)
            return no_class(json_key(price), uses, e);
        if (json_is_null(price))
            continue; // written down as unknown
        if (read_money(price, uses ? 12 : 6, &r->row->pusd[c], e) < 0)
            return err_wrap(e, "%s", json_key(price));
    }
    return 0;
}

static int read_prices(struct reading *r, struct err *e)
{
    return read_classes(r, false, e);
}

static int read_uses(struct reading *r, struct err *e)
{
    return read_classes(r, true, e);
}

#define TO(field) offsetof(struct price_row, field)

/* In the order they are read: the zone comes before the dates in it. */
static const struct {
    const char *name;
    int (*read)(struct reading *r, struct err *e);
    size_t to;
    bool needed, of_book; // may stand once for all rows
} fields[] = {
    { "model", read_models, TO(models), true, false },
    { "provider", read_text, TO(provider), false, false },
    { "region", read_text, TO(region), false, false },
    { "tier", read_tier, TO(tier), false, false },
    { "zone", read_zone, TO(when.zone_min), false, false },
    { "valid_from", read_moment, TO(when.from_us), false, false },
    { "valid_until", read_moment, TO(when.until_us), false, false },
    { "days", read_days, TO(when.days), false, false },
    { "hours", read_hours, TO(when.hours), false, false },
    { "not_on", read_calendar, TO(when.not_on), false, false },
    { "only_on", read_calendar, TO(when.only_on), false, false },
    { "min_input_tokens", read_count, TO(min_input), false, false },
    { "max_input_tokens", read_count, TO(max_input), false, false },
    { "usd_per_mtok", read_prices, TO(pusd), true, false },
    { "usd_per_use", read_uses, TO(pusd), false, false },
    { "usd_per_request", read_request, TO(request_pusd), false, false },
    { "currency", read_currency, 0, false, true },
    { "source", read_text, TO(source), false, true },
    { "checked_on", read_date, TO(checked_on), false, true },
    { "confidence", read_text, TO(confidence), false, false },
    { "note", read_text, TO(note), false, false },
};

enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

/* A name nobody knows is a typing error that would silently widen a row. */
static int check_names(const struct json *o, struct err *e)
{
    JSON_EACH(member, o) {
        struct like near = { .word = json_key(member) };
        int i = 0;
        while (i < FIELDS && strcmp(fields[i].name, near.word) != 0)
            i++;
        if (i < FIELDS)
            continue;
        for (i = 0; i < FIELDS; i++)
            like_offer(&near, fields[i].name);
        return nothing_called("field", &near, e);
    }
    return 0;
}

static int check_row(const struct price_row *r, struct err *e)
{
    if (r->when.from_us >= r->when.until_us)
        return err_set(e, ERR_CONFIG, "valid_until is not after valid_from");
    if (r->min_input > r->max_input)
        return err_set(
            e, ERR_CONFIG, "max_input_tokens is below min_input_tokens");
    return 0;
}

/* whole is the book's own object: what it says holds for rows that don't. */
static int read_row(struct price_book *b, struct price_row *row,
    const struct json *o, const struct json *whole, struct err *e)
{
    if (!json_is_object(o))
        return err_set(e, ERR_CONFIG, "is no {field: value}");
    if (check_names(o, e) < 0)
        return -1;
    for (int i = 0; i < FIELDS; i++) {
        struct reading r = { .book = b,
            .row = row,
            .node = json_get(o, fields[i].name),
            .to = (char *)row + fields[i].to };
        if (!r.node && fields[i].of_book)
            r.node = json_get(whole, fields[i].name);
        if (!r.node && fields[i].needed)
            return err_set(e, ERR_CONFIG, "%s is missing", fields[i].name);
        if (r.node && fields[i].read(&r, e) < 0)
            return err_wrap(e, "%s", fields[i].name);
    }
    return check_row(row, e);
}

/* Names at the top of a book. */
static int check_top(const struct json *root, struct err *e)
{
    static const char *const names[] = { "about", "calendars", "rows",
        "checked_on", "source", "currency" };
    enum { NAMES = sizeof(names) / sizeof(names[0]) };

    JSON_EACH(member, root) {
        struct like near = { .word = json_key(member) };
        int i = 0;
        if (!near.word)
            break; // no object: rows are missed
        while (i < NAMES && strcmp(names[i], near.word) != 0)
            i++;
        if (i < NAMES)
            continue;
        for (i = 0; i < NAMES; i++)
            like_offer(&near, names[i]);
        return nothing_called("field", &near, e);
    }
    return 0;
}

/* The first name of a row, for messages. */
static const char *name_of(const struct json *row)
{
    const struct json *model = json_get(row, "model");
    const char *s = json_str(json_is_array(model) ? json_at(model, 0) : model);
    return s ? s : "?";
}

/* *number is that of the row at hand, also when it fails. */
static int read_rows(struct price_book *b, const struct json *whole,
    const char *name, int *number, struct err *e)
{
    const struct json *rows = json_get(whole, "rows");
    size_t first = b->n;
    int layer = price_book_layer(b);

    if (!json_is_array(rows))
        return err_set(e, ERR_CONFIG, "rows: [...] is missing");
    JSON_EACH(o, rows) {
        struct price_row *row = price_book_row(b, name, layer);
        row->number = ++*number;
        if (read_row(b, row, o, whole, e) < 0)
            return err_wrap(e, "row %d (%s)", *number, name_of(o));
        for (size_t i = first; i + 1 < b->n; i++)
            if (price_rule_ties(&b->rows[i], row))
                return err_set(e, ERR_CONFIG,
                    "row %d (%s): can hold for the same request as row %d, "
                    "and nothing makes one of them more specific: narrow one "
                    "by dates, hours, tier, region or prompt tokens",
                    *number, row->models[0], b->rows[i].number);
    }
    return 0;
}

static int read_calendars(
    struct price_book *b, const struct json *all, struct err *e)
{
    JSON_EACH(o, all) {
        struct when_calendar *c = when_calendar_read(json_key(o), o, e);
        if (!c)
            return err_wrap(e, "calendar '%s'", json_key(o));
        b->calendars =
            mem_resize(b->calendars, b->n_calendars + 1, sizeof(*b->calendars));
        b->calendars[b->n_calendars++] = c;
    }
    return 0;
}

int price_book_add(struct price_book *b, const char *name, const char *text,
    size_t len, struct err *e)
{
    size_t n = b->n, n_calendars = b->n_calendars;
    int layers = b->layers, rc = -1, row = 0;
    long line = 0;
    struct json *root = json_parse_file(text, len, e);

    if (!root) {
        e->kind = ERR_CONFIG;
        goto out;
    }
    if (check_top(root, e) < 0
        || read_calendars(b, json_get(root, "calendars"), e) < 0
        || read_rows(b, root, name, &row, e) < 0) {
        if (row > 0)
            line = json_line(text, len, "rows", (size_t)row - 1);
        price_book_cut(b, n);
        cut_calendars(b, n_calendars);
        b->layers = layers;
        goto out;
    }
    rc = 0;
out:
    json_free(root);
    if (rc == 0)
        return 0;
    return line > 0 ? err_wrap(e, "%s:%ld", name, line)
                    : err_wrap(e, "%s", name);
}
