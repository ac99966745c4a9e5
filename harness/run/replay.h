/*
 * Recordings: replies a model gave once, to be given again (`retort serve`).
 *
 * A file of JSON lines, gzip or plain. A line with "retort" names the model
 * of the replies below it, so files can be joined with cat:
 *   {"retort":"recording","version":1,"model":SHOWN,"served":ON THE WIRE,
 *    "role":..,"provenance":{..}}
 *   {"suite":..,"id":SAMPLE,"repeat":K,"key":64 HEX DIGITS,"latency_us":N,
 *    "date":"2026-11-21T21:30:00Z","reply":{the body, on one line}}
 * key is SHA-256 of {"model":..,"messages":[..]}, newline, K: only a changed
 * prompt is another request. K counts the replies to one prompt from 0.
 */
#ifndef RETORT_RUN_REPLAY_H
#define RETORT_RUN_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct replay; // a set of replies
struct replay_reply {
    const char *body; // borrowed until the next replay_add
    size_t len;
    int64_t latency_us; // -1 unknown
    bool stream, usage; // it was asked for in pieces; with its tokens
};

struct replay_model {
    const char *shown, *served, *role;
    size_t replies;
};

/* Whether a chat request asks for pieces, and for its tokens in them. */
void replay_asks(const char *request, size_t len, bool *stream, bool *usage);

enum replay_found {
    REPLAY_FOUND,
    REPLAY_NOT_RECORDED, // the model, but not this prompt
    REPLAY_NO_MODEL,     // no reply of this model
    REPLAY_BAD           // no chat request at all
};

struct replay *replay_new(void);
void replay_free(struct replay *r);
/* Adds the replies of a file; of two with the same key the first stays. Fails
 * with ERR_SYSTEM, or with ERR_DATA and file:line. */
int replay_add(struct replay *r, const char *path, struct err *e);

/* Replies in the set; model i of it, NULL behind the last. */
size_t replay_count(const struct replay *r);
const struct replay_model *replay_model_at(const struct replay *r, size_t i);

/* Answers a request: of N replies to the same prompt the n-th time of asking
 * gives reply n modulo N. e says in words why there is none. */
enum replay_found replay_ask(struct replay *r, const char *request, size_t len,
    struct replay_reply *out, struct err *e);

struct replay_line { // a reply to be written
    const char *suite, *id, *request, *raw;
    size_t request_len, raw_len;
    int64_t latency_us, wall_us;
};

/* Adds the line that names a model (provenance is JSON); that of a reply, for
 * which r counts the replies to one prompt. */
void replay_put_model(
    struct buf *out, const struct replay_model *m, const char *provenance);
int replay_put(struct replay *r, struct buf *out, const struct replay_line *l,
    struct err *e);

#endif
