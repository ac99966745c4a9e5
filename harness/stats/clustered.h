/*
 * Two models on items that come in clusters: what the table of stats/paired.h
 * says, where items of one cluster cannot count as independent.
 *
 * All errors are CR1 (stats/cluster.h) and speak about new clusters of this
 * kind, with Student's t on clusters - 1 degrees of freedom: the normal
 * quantile is too short when clusters are few (Cameron and Miller 2015,
 * section VI).
 */
#ifndef RETORT_STATS_CLUSTERED_H
#define RETORT_STATS_CLUSTERED_H

#include <stddef.h>
#include <stdint.h>

#include "stats/cluster.h"
#include "stats/interval.h"

struct clustered_data { // right (1) and wrong (0) of the same n items
    const double *a, *b;
    const size_t *cluster; // below n_clusters; the numbers may have gaps
    size_t n, n_clusters;
};

struct clustered {
    size_t clusters;
    double diff;          // mean of a - b
    double se, se_plain;  // CR1; and as if items were independent
    struct interval ci;   // of diff; never narrower than paired_ci
    double p, p_log10;    // of no difference, two-sided
    struct interval a_ci; // Wilson at the effective sample size
    struct interval b_ci;
    double ratio; // b / a; NAN when a has nothing right
    struct interval ratio_ci;
};

/* Compares a with b. With a single cluster no error can be told: every limit,
 * error and p is NAN. Where all differences are the same (none, mostly) the
 * error is not zero: limits and p are those of paired_ci, Tang and McNemar with
 * clusters as items. Where one of both never varies, limits are no narrower
 * than those. */
struct clustered clustered_of(const struct clustered_data *d, double level);

struct clustered_count { // items of one cluster, and how many are right: half
    int64_t n;           // a one where lots decide
    double right;
};

/* The interval of one share alone, told by its clusters: a_ci and b_ci above.
 * NAN for less than two that have items. */
struct interval clustered_share(
    const struct clustered_count *of, size_t clusters, double level);

struct clustered_items { // of one model
    int64_t n;           // with a verdict
    double right;
    int repeats;                      // how often a sample was asked
    const struct clustered_count *of; // NULL: samples name no clusters
    size_t clusters;
};

/* The interval to print beside right / n, the same wherever that share is
 * told: of fewer clusters than items clustered_share, else interval_accuracy,
 * where the repeats of a sample count once. */
struct interval clustered_accuracy(
    const struct clustered_items *i, double level);

/* The interval of a mean of values in [0, 1] that come in clusters: Wilson at
 * as many items as would have its CR1 error, never more than most; where
 * clusters do not differ, as many as there are of them. NAN for less than two.
 */
struct interval clustered_mean_ci(
    const struct cluster_mean *m, double most, double level);

struct clustered_ratio { // means, and variances of these means
    double a, b;         // the ratio is b / a
    double var_a, var_b, cov;
};

/* Limits of a ratio by Fieller (1954) with quantile q: all r with
 * |b - r a| <= q se(b - r a). The upper one is INFINITY where a does not
 * differ from 0; NAN when a is 0. Never below 0. */
struct interval clustered_fieller(const struct clustered_ratio *r, double q);

/* Wilson (1927) for a share p known as well as by n items, n not whole, and
 * quantile q: Dean and Pagano (2015), for clustered shares. */
struct interval clustered_wilson(double p, double n, double q);

#endif
