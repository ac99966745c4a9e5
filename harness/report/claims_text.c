/* Claims as text and as JSON. */
#include "report/claims_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/runs.h"
#include "report/text/plain.h"
#include "report/text/table.h"

enum { MARGIN = 16, LINE = 80 };

/* From so many columns on the table has room for the words of the claim, and
 * for the reasons; below, the figures come first. */
static const size_t says_width = 100, why_width = 150;

static bool room(size_t width, size_t wanted)
{
    return width == 0 || width >= wanted;
}

/* As the table says it; the count below it has the whole words. */
static const char *const verdicts[CLAIMS_VERDICTS] = {
    [CLAIMS_HOLDS] = "holds",
    [CLAIMS_MIXED] = "prices mixed",
    [CLAIMS_NOT_IN_FORCE] = "not in force",
    [CLAIMS_DOES_NOT_FOLLOW] = "does not follow",
    [CLAIMS_CANNOT_CHECK] = "cannot check",
};

/* Whole dollars in groups of three, cents where there are any. */
static void dollars(double x, struct buf *out)
{
    char digits[64];
    size_t point;

    if (fabs(x) > 1e15) {
        buf_printf(out, "$%.4g", x);
        return;
    }
    snprintf(digits, sizeof digits, "%.2f", x);
    point = strlen(digits) - 3;
    if (strcmp(digits + point, ".00") == 0)
        digits[point] = '\0';
    buf_putc(out, '$');
    for (size_t i = 0; digits[i] != '\0'; i++) {
        if (i > 0 && i < point && (point - i) % 3 == 0)
            buf_putc(out, ',');
        buf_putc(out, digits[i]);
    }
}

static void figure(const struct claims_row *c, double x, struct buf *out)
{
    if (isnan(x)) {
        buf_puts(out, "-");
        return;
    }
    switch (c->kind) {
    case CLAIMS_YEARLY_COST: dollars(x, out); break;
    case CLAIMS_RATIO:
        buf_figures(out, c->high < 1 ? 100 * x : x, 3);
        buf_putc(out, c->high < 1 ? '%' : 'x');
        break;
    case CLAIMS_DIFFERENCE:
        buf_figures(out, x, 3);
        buf_puts(out, c->retained ? "%" : " points");
        break;
    case CLAIMS_MEMORY:
        buf_figures(out, x, 4);
        buf_puts(out, " GB");
        break;
    case CLAIMS_PRICE_AT_DATE:
    case CLAIMS_UNVERIFIABLE:
    case CLAIMS_KINDS: buf_figures(out, x, 4); break;
    }
}

void claims_said(const struct claims_row *c, struct buf *out)
{
    const struct claims_side *s = &c->side[0];

    if (c->kind == CLAIMS_PRICE_AT_DATE && !isnan(s->one)) {
        buf_printf(out, "%.4g", s->one);
    } else if (c->kind == CLAIMS_PRICE_AT_DATE) {
        buf_printf(out, isnan(s->in) ? "?" : "%.4g", s->in);
        buf_printf(out, isnan(s->out) ? " / ?" : " / %.4g", s->out);
    } else if (c->high > c->low) {
        buf_printf(out, "%.6g to ", c->low);
        figure(c, c->high, out);
    } else {
        figure(c, c->low, out);
    }
}

void claims_gives(
    const struct claims_row *c, const struct claims_result *r, struct buf *out)
{
    if (c->kind == CLAIMS_PRICE_AT_DATE && !isnan(r->in))
        buf_printf(out, "%.4g / %.4g", r->in, r->out);
    else
        figure(c, r->gives, out);
}

static void count(
    const struct claims *c, const struct claims_result *r, struct buf *out)
{
    size_t n[CLAIMS_VERDICTS] = { 0 };

    for (size_t i = 0; i < c->n; i++)
        n[r[i].verdict]++;
    for (int v = 0; v < CLAIMS_VERDICTS; v++)
        if (n[v] > 0)
            buf_printf(out, "%4zu  %s\n", n[v],
                claims_verdict_name((enum claims_verdict)v));
}

static bool listed_before(const struct claims *c, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(c->rows[k].by, c->rows[i].by) == 0)
            return true;
    return false;
}

/* "B: an article on ..." for short names that the document explains. */
static void sources(const struct claims *c, size_t width, struct buf *out)
{
    struct buf b = { 0 };

    for (size_t i = 0; i < c->n; i++) {
        const struct claims_row *row = &c->rows[i];
        if (row->title == NULL || listed_before(c, i))
            continue;
        buf_printf(&b, "%s: %s", row->by, row->title);
        plain_wrap(out, b.s, b.len, 0, width);
        buf_reset(&b);
    }
    buf_clear(&b);
}

static void short_row(struct table *t, bool says, bool why,
    const struct claims_row *c, const struct claims_result *r)
{
    struct buf b = { 0 };

    table_cell(t, c->name);
    if (says)
        table_cellf(t, "%s: %s", c->of, c->says);
    claims_said(c, &b);
    table_cell(t, buf_str(&b));
    buf_reset(&b);
    claims_gives(c, r, &b);
    table_cell(t, buf_str(&b));
    buf_reset(&b);
    figure(c, r->basis_gives, &b);
    table_cell(t, buf_str(&b));
    table_cell(t, verdicts[r->verdict]);
    if (why)
        table_cell(t, r->reason);
    table_cellf(t, "%s%s%s", c->by, c->said_on != NULL ? " " : "",
        c->said_on != NULL ? c->said_on : "");
    buf_clear(&b);
}

static void line(
    struct buf *out, const char *label, const char *text, size_t width)
{
    size_t from = out->len;

    if (text == NULL || text[0] == '\0')
        return;
    plain_wrap(
        out, text, strlen(text), MARGIN, width > MARGIN + 20 ? width : LINE);
    /* the label takes the place of the first blanks */
    if (out->len >= from + MARGIN)
        memcpy(out->s + from + 2, label, strlen(label));
}

/* "model kimi-k2.5, over model o1, under 3": names with their values. */
static void inputs(const struct json *o, const char *of, struct buf *out)
{
    JSON_EACH(member, o) {
        if (json_is_object(member)) {
            inputs(member, json_key(member), out);
            continue;
        }
        buf_printf(out, "%s%s%s%s ", out->len > 0 ? ", " : "", of,
            *of != '\0' ? " " : "", json_key(member));
        if (json_str(member) != NULL)
            buf_puts(out, json_str(member));
        else
            json_print(member, out);
    }
}

static void block(const struct claims_row *c, const struct claims_result *r,
    size_t width, struct buf *out)
{
    struct buf b = { 0 };

    plain_line(out, c->name, strlen(c->name));
    buf_putc(out, '\n');
    line(out, "claim", c->says, width);
    line(out, "of", c->of, width);
    buf_printf(&b, "%s%s%s%s%s", c->by, c->title != NULL ? ": " : "",
        c->title != NULL ? c->title : "", c->said_on != NULL ? ", " : "",
        c->said_on != NULL ? c->said_on : "");
    line(out, "said by", buf_str(&b), width);
    buf_reset(&b);
    claims_said(c, &b);
    line(out, "claimed", buf_str(&b), width);
    buf_reset(&b);
    if (c->kind != CLAIMS_UNVERIFIABLE) /* its only input is why */
        inputs(c->inputs, "", &b);
    line(out, "inputs", buf_str(&b), width);
    buf_reset(&b);
    figure(c, r->basis_gives, &b);
    buf_printf(&b, " (%s)", r->basis);
    line(out, "basis", r->basis[0] != '\0' ? buf_str(&b) : "", width);
    buf_reset(&b);
    figure(c, r->gives, &b);
    buf_printf(&b, " (%s)", r->like);
    line(out, "like for like", r->like[0] != '\0' ? buf_str(&b) : "", width);
    line(out, "verdict", claims_verdict_name(r->verdict), width);
    line(out, "why", r->reason, width);
    line(out, "note", c->note, width);
    buf_putc(out, '\n');
    buf_clear(&b);
}

void claims_text(const struct claims *c, const struct claims_result *r,
    bool whole, size_t width, int look, struct buf *out)
{
    bool says = room(width, says_width), why = room(width, why_width);
    struct table *t;

    for (size_t i = 0; whole && i < c->n; i++)
        block(&c->rows[i], &r[i], width, out);
    if (whole)
        return;
    t = table_new("claim%s|>claimed|>like for like:drop|>on its basis:drop|"
                  "verdict%s|said by:drop",
        says ? "|says:wrap" : "", why ? "|why:wrap" : "");
    for (size_t i = 0; i < c->n; i++)
        short_row(t, says, why, &c->rows[i], &r[i]);
    table_print(t, width, look, out);
    table_free(t);
    buf_putc(out, '\n');
    sources(c, width, out);
    count(c, r, out);
    if (!says)
        buf_printf(out,
            "A terminal of %zu columns has room for what each one says.\n",
            says_width);
    buf_puts(
        out, "'retort claims NAME' shows a claim whole, with the reason.\n");
}

/* --- JSON --------------------------------------------------------------- */

static void write_one(
    struct jsonw *w, const struct claims_row *c, const struct claims_result *r)
{
    struct buf inputs = { 0 };

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "claim", c->name);
    jsonw_str(w, "source", c->by);
    jsonw_str(w, "title", c->title);
    jsonw_str(w, "said_on", c->said_on);
    jsonw_str(w, "of", c->of);
    jsonw_str(w, "says", c->says);
    jsonw_str(w, "arithmetic", claims_kind_name(c->kind));
    json_print(c->inputs, &inputs);
    jsonw_raw(w, "inputs", buf_str(&inputs));
    buf_clear(&inputs);
    runs_range_json(w, "claimed", c->low, c->high);
    jsonw_num(w, "basis_gives", r->basis_gives);
    jsonw_str(w, "basis", r->basis[0] != '\0' ? r->basis : NULL);
    jsonw_num(w, "gives", r->gives);
    jsonw_num(w, "usd_per_mtok_in", r->in);
    jsonw_num(w, "usd_per_mtok_out", r->out);
    jsonw_str(w, "like_for_like", r->like[0] != '\0' ? r->like : NULL);
    runs_range_json(w, "gives_ci", r->gives_low, r->gives_high);
    runs_range_json(w, "ci", r->low, r->high);
    jsonw_num(w, "z", r->z);
    jsonw_num(w, "p", r->p);
    jsonw_str(w, "verdict", claims_verdict_name(r->verdict));
    jsonw_str(w, "why", r->reason);
    jsonw_str(w, "note", c->note);
    jsonw_end(w, '}');
}

void claims_text_json(
    const struct claims *c, const struct claims_result *r, struct buf *out)
{
    struct jsonw w = { .out = out };

    jsonw_begin(&w, NULL, '{');
    jsonw_begin(&w, "claims", '[');
    for (size_t i = 0; i < c->n; i++)
        write_one(&w, &c->rows[i], &r[i]);
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
