/*
 * The tree of an answer. Nodes lie in one array and are named by their index;
 * 0 is no node. Children hang on `child` and are chained by `next`.
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_TREE_H
#define RETORT_SUITE_EQUIV_EQUIV_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/equiv/equiv_frac.h"
#include "suite/equiv/equiv_unit.h"

enum equiv_kind {
    EQUIV_NONE,
    EQUIV_NUMBER,   // value
    EQUIV_SYMBOL,   // text: a letter, \pi, x_{1}, AB, a numeral in a base
    EQUIV_SUM,      // children
    EQUIV_NEG,      // child
    EQUIV_PLUSMIN,  // child; sign is 1 for \pm, -1 for \mp
    EQUIV_PRODUCT,  // children
    EQUIV_QUOTIENT, // two children
    EQUIV_POWER,    // two children
    EQUIV_ROOT,     // what is under it, the index
    EQUIV_MIXED,    // whole number, fraction
    EQUIV_CALL,     // text names it; one child or two
    EQUIV_DEGREE,   // child, with a degree sign, inside a call
    /* not a single value: */
    EQUIV_UNITED,  // child; unit is an index into the tree's units
    EQUIV_WORDS,   // text, small letters, no blanks
    EQUIV_TUPLE,   // children, text is the two brackets: "(]"
    EQUIV_SET,     // children
    EQUIV_LIST,    // children; sign is 1 when the order is free
    EQUIV_UNION,   // children
    EQUIV_RATIO,   // children
    EQUIV_MATRIX,  // rows, which are EQUIV_LIST; text "|" for a determinant
    EQUIV_RELATION // operands; text is the signs between: "=", "<L"
};

struct equiv_node {
    enum equiv_kind kind;
    int child, last, next;
    int sign;
    bool named;  // of a relation: the first operand is only a name
    bool joined; // of a product: 3\times10^8, with the sign for times
    int unit;
    const char *text;
    size_t len;
    struct equiv_frac value;
};

enum { EQUIV_NODES_MAX = 1500, EQUIV_UNITS_MAX = 64 };

struct equiv_tree {
    int root;
    int count, room, unit_count;
    struct equiv_node *node;
    struct equiv_unit unit[EQUIV_UNITS_MAX];
    char *text; // names and words, which nodes point into
    size_t text_len, text_room;
};

/* Reads a clean answer (equiv_text.h). `groups`: 1,000 is a number, else it is
 * two. Returns NULL when it cannot be read; the caller frees with
 * equiv_tree_free. */
struct equiv_tree *equiv_tree_read(const char *s, size_t len, bool groups);

/* Frees a tree; NULL is none. */
void equiv_tree_free(struct equiv_tree *t);

#endif
