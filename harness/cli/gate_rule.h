/*
 * What `retort gate` and `retort plan` read alike: the rule, the baseline, and
 * which of its suites are meant.
 */
#ifndef RETORT_CLI_GATE_RULE_H
#define RETORT_CLI_GATE_RULE_H

#include "cli/context.h"
#include "report/pick.h"
#include "stats/gate.h"

/* --margin or --retain, and --confidence. */
int gate_rule_read(
    const struct options *o, struct gate_rule *rule, struct err *e);

/* --baseline: a file, or runs of the store, which is opened to be read. */
int gate_baseline(struct context *c, struct pick *out, struct err *e);

/* Keeps the suites that were named, if any was. */
int gate_choose(struct pick *p, const struct options *o, struct err *e);

#endif
