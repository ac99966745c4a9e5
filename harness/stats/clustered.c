#include "stats/clustered.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stats/cluster.h"
#include "stats/paired.h"
#include "stats/retention.h"
#include "stats/special.h"

#define LN_10 2.30258509299404568402

/* No variance: one item more is 1 / n at the least. */
static const double rounding = 1e-26;

struct interval clustered_wilson(double p, double n, double q)
{
    double q2 = q * q, centre = (p + q2 / (2 * n)) / (1 + q2 / n);
    double half = q / (1 + q2 / n) * sqrt(p * (1 - p) / n + q2 / (4 * n * n));

    if (!(n > 0))
        return (struct interval){ NAN, NAN };
    return (struct interval){ fmax(0, centre - half), fmin(1, centre + half) };
}

struct interval clustered_fieller(const struct clustered_ratio *r, double q)
{
    double q2 = q * q, aa = r->a * r->a - q2 * r->var_a;
    double ab = r->a * r->b - q2 * r->cov;
    double bb = r->b * r->b - q2 * r->var_b;
    double root = sqrt(fmax(0, ab * ab - aa * bb));

    if (!(r->a > 0) || isnan(aa) || isnan(ab) || isnan(bb))
        return (struct interval){ NAN, NAN };
    if (!(aa > 0)) /* a may be 0: nothing bounds the ratio above */
        return (struct interval){ 0, INFINITY };
    return (struct interval){ fmax(0, (ab - root) / aa), (ab + root) / aa };
}

/* Clusters without items are passed over. */
static size_t taken(const struct clustered_count *of, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += of[i].n > 0;
    return count;
}

static int by_count(const void *x, const void *y)
{
    const struct clustered_count *a = x, *b = y;

    return a->n != b->n           ? (a->n < b->n ? -1 : 1)
           : a->right != b->right ? (a->right < b->right ? -1 : 1)
                                  : 0;
}

/* Sum of squares between clusters: the same to the last bit in whichever order
 * they come. */
static double between(
    const struct clustered_count *of, size_t clusters, double mean)
{
    size_t size = clusters * sizeof *of;
    struct clustered_count *sorted = memcpy(mem_alloc(size), of, size);
    double sum = 0;

    qsort(sorted, clusters, sizeof *sorted, by_count);
    for (size_t i = 0; i < clusters; i++) {
        double d = sorted[i].right - mean * (double)sorted[i].n;
        sum += d * d;
    }
    free(sorted);
    return sum;
}

/* A share's interval: as many independent items as would give its CR1 error,
 * no more than there are; where clusters do not differ, as many as there are
 * of them. */
static struct interval share_ci(
    const struct clustered_count *of, size_t clusters, double q)
{
    double n = 0, right = 0, mean, v;
    double g = (double)taken(of, clusters);

    for (size_t i = 0; i < clusters; i++) {
        n += (double)of[i].n;
        right += of[i].right;
    }
    mean = right / n;
    v = between(of, clusters, mean) / (n * n) * g / (g - 1);
    return clustered_wilson(
        mean, v > rounding ? fmin(n, mean * (1 - mean) / v) : g, q);
}

struct interval clustered_share(
    const struct clustered_count *of, size_t clusters, double level)
{
    double df = (double)taken(of, clusters) - 1;

    if (df < 1 || !(level > 0 && level < 1))
        return (struct interval){ NAN, NAN };
    return share_ci(of, clusters, -special_t_quantile((1 - level) / 2, df));
}

struct interval clustered_accuracy(
    const struct clustered_items *i, double level)
{
    int64_t often = i->repeats > 1 ? i->repeats : 1;

    if (i->of != NULL && (int64_t)i->clusters < i->n)
        return clustered_share(i->of, i->clusters, level);
    /* repeats of one sample are not independent: as sure as n samples, never
     * as n x repeats */
    return interval_accuracy((int64_t)floor(i->right / (double)often + 0.5),
        (i->n + often - 1) / often, level);
}

struct interval clustered_mean_ci(
    const struct cluster_mean *m, double most, double level)
{
    double n = (double)m->clusters, v = m->se_cr1 * m->se_cr1;

    if (m->clusters < 2 || !(level > 0 && level < 1))
        return (struct interval){ NAN, NAN };
    if (v > rounding)
        n = fmin(most, m->mean * (1 - m->mean) / v);
    return clustered_wilson(m->mean, n,
        -special_t_quantile((1 - level) / 2, (double)m->clusters - 1));
}

static struct interval side_ci(
    const double *x, const struct clustered_data *d, double q)
{
    struct clustered_count *of = mem_zalloc(d->n_clusters + 1, sizeof *of);
    struct interval ci;

    for (size_t i = 0; i < d->n; i++) {
        of[d->cluster[i]].n++;
        of[d->cluster[i]].right += x[i] > 0;
    }
    ci = share_ci(of, d->n_clusters, q);
    free(of);
    return ci;
}

/* CR1 variance of the mean of b - r a. */
static double variance(
    const struct clustered_data *d, double ra, double rb, double *room)
{
    struct cluster_mean m;

    for (size_t i = 0; i < d->n; i++)
        room[i] = rb * d->b[i] - ra * d->a[i];
    m = cluster_mean_of(room, d->cluster, d->n, d->n_clusters);
    return m.se_cr1 * m.se_cr1;
}

static struct interval ratio_ci(
    const struct clustered_data *d, double a, double b, double q, double *room)
{
    struct clustered_ratio r = { .a = a, .b = b };

    r.var_a = variance(d, 1, 0, room);
    r.var_b = variance(d, 0, 1, room);
    r.cov = (r.var_a + r.var_b - variance(d, 1, 1, room)) / 2;
    return clustered_fieller(&r, q);
}

/* All differences are the same: what as many items as there are clusters
 * would say. */
static void one_difference(struct clustered *out, double a, double level)
{
    int64_t g = (int64_t)out->clusters, right = llround(a * (double)g);
    struct paired_cells c = { right, 0, 0, g - right };
    struct paired_cells all_a = { 0, g, 0, 0 }, all_b = { 0, 0, g, 0 }, turned;
    struct paired_mcnemar test;

    if (out->diff > 0.5)
        c = all_a;
    else if (out->diff < -0.5)
        c = all_b;
    turned = (struct paired_cells){ c.both, c.only_b, c.only_a, c.neither };
    test = paired_mcnemar(&c);
    out->ci = paired_ci(&c, level);
    out->ratio_ci = retention_of(&turned, level).ci;
    out->p = test.p;
    out->p_log10 = test.p_log10;
}

/* From the lower of both lower limits to the upper of the upper ones. */
static struct interval joined(struct interval x, struct interval y)
{
    return (struct interval){ fmin(x.low, y.low), fmax(x.high, y.high) };
}

/* Never narrower than if items were independent: with few, small clusters the
 * estimated error is too small too often. */
static void widen(
    struct clustered *out, const struct clustered_data *d, double level)
{
    struct paired_cells c = { 0, 0, 0, 0 }, turned;

    for (size_t i = 0; i < d->n; i++)
        paired_add(&c, d->a[i] > 0.5, d->b[i] > 0.5);
    turned = (struct paired_cells){ c.both, c.only_b, c.only_a, c.neither };
    out->ci = joined(out->ci, paired_ci(&c, level));
    if (!isnan(out->ratio_ci.low))
        out->ratio_ci = joined(out->ratio_ci, retention_of(&turned, level).ci);
}

/* One of both is right, or wrong, throughout: its error is not zero, and its
 * clusters tell none. Never narrower than if each cluster were one item. */
static void widen_constant(
    struct clustered *out, double a, double b, double level)
{
    int64_t g = (int64_t)out->clusters;
    int64_t in_a = llround(a * (double)g), in_b = llround(b * (double)g);
    int64_t both = in_a < in_b ? in_a : in_b;
    struct paired_cells c = { both, in_a - both, in_b - both,
        g - in_a - in_b + both };
    struct paired_cells turned = { c.both, c.only_b, c.only_a, c.neither };

    if (a > 0 && a < 1 && b > 0 && b < 1)
        return;
    out->ci = joined(out->ci, paired_ci(&c, level));
    if (!isnan(out->ratio_ci.low))
        out->ratio_ci = joined(out->ratio_ci, retention_of(&turned, level).ci);
}

static void differing(struct clustered *out, const struct clustered_data *d,
    double a, double q, double *room)
{
    double b = a - out->diff;

    out->ci = (struct interval){ fmax(-1, out->diff - q * out->se),
        fmin(1, out->diff + q * out->se) };
    out->ratio_ci = ratio_ci(d, a, b, q, room);
    out->p_log10 =
        special_t_log_tails(out->diff / out->se, (double)out->clusters - 1)
        / LN_10;
    out->p = pow(10, out->p_log10);
}

struct clustered clustered_of(const struct clustered_data *d, double level)
{
    const struct interval none = { NAN, NAN };
    struct clustered out = { 0, NAN, NAN, NAN, none, NAN, NAN, none, none, NAN,
        none };
    double *diff = mem_zalloc(d->n + 1, sizeof *diff), q, a, df;
    struct cluster_mean m;

    for (size_t i = 0; i < d->n; i++)
        diff[i] = d->a[i] - d->b[i];
    m = cluster_mean_of(diff, d->cluster, d->n, d->n_clusters);
    a = mean_of(d->a, d->n).mean;
    out.clusters = m.clusters;
    out.diff = m.mean;
    out.se_plain = m.se_plain;
    out.ratio = a > 0 ? (a - m.mean) / a : NAN;
    df = (double)m.clusters - 1;
    if (df < 1)
        goto out;
    q = -special_t_quantile((1 - level) / 2, df);
    out.se = m.se_cr1;
    out.a_ci = side_ci(d->a, d, q);
    out.b_ci = side_ci(d->b, d, q);
    if (!(m.se_plain > 0))
        one_difference(&out, a, level);
    else if (m.se_cr1 > 1e-12) { /* else clusters balance: no error is told */
        differing(&out, d, a, q, diff);
        widen(&out, d, level);
        widen_constant(&out, a, a - m.mean, level);
    }
out:
    free(diff);
    return out;
}
