/*
 * Does a model know what it knows? Its confidence held against how often it
 * was right, in ten bins of equal width.
 */
#ifndef RETORT_STATS_CALIBRATION_H
#define RETORT_STATS_CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/interval.h"

enum { CALIBRATION_BINS = 10 };

struct calibration_item {
    double confidence; // probability of its answer, 0 to 1
    bool right;
    size_t cluster; // below that of calibration_of
};

struct calibration {
    size_t n;
    double confidence, accuracy; // means over all; NAN for n = 0
    /* Expected calibration error, Naeini et al. (2015), Guo et al. (2017,
     * arXiv:1706.04599): sum over bins of n_b / n |accuracy_b - confidence_b|.
     * Few items make it too large: a bin's accuracy is one of few values. */
    double ece;
    double brier; // mean of (confidence - right)^2, Brier (1950)
    struct calibration_bin {
        size_t n;
        double confidence, accuracy; // means; NAN for n = 0
        struct interval ci;          // clustered_accuracy
    } bins[CALIBRATION_BINS]; // (b / 10, (b + 1) / 10], the first with its 0
};

/* clusters 0: each item stands by itself. */
struct calibration calibration_of(const struct calibration_item *items,
    size_t n, size_t clusters, double level);

#endif
