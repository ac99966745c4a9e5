/*
 * What answers used: tokens, seconds, dollars and right answers, summed by
 * sample. What is resampled are groups of these: a cluster, or a sample that
 * is of none; so every model of a draw answers the same samples.
 */
#ifndef RETORT_REPORT_WORK_H
#define RETORT_REPORT_WORK_H

#include "base/rng.h"
#include "report/data.h"

struct work_keys { // all units (samples) of all runs, suite by suite
    char **names;  // sorted: the units of a group stand together
    size_t n;
    size_t *group; // of each unit
    size_t *first; // unit of each group; first[groups] is n
    size_t groups;
    size_t *from; // first group of each suite; from[suites] is groups
    size_t suites;
};

/* Prices of a reply that differ by how it is bought. */
enum { WORK_USD = 4, WORK_CACHED = 1, WORK_BATCH = 2 }; // bits of an index

struct work_unit {        // sums over the answers of a unit
    double n;             // answers: samples with a reply, each repeat one
    double in, out;       // tokens; NAN as soon as one is unknown
    double cached;        // tokens of in that were read from a cache
    double reasoning;     // tokens of out that were thought
    double seconds;       //
    double usd[WORK_USD]; // [0] as it was, or as the tier says
    double right, judged; // answers with a verdict
    double weight;        // of an answer: a sample weighs as much as any
                          // other, however often its suite was asked
};

struct work {                // of one model
    struct work_unit *units; // one for each key
    size_t n;
    bool reasons; // some reply told of thinking
    bool bought;  // usd[1] and on hold something
    int asks;     // how often the samples of the last run were asked
    bool mixed;   // those of another one were so more often, or less
};

struct work_drawn { // units that count in a draw, in their order
    size_t *unit;
    double *times;
    size_t n;
};

/* USD of one reply, NAN unknown. */
typedef double (*work_price_fn)(
    void *arg, const struct data_run *d, const struct data_cost *c);

/* Collects the units of runs. */
void work_keys_make(
    struct work_keys *k, const struct data_run *const *runs, size_t n);
void work_keys_clear(struct work_keys *k);

/* The unit of an item of a run; k->n where it has none. */
size_t work_keys_find(const struct work_keys *k, const struct data_run *d,
    const struct data_item *item);

/* Whether a unit is of a cluster that samples name. */
bool work_keys_cluster(const struct work_keys *k, size_t unit);

/* Makes empty sums; adds the answers of a run; prices them once more into
 * usd[at]. */
void work_init(struct work *w, const struct work_keys *k);
void work_clear(struct work *w);
void work_add(struct work *w, const struct work_keys *k,
    const struct data_run *d, work_price_fn price, void *arg);
void work_add_price(struct work *w, const struct work_keys *k,
    const struct data_run *d, int at, work_price_fn price, void *arg);

/* The units that count, from how often each does; NULL: all, once. The caller
 * clears it. */
void work_drawn_make(
    struct work_drawn *d, const struct work_keys *k, const double *weight);
void work_drawn_clear(struct work_drawn *d);

/* Means of an answer, each by its weight, as struct work_unit (n and judged
 * stay sums, right is the share of judged). */
struct work_unit work_mean(const struct work *w, const struct work_drawn *d);

/* Groups with an answer. */
size_t work_groups(const struct work *w, const struct work_keys *k);

/* Whether one of those is a cluster. */
bool work_clustered(const struct work *w, const struct work_keys *k);

/* The interval of the share of right answers: that of data.h. mask: 0 for
 * units that do not count, NULL: all do. */
struct interval work_accuracy_ci(const struct work *w,
    const struct work_keys *k, const double *mask, double level);

/* Draws groups with replacement, suite by suite: how often each unit came. */
void work_draw(const struct work_keys *k, struct rng *r, double *weight);

#endif
