#include "stats/bootstrap.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stats/binomial.h"
#include "stats/mean.h"
#include "stats/quantile.h"
#include "stats/special.h"

struct unit {
    double sum;   // of the values of one cluster
    double items; // in it
};

/* Random indices below n, two from each 64 random bits: Lemire (2019), exact
 * by rejection. n must fit in 32 bits. */
struct picker {
    struct rng *rng;
    uint32_t n;
    uint32_t reject; // 2^32 mod n
    uint64_t bits;
    bool half; // bits still holds an unused upper half
};

static uint32_t pick(struct picker *p)
{
    uint64_t product;

    do {
        if (!p->half)
            p->bits = rng_next(p->rng);
        else
            p->bits >>= 32;
        p->half = !p->half;
        product = (p->bits & UINT32_MAX) * p->n;
    } while ((uint32_t)product < p->reject);
    return (uint32_t)(product >> 32);
}

/* One unit per cluster that has items; returns how many. The caller frees. */
static size_t units_of(const struct bootstrap_data *d, struct unit **out)
{
    size_t all = d->cluster ? d->n_clusters : d->n, used = 0;
    struct unit *u = mem_zalloc(all, sizeof(*u));

    for (size_t i = 0; i < d->n; i++) {
        size_t c = d->cluster ? d->cluster[i] : i;

        assert(c < all);
        u[c].sum += d->values[i];
        u[c].items++;
    }
    for (size_t c = 0; c < all; c++) {
        if (u[c].items > 0)
            u[used++] = u[c];
    }
    *out = u;
    return used;
}

/* Fills means with the means of resampled units. */
static void resample(
    const struct unit *u, size_t n, double *means, size_t draws, struct rng *r)
{
    uint32_t n32 = (uint32_t)n;
    struct picker p = { r, n32, (uint32_t)-n32 % n32, 0, false };

    for (size_t b = 0; b < draws; b++) {
        double sum = 0, items = 0;

        for (size_t i = 0; i < n; i++) {
            const struct unit *one = &u[pick(&p)];

            sum += one->sum;
            items += one->items;
        }
        means[b] = sum / items;
    }
}

/* Units that are alike: a difference of right and wrong has three kinds. */
enum { KINDS = 16, MANY_OF_EACH = 16 };

struct kind {
    struct unit unit;
    int64_t count;
};

/* Counts the kinds of units; 0: too many for it to be worth it. */
static size_t kinds_of(const struct unit *u, size_t n, struct kind kinds[KINDS])
{
    size_t used = 0, k;

    for (size_t i = 0; i < n; i++) {
        for (k = 0; k < used; k++)
            if (kinds[k].unit.sum == u[i].sum
                && kinds[k].unit.items == u[i].items)
                break;
        if (k == KINDS)
            return 0;
        if (k == used)
            kinds[used++] = (struct kind){ u[i], 0 };
        kinds[k].count++;
    }
    return used * MANY_OF_EACH <= n ? used : 0;
}

/* The same means, drawn by how many of each kind a resample has: multinomial,
 * one binomial after the other. */
static void resample_kinds(const struct kind *kinds, size_t n, double *means,
    size_t draws, struct rng *r)
{
    int64_t all = 0;

    for (size_t k = 0; k < n; k++)
        all += kinds[k].count;
    for (size_t b = 0; b < draws; b++) {
        int64_t to_draw = all, left = all;
        double sum = 0, items = 0;

        for (size_t k = 0; k < n; k++) {
            double share = (double)kinds[k].count / (double)left;
            int64_t of = binomial_draw(r, to_draw, share);

            sum += (double)of * kinds[k].unit.sum;
            items += (double)of * kinds[k].unit.items;
            to_draw -= of;
            left -= kinds[k].count;
        }
        means[b] = sum / items;
    }
}

/* Acceleration from the jackknife over units, Efron and Tibshirani (1993),
 * chapter 14. */
static double acceleration(const struct unit *u, size_t n)
{
    double sum = 0, items = 0, centre = 0, cubes = 0, squares = 0;

    for (size_t i = 0; i < n; i++) {
        sum += u[i].sum;
        items += u[i].items;
    }
    for (size_t i = 0; i < n && n > 1; i++)
        centre += (sum - u[i].sum) / (items - u[i].items) / (double)n;
    for (size_t i = 0; i < n && n > 1; i++) {
        double d = centre - (sum - u[i].sum) / (items - u[i].items);

        squares += d * d;
        cubes += d * d * d;
    }
    return squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0;
}

/* Share of the sorted means below the estimate, ties counting half: a mean
 * of zeros and ones sits on a grid, and its own value is often drawn. */
static double share_below(const double *sorted, size_t draws, double estimate)
{
    double near = 1e-12 * fmax(1, fabs(estimate)), below = 0;

    for (size_t b = 0; b < draws; b++) {
        if (sorted[b] < estimate - near)
            below += 1;
        else if (sorted[b] <= estimate + near)
            below += 0.5;
        else
            break;
    }
    return below / (double)draws;
}

/* The share of the sorted means at which a BCa limit stands. */
static double bca_share(double bias, double accel, double tail)
{
    double z = bias + special_normal_quantile(tail);

    return special_normal_cdf(bias + z / (1 - accel * z));
}

static struct interval bca_of(const double *sorted, size_t draws,
    double estimate, double accel, double level)
{
    double tail = (1 - level) / 2;
    double share = share_below(sorted, draws, estimate), bias;

    /* Never seen on one side: half a draw keeps the quantile finite. */
    share = fmin(fmax(share, 0.5 / (double)draws), 1 - 0.5 / (double)draws);
    bias = special_normal_quantile(share);
    return (struct interval){
        quantile_sorted(sorted, draws, bca_share(bias, accel, tail)),
        quantile_sorted(sorted, draws, bca_share(bias, accel, 1 - tail)),
    };
}

struct bootstrap bootstrap_mean(const struct bootstrap_data *data, size_t draws,
    double level, struct rng *r)
{
    struct bootstrap out = { NAN, NAN, { NAN, NAN }, { NAN, NAN } };
    struct unit *u;
    struct kind kinds[KINDS];
    double *means, tail = (1 - level) / 2;
    size_t n, kind_count;

    if (data->n == 0 || draws == 0 || !(level > 0 && level < 1))
        return out;
    n = units_of(data, &u);
    assert(n <= UINT32_MAX);
    means = mem_zalloc(draws, sizeof(*means));
    kind_count = kinds_of(u, n, kinds);
    if (kind_count > 0)
        resample_kinds(kinds, kind_count, means, draws, r);
    else
        resample(u, n, means, draws, r);
    out.estimate = mean_of(data->values, data->n).mean;
    out.se = mean_of(means, draws).sd;
    quantile_sort(means, draws);
    out.percentile.low = quantile_sorted(means, draws, tail);
    out.percentile.high = quantile_sorted(means, draws, 1 - tail);
    out.bca = bca_of(means, draws, out.estimate, acceleration(u, n), level);
    free(means);
    free(u);
    return out;
}

struct bootstrap bootstrap_diff(const struct bootstrap_data *data,
    const double *other, size_t draws, double level, struct rng *r)
{
    struct bootstrap_data both = *data;
    struct bootstrap out;
    double *diff = mem_zalloc(data->n + 1, sizeof(*diff));

    for (size_t i = 0; i < data->n; i++)
        diff[i] = data->values[i] - other[i];
    both.values = diff;
    out = bootstrap_mean(&both, draws, level, r);
    free(diff);
    return out;
}

bool bootstrap_covers(size_t n, size_t clusters)
{
    enum { ITEMS = 200, CLUSTERS = 30 };

    return n >= ITEMS && clusters >= CLUSTERS;
}
