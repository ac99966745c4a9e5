/* What routers would make of two models, as pictures. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cost/money.h"
#include "cost/volume.h"
#include "report/chart/chart.h"
#include "report/chart/draw.h"
#include "report/runs.h"

enum { POINTS = 2 * ROUTE_BINS + 1, CURVES = ROUTING_LINES + 2 };

struct drawing {
    const struct routing *r;
    bool money; // x is USD a year, else the share
    double x[CURVES][POINTS], y[CURVES][POINTS];
    struct chart_curve curves[CURVES];
    size_t n;
};

/* The x of a share: every request has the cheap answer, some the dear one, as
 * if lots were drawn. */
static double x_of(const struct drawing *d, double share)
{
    const struct routing *r = d->r;

    return d->money ? 365 * r->c.requests_per_day
                          * (r->cheap_usd + share * r->dear_usd)
                    : share;
}

static void add_bound(struct drawing *d, const char *label,
    double (*of)(const struct route_item *, size_t, double))
{
    size_t at = d->n++;

    for (int k = 0; k < POINTS; k++) {
        double share = (double)k / (POINTS - 1);
        d->x[at][k] = x_of(d, share);
        d->y[at][k] = of(d->r->items, d->r->n, share);
    }
    d->curves[at] =
        (struct chart_curve){ label, d->x[at], d->y[at], POINTS, true };
}

/* The x of a point of a signal: what goes on to the dear model costs what it
 * costs, and may cost more than others. */
static double x_at(const struct drawing *d, const struct routing_line *l,
    const struct route_point *p)
{
    const struct routing *r = d->r;
    double sum = 0;

    if (!d->money)
        return p->share;
    for (size_t i = 0; i < r->n; i++) {
        bool sent =
            p->share > 0 && (isnan(l->signal[i]) || l->signal[i] >= p->signal);
        sum += l->asks * r->cheap_cost[i] + (sent ? r->dear_cost[i] : 0);
    }
    return 365 * r->c.requests_per_day * sum / (double)r->n;
}

static void add_curves(struct drawing *d)
{
    for (size_t i = 0; i < d->r->line_count; i++) {
        const struct routing_line *l = &d->r->lines[i];
        size_t at = d->n++;
        for (int k = 0; k <= ROUTE_BINS; k++) {
            d->x[at][k] = x_at(d, l, &l->curve.bins[k]);
            d->y[at][k] = l->curve.bins[k].accuracy;
        }
        d->curves[at] = (struct chart_curve){ l->name, d->x[at], d->y[at],
            ROUTE_BINS + 1, false };
    }
    add_bound(d, "drawing lots", route_random);
    add_bound(d, "knowing all (bound)", route_oracle);
}

static char *title_of(const struct routing *r)
{
    const struct routing_line *best = routing_best(r);
    char share[RUNS_SHARE], quality[RUNS_SHARE];

    if (best == NULL)
        return mem_printf("Nothing to gain by asking %s as well as %s",
            r->c.dear->row.model, r->c.cheap->row.model);
    if (best->saved_usd < 0)
        return mem_printf("Asking %s alone costs less than %s first",
            r->c.dear->row.model, r->c.cheap->row.model);
    return mem_printf("%s %% of the requests to %s give %s %% of its "
                      "right answers",
        runs_share(best->share, 0, share), r->c.dear->row.model,
        runs_share(r->c.quality, 0, quality));
}

static int draw(const char *dir, const struct routing *r, bool money,
    const char *title, struct err *e)
{
    struct drawing *d = mem_zalloc(1, sizeof *d);
    char *name =
        mem_printf("route-%s%s", money ? "cost-" : "", r->c.cheap->row.suite);
    char volume[32], *sub, *label;
    struct chart_out out = { dir, name, title, NULL,
        "Signals were judged on samples that they were not tuned on, in 10 "
        "folds. The bound knows which model is right." };
    struct chart_axis x = { NULL, money ? CHART_USD : CHART_PERCENT };
    int rc;

    d->r = r;
    d->money = money;
    add_curves(d);
    sub = mem_printf("%s: %s answers first; what a signal of its answer says "
                     "is unsure goes to %s. %zu samples.",
        r->c.cheap->row.suite, r->c.cheap->row.model, r->c.dear->row.model,
        r->n);
    label = money ? mem_printf("USD a year at %s requests a day, both models",
                volume_long(r->c.requests_per_day, volume))
                  : mem_printf("requests that go to %s", r->c.dear->row.model);
    out.subtitle = sub;
    x.label = label;
    rc = chart_routing(&out, &x, d->curves, d->n, r->wanted, e);
    free(label);
    free(sub);
    free(name);
    free(d);
    return rc;
}

int draw_routing(const char *dir, const struct routing *r, struct err *e)
{
    char *title = title_of(r);
    int rc = draw(dir, r, false, title, e);

    if (rc == 0 && isfinite(r->cheap_usd) && isfinite(r->dear_usd))
        rc = draw(dir, r, true, title, e);
    free(title);
    return rc;
}
