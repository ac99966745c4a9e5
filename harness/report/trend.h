/*
 * Checkpoints of one model on the same samples: which is the best, and which
 * may be, after having looked at many; and whether the line through them
 * rises.
 */
#ifndef RETORT_REPORT_TREND_H
#define RETORT_REPORT_TREND_H

#include "report/alike.h"
#include "report/text/table.h"

struct trend_point {
    const struct data_run *run; // borrowed
    double x;                   // number in its name, or place in the order
    int64_t right;              // of the samples that all have
    double accuracy;
    struct interval ci; // by itself
    double behind;      // the best's accuracy less its own, 0 or more
    /* Of behind, at the level that makes all pairs of checkpoints hold
     * together (Bonferroni): it holds whichever turned out the best. */
    struct interval behind_ci;
    /* Least p of "some other one is better", one-sided exact, times their
     * number. With chance >= the level the true best is among those where it
     * is above 1 - level: Gupta (1965), Hsu (1981). */
    double p_best;
    bool may_be_best;
};

struct trend {
    struct trend_point *points;
    size_t n;
    size_t samples;  // that all runs have, with a verdict in each: every
                     // repeat is one of them, and all those of one count once
    int repeats;     // how often each was asked
    size_t left_out; // that some have, and not all
    size_t clusters; // 0: every sample counts by itself
    size_t best;
    bool named;    // x is the number in the name
    double margin; // share; NAN: none
    double level;
    /* Each sample's own slope over x, averaged (Matthews et al. 1990): that
     * the same samples come again and again is in the error. About new
     * samples for these checkpoints, not about new trainings. */
    double slope, slope_se; // accuracy for 1 of x
    struct interval slope_ci;
    double slope_log10_p;
};

/* Reads runs into out, whose level and margin are set. They must be of one
 * suite and alike. ERR_USAGE otherwise, and where no sample is common. */
int trend_of(struct trend *out, const struct data_run *const *runs, size_t n,
    const struct alike *accepted, struct err *e);
void trend_clear(struct trend *t);

/* True when the name of a model ends in the number of a checkpoint, as
 * "ck100" or "run-7-final" do and "llama-8b" does not; adds the rest of the
 * name, the same for all checkpoints of one training. */
bool trend_stem(const char *name, struct buf *stem, double *x);

/* The name of a point: its model, with the run where models repeat. */
void trend_name(const struct trend *t, size_t i, struct buf *out);

void trend_json(const struct trend *t, struct buf *out);
void trend_text(const struct trend *t, size_t width, int look, struct buf *out);

/* The parts of that text; the caller frees the table. */
struct table *trend_table(const struct trend *t);
void trend_notes(const struct trend *t, size_t width, struct buf *out);

/* "360 replies, 3 to a sample," or "120 samples". */
void trend_what(const struct trend *t, struct buf *out);

/* Adds the findings as sentences: the best, the slope, the margin. */
void trend_best_words(const struct trend *t, struct buf *out);
void trend_slope_words(const struct trend *t, struct buf *out);

/* DIR/trend: accuracy over checkpoints. */
int trend_draw(const char *dir, const struct trend *t, struct err *e);

#endif
