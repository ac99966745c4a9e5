/*
 * Seeded chance: xoshiro256** 1.0 (Blackman and Vigna 2018, public domain),
 * seeded by splitmix64. The same seed gives the same numbers everywhere.
 */
#ifndef RETORT_BASE_RNG_H
#define RETORT_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t s[4];
};

/* Starts the sequence of a seed. */
void rng_init(struct rng *r, uint64_t seed);

/* 64 random bits. */
uint64_t rng_next(struct rng *r);

/* A whole number in [0, n), without bias; n = 0 gives 0. */
uint64_t rng_below(struct rng *r, uint64_t n);

/* A double in [0, 1) with 53 random bits. */
double rng_unit(struct rng *r);

/* Shuffles n indices in place (Fisher and Yates). */
void rng_shuffle(struct rng *r, size_t *index, size_t n);

#endif
