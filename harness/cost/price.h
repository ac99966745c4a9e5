/*
 * What a request cost: the row of the price book that holds for it, and the
 * sum of its tokens at that row's prices. Unknown stays unknown, with the
 * reason in words.
 *
 * Of the rows that hold, the most specific wins, by the order of price_rule.h.
 * Tiers never stand in for each other. When no provider is named and
 * providers' prices differ, the price is unknown.
 */
#ifndef RETORT_COST_PRICE_H
#define RETORT_COST_PRICE_H

#include "cost/price_rule.h"

struct price_result {
    int64_t cost_pusd;                 // -1 unknown
    int64_t class_pusd[USAGE_CLASSES]; // -1 unknown
    const struct price_row *row;       // NULL: none holds; borrowed
    char reason[400];                  // why the cost is unknown, or ""
    char assumed[200];                 // what was taken for granted, or ""
};

/* Finds the row for a request with so many prompt tokens in all; NULL, with
 * reason in r, when there is none. */
const struct price_row *price_find(const struct price_book *b,
    const struct price_query *q, int64_t input_tokens, struct price_result *r);

/* Prices a request. Returns true when the cost is known. */
bool price_request(const struct price_book *b, const struct price_query *q,
    const struct usage *u, struct price_result *r);

/* Adds one line on where a price comes from: prices, conditions, source,
 * date and age. */
void price_explain(
    const struct price_row *row, int64_t wall_us, struct buf *out);

/* Adds days, hours and holidays, each behind a blank: " Mon Fri 01:00-04:00
 * +08:00 not on holidays (china)"; nothing when a row holds at all hours. */
void price_explain_hours(const struct when *when, struct buf *out);

#endif
