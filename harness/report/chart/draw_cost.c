/* Yearly cost against volume, and quality against the cost of an answer. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cost/volume.h"
#include "report/bill/bill_hours.h"
#include "report/chart/chart.h"
#include "report/chart/draw.h"

enum {
    BANDED = 8, // lines in one picture that show their interval
    TOLD = 12,  // ways whose own assumptions go into a caption
    POINTS = 400
}; // dense enough that a step looks like one

struct curve {
    double x[POINTS], y[POINTS], low[POINTS], high[POINTS];
};

static void fill_curve(struct curve *c, const struct bill *b, size_t way,
    double from, double to, bool banded)
{
    for (int i = 0; i < POINTS; i++) {
        double x = from * pow(to / from, (double)i / (POINTS - 1));
        struct interval ci = { (double)NAN, (double)NAN };
        if (banded)
            ci = bill_yearly_ci(b, way, x);
        c->x[i] = x;
        c->y[i] = bill_yearly(b, way, x);
        c->low[i] = ci.low;
        c->high[i] = ci.high;
    }
}

static size_t cheapest(const struct bill *b, double volume)
{
    size_t best = 0;
    double least = (double)INFINITY;

    for (size_t i = 0; i < b->n; i++) {
        double usd = annual_usd(&b->ways[i].way, volume);
        if (usd < least) {
            least = usd;
            best = i;
        }
    }
    return best;
}

/* The crossing that matters most: where the cheapest of all changes from
 * what is paid by request to machines of one's own, else the first there. */
static const struct bill_crossing *main_crossing(const struct bill *b)
{
    const struct bill_crossing *best = NULL;
    bool best_own = false;

    for (size_t i = 0; i < b->crossing_count; i++) {
        const struct bill_crossing *c = &b->crossings[i];
        bool own = b->ways[c->a].machines != b->ways[c->b].machines;
        if (bill_crossing_rank(b, c) != 0)
            continue; /* a third one is cheaper there */
        if (best == NULL || (own && !best_own)
            || (own == best_own && c->at.first < best->at.first)) {
            best = c;
            best_own = own;
        }
    }
    return best;
}

static char *cost_title(const struct bill *b, double high)
{
    const struct bill_crossing *c = main_crossing(b);
    size_t best = cheapest(b, high), twin;
    char volume[32], last[32];

    if (c != NULL && c->at.changes == 1)
        return mem_printf("%s is cheaper than %s from %s requests a day",
            b->ways[c->at.a_last ? c->a : c->b].model,
            b->ways[c->at.a_last ? c->b : c->a].model,
            volume_long(c->at.first, volume));
    if (c != NULL && c->at.a_first != c->at.a_last)
        return mem_printf("%s gets cheaper than %s at %s requests a day, for "
                          "good at %s",
            b->ways[c->at.a_last ? c->a : c->b].model,
            b->ways[c->at.a_last ? c->b : c->a].model,
            volume_long(c->at.first, volume), volume_long(c->at.last, last));
    if (!isfinite(annual_usd(&b->ways[best].way, high)))
        return mem_str("No model has a known cost");
    twin = bill_twin(b, best, high);
    if (twin < b->n)
        return mem_printf("%s and %s cost the same, and the least",
            b->ways[best].model, b->ways[twin].model);
    return mem_printf(
        "%s is the cheapest at every volume shown", b->ways[best].model);
}

/* All own machines in one sentence: they mostly cost the same. */
static void put_machines(const struct bill *b, struct buf *out)
{
    double price = -1;
    char usd[MONEY_SIZE];

    for (size_t i = 0; i < b->n; i++) {
        const struct bill_way *w = &b->ways[i];
        if (!w->machines)
            continue;
        if (w->way.gpus * w->way.usd_per_gpu_hour != price)
            buf_printf(out,
                "; machines at %s an hour, always on, full when an answer "
                "takes",
                money_rate(w->way.gpus * w->way.usd_per_gpu_hour, usd));
        else
            buf_putc(out, ',');
        price = w->way.gpus * w->way.usd_per_gpu_hour;
        buf_printf(out, " %s ", w->model);
        buf_figures(out, w->way.busy_s, 2);
        buf_puts(out, " s");
    }
}

void draw_assumptions(const struct bill *b, struct buf *out)
{
    buf_puts(out, "Assumed: ");
    for (size_t i = 0; i < b->assumption_count; i++)
        buf_printf(out, "%s%s", i > 0 ? "; " : "", b->assumptions[i]);
    if (b->n > TOLD) {
        buf_puts(out, "; what is assumed of each way stands in the text and "
                      "in --json");
        return;
    }
    put_machines(b, out);
    for (size_t i = 0; i < b->n; i++) {
        struct buf said = { 0 };
        scenario_words(
            b->scenario, &b->scenario->ways[b->ways[i].assumed], false, &said);
        if (said.len > 0)
            buf_printf(out, "; %s: %s", b->ways[i].model, said.s);
        if (b->ways[i].other_hours > 0)
            buf_printf(out,
                "; %s: the price of this hour, %g of a week's %d have another",
                b->ways[i].model, b->ways[i].other_hours, BILL_HOURS);
        buf_clear(&said);
    }
}

/* Whether any way has an interval. */
static bool banded(const struct bill *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct interval ci = bill_yearly_ci(b, i, 1000);
        if (ci.high > ci.low)
            return true;
    }
    return false;
}

/* The prices of an hour of own machines, which decide where their lines lie. */
static void put_hours(const struct bill *b, struct buf *out)
{
    double low = (double)INFINITY, high = -1;
    char usd[MONEY_SIZE];

    for (size_t i = 0; i < b->n; i++) {
        const struct annual_way *way = &b->ways[i].way;
        double price = way->gpus * way->usd_per_gpu_hour;
        if (!b->ways[i].machines || !isfinite(price))
            continue;
        low = fmin(low, price);
        high = fmax(high, price);
    }
    if (high < 0)
        return;
    buf_printf(out, "; own machines at %s", money_rate(low, usd));
    if (high > low)
        buf_printf(out, " to %s", money_rate(high, usd));
    buf_puts(out, " an hour, always on");
}

/* What is shown, and the assumptions that all lines stand on; those of single
 * ways are in the caption, with the whole list: here they would take eight
 * lines. */
static void put_subtitle(const struct bill *b, struct buf *out)
{
    bool hollow = false;

    for (size_t i = 0; i < b->n; i++)
        hollow = hollow || b->ways[i].kind == BILL_PRICED;
    if (b->ways[0].way.years > 1)
        buf_printf(out, "mean of %g years", b->ways[0].way.years);
    else
        buf_puts(out, "a year of 365 such days, prices stay");
    put_hours(b, out);
    if (b->n <= BANDED && banded(b))
        buf_printf(
            out, "; bands hold %g %% of %zu draws", 100 * b->level, b->draws);
    if (hollow && b->ways[b->reference].own)
        buf_printf(out, "; hollow: priced for the tokens that %s used",
            b->ways[b->reference].model);
}

static void mark(const struct bill *b, const struct bill_crossing *c,
    struct chart_crossing *out)
{
    char volume[32];

    out->x = c->at.first;
    out->y = bill_yearly(b, c->a, c->at.first);
    out->label = mem_printf("%s: %s / %s", volume_long(c->at.first, volume),
        b->ways[c->a].model, b->ways[c->b].model);
}

int draw_cost(const char *dir, const struct bill *b, struct draw_runs runs,
    double low, double high, struct err *e)
{
    static const enum chart_kind kinds[] = { [BILL_API] = CHART_API,
        [BILL_PRICED] = CHART_API,
        [BILL_HYBRID] = CHART_API,
        [BILL_SELFHOST] = CHART_SELFHOST,
        [BILL_STUDENT] = CHART_STUDENT };
    struct curve *curves = mem_zalloc(b->n, sizeof *curves);
    struct chart_line *lines = mem_zalloc(b->n, sizeof *lines);
    struct chart_crossing *marks = mem_zalloc(b->crossing_count, sizeof *marks);
    char *title = cost_title(b, high);
    struct buf sub = { 0 }, note = { 0 };
    size_t marked = 0;
    struct chart_out out = { dir, "cost", title, NULL, NULL };
    int rc;

    for (size_t i = 0; i < b->n; i++) {
        const struct bill_way *w = &b->ways[i];
        struct interval ci = bill_yearly_ci(b, i, high);
        bool banded = b->n <= BANDED && ci.high > ci.low;
        fill_curve(&curves[i], b, i, low, high, banded);
        lines[i] = (struct chart_line){ .label = w->model,
            .kind = kinds[w->kind],
            .x = curves[i].x,
            .y = curves[i].y,
            .low = banded ? curves[i].low : NULL,
            .high = banded ? curves[i].high : NULL,
            .n = POINTS,
            .published = w->kind == BILL_PRICED };
    }
    for (int rank = 0; rank < (b->n > BANDED ? 2 : 4); rank++)
        for (size_t i = 0; i < b->crossing_count; i++)
            if (bill_crossing_rank(b, &b->crossings[i]) == rank)
                mark(b, &b->crossings[i], &marks[marked++]);
    put_subtitle(b, &sub);
    if (banded(b) && b->n > BANDED)
        buf_printf(&note,
            "Intervals are left out of a picture with more than "
            "%d lines: they are in --json. ",
            BANDED);
    draw_assumptions(b, &note);
    draw_note_below(runs, &note);
    out.subtitle = buf_str(&sub);
    out.note = buf_str(&note);
    rc = chart_cost(&out, lines, b->n, marks, marked, e);
    for (size_t i = 0; i < marked; i++)
        free((char *)(uintptr_t)marks[i].label);
    free(curves);
    free(lines);
    free(marks);
    free(title);
    buf_clear(&sub);
    buf_clear(&note);
    return rc;
}
