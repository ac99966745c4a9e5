/*
 * Prices that depend on the hour: a yearly cost takes the one of the moment
 * it is worked out for, and says what other hours cost.
 */
#ifndef RETORT_REPORT_BILL_BILL_HOURS_H
#define RETORT_REPORT_BILL_BILL_HOURS_H

#include "base/buf.h"
#include "cost/price.h"

/* Adds "; that is the price of this hour: ..." where some of a week's hours
 * from then on cost something else. Returns how many do. And says what the
 * book knows of another price to come within the year. */
enum { BILL_HOURS = 168 };
double bill_hours_say(const struct price_book *b, const struct price_query *q,
    int64_t prompt_tokens, struct buf *out);

#endif
