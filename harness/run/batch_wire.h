/*
 * Inside run/batch*.c only: one request to a batch service at a time.
 */
#ifndef RETORT_RUN_BATCH_WIRE_H
#define RETORT_RUN_BATCH_WIRE_H

#include "base/json.h"
#include "run/batch.h"

struct batch_call {
    const char *url;
    const char *type;       // as in batch_open_fn
    const struct buf *body; // NULL: a GET
    const char *doing;      // for messages: "uploading"
    bool refused;           // out: it was answered, with a plain no
};

/* Makes it: the bytes of an answer with status 200. Anything else fails, with
 * the provider's words. */
int batch_call(struct batch_run *b, struct batch_call *call, struct buf *out,
    struct err *e);

/* The same, for an answer that is JSON; NULL on error. The caller frees. */
struct json *batch_call_json(
    struct batch_run *b, struct batch_call *call, struct err *e);

/* Tells the user a line about the model's batch, and clears it. */
void batch_say(const struct batch_run *b, struct buf *line);

#endif
