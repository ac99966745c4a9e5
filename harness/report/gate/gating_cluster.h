/*
 * What clusters of samples do to the gate's limits.
 */
#ifndef RETORT_REPORT_GATE_GATING_CLUSTER_H
#define RETORT_REPORT_GATE_GATING_CLUSTER_H

#include "report/gate/gating.h"

/* By how much limits of two runs must be widened (stats/cluster.h), from the
 * differences that the rule is about: a - b, or a - share * b. clusters gets
 * how many there are, 0 where the suite names none; then it is 1. */
double gating_widening(
    const struct pair *p, const struct gate_rule *rule, size_t *clusters);

/* Clusters that the samples of a run come in; 0: it names none. */
size_t gating_clusters(const struct data_run *d);

#endif
