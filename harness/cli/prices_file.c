/* Price books as files: somebody else's prices imported, two compared. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/gzip.h"
#include "catalog/embed.h"
#include "cli/prices.h"
#include "cli/terminal.h"
#include "cost/money.h"
#include "cost/price_diff.h"
#include "cost/price_import.h"
#include "cost/price_write.h"
#include "report/text/table.h"

/* --- import --------------------------------------------------------------- */

/* The day the file was fetched, as --at has it. */
static int read_day(const struct options *o, const char **day, struct err *e)
{
    *day = o->at;
    if (o->at != NULL && when_day(o->at) < 0)
        return err_set(e, ERR_USAGE,
            "--at wants the day the file was fetched, like 2026-11-21, not "
            "'%s'",
            o->at);
    return 0;
}

static int write_book(const struct options *o, const struct price_book *b,
    const char *kind, struct err *e)
{
    struct buf text = { 0 }, packed = { 0 };
    const char *dot = strrchr(o->to, '.');
    bool gz = dot != NULL && strcmp(dot, ".gz") == 0;
    char about[200];
    int rc;

    snprintf(about, sizeof about,
        "Price book made by 'retort prices import' from the %s. USD per "
        "million tokens; what is not written is not known.",
        kind);
    price_write(b, about, &text);
    if (gz)
        gzip_pack(buf_str(&text), text.len, &packed);
    rc = file_write(
        o->to, gz ? packed.s : text.s, gz ? packed.len : text.len, e);
    buf_clear(&text);
    buf_clear(&packed);
    return rc;
}

static void json_report(
    const struct options *o, const struct price_import *r, struct buf *out)
{
    struct jsonw w = { .out = out };
    size_t left = 0;

    for (int i = 0; i < PRICE_LEFT_FINE; i++)
        left += r->left[i].n;
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "kind", r->kind);
    jsonw_int(&w, "models", (int64_t)r->models);
    jsonw_int(&w, "rows", (int64_t)r->rows);
    jsonw_int(&w, "skipped", (int64_t)left);
    jsonw_begin(&w, "left", '[');
    for (int i = 0; i < PRICE_LEFT_KINDS; i++) {
        if (r->left[i].n == 0)
            continue;
        jsonw_begin(&w, NULL, '{');
        jsonw_int(&w, "n", (int64_t)r->left[i].n);
        jsonw_str(&w, "what", price_left_words((enum price_left)i));
        jsonw_str(&w, "first", r->left[i].example);
        jsonw_end(&w, '}');
    }
    jsonw_end(&w, ']');
    jsonw_str(&w, "checked_on", o->at);
    jsonw_str(&w, "to", o->to);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

static void text_report(
    const struct options *o, const struct price_import *r, struct buf *out)
{
    buf_printf(out, "%s: %zu models, %zu rows\n", r->kind, r->models, r->rows);
    for (int i = 0; i < PRICE_LEFT_KINDS; i++)
        if (r->left[i].n > 0)
            buf_printf(out, "%6zu %s (first: %s)\n", r->left[i].n,
                price_left_words((enum price_left)i), r->left[i].example);
    if (o->at == NULL)
        buf_puts(out, "No row says when it was checked: --at DATE, the day "
                      "the file was fetched.\n");
    if (o->to != NULL)
        buf_printf(out, "Written to %s; --prices %s uses it.\n", o->to, o->to);
    else
        buf_puts(out, "Nothing was written: --to FILE keeps the book.\n");
}

int prices_import(
    struct context *c, const char *path, struct buf *out, struct err *e)
{
    const struct options *o = c->o;
    struct price_book b = { 0 };
    struct price_import report;
    struct buf text = { 0 };
    const char *day;
    int rc = read_day(o, &day, e);

    if (rc == 0 && (rc = file_read(path, &text, e)) < 0)
        e->kind = ERR_USAGE;
    if (rc == 0
        && (rc = price_import(
                &b, path, day, buf_str(&text), text.len, &report, e))
               < 0)
        e->kind = ERR_CONFIG;
    if (rc == 0 && o->to != NULL)
        rc = write_book(o, &b, report.kind, e);
    if (rc == 0 && o->json)
        json_report(o, &report, out);
    else if (rc == 0)
        text_report(o, &report, out);
    price_book_clear(&b);
    buf_clear(&text);
    return rc;
}

/* --- differences ---------------------------------------------------------- */

/* A price book, or a file that can be imported as one. */
static int read_book(const char *path, struct price_book *b, struct err *e)
{
    struct buf text = { 0 };
    struct price_import report;
    struct err other = { 0 };
    int rc;

    if (strcmp(path, "built-in") == 0)
        return price_book_add(
            b, "built-in prices", prices_json, prices_json_len, e);
    rc = file_read(path, &text, e);
    if (rc < 0)
        e->kind = ERR_USAGE;
    else if (price_import(
                 b, path, NULL, buf_str(&text), text.len, &report, &other)
             < 0)
        rc = price_book_add(b, path, buf_str(&text), text.len, e);
    buf_clear(&text);
    return rc;
}

static const char *const changes[] = { "removed", "added", "changed" };

static int change_of(const struct price_diff_entry *d)
{
    return d->a != NULL && d->b != NULL ? 2 : d->b != NULL;
}

static void add_price(int64_t pusd, enum usage_class c, struct buf *out)
{
    char text[MONEY_SIZE];

    buf_puts(out, pusd < 0 ? "?" : price_class_text(pusd, c, text));
}

/* Whether a class has one price in both, or is known to one only. */
enum diff_class { DIFF_SAME, DIFF_MOVED, DIFF_ONE_ONLY };

static enum diff_class class_of(const struct price_diff_entry *d, int c)
{
    int64_t a = d->a->pusd[c], b = d->b->pusd[c];

    return a == b ? DIFF_SAME : a < 0 || b < 0 ? DIFF_ONE_ONLY : DIFF_MOVED;
}

/* Whether some price that both know differs. */
static bool has_moved(const struct price_diff_entry *d)
{
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (class_of(d, c) == DIFF_MOVED)
            return true;
    return d->a->request_pusd != d->b->request_pusd;
}

/* "input 2.5 -> 3, cached ? -> 0.3": first what both know. */
static void add_moves(const struct price_diff_entry *d, struct buf *out)
{
    const char *comma = "";

    for (int pass = 0; pass < 2; pass++)
        for (int c = 0; c < USAGE_CLASSES; c++) {
            if (class_of(d, c) != (pass == 0 ? DIFF_MOVED : DIFF_ONE_ONLY))
                continue;
            buf_printf(
                out, "%s%s ", comma, usage_class_name((enum usage_class)c));
            add_price(d->a->pusd[c], (enum usage_class)c, out);
            buf_puts(out, " -> ");
            add_price(d->b->pusd[c], (enum usage_class)c, out);
            comma = ", ";
        }
    if (d->a->request_pusd != d->b->request_pusd) {
        char was[MONEY_SIZE], is[MONEY_SIZE];
        buf_printf(out, "%sa request %s -> %s", comma,
            money_exact(d->a->request_pusd, was),
            money_exact(d->b->request_pusd, is));
    }
}

/* All that a row of one book has. */
static void add_prices(const struct price_row *row, struct buf *out)
{
    const char *comma = "";

    for (int c = 0; c < USAGE_CLASSES; c++) {
        if (row->pusd[c] < 0)
            continue;
        buf_printf(out, "%s%s ", comma, usage_class_name((enum usage_class)c));
        add_price(row->pusd[c], (enum usage_class)c, out);
        comma = ", ";
    }
}

/* What tells the row from others of the model. */
static void add_scope(const struct price_row *row, struct buf *out)
{
    char day[24];
    size_t start = out->len;

    if (row->tier != PRICE_STANDARD)
        buf_printf(out, "%s ", price_tier_name(row->tier));
    if (row->region != NULL)
        buf_printf(out, "%s ", row->region);
    if (row->min_input > 0)
        buf_printf(out, "from %lld tokens ", (long long)row->min_input);
    if (row->when.from_us > INT64_MIN)
        buf_printf(out, "from %s ", price_write_moment(row->when.from_us, day));
    if (row->when.until_us < INT64_MAX)
        buf_printf(
            out, "until %s ", price_write_moment(row->when.until_us, day));
    if (when_minutes(&row->when) < 7 * 24 * 60)
        buf_puts(out, "some hours ");
    if (out->len > start)
        out->s[--out->len] = '\0';
}

static void diff_row(struct table *t, const struct price_diff_entry *x)
{
    const struct price_row *row = x->a != NULL ? x->a : x->b;
    struct buf words = { 0 };

    table_cell(t, changes[change_of(x)]);
    if (row->provider != NULL) /* as PROVIDER/MODEL picks it */
        table_cellf(t, "%s/%s", row->provider, x->model);
    else
        table_cell(t, x->model);
    add_scope(row, &words);
    table_cell(t, buf_str(&words));
    buf_reset(&words);
    if (x->a != NULL && x->b != NULL)
        add_moves(x, &words);
    else
        add_prices(row, &words);
    table_cell(t, buf_str(&words));
    buf_clear(&words);
}

/* What changed first, then what is in one book only. */
static size_t diff_rows(struct table *t, const struct price_diff *d)
{
    static const int order[] = { 2, 1, 0 };
    size_t moved = 0;

    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        size_t before = table_rows(t);
        for (size_t i = 0; i < d->n; i++) {
            if (change_of(&d->entries[i]) != order[k])
                continue;
            diff_row(t, &d->entries[i]);
            moved += order[k] == 2 && has_moved(&d->entries[i]);
        }
        if (table_rows(t) > before)
            table_gap(t);
    }
    return moved;
}

static void text_diff(const struct context *c, const struct price_diff *d,
    const char *a, const char *b, struct buf *out)
{
    struct table *t =
        table_new("|model:wrap|only:wrap|USD per million tokens:wrap");
    size_t moved;

    moved = diff_rows(t, d);
    if (d->n > 0)
        table_print(t, terminal_width(), terminal_look(c->o->color), out);
    table_free(t);
    buf_printf(out, "Of %zu prices in both, %zu are equal and %zu differ",
        d->same + d->changed, d->same, d->changed);
    if (moved < d->changed)
        buf_printf(out,
            ", %zu of them only in what one of the two does not say",
            d->changed - moved);
    buf_printf(out, "; only %s has %zu, only %s has %zu.\n", a, d->removed, b,
        d->added);
}

static void json_diff(const struct price_diff *d, struct buf *out)
{
    struct jsonw w = { .out = out };

    jsonw_begin(&w, NULL, '{');
    jsonw_int(&w, "same", (int64_t)d->same);
    jsonw_int(&w, "changed", (int64_t)d->changed);
    jsonw_int(&w, "removed", (int64_t)d->removed);
    jsonw_int(&w, "added", (int64_t)d->added);
    jsonw_begin(&w, "differences", '[');
    for (size_t i = 0; i < d->n; i++) {
        const struct price_diff_entry *x = &d->entries[i];
        jsonw_begin(&w, NULL, '{');
        jsonw_str(&w, "change", changes[change_of(x)]);
        jsonw_str(&w, "model", x->model);
        if (x->a != NULL)
            price_write_row(x->a, &w, "a");
        else
            jsonw_null(&w, "a");
        if (x->b != NULL)
            price_write_row(x->b, &w, "b");
        else
            jsonw_null(&w, "b");
        jsonw_end(&w, '}');
    }
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

int prices_diff(struct context *c, const char *a, const char *b,
    struct buf *out, struct err *e)
{
    struct price_book x = { 0 }, y = { 0 };
    struct price_diff d = { .n = 0 };
    int rc = -1;

    if (read_book(a, &x, e) == 0 && read_book(b, &y, e) == 0) {
        price_diff(&x, &y, &d);
        if (c->o->json)
            json_diff(&d, out);
        else
            text_diff(c, &d, a, b, out);
        rc = 0;
    }
    price_diff_clear(&d);
    price_book_clear(&x);
    price_book_clear(&y);
    return rc;
}
