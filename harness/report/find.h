/*
 * Runs by the words people use for them: a number, a model, SUITE/MODEL.
 */
#ifndef RETORT_REPORT_FIND_H
#define RETORT_REPORT_FIND_H

#include "base/buf.h"
#include "store/store.h"

struct find { // one run, with strings of its own
    struct run_row run;
    struct buf text; // owns them
};

/* Finds the run that word names:
 *   3             run number 3
 *   SUITE/MODEL   the latest run of that suite on that model
 *   MODEL, SUITE  the latest, when that leaves one suite (or one model)
 * ERR_USAGE names what is near, what fits, or what there is. */
int find_run(
    struct store *s, const char *word, struct find *out, struct err *e);

/* Frees what it holds. */
void find_clear(struct find *f);

#endif
