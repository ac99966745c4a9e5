/*
 * What the parts of the simulation share: trials, pairs of models, words.
 */
#ifndef RETORT_TESTS_SIMULATE_SIM_H
#define RETORT_TESTS_SIMULATE_SIM_H

#include <stdbool.h>

#include "base/rng.h"
#include "stats/interval.h"
#include "stats/paired.h"

#define LEVEL 0.95
#define ALPHA 0.05

struct trials {
    long count;
    struct rng rng;
};

/* Two models on one kind of item: the baseline's accuracy, the share of items
 * on which they disagree, and accuracy of the candidate less the baseline's. */
struct sim_pair {
    double accuracy, discordant, diff;
};

bool sim_possible(const struct sim_pair *p);

/* n new items of that kind: what the fixed intervals speak about. */
struct paired_cells sim_draw(struct rng *r, const struct sim_pair *p, long n);

int sim_holds(struct interval i, double truth);
double sim_percent(long k, long n);

/* Prints " 93.10 |", in bold when it is below what an interval may cover. */
void sim_cell(double percent);

/* sim_interval.c, sim_cluster.c, sim_gate.c: tables on standard output. */
void sim_accuracy(struct trials *t);
void sim_difference(struct trials *t);
void sim_bootstrap(struct trials *t);
void sim_clusters(struct trials *t);
void sim_fixed(struct trials *t);
void sim_fixed_clusters(struct trials *t);
void sim_gate(struct trials *t);
void sim_gate_clusters(struct trials *t);
void sim_sequences(struct trials *t);
void sim_compare_clusters(struct trials *t);

#endif
