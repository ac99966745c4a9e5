#include "cli/ls_prices.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/terminal.h"
#include "cost/money.h"
#include "cost/price_age.h"
#include "report/text/table.h"

static bool is_pattern(const char *model)
{
    return strpbrk(model, "*?#") != NULL;
}

/* True when the row holds now and no other outweighs it for its own model. */
static bool holds(
    const struct price_book *b, const struct price_row *row, int64_t now)
{
    struct price_query q = { .model = row->models[0],
        .provider = row->provider,
        .region = row->region,
        .tier = row->tier,
        .wall_us = now };
    struct price_result r = { 0 };
    bool guessed = false;

    if (!when_holds(&row->when, now, &guessed))
        return false;
    return is_pattern(row->models[0])
           || price_find(b, &q, row->min_input, &r) == row;
}

/* Dollars for a million tokens; NULL: not known. */
static const char *per_million(int64_t pusd, char out[MONEY_SIZE])
{
    return pusd < 0 ? NULL : money_exact(pusd * 1000000, out);
}

static void add_conditions(const struct price_row *row, struct buf *b)
{
    if (row->region != NULL)
        buf_printf(b, "region %s; ", row->region);
    if (row->min_input > 0)
        buf_printf(b, "from %lld input tokens; ", (long long)row->min_input);
    if (when_minutes(&row->when) < 7 * 24 * 60)
        buf_puts(b, "at this hour; ");
    if (row->request_pusd > 0) {
        char money[MONEY_SIZE];
        buf_printf(b, "$%s a request; ", money_exact(row->request_pusd, money));
    }
    if (b->len > 2)
        b->s[b->len -= 2] = '\0';
}

static void add_row(struct table *t, const struct price_row *row, int64_t now)
{
    static const enum usage_class shown[] = { USAGE_INPUT, USAGE_OUTPUT,
        USAGE_CACHED };
    char money[MONEY_SIZE];
    struct buf b = { 0 };
    size_t names = 0;
    int age = price_row_age_days(row, now);

    while (row->models[names] != NULL)
        names++;
    buf_puts(&b, row->models[0]);
    if (names > 1)
        buf_printf(&b, " (+%zu)", names - 1);
    table_cell(t, b.s);
    table_cell(t, row->provider);
    table_cell(t, price_tier_name(row->tier));
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const char *text = per_million(row->pusd[shown[i]], money);
        table_cell(t, text != NULL ? text : "?");
    }
    buf_reset(&b);
    add_conditions(row, &b);
    table_cell(t, buf_str(&b));
    if (age > PRICE_AGE_OLD_DAYS)
        table_cellf(t, "%s, %d days ago", row->checked_on, age);
    else
        table_cell(t, row->checked_on);
    table_cell(t, row->confidence);
    buf_clear(&b);
}

void ls_prices_text(struct context *c, int64_t now, struct buf *out)
{
    struct table *t =
        table_new("model:wrap|provider|tier|>in|>out|>cached:drop|only:any|"
                  "checked:drop|confidence:any");
    int age = price_book_age_days(&c->prices, context_now(c));
    char date[24];

    for (size_t i = 0; i < c->prices.n; i++)
        if (holds(&c->prices, &c->prices.rows[i], now))
            add_row(t, &c->prices.rows[i], now);
    clock_iso(now, date);
    buf_printf(out,
        "prices in force on %.10s, in USD per million tokens\n"
        "(?: not known):\n",
        date);
    table_print(t, terminal_width(), terminal_look(c->o->color), out);
    if (age >= 0 && age <= PRICE_AGE_OLD_DAYS)
        buf_printf(out,
            "The book was last checked %d day%s ago; --prices FILE lays\n"
            "newer rows on top.\n",
            age, age == 1 ? "" : "s");
    context_price_age(c, out);
    table_free(t);
}

static void json_price(struct jsonw *w, const char *key, int64_t pusd)
{
    char money[MONEY_SIZE];
    const char *text = per_million(pusd, money);

    jsonw_raw(w, key, text != NULL ? text : "null");
}

/* Four classes of each row; of the others those that it prices. */
static void json_classes(struct jsonw *w, const struct price_row *row)
{
    static const enum usage_class always[] = { USAGE_INPUT, USAGE_OUTPUT,
        USAGE_CACHED, USAGE_CACHE_WRITE };
    char money[MONEY_SIZE];

    jsonw_begin(w, "usd_per_mtok", '{');
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        json_price(w, usage_class_name(always[i]), row->pusd[always[i]]);
    for (int c = USAGE_CACHE_WRITE_1H; c < USAGE_SEARCHES; c++)
        if (c != USAGE_OUTPUT && row->pusd[c] >= 0)
            json_price(w, usage_class_name((enum usage_class)c), row->pusd[c]);
    jsonw_end(w, '}');
    if (row->pusd[USAGE_SEARCHES] < 0 && row->pusd[USAGE_TOOL_RUNS] < 0)
        return;
    jsonw_begin(w, "usd_per_use", '{');
    for (int c = USAGE_SEARCHES; c < USAGE_CLASSES; c++)
        if (row->pusd[c] >= 0)
            jsonw_raw(w, usage_class_name((enum usage_class)c),
                money_exact(row->pusd[c], money));
    jsonw_end(w, '}');
}

void ls_prices_json(struct context *c, int64_t now, struct jsonw *w)
{
    jsonw_begin(w, "prices", '[');
    for (size_t i = 0; i < c->prices.n; i++) {
        const struct price_row *row = &c->prices.rows[i];
        if (!holds(&c->prices, row, now))
            continue;
        jsonw_begin(w, NULL, '{');
        jsonw_begin(w, "models", '[');
        for (char **m = row->models; *m != NULL; m++)
            jsonw_str(w, NULL, *m);
        jsonw_end(w, ']');
        jsonw_str(w, "provider", row->provider);
        jsonw_str(w, "region", row->region);
        jsonw_str(w, "tier", price_tier_name(row->tier));
        jsonw_int(w, "min_input_tokens", row->min_input);
        json_classes(w, row);
        jsonw_str(w, "source", row->source);
        jsonw_str(w, "checked_on", row->checked_on);
        jsonw_count(w, "age_days", price_row_age_days(row, now));
        jsonw_str(w, "confidence", row->confidence);
        jsonw_str(w, "note", row->note);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}
