/*
 * The reader of clean answers, by descent, one look at each byte but for
 * short looks ahead. Inside only: equiv_tree.h is the way in.
 *
 * Three files share the position: equiv_numeral.c reads numbers, equiv_expr.c
 * expressions, equiv_list.c what is made of several. Each function returns the
 * node it read, or 0 when what stands there is something else: then the whole
 * answer cannot be read.
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_PARSE_H
#define RETORT_SUITE_EQUIV_EQUIV_PARSE_H

#include "suite/equiv/equiv_tree.h"

struct equiv_parse {
    const char *s, *end; // what is left
    struct equiv_tree *tree;
    bool groups;            // 1,000 is one number
    int depth;              // of brackets
    int bars;               // open | of |x|
    int calls;              // functions whose argument is being read
    struct equiv_unit unit; // met in the operand being read: $, degrees
};

/* A new node with up to two children (0: none); 0 when there are too many. */
int equiv_parse_node(
    struct equiv_parse *p, enum equiv_kind kind, int first, int second);

/* Hangs one more child behind those of a node; returns the node, or 0 when
 * either is 0. */
int equiv_parse_adopt(struct equiv_parse *p, int parent, int child);

/* A symbol with that name, which is copied. */
int equiv_parse_symbol(struct equiv_parse *p, const char *name, size_t len);

/* A symbol of that name with the index and primes that follow: x_{1}, f'. */
int equiv_parse_indexed(struct equiv_parse *p, const char *name, size_t len);

/* Skips blanks. */
void equiv_parse_blanks(struct equiv_parse *p);

/* Skips blanks and `what`, when it stands there; a command's name must end
 * with it. */
bool equiv_parse_take(struct equiv_parse *p, const char *what);

/* Skips a sign of money, which becomes the unit. */
bool equiv_parse_money(struct equiv_parse *p);

/* The byte behind blanks, 0 at the end. */
char equiv_parse_peek(struct equiv_parse *p);

/* A number, a mixed number, a numeral in a base: at a digit or dot. */
int equiv_numeral_read(struct equiv_parse *p);

/* The digits of a small whole number and nothing behind them. */
int equiv_numeral_digits(struct equiv_parse *p);

/* An expression: a sum of products. */
int equiv_expr_sum(struct equiv_parse *p);

/* ( ... ) and its kin: an expression, a tuple, an interval. */
int equiv_list_bracket(struct equiv_parse *p);

/* { ... }: an expression, or a set. */
int equiv_list_brace(struct equiv_parse *p);

/* What stands up to `close`, which is read too, as children of a new node. */
int equiv_list_until(
    struct equiv_parse *p, enum equiv_kind kind, const char *close);

/* The rows of a matrix behind \( or \|. */
int equiv_list_matrix(struct equiv_parse *p, bool bars);

/* One item or several, up to something that is no part of them. */
int equiv_list_read(struct equiv_parse *p);

#endif
