/*
 * Percentiles of measured values, such as latencies.
 */
#ifndef RETORT_STATS_QUANTILE_H
#define RETORT_STATS_QUANTILE_H

#include <stddef.h>

struct quantile_summary {
    double p50;
    double p90;
    double p99;
};

/* Sorts values upwards in place; NAN goes to the end. */
void quantile_sort(double *values, size_t n);

/* The q-quantile (q in [0, 1]) of n values already sorted: type 7 of Hyndman
 * and Fan (1996), as R and numpy do. NAN for n = 0 or q outside. */
double quantile_sorted(const double *sorted, size_t n, double q);

/* Reorders the values and returns p50, p90, p99; NAN for n = 0. */
struct quantile_summary quantile_of(double *values, size_t n);

#endif
