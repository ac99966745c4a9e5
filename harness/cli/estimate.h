/*
 * What a run will send and cost, said before its first request, and what
 * --budget needs to be kept.
 */
#ifndef RETORT_CLI_ESTIMATE_H
#define RETORT_CLI_ESTIMATE_H

#include "cli/session.h"

/* Refuses a --budget that could not hold, because a price is not known:
 * ERR_USAGE, unless --unpriced allows it (then said on standard error). */
int estimate_budget(struct session *s, struct err *e);

/* Says on standard error what one suite on one model will send, and on what
 * that stands. Looks at a few samples only; a suite that fails on one of them
 * is for the run to tell. */
void estimate_say(struct session *s, const struct run_config *rc);

/* --dry-run: plan, estimate and three prompts of all pairs to standard output,
 * as text or JSON; sends nothing, needs no key. */
int estimate_dry_run(struct session *s, struct err *e);

#endif
