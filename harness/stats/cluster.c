#include "stats/cluster.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stats/special.h"

struct cluster_mean cluster_mean_of(
    const double *values, const size_t *cluster, size_t n, size_t n_clusters)
{
    struct mean plain = mean_of(values, n);
    struct cluster_mean out = { n, 0, plain.mean, plain.se, NAN, NAN, NAN };
    double *residual, dn = (double)n, within = 0, between = 0, g;
    size_t *items;

    if (n == 0)
        return out;
    residual = mem_zalloc(n_clusters, sizeof(*residual));
    items = mem_zalloc(n_clusters, sizeof(*items));
    for (size_t i = 0; i < n; i++) {
        double d = values[i] - plain.mean;

        assert(cluster[i] < n_clusters);
        residual[cluster[i]] += d;
        items[cluster[i]]++;
        within += d * d;
    }
    for (size_t c = 0; c < n_clusters; c++) {
        between += residual[c] * residual[c];
        out.clusters += items[c] > 0;
    }
    free(items);
    free(residual);
    g = (double)out.clusters;
    out.se_cr0 = sqrt(between) / dn;
    /* The cross terms can be negative: clusters that balance themselves. */
    if (n > 1)
        out.se_miller =
            sqrt(fmax(0, plain.se * plain.se + (between - within) / (dn * dn)));
    if (out.clusters > 1)
        out.se_cr1 = out.se_cr0 * sqrt(g / (g - 1));
    return out;
}

/* t(G - 1), two-sided. */
static double t_of(const struct cluster_mean *m, double level)
{
    return -special_t_quantile((1 - level) / 2, (double)m->clusters - 1);
}

struct interval cluster_ci(const struct cluster_mean *m, double level)
{
    if (m->clusters < 2 || !(level > 0 && level < 1))
        return (struct interval){ NAN, NAN };
    return (struct interval){ m->mean - t_of(m, level) * m->se_cr1,
        m->mean + t_of(m, level) * m->se_cr1 };
}

double cluster_widening(const struct cluster_mean *m, double level)
{
    double ratio;

    if (m->clusters == m->n)
        return 1;
    if (m->clusters < 2)
        return INFINITY;
    ratio = m->se_plain > 0 ? m->se_cr1 / m->se_plain
                            : sqrt((double)m->n / (double)m->clusters);
    return fmax(1, ratio * t_of(m, level) / interval_z(level));
}

/* Sample sd of the group means over sqrt(G). */
static double between_se(
    const struct mean *group, size_t n, double macro, double groups)
{
    double squares = 0;

    for (size_t i = 0; i < n; i++) {
        double d = group[i].mean - macro;

        if (group[i].n > 0)
            squares += d * d;
    }
    return groups > 1 ? sqrt(squares / (groups - 1) / groups) : NAN;
}

struct cluster_groups cluster_groups_of(const struct mean *group, size_t n)
{
    struct cluster_groups out = { 0, NAN, NAN, NAN, NAN, NAN, NAN };
    double means = 0, items = 0, sum = 0, errors = 0, weighted = 0;
    double squares = 0, g;

    for (size_t i = 0; i < n; i++) {
        double ni = (double)group[i].n, se2 = group[i].se * group[i].se;

        if (group[i].n == 0)
            continue;
        out.groups++;
        items += ni;
        means += group[i].mean;
        sum += ni * group[i].mean;
        errors += se2;
        weighted += ni * ni * se2;
        squares += (ni - 1) * ni * se2;
    }
    if (out.groups == 0)
        return out;
    g = (double)out.groups;
    out.macro = means / g;
    out.macro_se = sqrt(errors) / g;
    out.between_se = between_se(group, n, out.macro, g);
    out.pooled = sum / items;
    out.stratified_se = sqrt(weighted) / items;
    out.lm_eval_se = sqrt(squares / (items - g) / items);
    return out;
}
