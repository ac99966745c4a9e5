/*
 * `retort show SUITE`: what a suite is, and what it asks.
 */
#ifndef RETORT_CLI_SHOW_SUITE_H
#define RETORT_CLI_SHOW_SUITE_H

#include "cli/context.h"

/* Adds it to out, as text or --json. sample NULL: the first one. */
int show_suite(struct context *c, const char *name, const char *sample,
    struct buf *out, struct err *e);

#endif
