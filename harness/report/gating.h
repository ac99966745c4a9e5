/*
 * The gate over runs: is the candidate worse than the baseline allows, suite
 * by suite and in all, in words people understand.
 */
#ifndef RETORT_REPORT_GATING_H
#define RETORT_REPORT_GATING_H

#include "report/pair.h"
#include "report/pick.h"
#include "stats/gate.h"

struct gating_suite {
    const char *suite;
    struct pair pair; // a is the candidate, b the baseline
    struct paired_cells cells;
    struct gate_result result;
    char why[300]; // the reason, a sentence
};

struct gating {
    struct gate_rule rule;
    const char *baseline, *candidate; // names of the models
    struct gating_suite *suites;
    size_t n;
    enum gate_verdict verdict; // of all suites together
};

/* Reads "1pt", "0.5pt" (margin) or "98%" (share to keep) into the rule.
 * ERR_USAGE for what makes no sense. */
int gating_margin(const char *text, struct gate_rule *rule, struct err *e);
int gating_retain(const char *text, struct gate_rule *rule, struct err *e);

/* Decides on every suite both have. ERR_USAGE when they share no sample, or
 * when samples of one name differ in prompt or target. */
int gating_decide(struct gating *g, const struct pick *baseline,
    const struct pick *candidate, struct err *e);
void gating_clear(struct gating *g);

/* "not_worse", "worse", "unknown". */
const char *gating_word(enum gate_verdict v);

void gating_json(const struct gating *g, struct buf *out);
void gating_text(
    const struct gating *g, size_t width, int look, struct buf *out);
void gating_markdown(const struct gating *g, struct buf *out);
void gating_junit(const struct gating *g, struct buf *out);

#endif
