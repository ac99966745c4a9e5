/*
 * UTF-8 as RFC 3629 has it: no surrogates, nothing too long, nothing above
 * U+10FFFF.
 */
#ifndef RETORT_BASE_UTF8_H
#define RETORT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the valid sequence at s, 0 when broken or cut. */
size_t utf8_len(const char *s, size_t len);

/* True when the whole run is valid. */
bool utf8_valid(const char *s, size_t len);

/* Columns a terminal gives to the run: one for each sequence that is no
 * combining mark, two for the wide ones of East Asia. */
size_t utf8_width(const char *s, size_t len);

#endif
