/*
 * Names to numbers: equal names get equal numbers.
 */
#ifndef RETORT_REPORT_LABEL_H
#define RETORT_REPORT_LABEL_H

#include <stddef.h>

#include "report/data.h"

/* Numbers n names from 0, without gaps, into out; returns how many different
 * ones there are. */
size_t label_numbers(const char *const *names, size_t n, size_t *out);

/* What an item's errors go by: its cluster; without one it is its own, and so
 * are the repeats of one sample together. */
const char *label_cluster(const struct data_item *item);

#endif
