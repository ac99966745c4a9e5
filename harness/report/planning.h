/*
 * How many samples a verdict will take, and what they would cost, before any
 * money is spent.
 */
#ifndef RETORT_REPORT_PLANNING_H
#define RETORT_REPORT_PLANNING_H

#include "report/data.h"
#include "stats/foresee.h"

struct planning_case { // one candidate that could be
    double diff;       // its accuracy less the baseline's
    double discordant; // share of samples on which they differ
    bool possible;     // a pair of models like this can be
    struct foresight sequence;
    double items[FORESEE_CERTAINTIES]; // of two whole runs; NAN: on the edge
};

struct planning_suite {
    const struct data_run *baseline; // borrowed
    int64_t n;                       // samples
    double accuracy;                 // of the baseline
    double usd;                      // of one sample; NAN: not known
    size_t clusters; // that they come in; 0: the suite names none
    struct planning_case *cases;
    size_t case_count;
};

struct planning {
    struct gate_rule rule;
    const char *baseline, *model; // model NULL: none was named
    uint64_t seed;
    int trials; // gates played for each case
    struct planning_suite *suites;
    size_t n;
};

/* Adds a suite: candidates as good as the baseline, on both sides of the edge,
 * at each of the shares of discordant pairs. ERR_USAGE where the baseline
 * cannot be held against: incomplete, or repeated. */
int planning_add(struct planning *p, const struct data_run *baseline,
    const double *discordant, size_t n, struct err *e);

/* Plays the gates and counts the samples, when all suites are there. */
void planning_play(struct planning *p);
void planning_clear(struct planning *p);

void planning_json(const struct planning *p, struct buf *out);
void planning_text(
    const struct planning *p, size_t width, int look, struct buf *out);

#endif
