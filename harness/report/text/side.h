/*
 * Two texts with headings, "--- prompt ---", held against each other: what is
 * the same in both stands once, what differs side by side or, where the
 * screen is narrow, one below the other.
 */
#ifndef RETORT_REPORT_TEXT_SIDE_H
#define RETORT_REPORT_TEXT_SIDE_H

#include "base/buf.h"

struct side {
    const char *left, *right; // wrapped at side_column(width)
    const char *whole;        // left, wrapped at width
    const char *names[2];     // of left and right, where one is below
};

/* Columns for each of the two; the whole width where they will not stand
 * side by side. */
size_t side_column(size_t width);

/* Adds both. Lines that are too wide all the same are broken. */
void side_print(const struct side *s, size_t width, struct buf *out);

#endif
