/*
 * Numbers out of whole texts: options, names, fields of files.
 */
#ifndef RETORT_BASE_SCAN_H
#define RETORT_BASE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

/* True when text is one finite decimal number with unit ("%", "") behind it,
 * and nothing else; *out is it. */
bool scan_number(const char *text, const char *unit, double *out);

/* True when text is one whole decimal number and nothing else. */
bool scan_whole(const char *text, int64_t *out);

#endif
