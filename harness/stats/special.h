/*
 * Special functions behind the intervals and tests: the normal, Student, beta
 * and binomial distributions.
 *
 * Where a tail can be smaller than the smallest double there is a version that
 * returns its natural logarithm. Outside their domain all return NAN.
 */
#ifndef RETORT_STATS_SPECIAL_H
#define RETORT_STATS_SPECIAL_H

#include <stdint.h>

/* ln P(X = k), X binomial(n, p): Loader (2000), saddle-point expansion. */
double special_log_binomial(int64_t k, int64_t n, double p);

/* ln P(X <= k), X binomial(n, 1/2); 0 for k >= n, -INFINITY for k < 0. */
double special_log_half_tail(int64_t k, int64_t n);

/* Regularised incomplete beta I_x(a, b), a and b > 0: continued fraction of
 * DiDonato and Morris (1992). */
double special_beta_inc(double a, double b, double x);

/* The x in [0, 1] with I_x(a, b) = p: bracketed Newton on the above. */
double special_beta_inv(double a, double b, double p);

/* Standard normal distribution function, by erfc; exact in the far tail. */
double special_normal_cdf(double z);

/* Standard normal quantile: Acklam's (2003) start and Halley steps. */
double special_normal_quantile(double p);

/* Student's t distribution function with df > 0 degrees of freedom. */
double special_t_cdf(double t, double df);

/* ln P(|T| > |t|), both tails, also below the smallest double. */
double special_t_log_tails(double t, double df);

/* Student's t quantile, df > 0, through special_beta_inv. */
double special_t_quantile(double p, double df);

/* P(X > x) for chi-square with one degree of freedom: erfc(sqrt(x / 2)). */
double special_chi2_1_tail(double x);

#endif
