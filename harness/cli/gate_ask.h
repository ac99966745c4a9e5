/*
 * The part of `retort gate` that asks: a candidate that is a model, on the
 * suites of the baseline.
 */
#ifndef RETORT_CLI_GATE_ASK_H
#define RETORT_CLI_GATE_ASK_H

#include "cli/session.h"
#include "report/gate/gating.h"

/* True when the candidate is a model to be asked, not runs that are stored:
 * URL#NAME, or the name of a model that has no run but those a gate made.
 * Looks at the store read-only, which need not be there. */
bool gate_asks(struct context *c);

/* Asks the candidate on the suites named, or all that the baseline has, and
 * fills g; with --no-sequential it asks for all and adds the runs to asked
 * instead. end says how it ended. -1 says why it had to end early; what was
 * found before is in g. */
int gate_ask(struct session *s, const struct pick *baseline, struct pick *asked,
    struct gating *g, enum run_end *end, struct err *e);

#endif
