/*
 * Before a suite is scored by log-likelihood: does this endpoint give any?
 */
#ifndef RETORT_RUN_LIKELY_H
#define RETORT_RUN_LIKELY_H

#include "run/run.h"

/* Asks for the log-likelihood of one known text, or looks up what was
 * answered before. -1 with ERR_CONFIG and the reason when what comes proves
 * none (model/likelihood.h). 0 also when nothing can be said: offline, or the
 * request failed, which the run itself will meet and explain. */
int likely_probe(const struct run_config *c, struct err *e);

#endif
