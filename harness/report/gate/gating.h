/*
 * The gate over runs: is the candidate worse than the baseline allows, suite
 * by suite and in all, in words people understand.
 */
#ifndef RETORT_REPORT_GATE_GATING_H
#define RETORT_REPORT_GATE_GATING_H

#include "report/alike.h"
#include "report/pick.h"
#include "stats/gate.h"

/* ERR_USAGE when a candidate with nothing right would pass: the margin is no
 * less than what the baseline has right. NAN passes. */
int gating_sense(const struct gate_rule *rule, const char *suite,
    double accuracy, struct err *e);

struct gating_asked {  // where the candidate was asked for this verdict
    bool yes;          // false: two runs, and the rest has no meaning
    bool skipped;      // another suite had the verdict already
    int64_t of;        // samples the verdict is about
    int64_t looked;    // first samples of the order that it rests on
    int64_t answered;  // samples that have been asked, now or before
    int64_t sent;      // requests that went out now
    int64_t reused;    // replies and verdicts that were there
    double replies;    // of one sample; NAN: none came
    double usd;        // of one sample; NAN: not known
    uint64_t seed;     // of the order
    char stopped[500]; // why it ended without a verdict; ""
};

struct gating_suite {
    const char *suite; // borrowed from the baseline
    struct pair pair;  // a is the candidate, b the baseline; empty if asked
    struct paired_cells cells;
    struct gate_result result;
    struct gating_asked asked;
    size_t clusters; // the samples come in; 0: the suite names none
    double widening; // of the limits by them; 1: none
    char why[700];   // the reason, a sentence
    char note[300];  // what else a reader must know; ""
};

struct gating {
    struct gate_rule rule;
    struct alike accept;              // what may differ besides the model
    const char *baseline, *candidate; // names of the models
    struct gating_suite *suites;
    size_t n;
    enum gate_verdict verdict; // of all suites together
};

/* Reads "1pt", "0.5pt" (margin) or "98%" (share to keep) into the rule.
 * ERR_USAGE for what makes no sense. */
int gating_margin(const char *text, struct gate_rule *rule, struct err *e);
int gating_retain(const char *text, struct gate_rule *rule, struct err *e);

/* "Allowed: 1 point below the baseline, at a one-sided confidence of 95 %". */
void gating_rule_text(const struct gate_rule *rule, struct buf *out);

/* Adds every suite both have. ERR_USAGE when they share no sample, or differ
 * in what is not accepted. */
int gating_pair(struct gating *g, const struct pick *baseline,
    const struct pick *candidate, struct err *e);

/* Adds a suite on which the candidate is asked, for its reader to fill. */
struct gating_suite *gating_add(struct gating *g, const char *suite);

/* Puts the reasons into words and joins the verdicts: once, at the end. */
void gating_end(struct gating *g);
void gating_clear(struct gating *g);

/* Requests that a sequence did not need, and what they would have cost at the
 * mean of those that were made; NAN when that is not known. */
double gating_saved(const struct gating_suite *s);
double gating_saved_usd(const struct gating_suite *s);

/* "not_worse", "worse", "unknown". */
const char *gating_word(enum gate_verdict v);

void gating_json(const struct gating *g, struct buf *out);
void gating_text(
    const struct gating *g, size_t width, int look, struct buf *out);
void gating_markdown(const struct gating *g, struct buf *out);
void gating_junit(const struct gating *g, struct buf *out);

#endif
