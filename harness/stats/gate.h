/*
 * Is the candidate worse than the baseline allows? Three answers, never two,
 * and why. Words are made elsewhere.
 *
 * In struct paired_cells the candidate is a, the baseline b. gate_fixed speaks
 * about new items like these, the others about this suite (sequence.h).
 */
#ifndef RETORT_STATS_GATE_H
#define RETORT_STATS_GATE_H

#include <stddef.h>

#include "stats/paired.h"
#include "stats/sequence.h"

enum gate_verdict { GATE_NOT_WORSE, GATE_WORSE, GATE_UNKNOWN };

enum gate_reason {
    GATE_CLEAR,       // the limits lie on one side of the edge
    GATE_STRADDLES,   // the edge lies between the limits: ask more items
    GATE_ON_EDGE,     // all is known, and it is exactly the edge
    GATE_FAILED,      // items without verdict could flip the answer
    GATE_EMPTY,       // no pair of verdicts to compare
    GATE_ONE_CLUSTER, // all items are of one cluster: nothing is known of
                      // others
    GATE_NO_RATIO,    // the baseline has nothing right that could be kept
    GATE_BAD_RULE     // margin, share or alpha outside their domain
};

struct gate_rule {
    bool retain;        // false: margin; true: share of the baseline's accuracy
    double amount;      // 0.02, two points, in [0, 1); or 0.98 in (0, 1]
    double alpha;       // chance of a wrong answer, one-sided; 0.05, below 0.5
    int family;         // verdicts joined by gate_join, 1 or more
    double widen;       // by which clusters widen the limits of gate_fixed
                        // (cluster_widening); 0 and 1: not at all
    double widen_worse; // the same at alpha / family; 0: as widen
    double each;        // so many answers count as one item, in gate_fixed; 0
                        // and 1: every one does (paired_ci_once)
};

/* Items without a verdict on at least one side. */
struct gate_open {
    int64_t a_missing_b_right;
    int64_t a_missing_b_wrong;
    int64_t b_missing_a_right;
    int64_t b_missing_a_wrong;
    int64_t both_missing;
};

struct gate_result {
    enum gate_verdict verdict;
    enum gate_reason reason;
    double edge;            // -margin, or the share
    double estimate;        // acc_a - acc_b, or acc_a / acc_b; may be NAN
    struct interval limits; // those the verdict is given by, each one-sided:
                            // the lower at alpha, the upper at alpha / family;
                            // pairs with verdicts only
    struct interval bounds; // limits widened by open items at worst and best
    int64_t n;              // pairs with both verdicts
    int64_t open;           // items with less
};

/* Non-inferiority on a fixed set of items: paired_ci_careful for a margin, the
 * score test of Tang, Tang and Chan (2003) corrected for continuity for
 * retention, each one-sided at alpha; worse at alpha / family, Bonferroni. An
 * answer stands only if it is the same without the open items and with all of
 * them at their worst and best. open may be NULL. */
struct gate_result gate_fixed(const struct gate_rule *rule,
    const struct paired_cells *c, const struct gate_open *open);

/* The plan for a sequence under this rule. The baseline's right answers are
 * needed for retention, with edge (amount - 1) base_right / population, and
 * save requests for a margin; -1: unknown. Graded scores: clear whole. */
struct sequence_plan gate_plan(
    const struct gate_rule *rule, int64_t population, int64_t base_right);

/* The answer now, O(1), to be asked after every reply; wrong with chance <=
 * alpha over all looks together. s is of gate_plan(rule). */
enum gate_verdict gate_look(
    const struct gate_rule *rule, const struct sequence *s);

/* The same with its numbers, all as differences: for showing. */
struct gate_result gate_sequence(const struct gate_rule *r, struct sequence *s);

/* Worse if one is, not worse if all are (Berger 1982), else unknown. */
enum gate_verdict gate_join(const enum gate_verdict *verdicts, size_t n);

#endif
