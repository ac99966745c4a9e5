/*
 * Means over items that come in clusters: questions about one passage, the
 * attempts at one task, the subjects of one examination.
 *
 * Say which question is asked. The clustered error speaks about new clusters
 * of the same kind; the plain error, and the stratified one below, speak
 * about new items of these very clusters. For a paired difference hand in
 * the values a - b.
 */
#ifndef RETORT_STATS_CLUSTER_H
#define RETORT_STATS_CLUSTER_H

#include <stddef.h>

#include "stats/mean.h"

struct cluster_mean {
    size_t n;         // items
    size_t clusters;  // clusters with at least one item
    double mean;      // over items
    double se_plain;  // sd / sqrt(n), clusters ignored; NAN for n < 2
    double se_cr0;    // sqrt(sum over clusters of (sum of residuals)^2) / n
    double se_miller; // Miller (2024): plain plus the cross terms
    double se_cr1;    // cr0 * sqrt(G / (G - 1)), G clusters; NAN for G < 2
};

struct cluster_groups {
    size_t groups;        // groups with at least one item
    double macro;         // mean of the group means, each group counting once
    double macro_se;      // new items of these groups: sqrt(sum se_g^2) / G
    double between_se;    // new groups: sd of the group means / sqrt(G)
    double pooled;        // mean over all items
    double stratified_se; // of pooled, new items: sqrt(sum (n_g se_g)^2) / n
    double lm_eval_se;    // of pooled, lm-evaluation-harness' pooled formula
};

/* Liang and Zeger (1986) for a mean: cluster[i] < n_clusters is where item i
 * belongs; the numbers may have gaps. All NAN for n = 0. */
struct cluster_mean cluster_mean_of(
    const double *values, const size_t *cluster, size_t n, size_t n_clusters);

/* mean +- t(G - 1) * se_cr1, the one to print: with z it covers 90 to 92 %
 * where it says 95 and there are ten clusters (tests/simulate/RESULTS.md).
 * NAN for G < 2. */
struct interval cluster_ci(const struct cluster_mean *m, double level);

/* By how much an interval at level that takes items for independent must be
 * widened: t(G - 1) / z times se_cr1 / se_plain, never below 1. Where nothing
 * varies it tells nothing of its clusters, and each counts as one item. 1 when
 * every item is a cluster of its own, INFINITY for a single cluster. */
double cluster_widening(const struct cluster_mean *m, double level);

/* Joins group means. A group without items is left out; one with a single
 * item has no error, so macro_se, stratified_se and lm_eval_se become NAN. */
struct cluster_groups cluster_groups_of(const struct mean *group, size_t n);

#endif
