/*
 * One sample as two runs answered it: retort show --diff A B SAMPLE.
 */
#ifndef RETORT_CLI_SHOW_DIFF_H
#define RETORT_CLI_SHOW_DIFF_H

#include "base/buf.h"
#include "cli/context.h"

/* Adds both transcripts, or both as JSON. */
int show_diff(struct context *c, struct buf *out, struct err *e);

#endif
