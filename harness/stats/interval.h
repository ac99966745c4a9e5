/*
 * Confidence intervals for one proportion, k right of n.
 *
 * level is two-sided, as 0.95. All limits lie in [0, 1]. With n = 0 nothing
 * is known and the interval is [0, 1]; k outside 0..n, or a level outside
 * (0, 1), gives NAN limits. Compared by Brown, Cai and DasGupta (2001).
 */
#ifndef RETORT_STATS_INTERVAL_H
#define RETORT_STATS_INTERVAL_H

#include <stdint.h>

struct interval {
    double low;
    double high;
};

/* The one to print beside an accuracy: Wilson from 1,000 items with at least 30
 * of each kind on, else Clopper-Pearson, because Wilson covers 92 to 94 %
 * there where it says 95 (tests/simulate/RESULTS.md). */
struct interval interval_accuracy(int64_t k, int64_t n, double level);

/* Score interval, Wilson (1927). */
struct interval interval_wilson(int64_t k, int64_t n, double level);

/* The same for a z > 0 of interval_z, which may be more than a level says; k
 * and n need not be whole. */
struct interval interval_wilson_at(double k, double n, double z);

/* The same for a share of 0..1 that is as sure as one of n draws, n > 0 and
 * no whole number (mean.h). */
struct interval interval_wilson_share(double share, double n, double level);

/* Exact, never short of its level, Clopper and Pearson (1934): quantiles of
 * beta(k, n-k+1) and beta(k+1, n-k). */
struct interval interval_clopper_pearson(int64_t k, int64_t n, double level);

/* Quantiles of beta(k+1/2, n-k+1/2), Jeffreys (1946). As statsmodels does,
 * the limits at k = 0 and k = n are not forced to 0 and 1. */
struct interval interval_jeffreys(int64_t k, int64_t n, double level);

/* Wald around (k + z^2/2) / (n + z^2), Agresti and Coull (1998), cut to
 * [0, 1]. */
struct interval interval_agresti_coull(int64_t k, int64_t n, double level);

/* estimate +- z * se, not cut; the CLT interval of Miller (2024). */
struct interval interval_normal(double estimate, double se, double level);

/* z with P(|Z| <= z) = level, Z standard normal; NAN outside (0, 1). */
double interval_z(double level);

#endif
