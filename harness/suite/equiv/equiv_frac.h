/* Exact fractions in 128 bits; every operation says when it does not fit. */
#ifndef RETORT_SUITE_EQUIV_EQUIV_FRAC_H
#define RETORT_SUITE_EQUIV_EQUIV_FRAC_H

#include <stdbool.h>

struct equiv_frac {
    __int128 num; // lowest terms
    __int128 den; // above 0
};

/* num / den in lowest terms; false when den is 0 or it does not fit. */
bool equiv_frac_make(__int128 num, __int128 den, struct equiv_frac *out);

/* a + b; false when it does not fit. */
bool equiv_frac_add(
    struct equiv_frac a, struct equiv_frac b, struct equiv_frac *out);

/* a * b; false when it does not fit. */
bool equiv_frac_mul(
    struct equiv_frac a, struct equiv_frac b, struct equiv_frac *out);

/* a to a whole power; false when it does not fit, or for 0 to below 1. */
bool equiv_frac_pow(struct equiv_frac a, long n, struct equiv_frac *out);

/* The largest fraction of which both are whole multiples (for 0: the other);
 * above 0 unless both are 0. False when it does not fit. */
bool equiv_frac_gcd(
    struct equiv_frac a, struct equiv_frac b, struct equiv_frac *out);

/* True when they are the same. */
bool equiv_frac_same(struct equiv_frac a, struct equiv_frac b);

#endif
