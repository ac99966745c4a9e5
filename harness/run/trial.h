/*
 * A candidate on trial: asked in a seeded random order, looked at after every
 * reply, and let go as soon as the verdict is certain.
 *
 * Looks go in the order asked, never in that of arrival (sequence.h): a reply
 * that came early waits for those before it. What is in flight when the
 * verdict is certain is kept, and not looked at. So the same replies give the
 * same verdict at the same look, whoever was quicker.
 */
#ifndef RETORT_RUN_TRIAL_H
#define RETORT_RUN_TRIAL_H

#include "stats/gate.h"
#include "suite/suite.h"

struct trial_item {            // one sample the baseline has a verdict on
    int64_t n;                 // its place in the suite
    const char *id;            // borrowed
    const unsigned char *hash; // of prompt and target; borrowed
    bool right;                // the baseline's verdict
};

struct trial_plan {
    struct suite *suite;
    const struct trial_item *items; // by place, all different; borrowed
    size_t n;
    size_t hash_len;              // bytes of hash that are known
    const struct gate_rule *rule; // borrowed
    uint64_t seed;                // of the order
    bool to_the_end;              // ask all, whatever is certain
};

struct trial;

/* Returns a trial before its first sample; the caller frees. */
struct trial *trial_new(const struct trial_plan *plan);
void trial_free(struct trial *t);

/* For run_config: next and judged, with the trial as watch_arg. A sample that
 * is not the one the baseline answered is ERR_USAGE. */
int trial_next(void *trial, struct sample *out, struct err *e);
bool trial_judged(void *trial, int64_t n, enum outcome o);

/* How it stands, and the cells of what was looked at (candidate a, baseline
 * b; those without verdict left out). */
struct gate_result trial_result(struct trial *t, struct paired_cells *cells);

#endif
