/* One model of the price book: which row applies, and why no other does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/like.h"
#include "base/mem.h"
#include "cli/prices.h"
#include "cli/terminal.h"
#include "cost/money.h"
#include "cost/price_age.h"
#include "cost/price_why.h"
#include "cost/price_write.h"
#include "report/text/plain.h"
#include "report/text/table.h"

struct asking {
    struct context *c;
    struct price_query q;
    struct price_result r;
    const struct price_row *row; // that applies; NULL: none
    char *provider;              // of the word, or NULL
    struct price_span spans[PRICE_SPANS];
    int span_count;
};

static int unknown(const struct price_book *b, const char *word, struct err *e)
{
    struct like near = { .word = word };
    struct buf hint = { 0 };

    price_rule_offer(b, &near);
    like_end(&near, &hint);
    err_set(e, ERR_USAGE,
        "no row of the price book names '%s'%s; 'retort prices' lists it", word,
        buf_str(&hint));
    buf_clear(&hint);
    return -1;
}

/* MODEL, or PROVIDER/MODEL where no row names the whole. */
static int read_word(struct asking *a, const char *word, struct err *e)
{
    const struct price_book *b = &a->c->prices;
    const char *slash = strchr(word, '/');

    a->q.model = word;
    if (price_rule_known(b, word))
        return 0;
    if (slash == NULL || !price_rule_known(b, slash + 1))
        return unknown(b, word, e);
    a->provider = mem_dup(word, (size_t)(slash - word));
    a->q.provider = a->provider;
    a->q.model = slash + 1;
    return 0;
}

static int read_tier(struct asking *a, struct err *e)
{
    const char *word = a->c->o->tier;
    int tier = word != NULL ? price_tier_find(word) : PRICE_STANDARD;

    if (tier < 0)
        return err_set(
            e, ERR_USAGE, "--tier wants %s, not '%s'", price_tier_list(), word);
    a->q.tier = (enum price_tier)tier;
    return 0;
}

static int find(struct asking *a, const char *word, struct err *e)
{
    const struct options *o = a->c->o;
    const struct price_book *b = &a->c->prices;

    a->q.region = o->region;
    if (context_prices(a->c, e) < 0 || read_tier(a, e) < 0
        || context_at(a->c, &a->q.wall_us, e) < 0 || read_word(a, word, e) < 0)
        return -1;
    a->row = price_find(b, &a->q, o->input_tokens, &a->r);
    a->span_count = price_why_day(b, &a->q, o->input_tokens, a->spans);
    return 0;
}

/* "applies", what is in its way, or what outweighs it. */
static void why(
    const struct asking *a, const struct price_row *row, struct buf *out)
{
    const char *words = "";
    bool guessed = false;

    if (row == a->row) {
        buf_puts(out, "applies");
        return;
    }
    if (price_rule_stage(row, &a->q, a->c->o->input_tokens, &guessed)
        != PRICE_HOLDS) {
        price_why_not(row, &a->q, a->c->o->input_tokens, out);
        return;
    }
    if (a->row == NULL) {
        buf_puts(out, "holds, but not alone");
    } else if (price_rule_compare(a->row, row, a->q.model, &words) > 0) {
        buf_printf(out, "holds, but row %d %s", a->row->number, words);
        if (a->row->layer != row->layer)
            buf_printf(out, " (%s)", a->row->book);
    } else {
        buf_puts(out, "holds with the same prices");
    }
}

/* --- text ----------------------------------------------------------------- */

static const char *money(int64_t pusd, char out[MONEY_SIZE])
{
    return pusd < 0 ? "?" : money_wide((__int128)pusd * 1000000, out);
}

static void text_rows(const struct asking *a, struct buf *out)
{
    const struct price_book *b = &a->c->prices;
    struct table *t =
        table_new(">row|provider|tier:drop|>in|>out|>cached:drop|why:wrap");
    struct buf words = { 0 };
    char text[MONEY_SIZE];

    for (size_t i = 0; i < b->n; i++) {
        const struct price_row *row = &b->rows[i];
        if (!price_rule_names(row, a->q.model))
            continue;
        buf_reset(&words);
        why(a, row, &words);
        table_cellf(t, "%d", row->number);
        table_cell(t, row->provider != NULL ? row->provider : "any");
        table_cell(t, price_tier_name(row->tier));
        table_cell(t, money(row->pusd[USAGE_INPUT], text));
        table_cell(t, money(row->pusd[USAGE_OUTPUT], text));
        table_cell(t, money(row->pusd[USAGE_CACHED], text));
        table_cell(t, buf_str(&words));
    }
    table_print(t, terminal_width(), terminal_look(a->c->o->color), out);
    table_free(t);
    buf_clear(&words);
}

static void text_day(const struct asking *a, struct buf *out)
{
    char day[24];

    if (a->span_count < 2)
        return;
    clock_iso(a->q.wall_us, day);
    buf_printf(out, "\n%.10s, UTC:\n", day);
    for (int i = 0; i < a->span_count; i++) {
        const struct price_span *s = &a->spans[i];
        char in[MONEY_SIZE], reply[MONEY_SIZE];
        buf_printf(out, "  %02d:%02d-%02d:%02d  ", s->from_min / 60,
            s->from_min % 60, s->to_min / 60, s->to_min % 60);
        if (s->row == NULL)
            buf_puts(out, "no price\n");
        else
            buf_printf(out, "%s in, %s out (row %d)\n",
                money(s->row->pusd[USAGE_INPUT], in),
                money(s->row->pusd[USAGE_OUTPUT], reply), s->row->number);
    }
}

static void wrap(struct buf *out, const struct buf *words)
{
    plain_wrap(out, buf_str(words), words->len, 2, terminal_prose());
}

static void text(const struct asking *a, struct buf *out)
{
    char when[24];
    struct buf words = { 0 };

    clock_iso(a->q.wall_us, when);
    buf_printf(&words, "%s%s%s", a->provider != NULL ? a->provider : "",
        a->provider != NULL ? "/" : "", a->q.model);
    plain_line(out, buf_str(&words), words.len);
    buf_reset(&words);
    buf_putc(out, '\n');
    buf_printf(&words, "at %.16sZ, %s%s%s, %lld prompt tokens", when,
        price_tier_name(a->q.tier), a->q.region != NULL ? ", region " : "",
        a->q.region != NULL ? a->q.region : "",
        (long long)a->c->o->input_tokens);
    wrap(out, &words);
    buf_reset(&words);
    if (a->row != NULL) {
        buf_printf(
            &words, "row %d of %s applies: ", a->row->number, a->row->book);
        price_explain(a->row, context_now(a->c), &words);
    } else {
        buf_printf(&words, "unknown: %s", a->r.reason);
    }
    wrap(out, &words);
    buf_reset(&words);
    if (a->row != NULL && a->row->note != NULL) {
        buf_printf(&words, "note: %s", a->row->note);
        wrap(out, &words);
    }
    buf_reset(&words);
    if (a->r.assumed[0] != '\0') {
        buf_printf(&words, "assumed: %s", a->r.assumed);
        wrap(out, &words);
    }
    text_day(a, out);
    buf_puts(out, "\nrows that name it, USD per million tokens (?: not "
                  "known):\n");
    text_rows(a, out);
    context_price_age(a->c, out);
    buf_clear(&words);
}

/* --- JSON ----------------------------------------------------------------- */

static void json_day(const struct asking *a, struct jsonw *w)
{
    char text[12];

    jsonw_begin(w, "day", '[');
    for (int i = 0; i < a->span_count; i++) {
        const struct price_span *s = &a->spans[i];
        jsonw_begin(w, NULL, '{');
        snprintf(text, sizeof text, "%02d:%02d", s->from_min / 60 % 100,
            s->from_min % 60);
        jsonw_str(w, "from", text);
        snprintf(text, sizeof text, "%02d:%02d", s->to_min / 60 % 100,
            s->to_min % 60);
        jsonw_str(w, "to", text);
        if (s->row == NULL)
            jsonw_null(w, "applies");
        else
            price_write_row(s->row, w, "applies");
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

static void json_rows(const struct asking *a, struct jsonw *w)
{
    const struct price_book *b = &a->c->prices;
    struct buf words = { 0 };

    jsonw_begin(w, "rows", '[');
    for (size_t i = 0; i < b->n; i++) {
        if (!price_rule_names(&b->rows[i], a->q.model))
            continue;
        buf_reset(&words);
        why(a, &b->rows[i], &words);
        jsonw_begin(w, NULL, '{');
        jsonw_bool(w, "applies", &b->rows[i] == a->row);
        jsonw_str(w, "why", buf_str(&words));
        price_write_row(&b->rows[i], w, "price");
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    buf_clear(&words);
}

static void json(const struct asking *a, struct buf *out)
{
    struct jsonw w = { .out = out };
    char when[24];

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "model", a->q.model);
    jsonw_str(&w, "provider", a->q.provider);
    jsonw_str(&w, "at", clock_iso(a->q.wall_us, when));
    jsonw_str(&w, "tier", price_tier_name(a->q.tier));
    jsonw_str(&w, "region", a->q.region);
    jsonw_int(&w, "input_tokens", a->c->o->input_tokens);
    if (a->row == NULL)
        jsonw_null(&w, "applies");
    else
        price_write_row(a->row, &w, "applies");
    jsonw_str(&w, "unknown", a->row == NULL ? a->r.reason : NULL);
    jsonw_str(&w, "assumed", a->r.assumed[0] != '\0' ? a->r.assumed : NULL);
    json_day(a, &w);
    json_rows(a, &w);
    price_age_json(&a->c->prices, context_now(a->c), &w);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

int prices_model(
    struct context *c, const char *word, struct buf *out, struct err *e)
{
    struct asking a = { .c = c };
    int rc = find(&a, word, e);

    if (rc == 0 && c->o->json)
        json(&a, out);
    else if (rc == 0)
        text(&a, out);
    free(a.provider);
    return rc;
}
