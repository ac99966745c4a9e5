/* Whole numbers in English words: twenty-three, one hundred and five. */
#ifndef RETORT_SUITE_EQUIV_EQUIV_CARDINAL_H
#define RETORT_SUITE_EQUIV_EQUIV_CARDINAL_H

#include <stdbool.h>
#include <stddef.h>

/* True when the n bytes at s are one whole number in words and nothing else;
 * its value goes to *out. A minus is "negative" or "minus". Strict: "twenty
 * third", "two three", "twenty - three" and "a hundred" are none. */
bool equiv_cardinal(const char *s, size_t n, long long *out);

#endif
