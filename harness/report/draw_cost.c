/* Yearly cost against volume, and quality against the cost of an answer. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cost/volume.h"
#include "report/chart.h"
#include "report/draw.h"
#include "stats/mean.h"

enum {
    BANDED = 8, // lines in one picture that show their interval
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
        double at = c->at.first;
        size_t first = cheapest(b, at * (1 - 1e-6));
        size_t then = cheapest(b, at * (1 + 1e-6));
        if ((first != c->a && first != c->b) || (then != c->a && then != c->b)
            || first == then)
            continue; /* a third one is cheaper there */
        if (best == NULL || (own && !best_own)
            || (own == best_own && at < best->at.first)) {
            best = c;
            best_own = own;
        }
    }
    return best;
}

static char *cost_title(const struct bill *b, double high)
{
    const struct bill_crossing *c = main_crossing(b);
    size_t best = cheapest(b, high);
    char volume[32];

    if (c != NULL)
        return mem_printf("%s is cheaper than %s from %s requests a day",
            b->ways[c->at.a_last ? c->a : c->b].model,
            b->ways[c->at.a_last ? c->b : c->a].model,
            volume_long(c->at.changes > 1 ? c->at.last : c->at.first, volume));
    if (!isfinite(annual_usd(&b->ways[best].way, high)))
        return mem_str("No model has a known cost");
    return mem_printf(
        "%s is the cheapest at every volume shown", b->ways[best].model);
}

/* All own machines in one sentence: they mostly cost the same. */
static void put_machines(const struct bill *b, struct buf *out)
{
    double price = -1;

    for (size_t i = 0; i < b->n; i++) {
        const struct bill_way *w = &b->ways[i];
        if (!w->machines)
            continue;
        if (w->way.gpus * w->way.usd_per_gpu_hour != price)
            buf_printf(out,
                "; machines at $%.3g an hour, always on, full when an answer "
                "takes",
                w->way.gpus * w->way.usd_per_gpu_hour);
        else
            buf_putc(out, ',');
        price = w->way.gpus * w->way.usd_per_gpu_hour;
        buf_printf(out, " %s %.2g s", w->model, w->way.busy_s);
    }
}

void draw_assumptions(const struct bill *b, struct buf *out)
{
    buf_puts(out, "Assumed: ");
    for (size_t i = 0; i < b->assumption_count; i++)
        buf_printf(out, "%s%s", i > 0 ? "; " : "", b->assumptions[i]);
    put_machines(b, out);
    for (size_t i = 0; i < b->n; i++) {
        struct buf said = { 0 };
        scenario_words(
            b->scenario, &b->scenario->ways[b->ways[i].assumed], false, &said);
        if (said.len > 0)
            buf_printf(out, "; %s: %s", b->ways[i].model, said.s);
        buf_clear(&said);
    }
}

/* What is shown, in a line; the assumptions are in the caption. */
static void put_subtitle(const struct bill *b, struct buf *out)
{
    bool bands = false, hollow = false;

    for (size_t i = 0; i < b->n; i++) {
        struct interval ci = bill_yearly_ci(b, i, 1000);
        bands = bands || ci.high > ci.low;
        hollow = hollow || b->ways[i].kind == BILL_PRICED;
    }
    if (b->ways[0].way.years > 1)
        buf_printf(out, "mean of %g years", b->ways[0].way.years);
    else
        buf_puts(out, "what a year costs at each volume");
    if (bands && b->n <= BANDED)
        buf_printf(
            out, "; bands hold %g %% of %zu draws", 100 * b->level, b->draws);
    if (hollow && b->ways[b->reference].own)
        buf_printf(out, "; hollow: priced for the tokens that %s used",
            b->ways[b->reference].model);
}

int draw_cost(const char *dir, const struct bill *b, double low, double high,
    struct err *e)
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
    char volume[32];
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
    for (size_t i = 0; i < b->crossing_count; i++) {
        const struct bill_crossing *c = &b->crossings[i];
        marks[i].x = c->at.first;
        marks[i].y = annual_usd(&b->ways[c->a].way, c->at.first);
        marks[i].label =
            mem_printf("%s: %s / %s", volume_long(c->at.first, volume),
                b->ways[c->a].model, b->ways[c->b].model);
    }
    put_subtitle(b, &sub);
    draw_assumptions(b, &note);
    out.subtitle = buf_str(&sub);
    out.note = buf_str(&note);
    rc = chart_cost(&out, lines, b->n, marks, b->crossing_count, e);
    for (size_t i = 0; i < b->crossing_count; i++)
        free((char *)(uintptr_t)marks[i].label);
    free(curves);
    free(lines);
    free(marks);
    free(title);
    buf_clear(&sub);
    buf_clear(&note);
    return rc;
}

/* USD of each answer of a run: all replies of a sample together. */
static struct mean answer_cost(
    const struct data_run *d, double level, struct interval *ci)
{
    double *usd = mem_zalloc(d->cost_count, sizeof *usd);
    size_t n = 0, last = SIZE_MAX;
    struct mean m;

    for (size_t i = 0; i < d->cost_count; i++) {
        const struct data_cost *c = &d->costs[i];
        if (c->item != last)
            usd[n++] = 0;
        last = c->item;
        usd[n - 1] +=
            c->cost_pusd < 0 ? (double)NAN : (double)c->cost_pusd / 1e12;
    }
    m = mean_of(usd, n);
    *ci = mean_ci_t(&m, level);
    free(usd);
    return m;
}

static enum chart_role role_of(const char *role)
{
    return strcmp(role, "teacher") == 0      ? CHART_ROLE_TEACHER
           : strcmp(role, "student") == 0    ? CHART_ROLE_STUDENT
           : strcmp(role, "commercial") == 0 ? CHART_ROLE_COMMERCIAL
                                             : CHART_ROLE_OTHER;
}

static void measured_point(
    const struct data_run *d, double level, struct chart_point *p)
{
    struct data_summary s = data_sum(d, NULL, level);
    struct interval ci;
    struct mean m = answer_cost(d, level, &ci);

    *p = (struct chart_point){ .label = d->row.model,
        .x = 1000 * m.mean,
        .x_ci = { 1000 * fmax(ci.low, 0), 1000 * ci.high },
        .y = s.accuracy,
        .y_ci = s.ci,
        .role = role_of(d->row.role) };
}

static void claimed_point(const struct draw_claim *claim,
    const struct data_run *work, const struct price_book *prices,
    int64_t wall_us, struct chart_point *p)
{
    struct scenario s;
    struct scenario_way *way;
    struct bill b;
    const struct data_run *one[1] = { work };

    scenario_init(&s);
    way = scenario_add(&s, claim->label, SCENARIO_API);
    way->model = mem_str(claim->model);
    way->provider = mem_str(claim->provider);
    bill_init(&b, &s, 0.95, 1);
    work_keys_make(&b.keys, one, 1);
    bill_add(&b, 0, one, 1, false, prices, wall_us);
    bill_solve(&b, 0);
    *p = (struct chart_point){ .label = claim->label,
        .note = claim->note,
        .x = 1000 * b.ways[0].way.usd_per_request,
        .x_ci = { (double)NAN, (double)NAN },
        .y = claim->value,
        .y_ci = { (double)NAN, (double)NAN },
        .published = true,
        .role = CHART_ROLE_COMMERCIAL };
    bill_clear(&b);
    scenario_clear(&s);
}

/* On the frontier is who has nobody both cheaper and better. */
static void mark_frontier(struct chart_point *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        p[i].on_frontier = isfinite(p[i].x) && isfinite(p[i].y);
        for (size_t k = 0; k < n && p[i].on_frontier; k++)
            if (k != i && p[k].x <= p[i].x && p[k].y >= p[i].y
                && (p[k].x < p[i].x || p[k].y > p[i].y))
                p[i].on_frontier = false;
    }
}

static char *frontier_title(
    const struct chart_point *p, size_t n, const char *suite)
{
    const struct chart_point *best = NULL, *cheap = NULL;

    for (size_t i = 0; i < n; i++) {
        if (!p[i].on_frontier)
            continue;
        if (best == NULL || p[i].y > best->y)
            best = &p[i];
        if (cheap == NULL || p[i].x < cheap->x)
            cheap = &p[i];
    }
    if (best == NULL)
        return mem_printf("%s: no model has a known cost", suite);
    if (best == cheap)
        return mem_printf("%s: %s is both the best and the cheapest measured",
            suite, best->label);
    return mem_printf("%s: %s is %.0f points better than %s, at %.*f times "
                      "the cost",
        suite, best->label, 100 * (best->y - cheap->y), cheap->label,
        best->x / cheap->x < 10 ? 1 : 0, best->x / cheap->x);
}

static void put_hours(
    const struct data_run *const *runs, size_t n, struct buf *out)
{
    bool first = true;

    for (size_t i = 0; i < n; i++) {
        const struct run_row *row = &runs[i]->row;
        if (row->usd_per_hour < 0)
            continue;
        buf_printf(out, "%s%s $%.2f",
            first ? "; machines at an assumed price an hour: " : ", ",
            row->model, row->usd_per_hour);
        first = false;
    }
}

int draw_frontier(const char *dir, const struct data_run *const *runs, size_t n,
    const struct draw_claim *claims, size_t claim_count,
    const struct price_book *prices, int64_t wall_us, double level,
    struct err *e)
{
    struct chart_point *p = mem_zalloc(n + claim_count, sizeof *p);
    const char *suite = runs[0]->row.suite;
    char *name = mem_printf("frontier-%s", suite), *title;
    struct buf sub = { 0 };
    struct chart_axis x = { "cost of 1,000 answers (USD)", CHART_USD };
    struct chart_axis y = { "accuracy (% of samples)", CHART_PERCENT };
    struct chart_out out = { dir, name, NULL, NULL, NULL };
    int rc;

    for (size_t i = 0; i < n; i++)
        measured_point(runs[i], level, &p[i]);
    for (size_t i = 0; i < claim_count; i++)
        claimed_point(&claims[i], runs[0], prices, wall_us, &p[n + i]);
    mark_frontier(p, n);
    title = frontier_title(p, n, suite);
    buf_printf(&sub,
        "measured on %s, with %g %% intervals of accuracy and of mean cost",
        suite, 100 * level);
    put_hours(runs, n, &sub);
    if (claim_count > 0)
        buf_printf(&sub,
            "; hollow: published MMLU figures, another test, priced for the "
            "tokens of %s",
            runs[0]->row.model);
    out.title = title;
    out.subtitle = buf_str(&sub);
    rc = chart_frontier(&out, &x, &y, p, n + claim_count, e);
    free(p);
    free(name);
    free(title);
    buf_clear(&sub);
    return rc;
}
