/*
 * Reads the price feed of pydantic/genai-prices (prices/new_data/v2, a list
 * of providers) into a price book. Text tokens only; what the feed says of
 * sound, pictures and searches is left out, as is a match we cannot express.
 */
#ifndef RETORT_COST_PRICE_FEED_H
#define RETORT_COST_PRICE_FEED_H

#include "base/json.h"
#include "cost/price_book.h"

/* Adds all rows as one layer; name and checked_on go into each of them.
 * *skipped counts models left out. Fails with ERR_DATA, the book as it was.
 * Prices are rounded to the picodollar per token. */
int price_feed_add(struct price_book *b, const char *name,
    const char *checked_on, const struct json *root, size_t *skipped,
    struct err *e);

#endif
