/* Compares the trees of two answers by the rules of equiv.h. */
#ifndef RETORT_SUITE_EQUIV_EQUIV_MATCH_H
#define RETORT_SUITE_EQUIV_EQUIV_MATCH_H

#include "suite/equiv/equiv.h"
#include "suite/equiv/equiv_tree.h"

/* True when they are the same; NULL is an answer that could not be read. *how
 * says how that was decided. */
bool equiv_match(const struct equiv_tree *given, const struct equiv_tree *gold,
    enum equiv_how *how);

#endif
