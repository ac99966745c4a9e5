/*
 * Inside report/data*.c only: what each reply of a run cost, and what else is
 * counted of it.
 */
#ifndef RETORT_REPORT_DATA_PRICE_H
#define RETORT_REPORT_DATA_PRICE_H

#include "cost/price_view.h"
#include "report/data.h"

struct data_price {
    struct data_run *d;
    const struct price_book *prices;
    struct price_view view; // of prices, for one served model at a time
    int64_t n; // the sample whose reply d->unpriced is about, and its repeat
    int repeat;
};

void data_price_begin(
    struct data_price *p, struct data_run *d, const struct price_book *prices);
void data_price_end(struct data_price *p);

/* Reads a reply, and prices it by the run's row, which is there. In whichever
 * order replies come, d->unpriced is about the first sample. */
void data_price_reply(
    struct data_price *p, const struct answer_cost *a, struct data_cost *out);

/* True where it was a judge's: that is paid for, too, and nothing that the
 * model under test costs. */
bool data_price_judge(struct data_price *p, const struct answer_cost *a);

#endif
