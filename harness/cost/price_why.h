/*
 * Why a row of the price book holds for a request, or does not: in words, by
 * the rules of price_rule.h.
 */
#ifndef RETORT_COST_PRICE_WHY_H
#define RETORT_COST_PRICE_WHY_H

#include "base/buf.h"
#include "cost/price.h"

/* Adds every condition of the row that does not hold: "holds from 2025-06-10
 * on; of the batch tier". Nothing when all hold. */
void price_why_not(const struct price_row *row, const struct price_query *q,
    int64_t input_tokens, struct buf *out);

/* One stretch of a day in which one row holds. */
struct price_span {
    int from_min, to_min;        // of the day in UTC; to is exclusive
    const struct price_row *row; // NULL: none does
};

enum { PRICE_SPANS = 48 };

/* Cuts the day (UTC) of q into stretches by the row that holds, at most
 * PRICE_SPANS; returns how many there are. */
int price_why_day(const struct price_book *b, const struct price_query *q,
    int64_t input_tokens, struct price_span out[PRICE_SPANS]);

#endif
