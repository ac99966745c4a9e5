/*
 * `retort serve --faults`: replies reach the client through a fault, or not
 * at all, and the server counts what it gave to whom.
 */
#ifndef RETORT_CLI_SERVE_FAULTS_H
#define RETORT_CLI_SERVE_FAULTS_H

#include "base/buf.h"
#include "base/err.h"
#include "io/listen.h"
#include "io/loop.h"
#include "run/replay.h"

struct serve_faults;

/* Reads the wish (run/fault.h); every reply waits delay_ms besides. NULL:
 * ERR_USAGE. */
struct serve_faults *serve_faults_open(
    struct loop *l, const char *spec, int64_t delay_ms, struct err *e);
void serve_faults_close(struct serve_faults *s);

/* True when no request will come: a certificate that does not verify is
 * wished. */
bool serve_faults_untrusted(const struct serve_faults *s);

/* Ends a request whose good reply is this one; headers are more lines. */
void serve_faults_answer(struct serve_faults *s, struct listen_request *r,
    const struct replay_reply *reply, const char *headers);

/* Adds what was counted as a JSON object, and as a line for people. */
void serve_faults_json(const struct serve_faults *s, struct buf *out);
void serve_faults_say(const struct serve_faults *s, struct buf *out);

/* Adds the table of kinds for people. */
int serve_faults_list(struct buf *out, struct err *e);

#endif
