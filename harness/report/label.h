/*
 * Names to numbers: equal names get equal numbers.
 */
#ifndef RETORT_REPORT_LABEL_H
#define RETORT_REPORT_LABEL_H

#include <stddef.h>

#include "report/data.h"

/* Numbers n names from 0, without gaps and in the order of the names (which
 * draws with a seed go by), into out; returns how many different ones there
 * are. */
size_t label_numbers(const char *const *names, size_t n, size_t *out);

/* The same one by one, where the names are not there together. Storage is the
 * caller's: struct label_set l = { 0 }; */
struct label_set {
    char **names;  // by number
    size_t *slots; // a hash table of numbers + 1; 0: free
    size_t n, room;
};

/* The number of a name: the next one where it is new. */
size_t label_number(struct label_set *l, const char *name);
void label_clear(struct label_set *l);

/* What an item's errors go by: its cluster; without one it is its own, and so
 * are the repeats of one sample together. */
const char *label_cluster(const struct data_item *item);

#endif
