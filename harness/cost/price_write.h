/*
 * A price book as text that price_book_add reads.
 */
#ifndef RETORT_COST_PRICE_WRITE_H
#define RETORT_COST_PRICE_WRITE_H

#include "cost/price_book.h"

/* Adds the whole book, with the calendars that its rows name, one row a line.
 * Money is written as text, exactly. about may be NULL. */
void price_write(
    const struct price_book *b, const char *about, struct buf *out);

/* Adds one row as a JSON object: what the file has, and the number it has
 * there. Unknown prices are not written. */
void price_write_row(
    const struct price_row *row, struct jsonw *w, const char *key);

/* A moment as the file has it: "2026-11-21" when that is midnight UTC, else
 * "2026-11-21T16:00Z". Returns out. */
const char *price_write_moment(int64_t us, char out[24]);

#endif
