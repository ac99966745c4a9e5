/*
 * The few rows of a price book that can hold for one model: where thousands of
 * replies are priced one by one, the hundreds that cannot are passed over once.
 */
#ifndef RETORT_COST_PRICE_VIEW_H
#define RETORT_COST_PRICE_VIEW_H

#include "cost/price_book.h"

struct price_view {
    const struct price_book *of; // NULL: empty
    char *model;
    struct price_book book; // rows are copies that own nothing
};

/* Returns what gives the same answers for the model as b, until the next call
 * or b changes. Storage is the caller's: struct price_view v = { 0 }; */
const struct price_book *price_view(
    struct price_view *v, const struct price_book *b, const char *model);

/* Frees it; it is empty and usable again. */
void price_view_clear(struct price_view *v);

#endif
