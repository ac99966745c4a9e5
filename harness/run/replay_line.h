/*
 * One line of a recording, both ways. For run/replay.c only: what the members
 * mean stands in replay.h.
 */
#ifndef RETORT_RUN_REPLAY_LINE_H
#define RETORT_RUN_REPLAY_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "run/replay.h"

struct replay_line_reply {
    unsigned char key[HASH_SIZE];
    const char *body; // within the line
    size_t len;
    int64_t latency_us; // -1 unknown
};

/* Reads a line that names a model; strings are the tree's. Fails with
 * ERR_DATA. */
int replay_line_head(
    const struct json *tree, struct replay_model *out, struct err *e);

/* Reads the line of a reply, parsed as tree, without a copy of the body.
 * Fails with ERR_DATA. */
int replay_line_reply(const struct json *tree, const char *line, size_t len,
    struct replay_line_reply *out, struct err *e);

/* Adds the line that names a model; provenance is JSON. */
void replay_line_put_head(
    struct buf *out, const struct replay_model *m, const char *provenance);

/* Adds the line of a reply, number k of those to its prompt. */
void replay_line_put_reply(struct buf *out, const struct replay_line *l, int k,
    const unsigned char key[HASH_SIZE]);

#endif
