/*
 * Bootstrap of a mean, over items or over whole clusters: the same seed gives
 * the same interval everywhere.
 *
 * For the difference of two models on the same items hand in a - b, or both
 * rows to bootstrap_diff; a resample takes an item with both its answers.
 */
#ifndef RETORT_STATS_BOOTSTRAP_H
#define RETORT_STATS_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/rng.h"
#include "stats/interval.h"

struct bootstrap_data {
    const double *values;
    size_t n;
    const size_t *cluster; // cluster of each item; NULL: every item its own
    size_t n_clusters;     // numbers in cluster lie below; ignored for NULL
};

struct bootstrap {
    double estimate;            // mean over the items
    double se;                  // sd of the resampled means
    struct interval percentile; // Efron (1979)
    struct interval bca;        // Efron (1987): bias-corrected, accelerated
};

/* Whether both intervals cover what they say (tests/simulate/RESULTS.md): from
 * 200 items on, in 30 clusters. Below, use another interval, or none. */
bool bootstrap_covers(size_t n, size_t clusters);

/* Resamples draws times (advised: 10000) and returns estimate, error and both
 * intervals at level. All NAN for no item, no draw or a bad level; a single
 * cluster gives an interval of no width, as does a constant. */
struct bootstrap bootstrap_mean(const struct bootstrap_data *data, size_t draws,
    double level, struct rng *r);

/* The same for the mean of data->values[i] - other[i]. */
struct bootstrap bootstrap_diff(const struct bootstrap_data *data,
    const double *other, size_t draws, double level, struct rng *r);

#endif
