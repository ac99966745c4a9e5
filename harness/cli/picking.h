/*
 * Runs by the words of the command line.
 */
#ifndef RETORT_CLI_PICKING_H
#define RETORT_CLI_PICKING_H

#include "cli/context.h"
#include "report/pick.h"

/* pick_add from the open store; says on standard error which later runs were
 * not taken, and why. word NULL: pick_all. */
int picking_add(
    struct context *c, struct pick *p, const char *word, struct err *e);

#endif
