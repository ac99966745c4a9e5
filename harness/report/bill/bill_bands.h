/*
 * The three bands of published advice (FACTS: under 1K requests a day call
 * the big model, 1K to 100K consider distilling, above that distil), each
 * answered with the user's own figures.
 */
#ifndef RETORT_REPORT_BILL_BILL_BANDS_H
#define RETORT_REPORT_BILL_BILL_BANDS_H

#include "report/bill/bill.h"

/* Writes a line for each band; nothing when no cost is known. */
void bill_bands_text(const struct bill *b, size_t width, struct buf *out);

/* Writes the key "bands". */
void bill_bands_json(const struct bill *b, struct jsonw *w);

/* Share of draws in which way i is the cheapest at a volume; NAN without
 * draws. */
double bill_cheapest_share(const struct bill *b, size_t i, double volume);

#endif
