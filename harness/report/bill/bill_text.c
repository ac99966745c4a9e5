/* The bill as people read it: a table, the bands of published advice, the
 * crossings in words, then every assumption. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cost/volume.h"
#include "report/bill/bill.h"
#include "report/bill/bill_bands.h"
#include "report/bill/bill_parts.h"
#include "report/bill/bill_quality.h"
#include "report/bill/bill_swing.h"
#include "report/text/plain.h"
#include "report/text/table.h"

enum {
    CROSSINGS = 12, // in words; --json has them all
    YEARS = 10      // in columns
};

static const char *const kinds[] = { "measured", "own machine", "priced",
    "student", "hybrid" };

static void cell_usd(struct table *t, double usd, struct interval ci)
{
    char text[MONEY_SIZE], low[MONEY_SIZE], high[MONEY_SIZE];

    money_short(usd, text);
    if (!(ci.low < ci.high) || isnan(usd))
        table_cell(t, text);
    else if (isinf(ci.high))
        table_cellf(t, "%s (%s up)", text, money_short(ci.low, low));
    else
        table_cellf(t, "%s (%s-%s)", text, money_short(ci.low, low),
            money_short(ci.high, high) + (high[0] == '$'));
}

static void cell_tokens(struct table *t, double tokens)
{
    if (isnan(tokens))
        table_cell(t, "unknown");
    else
        table_cellf(t, "%.0f", tokens);
}

static void cells_tokens(struct table *t, const struct bill_way *w)
{
    if (w->kind == BILL_HYBRID) {
        table_cell(t, "");
        table_cell(t, "");
    } else {
        cell_tokens(t, w->mean.in);
        cell_tokens(t, w->mean.out);
    }
    if (w->own && w->work.reasons)
        cell_tokens(t, w->mean.reasoning);
    else
        table_cell(t, "");
}

static void way_row(struct table *t, const struct bill *b, size_t i)
{
    const struct bill_way *w = &b->ways[i];
    struct interval each = { 1000 * w->each.low, 1000 * w->each.high };
    struct interval none = { (double)NAN, (double)NAN };

    table_cell(t, w->model);
    table_cell(t, kinds[w->kind]);
    cells_tokens(t, w);
    cell_usd(t, 1000 * annual_each_usd(&w->way), each);
    for (size_t k = 0; k < b->volume_count; k++)
        cell_usd(t, bill_yearly(b, i, b->volumes[k]), none);
}

struct table *bill_table(const struct bill *b)
{
    struct table *t =
        table_new("model|cost is:next|>tokens in:next|>out:next|>thinking:next|"
                  ">1,000 answers");
    char volume[16];

    for (size_t k = 0; k < b->volume_count; k++)
        table_columns(
            t, ">a year at %s/day:next", volume_short(b->volumes[k], volume));
    for (size_t i = 0; i < b->n; i++)
        way_row(t, b, i);
    return t;
}

static void print(struct table *t, size_t width, int look, struct buf *out)
{
    table_print(t, width, look, out);
    table_free(t);
}

/* " (35,000 to 52,000)", with what an end without limit means. */
static void put_range(const struct bill_crossing *c, struct buf *out)
{
    char low[32], high[32];

    if (isnan(c->low) || !(c->low < c->high))
        return;
    volume_long(c->low, low);
    volume_long(c->high, high);
    if (c->low == 0 && isinf(c->high))
        buf_puts(out, " (at any volume or at none, as the draws fall)");
    else if (c->low == 0)
        buf_printf(out, " (at any volume, to %s)", high);
    else if (isinf(c->high))
        buf_printf(out, " (%s, to none at all)", low);
    else
        buf_printf(out, " (%s to %s)", low, high);
}

/* Machines come whole, so a curve with steps can cross more than once. */
static void put_crossing(
    const struct bill *b, const struct bill_crossing *c, struct buf *out)
{
    const char *above = b->ways[c->at.a_last ? c->a : c->b].model;
    const char *below = b->ways[c->at.a_last ? c->b : c->a].model;
    char first[32], last[32];

    volume_long(c->at.first, first);
    volume_long(c->at.last, last);
    if (c->at.changes == 1) {
        buf_printf(out, "from %s requests a day %s is cheaper than %s", first,
            above, below);
        put_range(c, out);
    } else {
        buf_printf(out, "%s gets cheaper than %s at %s requests a day",
            b->ways[c->at.a_first ? c->b : c->a].model,
            b->ways[c->at.a_first ? c->a : c->b].model, first);
        put_range(c, out);
        buf_printf(out,
            ", then they change places %zu time%s as machines are "
            "added; from %s on it is %s",
            c->at.changes - 1, c->at.changes == 2 ? "" : "s", last, above);
    }
    buf_puts(out, ".");
}

struct told { // a crossing, and how much it matters
    const struct bill_crossing *c;
    int rank;
};

static int by_rank(const void *a, const void *b)
{
    const struct told *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank - y->rank;
    return (x->c->at.first > y->c->at.first)
           - (x->c->at.first < y->c->at.first);
}

void bill_crossings_text(const struct bill *b, size_t width, struct buf *out)
{
    struct told *c = mem_zalloc(b->crossing_count + 1, sizeof *c);
    struct buf line = { 0 };

    for (size_t i = 0; i < b->crossing_count; i++)
        c[i] = (struct told){ &b->crossings[i],
            bill_crossing_rank(b, &b->crossings[i]) };
    qsort(c, b->crossing_count, sizeof *c, by_rank);
    for (size_t i = 0; i < b->crossing_count && i < CROSSINGS; i++) {
        put_crossing(b, c[i].c, &line);
        plain_wrap(out, line.s, line.len, 0, width);
        buf_reset(&line);
    }
    if (b->crossing_count > CROSSINGS)
        buf_printf(out, "%zu more crossings are in --json.\n",
            b->crossing_count - CROSSINGS);
    buf_clear(&line);
    free(c);
}

/* One replica: what it costs and carries. */
static void put_machine(
    const struct bill *b, const struct bill_way *w, struct buf *out)
{
    const struct scenario_way *a = &b->scenario->ways[w->assumed];
    const struct scenario_world middle = { 0 };
    double speed =
        scenario_value(b->scenario, a, SCENARIO_OUTPUT_TOK_S, &middle);
    double lanes = scenario_value(b->scenario, a, SCENARIO_LANES, &middle);
    char carries[32], usd[MONEY_SIZE];

    if (w->way.gpus == 1)
        buf_puts(out, "; machines of its own");
    else
        buf_printf(out, "; machines of its own with %g GPUs each", w->way.gpus);
    buf_printf(out, ", an assumed %s an hour%s, always on, ",
        money_rate(w->way.usd_per_gpu_hour, usd),
        w->way.gpus == 1 ? "" : " for a GPU");
    if (!isnan(speed))
        buf_printf(out, "%g tokens a second when full", speed);
    else if (lanes == 1)
        buf_printf(out, "one answer at a time at its measured %.2f s",
            w->mean.seconds);
    else
        buf_printf(out, "%g answers at a time at the measured %.2f s of one",
            lanes, w->mean.seconds);
    buf_printf(out, ": one carries %s requests a day",
        volume_long(annual_step(&(struct annual_way){ .gpus = 1,
                                    .busy_s = w->way.busy_s,
                                    .peak = w->way.peak,
                                    .utilisation = w->way.utilisation },
                        0),
            carries));
}

static void put_making(const struct bill_way *w, struct buf *out)
{
    char usd[MONEY_SIZE], again[MONEY_SIZE];

    buf_printf(out, "; its making costs %s", money_short(w->way.once_usd, usd));
    if (w->way.repeats_per_year > 0)
        buf_printf(out, ", and %s %g times a year",
            money_short(w->way.repeat_usd, again), w->way.repeats_per_year);
    if (w->way.years > 1)
        buf_printf(out, ", spread over %g years", w->way.years);
}

/* Where a way's figures come from, in one line. */
static void put_basis(const struct bill *b, size_t i, struct buf *out)
{
    const struct bill_way *w = &b->ways[i];
    struct buf said = { 0 };

    buf_printf(out, "%s: %s", w->model, w->basis);
    if (w->kind == BILL_STUDENT)
        put_making(w, out);
    if (w->machines)
        put_machine(b, w, out);
    scenario_words(
        b->scenario, &b->scenario->ways[w->assumed], w->machines, &said);
    if (said.len > 0)
        buf_printf(out, " [%s]", said.s);
    buf_clear(&said);
}

static void put_item(struct buf *line, size_t width, struct buf *out)
{
    plain_item(out, buf_str(line), line->len, width);
    buf_reset(line);
}

void bill_assumptions_text(const struct bill *b, size_t width, struct buf *out)
{
    struct buf line = { 0 };

    for (size_t i = 0; i < b->assumption_count; i++) {
        buf_puts(&line, b->assumptions[i]);
        put_item(&line, width, out);
    }
    for (size_t i = 0; i < b->n; i++) {
        put_basis(b, i, &line);
        put_item(&line, width, out);
    }
    for (size_t i = 0; i < b->n; i++)
        if (b->ways[i].why_unknown != NULL) {
            buf_printf(&line, "cost of %s is unknown: %s", b->ways[i].model,
                b->ways[i].why_unknown);
            put_item(&line, width, out);
        }
    buf_clear(&line);
}

static int years_of(const struct bill *b)
{
    return b->n > 0 ? (int)b->ways[0].way.years : 0;
}

struct table *bill_years_table(const struct bill *b, struct buf *head)
{
    double volume = b->volumes[b->volume_count / 2];
    int years = years_of(b);
    char at[32], usd[MONEY_SIZE];
    struct table *t = table_new("model");

    buf_printf(head, "year by year, from %s requests a day on",
        volume_long(volume, at));
    for (int y = 0; y < years && y < YEARS; y++)
        table_columns(t, ">year %d:next", y + 1);
    table_columns(t, ">all %d:next", years);
    for (size_t i = 0; i < b->n; i++) {
        table_cell(t, b->ways[i].model);
        for (int y = 0; y < years && y < YEARS; y++)
            table_cell(
                t, money_short(
                       annual_running_usd(&b->ways[i].way, y, volume), usd));
        table_cell(t, money_short(years * bill_yearly(b, i, volume), usd));
    }
    return t;
}

bool bill_has_years(const struct bill *b)
{
    return years_of(b) > 1;
}

static void put_years(
    const struct bill *b, size_t width, int look, struct buf *out)
{
    struct buf head = { 0 };
    struct table *t;

    if (!bill_has_years(b))
        return;
    t = bill_years_table(b, &head);
    buf_printf(out, "\n%s:\n", head.s);
    buf_clear(&head);
    print(t, width, look, out);
}

void bill_text(const struct bill *b, const struct bill_swings *swings,
    size_t width, int look, struct buf *out)
{
    struct bill_quality q;

    print(bill_table(b), width, look, out);
    bill_quality_make(&q, b);
    bill_quality_text(&q, b, width, look, out);
    bill_quality_clear(&q);
    put_years(b, width, look, out);
    bill_bands_text(b, width, out);
    if (b->crossing_count > 0)
        buf_putc(out, '\n');
    bill_crossings_text(b, width, out);
    bill_swings_text(swings, b, width, out);
    buf_puts(out, "\nassumptions:\n");
    bill_assumptions_text(b, width, out);
}
