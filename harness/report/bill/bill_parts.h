/*
 * The parts of the text that `retort cost` prints, for a page that has other
 * places for them. Tables are the caller's to free; texts are lines.
 */
#ifndef RETORT_REPORT_BILL_BILL_PARTS_H
#define RETORT_REPORT_BILL_BILL_PARTS_H

#include "report/bill/bill.h"
#include "report/text/table.h"

struct table *bill_table(const struct bill *b);

/* True when more than one year is told; then the table of each, and what it
 * says in words. */
bool bill_has_years(const struct bill *b);
struct table *bill_years_table(const struct bill *b, struct buf *head);

/* Where curves cross, those that matter most first. */
void bill_crossings_text(const struct bill *b, size_t width, struct buf *out);

/* All that is assumed, "- " before each; then where each way's figures come
 * from, and why a cost is unknown. */
void bill_assumptions_text(const struct bill *b, size_t width, struct buf *out);

#endif
