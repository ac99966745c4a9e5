/*
 * The mean of measured values and how sure it is: cost per request, tokens,
 * a score per item.
 */
#ifndef RETORT_STATS_MEAN_H
#define RETORT_STATS_MEAN_H

#include <stddef.h>
#include <stdint.h>

#include "stats/interval.h"

struct mean {
    size_t n;
    double mean; // NAN for n = 0
    double sd;   // sample standard deviation, n - 1; NAN for n < 2
    double se;   // sd / sqrt(n), the CLT error of Miller (2024); NAN for n < 2
};

/* Mean, sample sd and standard error of n values, in two passes (Chan, Golub
 * and LeVeque 1983): no cancellation, the same for any order up to rounding. */
struct mean mean_of(const double *values, size_t n);

/* The same for k ones among n zeros and ones, without the values. */
struct mean mean_of_counts(int64_t k, int64_t n);

/* sqrt(p (1 - p) / n), the error as the binomial model has it. */
double mean_se_bernoulli(int64_t k, int64_t n);

/* Of values in [0, 1], and inside [0, 1]: the score interval, Wilson (1927),
 * of a share that would be as sure as this mean, which is one of
 * mean (1 - mean) / se^2 draws, Korn and Graubard (1998): of n where the
 * values do not vary, and never of more than most. interval_accuracy where all
 * are 0 or 1: a share told twice has one interval. NAN for n = 0. */
struct interval mean_ci_share(const struct mean *m, double most, double level);

#endif
