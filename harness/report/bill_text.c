/* The bill as people read it: a table, the crossings in words, then every
 * assumption. */
#include <math.h>
#include <stdio.h>

#include "cost/volume.h"
#include "report/bill.h"
#include "report/table.h"

static const char *const kinds[] = { "measured", "own machine", "priced" };

static void cell_usd(struct table *t, double usd)
{
    char text[MONEY_SIZE];

    table_cell(t, money_short(usd, text));
}

static void cell_tokens(struct table *t, double tokens)
{
    if (isnan(tokens))
        table_cell(t, "unknown");
    else
        table_cellf(t, "%.0f", tokens);
}

static void way_row(struct table *t, const struct bill *b, size_t i)
{
    const struct bill_way *w = &b->ways[i];
    double each = w->way.usd_per_request;

    if (w->kind == BILL_SELFHOST) /* its share of the machine's hour */
        each = w->way.usd_per_gpu_hour * w->latency_s / 3600;
    table_cell(t, w->model);
    table_cell(t, kinds[w->kind]);
    cell_tokens(t, w->tokens_in);
    cell_tokens(t, w->tokens_out);
    cell_usd(t, 1000 * each);
    if (w->answers > 0)
        cell_usd(t, w->usd_per_correct);
    else
        table_cell(t, "");
    for (size_t k = 0; k < b->volume_count; k++)
        cell_usd(t, bill_yearly(b, i, k));
}

static void put_table(
    const struct bill *b, size_t width, int look, struct buf *out)
{
    struct table *t = table_new();
    char volume[16], title[40];

    table_column(t, "model", TABLE_LEFT, TABLE_KEEP);
    table_column(t, "cost is", TABLE_LEFT, TABLE_DROP);
    table_column(t, "tokens in", TABLE_RIGHT, TABLE_DROP);
    table_column(t, "out", TABLE_RIGHT, TABLE_DROP);
    table_column(t, "1,000 answers", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, "a correct one", TABLE_RIGHT, TABLE_IF_ANY);
    for (size_t k = 0; k < b->volume_count; k++) {
        snprintf(title, sizeof title, "a year at %s/day",
            volume_short(b->volumes[k], volume));
        table_column(t, title, TABLE_RIGHT, TABLE_KEEP);
    }
    for (size_t i = 0; i < b->n; i++)
        way_row(t, b, i);
    table_print(t, width, look, out);
    table_free(t);
}

static void put_range(const struct bill_crossing *c, struct buf *out)
{
    char low[16], high[16];

    if (!isnan(c->low) && c->low < c->high)
        buf_printf(out, " (%s to %s)", volume_short(c->low, low),
            volume_short(c->high, high));
}

/* Machines come whole, so a curve with steps can cross more than once. */
static void put_crossing(
    const struct bill *b, const struct bill_crossing *c, struct buf *out)
{
    const char *above = b->ways[c->at.a_last ? c->a : c->b].model;
    const char *below = b->ways[c->at.a_last ? c->b : c->a].model;
    char first[16], last[16];

    volume_short(c->at.first, first);
    volume_short(c->at.last, last);
    if (c->at.changes == 1) {
        buf_printf(out, "from %s requests a day %s is cheaper than %s", first,
            above, below);
        put_range(c, out);
    } else {
        buf_printf(out, "%s first is cheaper than %s at %s requests a day",
            b->ways[c->at.a_first ? c->b : c->a].model,
            b->ways[c->at.a_first ? c->a : c->b].model, first);
        put_range(c, out);
        buf_printf(out,
            ", then they change places %zu times as machines are "
            "added; from %s on it is %s",
            c->at.changes - 1, last, above);
    }
    buf_puts(out, ".\n");
}

static void put_assumptions(const struct bill *b, struct buf *out)
{
    buf_puts(out, "\nassumptions:\n");
    for (size_t i = 0; i < b->assumption_count; i++)
        buf_printf(out, "- %s\n", b->assumptions[i]);
    for (size_t i = 0; i < b->n; i++)
        if (b->ways[i].machine != NULL)
            buf_printf(out, "- %s\n", b->ways[i].machine);
    for (size_t i = 0; i < b->n; i++)
        buf_printf(out, "- %s: %s\n", b->ways[i].model, b->ways[i].basis);
    for (size_t i = 0; i < b->n; i++)
        if (b->ways[i].why_unknown != NULL)
            buf_printf(out, "cost of %s is unknown: %s.\n", b->ways[i].model,
                b->ways[i].why_unknown);
}

void bill_text(const struct bill *b, size_t width, int look, struct buf *out)
{
    put_table(b, width, look, out);
    if (b->crossing_count > 0)
        buf_putc(out, '\n');
    for (size_t i = 0; i < b->crossing_count; i++)
        put_crossing(b, &b->crossings[i], out);
    put_assumptions(b, out);
}
