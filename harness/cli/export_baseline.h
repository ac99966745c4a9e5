/*
 * The part of `retort export` that writes a baseline for the gate.
 */
#ifndef RETORT_CLI_EXPORT_BASELINE_H
#define RETORT_CLI_EXPORT_BASELINE_H

#include "cli/exit.h"
#include "cli/options.h"

/* Writes what --baseline names to --to, or to standard output. */
enum exit_code export_baseline(const struct options *o, struct err *e);

#endif
