/*
 * What the named rules share: Python's idea of spaces, words and digits over
 * UTF-8, and finding fixed text. Inside suite/ only.
 */
#ifndef RETORT_SUITE_NAMED_NAMED_TEXT_H
#define RETORT_SUITE_NAMED_NAMED_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "suite/named/named.h"

#define NAMED_NOTHING ((struct named_span){ NULL, 0 })

/* The code point at s, its bytes in *n (1 for a byte of broken UTF-8, which
 * counts as U+FFFD). s must be below end. */
uint32_t named_point(const char *s, const char *end, size_t *n);

/* The first byte of the code point that ends at s; from below s. */
const char *named_back(const char *s, const char *from);

bool named_is_word(uint32_t c);  // \w
bool named_is_digit(uint32_t c); // \d

/* True when s has digits of other scripts; then out is s with 0 to 9 in their
 * place. */
bool named_plain_digits(struct buf *out, const char *s, const char *end);

uint32_t named_lower(uint32_t c); // str.lower, where it is one code point

/* Adds s.lower() to out, without punctuation when plain. */
void named_add_lower(
    struct buf *out, const char *s, const char *end, bool plain);

/* s without what s.strip() takes off; nothing when nothing is left. */
struct named_span named_strip(const char *s, const char *end);

/* Behind the whitespace (\s*) at s. */
const char *named_skip_space(const char *s, const char *end);

/* The first place of word in s..end, or NULL. */
const char *named_find_word(const char *s, const char *end, const char *word);

/* The last place of word in s..end, or NULL. */
const char *named_find_last(const char *s, const char *end, const char *word);

/* End of the line that s stands in: its '\n' or end. */
const char *named_line_end(const char *s, const char *end);

bool named_starts(const char *s, const char *end, const char *word);

/* Length of word at s when case is ignored, or 0. */
size_t named_starts_caseless(const char *s, const char *end, const char *word);

#endif
