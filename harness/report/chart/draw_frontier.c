/* Quality against the cost of an answer, and how sure the frontier is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/bill/bill_quality.h"
#include "report/chart/chart.h"
#include "report/chart/draw.h"
#include "report/runs.h"

static enum chart_role role_of(const char *role)
{
    return strcmp(role, "teacher") == 0      ? CHART_ROLE_TEACHER
           : strcmp(role, "student") == 0    ? CHART_ROLE_STUDENT
           : strcmp(role, "commercial") == 0 ? CHART_ROLE_COMMERCIAL
                                             : CHART_ROLE_OTHER;
}

/* A way with its standing, by the samples that all answered; one that has
 * none of these by its own. The note says how sure the standing is. */
static void measured_point(const struct bill *b, size_t i,
    const struct bill_quality *q, const char *role, struct chart_point *p)
{
    const struct bill_way *w = &b->ways[i];
    struct bill_standing at = q->ways[i];
    double share = at.share;
    char draws[RUNS_SHARE];

    if (isnan(at.usd + at.accuracy))
        at = (struct bill_standing){ .usd = annual_each_usd(&w->way),
            .accuracy = w->accuracy,
            .usd_ci = w->each,
            .accuracy_ci = w->accuracy_ci };
    *p = (struct chart_point){ .label = w->model,
        .x = 1000 * at.usd,
        .x_ci = { 1000 * at.usd_ci.low, 1000 * at.usd_ci.high },
        .y = at.accuracy,
        .y_ci = at.accuracy_ci,
        .on_frontier = at.frontier,
        .role = role_of(role) };
    if (!isnan(share))
        p->note = mem_printf(
            "on the frontier in %s %% of draws", runs_share(share, 0, draws));
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

static char *frontier_title(
    const struct chart_point *p, size_t n, const char *suite)
{
    const struct chart_point *best = NULL, *cheap = NULL;
    double better, times;
    char points[RUNS_SHARE];

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
    better = best->y - cheap->y;
    times = best->x / cheap->x;
    runs_share(better, better < 0.0995 ? 1 : 0, points);
    if (!(cheap->x > 0))
        return mem_printf("%s: %s is %s points better than %s, which costs "
                          "nothing",
            suite, best->label, points, cheap->label);
    return mem_printf("%s: %s is %s points better than %s, at %.*f times "
                      "the cost",
        suite, best->label, points, cheap->label,
        times < 1.05 ? 3
        : times < 10 ? 1
                     : 0,
        times);
}

static void put_hours(const struct bill *b, struct buf *out)
{
    bool first = true;
    char usd[MONEY_SIZE];

    for (size_t i = 0; i < b->n; i++) {
        const struct bill_way *w = &b->ways[i];
        if (!w->machines)
            continue;
        buf_printf(out, "%s%s %s",
            first ? "; machines, full, at an assumed price an hour: " : ", ",
            w->model, money_rate(w->way.gpus * w->way.usd_per_gpu_hour, usd));
        first = false;
    }
}

static void put_subtitle(const struct bill *b, const struct bill_quality *q,
    const struct draw_suite *s, struct buf *out)
{
    buf_puts(out, "measured on ");
    if (q->units > 0 && q->units < b->keys.n)
        buf_printf(
            out, "the %zu samples of %s that all answered", q->units, s->suite);
    else
        buf_puts(out, s->suite);
    buf_printf(out,
        ", with %g %% intervals of accuracy and of mean cost (%zu draws)",
        100 * b->level, b->draws);
    put_hours(b, out);
    if (s->claim_count > 0)
        buf_printf(out,
            "; hollow: published MMLU figures, another test, priced for the "
            "tokens of %s",
            b->ways[0].model);
}

int draw_frontier(const char *dir, const struct bill *b,
    const struct draw_suite *s, struct err *e)
{
    size_t n = b->n < DRAW_WAYS ? b->n : DRAW_WAYS;
    struct chart_point *p = mem_zalloc(n + s->claim_count, sizeof *p);
    char *name = mem_printf("frontier-%s", s->suite), *title;
    struct buf sub = { 0 }, note = { 0 };
    struct bill_quality q;
    struct chart_axis x = { "cost of 1,000 answers (USD)", CHART_USD };
    struct chart_axis y = { "accuracy (% of samples)", CHART_PERCENT };
    struct chart_out out = { dir, name, NULL, NULL, NULL };
    int rc;

    bill_quality_make(&q, b);
    for (size_t i = 0; i < n; i++)
        measured_point(b, i, &q, s->roles[i], &p[i]);
    for (size_t i = 0; i < s->claim_count; i++)
        claimed_point(&s->claims[i], s->work, s->prices, s->wall_us, &p[n + i]);
    title = frontier_title(p, n, s->suite);
    put_subtitle(b, &q, s, &sub);
    out.title = title;
    draw_note(s->runs, &note);
    out.subtitle = buf_str(&sub);
    out.note = note.len > 0 ? note.s : NULL;
    rc = chart_frontier(&out, &x, &y, p, n + s->claim_count, e);
    for (size_t i = 0; i < n; i++)
        free((char *)(uintptr_t)p[i].note);
    bill_quality_clear(&q);
    free(p);
    free(name);
    free(title);
    buf_clear(&sub);
    buf_clear(&note);
    return rc;
}
