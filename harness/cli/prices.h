/*
 * The parts of `retort prices`: one model explained, a file imported, two
 * books compared. Each prints to out and fails as everywhere.
 */
#ifndef RETORT_CLI_PRICES_H
#define RETORT_CLI_PRICES_H

#include "cli/context.h"

/* Which row applies to a request to the model, and why no other does. */
int prices_model(
    struct context *c, const char *word, struct buf *out, struct err *e);

/* Reads somebody else's prices from path; the book goes to --to, what was
 * read and what was not to out. */
int prices_import(
    struct context *c, const char *path, struct buf *out, struct err *e);

/* What differs between the books of two files ("built-in": ours). */
int prices_diff(struct context *c, const char *a, const char *b,
    struct buf *out, struct err *e);

#endif
