/*
 * How long a gate that looks after every reply will take: by seeded trials on
 * suites that are made up, because stopping times have no formula.
 */
#ifndef RETORT_STATS_FORESEE_H
#define RETORT_STATS_FORESEE_H

#include "base/rng.h"
#include "stats/gate.h"

struct foresee_suite {
    int64_t n;          // items
    int64_t base_right; // of them the baseline has right
    int64_t lost, won;  // where the candidate differs: wrong, right instead
    bool base_known;    // the gate knows base_right beforehand
};

/* Makes a suite of n items from shares: accuracy of the baseline, discordant
 * pairs, accuracy of the candidate less the baseline's. A difference exactly
 * at `edge` stays on its worse side in whole items (NAN: no edge). -1 when
 * there is no such suite. */
int foresee_suite(int64_t n, double accuracy, double discordant, double diff,
    double edge, struct foresee_suite *out);

/* Adds item k (from 0) of a suite: those that the baseline has right come
 * first, of these the lost ones first; the won ones come last of all. */
void foresee_add(
    struct sequence *s, const struct foresee_suite *suite, int64_t k);

enum { FORESEE_CERTAINTIES = 4 };

/* 0.5, 0.8, 0.9, 0.95 */
extern const double foresee_certainty[FORESEE_CERTAINTIES];

struct foresight {
    int64_t said[3];                 // trials, by enum gate_verdict
    double mean;                     // items asked
    int64_t by[FORESEE_CERTAINTIES]; // items by which that share of the trials
                                     // had ended
};

/* Plays trials gates on a suite in random order, a look after every item. */
struct foresight foresee_gate(const struct gate_rule *rule,
    const struct foresee_suite *suite, int trials, struct rng *r);

/* Items of the same kind that two whole runs need so that gate_fixed answers
 * with that chance: Nam (1997) for its score, with the variance at the edge
 * beside the true one, and with its correction for continuity; worse at alpha
 * / family. NAN on the edge, and for shares that cannot be. */
double foresee_items(const struct gate_rule *rule, double accuracy,
    double discordant, double diff, double power);

#endif
