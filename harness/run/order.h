/*
 * Samples of a suite in an order of one's own. The suite is a stream and
 * stays one: what comes next is picked up in one pass over its rows, a block
 * at a time, so memory does not grow with the suite.
 */
#ifndef RETORT_RUN_ORDER_H
#define RETORT_RUN_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "suite/suite.h"

struct order;

/* Returns an order over n different places (from 1), which are borrowed and
 * say what comes first, second, ...; the caller frees. */
struct order *order_new(struct suite *s, const int64_t *places, size_t n);
void order_free(struct order *o);

/* Gives the next sample: 1, 0 at the end, -1 on error; a place that the suite
 * does not have is ERR_USAGE. */
int order_next(struct order *o, struct sample *out, struct err *e);

#endif
