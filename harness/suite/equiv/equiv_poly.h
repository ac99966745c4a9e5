/*
 * Sums of products: coefficients are exact fractions, exponents fractions.
 * A prime to an exponent from 0 up to 1 stands for a root, i is reduced, so
 * that \sqrt{12} and 2\sqrt{3} are one thing. Terms are sorted and unlike:
 * two polynomials are equal when they look equal.
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_POLY_H
#define RETORT_SUITE_EQUIV_EQUIV_POLY_H

#include <stdbool.h>

#include "base/buf.h"
#include "suite/equiv/equiv_field.h"
#include "suite/equiv/equiv_frac.h"

enum { EQUIV_TERM_ATOMS = 8 };

struct equiv_power {
    int atom;
    int num, den; // the exponent: lowest terms, not 0, den above 0
};

struct equiv_term {
    struct equiv_frac coef; // not 0
    int count;
    struct equiv_power power[EQUIV_TERM_ATOMS]; // by atom
};

struct equiv_poly {
    int count; // 0: the polynomial is 0
    struct equiv_term *term;
};

/* A constant. */
struct equiv_poly equiv_poly_const(struct equiv_field *f, struct equiv_frac c);

/* A constant times one symbol to num / den. */
struct equiv_poly equiv_poly_atom(
    struct equiv_field *f, struct equiv_frac c, int atom, long num, long den);

/* a + b. */
struct equiv_poly equiv_poly_add(
    struct equiv_field *f, struct equiv_poly a, struct equiv_poly b);

/* a * b. */
struct equiv_poly equiv_poly_mul(
    struct equiv_field *f, struct equiv_poly a, struct equiv_poly b);

/* a * c. */
struct equiv_poly equiv_poly_scale(
    struct equiv_field *f, struct equiv_poly a, struct equiv_frac c);

/* One term to a whole power, which may be below 0. */
struct equiv_poly equiv_poly_power(
    struct equiv_field *f, const struct equiv_term *t, long n);

/* True when a is a plain number, which goes to *c. */
bool equiv_poly_number(struct equiv_poly a, struct equiv_frac *c);

/* True when they are equal. */
bool equiv_poly_same(struct equiv_poly a, struct equiv_poly b);

/* Adds text that equal polynomials of one field have in common and no others.
 */
void equiv_poly_key(struct equiv_poly a, struct buf *out);

#endif
