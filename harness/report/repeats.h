/*
 * What it shows to ask each sample several times: a chance of being right in
 * k tries, a vote, and whether the answers differ at all. Every interval
 * counts the repeats of one sample as one cluster, and the samples of one
 * cluster likewise.
 */
#ifndef RETORT_REPORT_REPEATS_H
#define RETORT_REPORT_REPEATS_H

#include "report/data.h"
#include "stats/interval.h"

enum { REPEATS_PASS = 12 };

struct repeats_share {
    double value; // NAN: not known
    struct interval ci;
};

struct repeats {
    int asked;                 // how often each sample was asked, at most
    int64_t n;                 // samples with a verdict
    struct repeats_share mean; // of a sample's scores, graded ones included
    struct repeats_pass {      // unbiased, Chen et al. (2021, arXiv:2107.03374)
        int k;
        struct repeats_share share;
    } pass[REPEATS_PASS]; // none that a sample has too few verdicts for
    size_t passes;
    /* The answer that was read most often is right, the first of those in a
     * tie, Wang et al. (2022, arXiv:2203.11171). Not known where no answer
     * ever came twice: programs, free text. */
    struct repeats_share majority;
    double distinct[2], distance; // means over samples, see stats/variety.h
    double same;                  // samples whose replies are all the same
    int64_t varied;               // samples with two replies or more
};

/* Of a run that was read whole by data_load. */
int repeats_of(struct store *s, const struct data_run *d, double level,
    struct repeats *out, struct err *e);

/* "repeats":{...}, null for NULL; and some lines below the table. */
void repeats_json(const struct repeats *r, struct jsonw *w);
void repeats_text(const struct repeats *r, const char *model, struct buf *out);

#endif
