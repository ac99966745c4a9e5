#include "report/bill/bill_quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/runs.h"
#include "report/text/cell.h"
#include "report/text/plain.h"
#include "report/text/table.h"

enum { OTHERS = 8 }; // named, of those that are not compared

/* Measured, on some sample, and of known cost: one that is not compared takes
 * no samples from the others. */
static bool answered(const struct bill *b, const struct bill_way *w)
{
    return w->own && work_groups(&w->work, &b->keys) > 0
           && !isnan(annual_each_usd(&w->way));
}

double *bill_shared(const struct bill *b)
{
    double *mask = mem_zalloc(b->keys.n + 1, sizeof *mask);
    bool *with = mem_zalloc(b->n + 1, sizeof *with), any = false;

    for (size_t i = 0; i < b->n; i++) {
        with[i] = answered(b, &b->ways[i]);
        any = any || with[i];
    }
    for (size_t u = 0; u < b->keys.n; u++) {
        bool all = any;
        for (size_t i = 0; i < b->n; i++)
            all = all && (!with[i] || b->ways[i].work.units[u].n > 0);
        mask[u] = all;
    }
    free(with);
    return mask;
}

double *bill_shared_accuracy(const struct bill *b)
{
    const struct scenario_world middle = { 0 };
    struct work_unit *means = mem_zalloc(b->n + 1, sizeof *means);
    double *mask = bill_shared(b), *out = mem_zalloc(b->n + 1, sizeof *out);
    struct bill_scene scene = { &middle, means, mask };

    bill_means(b, mask, means);
    for (size_t i = 0; i < b->n; i++)
        out[i] = bill_accuracy(b, i, &scene);
    free(mask);
    free(means);
    return out;
}

static void count_shared(
    struct bill_quality *q, const struct bill *b, const double *mask)
{
    size_t last = b->keys.groups;

    for (size_t u = 0; u < b->keys.n; u++) {
        if (mask[u] == 0)
            continue;
        q->units++;
        q->clustered = q->clustered || work_keys_cluster(&b->keys, u);
        q->groups += b->keys.group[u] != last;
        last = b->keys.group[u];
    }
}

/* Cost and accuracy of every way in one world: rows of b->n. */
struct scene {
    struct work_unit *means;
    struct annual_way *ways;
    double *usd, *accuracy;
};

static void scene_make(struct scene *s, const struct bill *b, size_t rows)
{
    s->means = mem_zalloc(b->n + 1, sizeof *s->means);
    s->ways = mem_zalloc(b->n + 1, sizeof *s->ways);
    s->usd = mem_zalloc(rows * b->n + 1, sizeof *s->usd);
    s->accuracy = mem_zalloc(rows * b->n + 1, sizeof *s->accuracy);
}

static void scene_clear(struct scene *s)
{
    free(s->means);
    free(s->ways);
    free(s->usd);
    free(s->accuracy);
}

static void scene_see(struct scene *s, const struct bill *b, size_t row,
    const struct scenario_world *world, const double *weight)
{
    struct bill_scene scene = { world, s->means, weight };

    bill_means(b, weight, s->means);
    bill_resolve(b, &scene, s->ways);
    for (size_t i = 0; i < b->n; i++) {
        s->usd[row * b->n + i] = annual_each_usd(&s->ways[i]);
        s->accuracy[row * b->n + i] = bill_accuracy(b, i, &scene);
    }
}

/* Whether nobody is both at least as cheap and as good, and one of them
 * more. */
static bool on_frontier(
    const double *usd, const double *accuracy, size_t n, size_t i)
{
    if (isnan(usd[i]) || isnan(accuracy[i]))
        return false;
    for (size_t k = 0; k < n; k++)
        if (k != i && usd[k] <= usd[i] && accuracy[k] >= accuracy[i]
            && (usd[k] < usd[i] || accuracy[k] > accuracy[i]))
            return false;
    return true;
}

/* What an error must cost for k to win over i. */
static double worth(
    const double *usd, const double *accuracy, size_t i, size_t k)
{
    double more = usd[k] - usd[i], better = accuracy[k] - accuracy[i];

    if (isnan(more + better))
        return (double)NAN;
    if (more <= 0)
        return better >= 0 ? 0 : (double)INFINITY;
    return better > 0 ? more / better : (double)INFINITY;
}

static struct interval span_of(
    const struct bill *b, const double *rows, size_t i, double *room)
{
    for (size_t d = 1; d <= b->draws; d++)
        room[d - 1] = rows[d * b->n + i];
    return bill_span(room, b->draws, b->level);
}

/* What is unknown in the bill is so here. */
static void set_intervals(struct bill_quality *q, const struct bill *b,
    const struct scene *s, const double *mask)
{
    double *room = mem_zalloc(b->draws + 1, sizeof *room);
    bool all = q->units == b->keys.n;

    for (size_t i = 0; i < b->n; i++) {
        const struct bill_way *w = &b->ways[i];
        struct bill_standing *at = &q->ways[i];
        bool assumed = w->accuracy_ci.low == w->accuracy_ci.high;
        at->usd_ci =
            all || isnan(w->each.low) ? w->each : span_of(b, s->usd, i, room);
        if (all || assumed || isnan(w->accuracy_ci.low))
            at->accuracy_ci = w->accuracy_ci;
        else if (w->own && w->kind != BILL_HYBRID)
            at->accuracy_ci =
                work_accuracy_ci(&w->work, &b->keys, mask, b->level);
        else
            at->accuracy_ci = span_of(b, s->accuracy, i, room);
    }
    free(room);
}

/* In a draw without any of the samples of a model nothing is told of who is on
 * the frontier. */
static bool row_known(const struct scene *s, size_t n, size_t row)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(s->usd[i] + s->accuracy[i])
            && isnan(s->usd[row * n + i] + s->accuracy[row * n + i]))
            return false;
    return true;
}

static void set_standings(
    struct bill_quality *q, const struct bill *b, const struct scene *s)
{
    for (size_t i = 0; i < b->n; i++) {
        struct bill_standing *at = &q->ways[i];
        size_t times = 0, draws = 0;
        at->usd = s->usd[i];
        at->accuracy = s->accuracy[i];
        at->frontier = on_frontier(s->usd, s->accuracy, b->n, i);
        at->share = (double)NAN;
        if (isnan(at->usd + at->accuracy) || b->draws == 0)
            continue;
        for (size_t d = 1; d <= b->draws; d++) {
            if (!row_known(s, b->n, d))
                continue;
            draws++;
            times +=
                on_frontier(&s->usd[d * b->n], &s->accuracy[d * b->n], b->n, i);
        }
        if (draws > 0)
            at->share = (double)times / (double)draws;
    }
}

/* The cheapest way; n: none is compared. */
static size_t cheapest(const struct bill_quality *q)
{
    size_t best = q->n;

    for (size_t i = 0; i < q->n; i++)
        if (q->ways[i].frontier
            && (best == q->n || q->ways[i].usd < q->ways[best].usd))
            best = i;
    return best;
}

/* Who wins next as errors get dearer; n: nobody. One may be on the frontier
 * and never win, when its neighbours are both better bargains. */
static size_t next_up(
    const struct bill_quality *q, const struct scene *s, size_t i)
{
    size_t best = q->n;
    double least = (double)INFINITY;

    for (size_t k = 0; k < q->n; k++) {
        double usd;
        if (!q->ways[k].frontier || q->ways[k].usd <= q->ways[i].usd)
            continue;
        usd = worth(s->usd, s->accuracy, i, k);
        if (usd < least) {
            least = usd;
            best = k;
        }
    }
    return best;
}

static void set_worth(
    struct bill_quality *q, const struct bill *b, const struct scene *s)
{
    double *values = mem_zalloc(b->draws + 1, sizeof *values);
    size_t i = cheapest(q), k;

    q->worth = mem_zalloc(b->n + 1, sizeof *q->worth);
    for (; i < q->n && (k = next_up(q, s, i)) < q->n; i = k) {
        struct bill_worth *w = &q->worth[q->worth_count++];
        w->cheap = i;
        w->dear = k;
        w->usd = worth(s->usd, s->accuracy, i, k);
        for (size_t d = 1; d <= b->draws; d++)
            values[d - 1] =
                worth(&s->usd[d * b->n], &s->accuracy[d * b->n], i, k);
        w->ci = bill_span(values, b->draws, b->level);
    }
    free(values);
}

/* One row for each draw, of the samples that all answered. */
static void scene_draw(struct scene *s, const struct bill *b, double *mask)
{
    double *weight = mem_zalloc(b->keys.n + 1, sizeof *weight);
    struct rng r;

    rng_init(&r, b->seed);
    for (size_t d = 0; d < b->draws; d++) {
        struct scenario_world world = { .drawn = true,
            .draw = b->seed * 1000003 + d };
        work_draw(&b->keys, &r, weight);
        for (size_t u = 0; u < b->keys.n; u++)
            weight[u] *= mask[u];
        scene_see(s, b, d + 1, &world, weight);
    }
    free(weight);
}

/* Where all answered all, the bill has drawn the same already. */
static void scene_copy(struct scene *s, const struct bill *b)
{
    for (size_t i = 0; i < b->draws * b->n; i++) {
        s->usd[b->n + i] = annual_each_usd(&b->drawn[i]);
        s->accuracy[b->n + i] = b->quality[i];
    }
}

void bill_quality_make(struct bill_quality *q, const struct bill *b)
{
    const struct scenario_world middle = { 0 };
    double *mask;
    struct scene s;

    memset(q, 0, sizeof *q);
    q->n = b->n;
    q->ways = mem_zalloc(b->n + 1, sizeof *q->ways);
    mask = bill_shared(b);
    count_shared(q, b, mask);
    scene_make(&s, b, b->draws + 1);
    scene_see(&s, b, 0, &middle, mask);
    if (q->units == b->keys.n)
        scene_copy(&s, b);
    else
        scene_draw(&s, b, mask);
    set_standings(q, b, &s);
    set_intervals(q, b, &s, mask);
    set_worth(q, b, &s);
    scene_clear(&s);
    free(mask);
}

void bill_quality_clear(struct bill_quality *q)
{
    free(q->ways);
    free(q->worth);
    memset(q, 0, sizeof *q);
}

size_t bill_quality_compared(const struct bill_quality *q)
{
    size_t n = 0;

    for (size_t i = 0; i < q->n; i++)
        n += isnan(q->ways[i].usd + q->ways[i].accuracy) ? 0 : 1;
    return n;
}

static void way_row(
    struct table *t, const struct bill_standing *s, const struct bill_way *w)
{
    char usd[MONEY_SIZE], low[MONEY_SIZE], high[MONEY_SIZE];
    char share[RUNS_SHARE];

    table_cell(t, w->model);
    if (w->accuracy_ci.low != w->accuracy_ci.high) /* NAN: of one cluster */
        cell_percent_ci(t, w->accuracy, w->accuracy_ci);
    else
        table_cellf(t, "%s, assumed", runs_share(w->accuracy, 1, share));
    if (w->accuracy == 0)
        table_cell(t, "none right");
    else if (isnan(w->correct_ci.low))
        table_cell(t, money_short(w->usd_per_correct, usd));
    else
        table_cellf(t, "%s (%s-%s)", money_short(w->usd_per_correct, usd),
            money_short(w->correct_ci.low, low),
            isinf(w->correct_ci.high) ? "none right"
                                      : money_short(w->correct_ci.high, high));
    table_cell(t, s->frontier ? "yes" : "no");
    if (isnan(s->share))
        table_cell(t, "unknown");
    else
        table_cellf(t, "%s %%", runs_share(s->share, 0, share));
}

struct table *bill_quality_table(
    const struct bill_quality *q, const struct bill *b)
{
    struct table *t =
        table_new("model|>right %%|>a right answer costs|on the frontier:next|"
                  ">in draws");
    for (size_t i = 0; i < q->n; i++)
        if (!isnan(q->ways[i].usd + q->ways[i].accuracy))
            way_row(t, &q->ways[i], &b->ways[i]);
    return t;
}

static void put_worth(
    const struct bill_worth *w, const struct bill *b, struct buf *out)
{
    char usd[MONEY_SIZE], low[MONEY_SIZE], high[MONEY_SIZE];

    buf_printf(out,
        "%s is worth its price over %s once a wrong answer costs "
        "%s",
        b->ways[w->dear].model, b->ways[w->cheap].model,
        money_short(w->usd, usd));
    if (w->ci.low < w->ci.high && isinf(w->ci.high))
        buf_printf(out, " (%s, to never)", money_short(w->ci.low, low));
    else if (w->ci.low < w->ci.high)
        buf_printf(out, " (%s to %s)", money_short(w->ci.low, low),
            money_short(w->ci.high, high));
    buf_puts(out, ".");
}

void bill_quality_head(const struct bill_quality *q, struct buf *out)
{
    buf_puts(out, "quality, and what it costs with machines full");
    if (q->units > 0)
        buf_printf(out, "; the frontier on the %zu samples that all answered",
            q->units);
    if (q->clustered)
        buf_printf(
            out, ", in %zu cluster%s", q->groups, q->groups == 1 ? "" : "s");
}

/* Why a way is not in the table; NULL: it is. */
static const char *missing(
    const struct bill_quality *q, const struct bill *b, size_t i)
{
    const struct bill_way *w = &b->ways[i];
    const struct bill_standing *s = &q->ways[i];

    if (!isnan(s->usd + s->accuracy))
        return NULL;
    if (isnan(w->accuracy))
        return w->own ? "none of its answers has a verdict"
                      : "no answer of it is stored";
    if (isnan(annual_each_usd(&w->way)))
        return "its cost is unknown";
    return "no sample was answered by all of them";
}

static bool any_quality(const struct bill *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->ways[i].own || !isnan(b->ways[i].accuracy))
            return true;
    return false;
}

void bill_quality_others(const struct bill_quality *q, const struct bill *b,
    size_t width, struct buf *out)
{
    struct buf line = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < q->n && any_quality(b); i++) {
        const char *why = missing(q, b, i);
        if (why != NULL && n++ < OTHERS)
            buf_printf(&line, "%s%s (%s)",
                n == 1 ? "not compared in quality: " : ", ", b->ways[i].model,
                why);
    }
    if (n > OTHERS)
        buf_printf(&line, ", and %zu more", n - OTHERS);
    if (n > 0) {
        buf_putc(&line, '.');
        plain_wrap(out, line.s, line.len, 0, width);
    }
    buf_clear(&line);
}

void bill_worth_text(const struct bill_quality *q, const struct bill *b,
    size_t width, struct buf *out)
{
    struct buf line = { 0 };

    for (size_t i = 0; i < q->worth_count; i++) {
        put_worth(&q->worth[i], b, &line);
        plain_wrap(out, line.s, line.len, 0, width);
        buf_reset(&line);
    }
    buf_clear(&line);
}

void bill_quality_text(const struct bill_quality *q, const struct bill *b,
    size_t width, int look, struct buf *out)
{
    struct table *t;

    if (any_quality(b))
        buf_putc(out, '\n');
    if (bill_quality_compared(q) > 0) {
        bill_quality_head(q, out);
        buf_puts(out, ":\n");
        t = bill_quality_table(q, b);
        table_print(t, width, look, out);
        table_free(t);
        bill_worth_text(q, b, width, out);
    }
    bill_quality_others(q, b, width, out);
}

void bill_quality_json(
    const struct bill_quality *q, const struct bill *b, struct jsonw *w)
{
    jsonw_begin(w, "frontier", '[');
    for (size_t i = 0; i < q->n; i++) {
        const struct bill_standing *s = &q->ways[i];
        if (isnan(s->usd + s->accuracy))
            continue;
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "model", b->ways[i].model);
        jsonw_num(w, "usd_per_answer", s->usd);
        jsonw_num(w, "accuracy", s->accuracy);
        jsonw_bool(w, "on", s->frontier);
        jsonw_num(w, "probability", s->share);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    jsonw_begin(w, "errors", '[');
    for (size_t i = 0; i < q->worth_count; i++) {
        const struct bill_worth *x = &q->worth[i];
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "cheap", b->ways[x->cheap].model);
        jsonw_str(w, "dear", b->ways[x->dear].model);
        jsonw_num(w, "usd_per_error", x->usd);
        jsonw_num(w, "low", x->ci.low);
        jsonw_num(w, "high", x->ci.high);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}
