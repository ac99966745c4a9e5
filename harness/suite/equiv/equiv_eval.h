/* From the tree of an expression to its value. */
#ifndef RETORT_SUITE_EQUIV_EQUIV_EVAL_H
#define RETORT_SUITE_EQUIV_EQUIV_EVAL_H

#include "suite/equiv/equiv_tree.h"
#include "suite/equiv/equiv_value.h"

/* The value of a node, with \pm read as plus (sign 1) or minus (-1). False
 * when it has none: a tuple, an infinity inside a sum; or when f failed. */
bool equiv_eval(struct equiv_field *f, const struct equiv_tree *t, int id,
    int sign, struct equiv_value *out);

#endif
