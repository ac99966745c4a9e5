/*
 * A mean that may be looked at after every reply: differences in [-1, 1],
 * drawn in random order WITHOUT replacement from a suite of known size.
 *
 * For a candidate mean m the next difference has the known expectation
 * (N m - sum so far) / (N - seen); a gambler who bets against it at these
 * fair odds gets rich only if m is wrong: Waudby-Smith and Ramdas (2020), and
 * (2024), section 5. By Ville's inequality his wealth ever reaches 1 / alpha
 * with a chance of at most alpha, so every look is free.
 *
 * The question is about this suite: what would asking all N items have shown?
 * With n = N that is known exactly. New items of its kind are gate.h's matter.
 *
 * Add items in the seeded random order they were drawn in, never in the order
 * of arrival: quick replies are no random sample.
 */
#ifndef RETORT_STATS_SEQUENCE_H
#define RETORT_STATS_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "stats/interval.h"

struct sequence;

struct sequence_plan {
    int64_t population; // N, items in the suite; at least 1
    int64_t base_right; // of them the baseline has right; -1: not known
    bool whole;         // every difference is -1, 0 or 1
    double edge;        // mean to test, as -margin; NAN: none, interval only
    double focus;       // distance from edge to be fast at: the margin; or 0
};

/* Returns a sequence without replies; the caller frees it. */
struct sequence *sequence_new(const struct sequence_plan *plan);
void sequence_free(struct sequence *s);

/* Adds a difference that is all we know of its item, x in [-1, 1]. Only for
 * a plan without base_right; never more than population values. */
void sequence_add(struct sequence *s, double x);

/* Adds an item the baseline had right or wrong, for any plan; with base_right
 * the baseline's share serves as a control variate. The candidate's score
 * lies between low and high in [0, 1]: equal, or 0 and 1 for an item that
 * will have no verdict. Each direction then takes its worst case. */
void sequence_add_pair(struct sequence *s, double low, double high, bool base);

/* Items added; those of them without verdict; items still to come; the edge
 * of the plan; the mean so far, items without verdict in the middle of what
 * they can be, NAN before the first. */
int64_t sequence_n(const struct sequence *s);
int64_t sequence_open(const struct sequence *s);
int64_t sequence_left(const struct sequence *s);
double sequence_edge(const struct sequence *s);
double sequence_mean(const struct sequence *s);

/* ln of the greatest evidence so far against "the mean is at or below edge";
 * to say "above" from ln(1 / alpha) on is wrong with chance <= alpha, however
 * often one looks. INFINITY: certain. NAN without an edge. O(1). */
double sequence_above(const struct sequence *s);

/* The same against "at or above edge". Unless the mean is exactly at the edge
 * one of the two can be wrong only, so both together keep alpha. */
double sequence_below(const struct sequence *s);

/* Limits of the mean at a two-sided level, holding at all looks at once; the
 * running intersection, so nothing ever comes back. Should the evidence
 * contradict itself (chance below 1 - level): what is certain without chance.
 * NAN for a bad level. O(n log N): for showing, not for deciding. */
struct interval sequence_interval(struct sequence *s, double level);

#endif
