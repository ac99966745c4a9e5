/*
 * Pure mathematics of routing: some requests go to a cheap model, the others
 * to a dear one. Which ones a signal says: the higher an item's, the sooner
 * it goes to the dear model.
 *
 * The figures are RouteLLM's (Ong et al. 2024, arXiv:2406.18665; SCORING.md
 * section 4): the performance gap recovered at a share x of dear calls is
 * PGR(x) = (accuracy(x) - cheap) / (dear - cheap); APGR its mean over x, by
 * trapezoids over the ten quantile bins of the signal; CPT(q) the share at
 * which a part q of the gap is recovered, interpolated between those bins.
 */
#ifndef RETORT_COST_ROUTE_H
#define RETORT_COST_ROUTE_H

#include <stddef.h>

enum { ROUTE_BINS = 10 };

struct route_item {
    double cheap, dear; // scores, 0 to 1
    double signal;      // NAN: unknown, goes to the dear model first of all
};

struct route_point {
    double share;    // of requests that go to the dear model
    double accuracy; // of what is then answered
    double signal;   // the least that still goes there
};

struct route_curve {
    struct route_point *points; // from share 0 to 1; items of one signal
    size_t n;                   // go together
    struct route_point bins[ROUTE_BINS + 1]; // at the ten quantiles
};

/* The curve of a signal; n is 1 or more. The caller clears it. */
void route_curve_of(
    const struct route_item *items, size_t n, struct route_curve *out);
void route_curve_clear(struct route_curve *c);

/* NAN where both models are equally good. */
double route_apgr(const struct route_curve *c);

/* The least share of dear calls from which on a part q of the gap is
 * recovered: NAN where the dear model is not the better one. */
double route_cpt(const struct route_curve *c, double q);

/* Accuracy of a router that knows who is right, as RouteLLM has it: first the
 * items that only the dear model answers, and never a loss; and of one that
 * draws lots. */
double route_oracle(const struct route_item *items, size_t n, double share);
double route_oracle_share( // the least for an accuracy; NAN: it has none
    const struct route_item *items, size_t n, double accuracy);
double route_random(const struct route_item *items, size_t n, double share);

/* The first point of the whole curve that is at least so accurate, or NULL. */
const struct route_point *route_reach(
    const struct route_curve *c, double accuracy);

#endif
