/*
 * Two runs side by side: the same samples, by id, repeat and content.
 */
#ifndef RETORT_REPORT_PAIR_H
#define RETORT_REPORT_PAIR_H

#include "report/data.h"
#include "stats/paired.h"
#include "stats/retention.h"

struct pair_match {
    size_t a, b; // indices into the items of the two runs
};

struct pair {
    const struct data_run *a, *b; // borrowed
    struct pair_match *matches;
    size_t n;       // samples both have with the same content
    int64_t only_a; // samples only a has, or with other content in b
    int64_t only_b;
    int64_t changed;    // same id, other content: prompts or targets differ
    int repeats;        // how often a sample was asked; 1 unless -e said more
    int64_t no_verdict; // matches left out: one side failed
};

/* Joins two runs. */
void pair_make(
    struct pair *p, const struct data_run *a, const struct data_run *b);
void pair_clear(struct pair *p);

/* The four cells of the matches, of one group or (NULL) of all. A sample is
 * right when its outcome is correct; failed requests have no verdict and are
 * left out, counted in no_verdict. */
struct paired_cells pair_cells(const struct pair *p, const char *group);

/* The same with each sample counting once, however often it was asked: what
 * intervals and tests may build on. */
struct paired_cells pair_cells_once(const struct pair *p, const char *group);

#endif
