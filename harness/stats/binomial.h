/*
 * Random counts.
 */
#ifndef RETORT_STATS_BINOMIAL_H
#define RETORT_STATS_BINOMIAL_H

#include <stdint.h>

#include "base/rng.h"

/* How many of n independent events of chance p happen, from one random number
 * by inversion outwards from the mode (Kemp 1986): about sqrt(n p (1 - p))
 * steps, exact up to the rounding of doubles. n >= 0, p in [0, 1]. */
int64_t binomial_draw(struct rng *r, int64_t n, double p);

#endif
