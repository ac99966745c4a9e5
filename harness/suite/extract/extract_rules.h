/*
 * The rules behind suite/extract/extract.h, one plain function each: true and
 * *out when something was found. They set s, len and sure; at_end is
 * extract.c's. A blank is a byte up to 0x20 (NUL too), DEL, or a Unicode space.
 */
#ifndef RETORT_SUITE_EXTRACT_EXTRACT_RULES_H
#define RETORT_SUITE_EXTRACT_EXTRACT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "suite/extract/extract.h"

/* A run of bytes; both pointers borrowed. */
struct extract_span {
    const char *s;   // first byte
    const char *end; // behind the last one
};

/* Text without blanks at both ends. */
struct extract_span extract_text_trim(const char *s, const char *end);

/* Also without markup (* _ ` $ \( \) quotes in pairs) at both ends, and
 * without . , ; : ! ? at the end. */
struct extract_span extract_text_strip(const char *s, const char *end);

/* Where the line of s ends: its newline, or end. */
const char *extract_text_line_end(const char *s, const char *end);

/* What follows the last marker on its line; when that is only markup, the
 * next line with more. A marker that ends in ':' also matches "**Word**:". */
bool extract_text_after(const char *text, size_t len, const char *marker,
    size_t marker_len, struct extract_found *out);

/* The last \boxed{...} or \fbox{...}, braces matched, or "\boxed x" up to '$'
 * or the end of the line. A box that is not closed is not found. */
bool extract_text_boxed(
    const char *text, size_t len, struct extract_found *out);

/* The first or the last line that is not blank, trimmed; not sure. */
bool extract_text_line(
    const char *text, size_t len, bool last, struct extract_found *out);

/* All of it, trimmed; not sure. */
bool extract_text_whole(
    const char *text, size_t len, struct extract_found *out);

/* The letter a multiple-choice reply settles on; see extract_letter.c. */
bool extract_letter_find(const char *text, size_t len, char first, char last,
    struct extract_found *out);

/* A letter that opens or is the first or last line; see extract_letter.c.
 * Returns it, or NULL; *clash when two letters compete. */
const char *extract_letter_line(
    const char *text, size_t len, char first, char last, bool *clash);

/* The first or last number; see extract_number.c. */
bool extract_number_find(
    const char *text, size_t len, bool last, struct extract_found *out);

/* Program text; language and entry may be NULL; see extract_code.c. */
bool extract_code_find(const char *text, size_t len, const char *language,
    const char *entry, struct extract_found *out);

/* The first whole JSON object or array; see extract_json.c. */
bool extract_json_find(const char *text, size_t len, struct extract_found *out);

/* The last grid of single digits; see extract_grid.c. It is written to
 * scratch, a line for each row. */
bool extract_grid_find(const char *text, size_t len, struct buf *scratch,
    struct extract_found *out);

#endif
