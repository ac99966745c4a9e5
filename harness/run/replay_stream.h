/*
 * A recorded reply in pieces, as an endpoint sends it that was asked for
 * "stream": true.
 */
#ifndef RETORT_RUN_REPLAY_STREAM_H
#define RETORT_RUN_REPLAY_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct replay_parts { // where they begin, from the first byte that was added
    size_t tail;      // the second half of the events up to the end of the text
    size_t usage;     // the event with its tokens
    size_t done;      // [DONE]
};

/* Adds the server-sent events of a whole chat completion: its role, its text
 * by tokens where the recording has their log-probabilities and else by
 * words, how it ended, its usage (when that was asked for), [DONE]. A body
 * that is none becomes one event. Folded (model/fold.h) they say what the
 * body says. parts may be NULL. */
void replay_stream(const char *body, size_t len, bool usage, struct buf *out,
    struct replay_parts *parts);

#endif
