/*
 * What one comparison works in: its memory, how much work is left, and the
 * symbols met so far. Both answers share it, so that a symbol is a number.
 *
 * A failure (too large, does not fit, division by zero) sticks: what was
 * computed then means nothing.
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_FIELD_H
#define RETORT_SUITE_EQUIV_EQUIV_FIELD_H

#include <stdbool.h>
#include <stddef.h>

enum equiv_atom_kind {
    EQUIV_NAME,      // a letter, or an expression that is not taken apart
    EQUIV_POSITIVE,  // pi
    EQUIV_IMAGINARY, // i
    EQUIV_PRIME      // a prime, for its roots
};

struct equiv_atom {
    enum equiv_atom_kind kind;
    const char *name;
    size_t len;
    long prime; // of a prime
};

enum { EQUIV_ATOMS_MAX = 128 };

struct equiv_block;

struct equiv_field {
    struct equiv_block *blocks;
    size_t taken; // bytes in all blocks
    long work;    // steps left
    bool failed;
    int count;
    struct equiv_atom atom[EQUIV_ATOMS_MAX];
};

/* An empty one with work for one comparison. */
void equiv_field_init(struct equiv_field *f);

/* Frees all memory taken from it. */
void equiv_field_clear(struct equiv_field *f);

/* Zeroed memory that lives as long as f; NULL, and f has failed, when that
 * would be too much for a comparison. */
void *equiv_field_take(struct equiv_field *f, size_t n, size_t size);

/* Counts steps; false, and f has failed, when none are left. */
bool equiv_field_work(struct equiv_field *f, long steps);

/* Notes a failure; always false. */
bool equiv_field_fail(struct equiv_field *f);

/* The symbol of that name, new or old; -1 and failed when there are too
 * many. */
int equiv_field_atom(struct equiv_field *f, enum equiv_atom_kind kind,
    const char *name, size_t len);

/* The symbol of a prime. */
int equiv_field_prime(struct equiv_field *f, long prime);

#endif
