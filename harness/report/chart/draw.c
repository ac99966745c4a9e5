#include "report/chart/draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/chart/chart.h"
#include "report/runs.h"

/* Lowest and highest retention of one student over the suites. */
struct range {
    const char *model;
    double low, high, sum;
    size_t n;
};

static struct range range_of(const struct compare *c, const char *model)
{
    struct range r = { model, (double)INFINITY, 0, 0, 0 };

    for (size_t i = 0; i < c->n; i++) {
        double x = c->rows[i].kept.ratio;
        if (c->rows[i].group != NULL || isnan(x)
            || strcmp(c->rows[i].pair->b->row.model, model) != 0)
            continue;
        r.low = fmin(r.low, x);
        r.high = fmax(r.high, x);
        r.sum += x;
        r.n++;
    }
    return r;
}

/* The student that keeps most on average: the finding. */
static char *retention_title(const struct compare *c, const char *teacher)
{
    struct range best = { NULL, 0, 0, -1, 1 };
    char low[RUNS_SHARE], high[RUNS_SHARE];

    for (size_t i = 0; i < c->n; i++) {
        struct range r = range_of(c, c->rows[i].pair->b->row.model);
        if (r.n > 0 && r.sum / (double)r.n > best.sum / (double)best.n)
            best = r;
    }
    if (best.model == NULL)
        return mem_printf("Nothing to keep: %s has no right answer", teacher);
    if (best.n == 1)
        return mem_printf("%s keeps %s %% of %s", best.model,
            runs_share(best.high, 0, high), teacher);
    return mem_printf("%s keeps %s to %s %% of %s, depending on the suite",
        best.model, runs_share(best.low, 0, low),
        runs_share(best.high, 0, high), teacher);
}

int draw_retention(const char *dir, const struct compare *c, struct err *e)
{
    struct chart_bar *bars = mem_zalloc(c->n, sizeof *bars);
    const char *teacher = c->rows[0].pair->a->row.model;
    char *title = retention_title(c, teacher);
    const struct data_run **runs = mem_zalloc(2 * c->n, sizeof *runs);
    struct buf sub = { 0 }, note = { 0 };
    struct chart_out out = { dir, "retention", title, NULL, NULL };
    size_t n = 0;
    int rc;

    for (size_t i = 0; i < c->n; i++) {
        const struct compare_row *r = &c->rows[i];
        if (r->group != NULL)
            continue;
        runs[2 * n] = r->pair->a;
        runs[2 * n + 1] = r->pair->b;
        bars[n++] = (struct chart_bar){ .suite = r->suite,
            .model = r->pair->b->row.model,
            .ratio = r->kept.ratio,
            .ci = r->kept.ci,
            .known = !isnan(r->kept.ratio) };
    }
    buf_printf(&sub,
        "accuracy divided by that of %s on the same samples, with the %g %% "
        "score interval for paired proportions",
        teacher, 100 * c->level);
    draw_note((struct draw_runs){ runs, 2 * n }, &note);
    out.subtitle = sub.s;
    out.note = note.len > 0 ? note.s : NULL;
    rc = chart_retention(&out, teacher, bars, n, e);
    free(bars);
    free(runs);
    buf_clear(&note);
    free(title);
    buf_clear(&sub);
    return rc;
}
