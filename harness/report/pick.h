/*
 * All runs that a word stands for: what compare and cost take.
 */
#ifndef RETORT_REPORT_PICK_H
#define RETORT_REPORT_PICK_H

#include "base/buf.h"
#include "report/data.h"

struct pick { // runs, loaded
    struct data_run *runs;
    size_t n;
    struct buf notes; // lines on later runs that were not taken, and why
};

/* Adds the runs of word: 3 is run 3; SUITE/MODEL the latest run of that
 * suite; MODEL the latest run of each suite. A complete run of the whole suite
 * goes before a later one that is not; notes say so. ERR_USAGE when there is
 * none. */
int pick_add(struct pick *p, struct store *s, const char *word,
    const struct price_book *prices, struct err *e);

/* Adds the latest run of each suite and model there is, in the same way. */
int pick_all(struct pick *p, struct store *s, const struct price_book *prices,
    struct err *e);

/* Adds the latest run of each model there is on a suite, in the same way. */
int pick_of_suite(struct pick *p, struct store *s, const char *suite,
    const struct price_book *prices, struct err *e);

/* Drops runs that were picked before. */
void pick_once(struct pick *p);

void pick_clear(struct pick *p);

/* Drops the runs of all suites but those named. */
void pick_keep(struct pick *p, const char *const *suites, size_t n);

/* The run of a suite among those picked, or NULL. */
const struct data_run *pick_suite(const struct pick *p, const char *suite);

#endif
