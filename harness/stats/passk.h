/*
 * pass@k: the chance that at least one of k attempts is right.
 */
#ifndef RETORT_STATS_PASSK_H
#define RETORT_STATS_PASSK_H

#include <stdint.h>

/* Unbiased from n attempts of which c are right, Chen et al. (2021), eq. 1:
 * 1 - choose(n - c, k) / choose(n, k). NAN unless 0 <= c <= n, 1 <= k <= n. */
double passk_unbiased(int64_t n, int64_t c, int64_t k);

#endif
