/* Runs of letters: which are a function, a Greek letter, a name, a word. */
#ifndef RETORT_SUITE_EQUIV_EQUIV_NAME_H
#define RETORT_SUITE_EQUIV_EQUIV_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* True for sin, log and their kin. */
bool equiv_name_function(const char *s, size_t n);

/* True for pi, theta, Omega, infty: with a backslash or without. */
bool equiv_name_letter(const char *s, size_t n);

/* True for inf and its kin. */
bool equiv_name_infinity(const char *s, size_t n);

/* True for two capitals and more: a segment, an angle, points. */
bool equiv_name_label(const char *s, size_t n);

/* True when the letters are not to be multiplied: the above but labels, and
 * sqrt. */
bool equiv_name_known(const char *s, size_t n);

/* Length of a word at s: letters that are no name, function or product of
 * variables; 0 when there is none. */
size_t equiv_name_word(const char *s, const char *end);

/* True for sinx: a function's name and x, y or z. */
bool equiv_name_called(const char *s, size_t n);

#endif
