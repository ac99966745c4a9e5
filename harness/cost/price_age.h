/*
 * How old a price book is, said the same way in every report that shows
 * money: prices moved five times in four months of 2026.
 */
#ifndef RETORT_COST_PRICE_AGE_H
#define RETORT_COST_PRICE_AGE_H

#include "base/json.h"
#include "cost/price_book.h"

enum { PRICE_AGE_OLD_DAYS = 60 }; // above this many days a book is old

/* Adds a line with a newline when the book is old or says no date at all,
 * nothing otherwise. wall_us is today. */
void price_age_text(
    const struct price_book *b, int64_t wall_us, struct buf *out);

/* Writes "price_book": {"name", "checked_on", "age_days", "old"}; null is
 * unknown. */
void price_age_json(
    const struct price_book *b, int64_t wall_us, struct jsonw *w);

/* Days since the row was checked, -1 when it does not say. */
int price_row_age_days(const struct price_row *row, int64_t wall_us);

/* Days since the youngest row of the latest book (the user's, where there is
 * one) was checked, -1 unknown. */
int price_book_age_days(const struct price_book *b, int64_t wall_us);

#endif
