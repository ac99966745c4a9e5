/*
 * Answers as they come (LaTeX, Unicode, plain) to one small ASCII language
 * that equiv_parse.c reads:
 *
 *   \name        a command that means something; \left, \, \! are gone
 *   "..."        what stood in \text{...}; \text{ or } became \or
 *   \( ... \)    a matrix, or \| ... \| a determinant; cells &, rows \\
 *   ^\circ * /   also for degree signs, \cdot, \times, \div
 *   $            money; dollars around mathematics are gone
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_TEXT_H
#define RETORT_SUITE_EQUIV_EQUIV_TEXT_H

#include <stddef.h>

#include "base/buf.h"

/* Adds the answer in that language to out. */
void equiv_text_clean(const char *s, size_t len, struct buf *out);

/* Adds a clean answer without the blanks and quotes that mean nothing, for
 * comparing characters; small letters when it holds nothing but words. */
void equiv_text_fold(const char *s, size_t len, struct buf *out);

/* The first byte of a clean answer from s on that is no blank. */
const char *equiv_text_blanks(const char *s, const char *end);

/* Length of the name that starts at s (letters), 0 when none does. */
size_t equiv_text_name(const char *s, const char *end);

/* Index of a name in a list that ends with NULL, -1 when it is not there. */
int equiv_text_find(const char *s, size_t len, const char *const *list);

#endif
