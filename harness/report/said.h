/*
 * What a model said to a sample: its last reply, read again from the store.
 */
#ifndef RETORT_REPORT_SAID_H
#define RETORT_REPORT_SAID_H

#include "model/reply.h"
#include "report/data.h"

/* Borrows both for the call. */
typedef void (*said_fn)(
    void *arg, const struct answer *a, const struct reply *reply);

/* Calls fn once, or not at all where the item has no reply, or none that this
 * retort can read. 0, or -1 where the store fails. */
int said_last(struct store *s, int64_t run, const struct data_item *item,
    said_fn fn, void *arg, struct err *e);

#endif
