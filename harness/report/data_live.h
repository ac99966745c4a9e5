/*
 * The sums of a run, taken while it goes: what data_load_sum would read back
 * from the store when it is over.
 */
#ifndef RETORT_REPORT_DATA_LIVE_H
#define RETORT_REPORT_DATA_LIVE_H

#include "report/data.h"

struct data_live;

/* The book may still be empty; it is full when the first reply comes. */
struct data_live *data_live_new(const struct price_book *prices);
void data_live_free(struct data_live *l);

/* Told, in this order: the run as it begins; each reply that is kept, and for
 * which repeat of which sample; each verdict. */
void data_live_begin(struct data_live *l, const struct run_row *row);
void data_live_reply(
    struct data_live *l, int64_t n, int repeat, const struct answer *a);
void data_live_verdict(struct data_live *l, const struct verdict_row *v);

/* Ends it: 1, out is what data_load_sum would give; 0, the sums cannot be told
 * so (some samples are of clusters, and the first were not), and out is empty;
 * -1. */
int data_live_end(
    struct data_live *l, struct store *s, struct data_run *out, struct err *e);

#endif
