/*
 * Values: one polynomial over another. Equal when the products across are,
 * so nothing has to be divided out.
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_VALUE_H
#define RETORT_SUITE_EQUIV_EQUIV_VALUE_H

#include <stdbool.h>

#include "suite/equiv/equiv_poly.h"

struct equiv_value {
    struct equiv_poly num;
    struct equiv_poly den; // never 0; a lone term is always 1
};

/* A constant. */
struct equiv_value equiv_value_const(
    struct equiv_field *f, struct equiv_frac c);

/* A symbol. */
struct equiv_value equiv_value_atom(struct equiv_field *f,
    enum equiv_atom_kind kind, const char *name, size_t len);

/* a + b. */
struct equiv_value equiv_value_add(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b);

/* a * b. */
struct equiv_value equiv_value_mul(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b);

/* -a. */
struct equiv_value equiv_value_neg(struct equiv_field *f, struct equiv_value a);

/* a / b; f fails when b is 0. */
struct equiv_value equiv_value_div(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b);

/* a to the b, the principal value; what cannot be worked out becomes a symbol
 * of its own. */
struct equiv_value equiv_value_pow(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b);

/* The n-th root, which of a number below 0 is the real one where n is odd. */
struct equiv_value equiv_value_root(
    struct equiv_field *f, struct equiv_value a, struct equiv_value n);

/* name(a) or name(a, b), not worked out: a symbol. b may be NULL. */
struct equiv_value equiv_value_call(struct equiv_field *f, const char *name,
    size_t len, const struct equiv_value *a, const struct equiv_value *b);

/* True when a is a plain number, which goes to *c. */
bool equiv_value_number(struct equiv_value a, struct equiv_frac *c);

/* True when they are equal; false also when f failed. */
bool equiv_value_same(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b);

#endif
