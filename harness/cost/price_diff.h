/*
 * What differs between two price books, row by row. Rows are the same when
 * they hold for the same requests: a name, provider, tier, region, times and
 * prompt tokens; a row with several names is compared once for each.
 */
#ifndef RETORT_COST_PRICE_DIFF_H
#define RETORT_COST_PRICE_DIFF_H

#include "cost/price_book.h"

struct price_diff_entry {
    const char *model;         // name or pattern; borrowed from a row
    const struct price_row *a; // NULL: added
    const struct price_row *b; // NULL: removed
};

struct price_diff {
    struct price_diff_entry *entries; // by name; only what differs
    size_t n;
    size_t added, removed, changed, same; // names with scope
};

/* Compares two books; the caller clears. Rows that one book has twice for one
 * name are taken as they come. */
void price_diff(const struct price_book *a, const struct price_book *b,
    struct price_diff *out);
void price_diff_clear(struct price_diff *d);

#endif
