#include "cost/route.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

static double rank(const struct route_item *item)
{
    return isnan(item->signal) ? INFINITY : item->signal;
}

static int by_signal(const void *a, const void *b)
{
    const struct route_item *x = *(const struct route_item *const *)a;
    const struct route_item *y = *(const struct route_item *const *)b;

    if (rank(x) != rank(y))
        return rank(x) > rank(y) ? -1 : 1;
    return x < y ? -1 : x > y; // the same order everywhere
}

/* Signal at a quantile of the ranks, from the lowest at 0, linear in between
 * (numpy's default, which pandas.qcut and so RouteLLM uses). */
static double quantile(
    const struct route_item *const *order, size_t n, double q)
{
    double at = (1 - q) * (double)(n - 1), part = at - floor(at);
    double high = rank(order[(size_t)at]);
    double low = part > 0 ? rank(order[(size_t)at + 1]) : high;

    if (part == 0 || high == low)
        return high;
    return isinf(high) ? high : high + part * (low - high);
}

/* Bin i sends to the dear model what is at or above the quantile 1 - i / 10,
 * the first one nothing. */
static void fill_bins(
    const struct route_item *const *order, size_t n, struct route_curve *c)
{
    size_t at = 0;

    c->bins[0] = c->points[0];
    for (int i = 1; i < ROUTE_BINS; i++) {
        double least = quantile(order, n, 1 - (double)i / ROUTE_BINS);
        while (at + 1 < c->n && c->points[at + 1].signal >= least)
            at++;
        c->bins[i] = c->points[at];
    }
    c->bins[ROUTE_BINS] = c->points[c->n - 1];
}

void route_curve_of(
    const struct route_item *items, size_t n, struct route_curve *out)
{
    const struct route_item **order = mem_zalloc(n, sizeof *order);
    double dn = (double)n, sum = 0;

    out->points = mem_zalloc(n + 1, sizeof *out->points);
    for (size_t i = 0; i < n; i++) {
        order[i] = &items[i];
        sum += items[i].cheap;
    }
    qsort(order, n, sizeof *order, by_signal);
    out->points[0] = (struct route_point){ 0, sum / dn, INFINITY };
    out->n = 1;
    for (size_t i = 0; i < n; i++) {
        sum += order[i]->dear - order[i]->cheap;
        if (i + 1 < n && rank(order[i + 1]) == rank(order[i]))
            continue;
        out->points[out->n++] = (struct route_point){ (double)(i + 1) / dn,
            sum / dn, rank(order[i]) };
    }
    fill_bins(order, n, out);
    free(order);
}

void route_curve_clear(struct route_curve *c)
{
    free(c->points);
    c->points = NULL;
    c->n = 0;
}

double route_apgr(const struct route_curve *c)
{
    double cheap = c->bins[0].accuracy, dear = c->bins[ROUTE_BINS].accuracy;
    double area = 0;

    for (int i = 0; i < ROUTE_BINS; i++)
        area += (c->bins[i + 1].share - c->bins[i].share)
                * (c->bins[i + 1].accuracy + c->bins[i].accuracy) / 2;
    return dear == cheap ? (double)NAN : (area - cheap) / (dear - cheap);
}

double route_cpt(const struct route_curve *c, double q)
{
    double cheap = c->bins[0].accuracy, dear = c->bins[ROUTE_BINS].accuracy;
    double want = cheap + q * (dear - cheap);

    if (!(dear > cheap))
        return NAN;
    for (int i = 0; i < ROUTE_BINS; i++) {
        const struct route_point *a = &c->bins[i], *b = &c->bins[i + 1];
        if (b->accuracy < want)
            continue;
        if (a->accuracy >= want)
            return a->share;
        return a->share
               + (want - a->accuracy) / (b->accuracy - a->accuracy)
                     * (b->share - a->share);
    }
    return 1;
}

static int by_gain(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x < y) - (x > y);
}

/* What the dear model adds to each item, most first: repeats make it a part
 * of 1. */
static double *gains_of(const struct route_item *items, size_t n)
{
    double *gain = mem_zalloc(n + 1, sizeof *gain);

    for (size_t i = 0; i < n; i++)
        gain[i] = fmax(0, items[i].dear - items[i].cheap);
    qsort(gain, n, sizeof *gain, by_gain);
    return gain;
}

double route_oracle(const struct route_item *items, size_t n, double share)
{
    double *gain = gains_of(items, n);
    double sum = 0, left = share * (double)n;

    for (size_t i = 0; i < n; i++, left--)
        sum += items[i].cheap + fmin(fmax(left, 0), 1) * gain[i];
    free(gain);
    return sum / (double)n;
}

double route_oracle_share(
    const struct route_item *items, size_t n, double accuracy)
{
    double *gain = gains_of(items, n);
    double dn = (double)n, missing = accuracy - route_random(items, n, 0);
    double sent = 0;

    for (size_t i = 0; i < n && missing > 1e-9; i++) {
        sent += fmin(1, missing * dn / gain[i]); /* of the last, lots decide */
        missing -= gain[i] / dn;
    }
    free(gain);
    return missing > 1e-9 ? (double)NAN : sent / dn;
}

double route_random(const struct route_item *items, size_t n, double share)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (1 - share) * items[i].cheap + share * items[i].dear;
    return sum / (double)n;
}

const struct route_point *route_reach(
    const struct route_curve *c, double accuracy)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->points[i].accuracy >= accuracy - 1e-12)
            return &c->points[i];
    return NULL;
}
