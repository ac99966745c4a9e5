/*
 * Inside report/data*.c only: the sums of a run. Verdicts and replies may come
 * in any order, and the sums are the same to the last bit.
 */
#ifndef RETORT_REPORT_DATA_SUM_H
#define RETORT_REPORT_DATA_SUM_H

#include "report/data_price.h"
#include "report/label.h"

struct values {
    double *at;
    size_t n;
};

enum { TIMES_TOGETHER = 1 << 14 };

struct times {     // there may be millions, and few are above an hour
    uint32_t **us; // so many in each: none moves when more come
    size_t n;
    struct values long_ms; // those that do not fit
};

struct tally { // verdicts by cluster
    struct label_set names;
    struct clustered_count *of;
    size_t n;
};

struct cost_sum { // what is known before the last reply is
    struct times latency, ttft;
    struct values tokens_per_s;
    __int128 known_pusd;
    bool unknown;
};

struct data_sums {
    struct data_price price;
    struct cost_sum costs;
    struct tally tally;
};

/* Begins with d, which has a row by the time a reply comes. */
void data_sums_begin(
    struct data_sums *s, struct data_run *d, const struct price_book *prices);

/* Counts a verdict: clustered says that some sample is of a cluster, so that
 * those that are not stand each for itself. */
void data_sums_verdict(
    struct data_sums *s, const struct answer_cost *a, bool clustered);

/* Counts a reply. */
void data_sums_reply(struct data_sums *s, const struct answer_cost *a);

/* The sums go into d, and all else is freed. */
void data_sums_end(struct data_sums *s);

#endif
