/*
 * What a point of quality costs: who is on the frontier, and how surely; and
 * what an error must cost before the dearer model is worth its price.
 *
 * Compared are the answers to samples that all measured models answered; a
 * model's answer costs what it does with its machines full.
 */
#ifndef RETORT_REPORT_BILL_BILL_QUALITY_H
#define RETORT_REPORT_BILL_BILL_QUALITY_H

#include "report/bill/bill.h"
#include "report/text/table.h"

struct bill_standing {    // of one way
    double usd, accuracy; // of an answer; NAN: not among those compared
    struct interval usd_ci, accuracy_ci;
    bool frontier; // nothing is at least as good for no more
    double share;  // of draws in which that is so; NAN unknown
};

struct bill_worth { // two neighbours on the frontier
    size_t cheap, dear;
    double usd;         // an error must cost this for the dear one to win
    struct interval ci; // 0: it is the cheaper one as well; INFINITY: never
};

struct bill_quality {
    struct bill_standing *ways; // one for each way of the bill
    struct bill_worth *worth;
    size_t n, worth_count;
    size_t units;   // samples that all answered that have an answer at all
    size_t groups;  // ... in so many clusters
    bool clustered; // some of them name one
};

/* 1 for each unit that all who answered did, else 0; how often each way is
 * right on these. The caller frees. */
double *bill_shared(const struct bill *b);
double *bill_shared_accuracy(const struct bill *b);

void bill_quality_make(struct bill_quality *q, const struct bill *b);
void bill_quality_clear(struct bill_quality *q);

void bill_quality_text(const struct bill_quality *q, const struct bill *b,
    size_t width, int look, struct buf *out);

/* The parts of that: how many ways are compared, and for them what the table
 * shows, the table (the caller frees) and a line on each pair of neighbours. */
size_t bill_quality_compared(const struct bill_quality *q);
void bill_quality_head(const struct bill_quality *q, struct buf *out);
struct table *bill_quality_table(
    const struct bill_quality *q, const struct bill *b);
void bill_worth_text(const struct bill_quality *q, const struct bill *b,
    size_t width, struct buf *out);

/* Who is not in the table, and why; nothing where no quality is known. */
void bill_quality_others(const struct bill_quality *q, const struct bill *b,
    size_t width, struct buf *out);

/* Writes the keys "frontier" and "errors". */
void bill_quality_json(
    const struct bill_quality *q, const struct bill *b, struct jsonw *w);

#endif
