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

struct pair_list { // samples by their items, borrowed from a run
    const struct data_item **items;
    size_t n;
};

struct pair_group {
    const char *name;              // "": samples without a group
    const struct data_item *first; // of run a
    const size_t *matches;         // indices into matches, in the suite's order
    size_t n;
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
    struct pair_list lone_a, lone_b, other; // those of only_a, only_b, changed
    size_t *order;                          // all matches, group by group
    struct pair_group *groups;              // in the suite's order
    size_t group_count;
    bool clustered; // some sample names its cluster
};

/* Joins two runs. */
void pair_make(
    struct pair *p, const struct data_run *a, const struct data_run *b);

/* The same; by_name: also what has the same id and other content. These are
 * counted in changed, and not in only_a and only_b. */
void pair_make_as(struct pair *p, const struct data_run *a,
    const struct data_run *b, bool by_name);
void pair_clear(struct pair *p);

/* Fills order, groups and clustered. Call once. */
void pair_group_up(struct pair *p);

/* Both items of a match have a verdict: neither request failed. */
bool pair_judged(const struct pair *p, size_t match);

/* The four cells of the matches, of one group or (NULL) of all. A sample is
 * right when its outcome is correct; failed requests have no verdict and are
 * left out, counted in no_verdict. */
struct paired_cells pair_cells(const struct pair *p, const char *group);

#endif
