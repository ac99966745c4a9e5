/*
 * Many tests at once: adjusted p-values, to be held against one alpha.
 *
 * NAN marks a test that was not made: it stays NAN and does not count.
 */
#ifndef RETORT_STATS_MULTIPLE_H
#define RETORT_STATS_MULTIPLE_H

#include <stddef.h>

/* Holm (1979): step-down Bonferroni; whatever the dependence, the chance of
 * one false alarm stays below alpha. p is given and returned as log10, where
 * 1e-757 is a number. Writes n values to adjusted (may be log10_p). */
void multiple_holm_log10(const double *log10_p, size_t n, double *adjusted);

/* Benjamini and Hochberg (1995): step-up; the expected share of false alarms
 * among the alarms stays below alpha for independent or positively dependent
 * tests. Writes n values to adjusted (may be p). */
void multiple_bh(const double *p, size_t n, double *adjusted);

#endif
