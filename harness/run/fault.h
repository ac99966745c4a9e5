/*
 * Faults an endpoint can have: a table of kinds, and which request meets
 * which. `retort serve --faults` plays them; the same seed plays the same
 * ones, whatever order the requests come in.
 */
#ifndef RETORT_RUN_FAULT_H
#define RETORT_RUN_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "io/play.h"
#include "model/outcome.h"

/* What becomes of a sample whose request meets it once: name, help */
#define FAULT_ENDS(X)                                                          \
    X(ANSWERED, "answered", "odd, but a good reply: taken, asked once")        \
    X(RETRIED, "retried", "no reply: asked again, and then answered")          \
    X(MENDED, "mended", "a parameter is refused: asked again without it")      \
    X(FAILED, "failed", "this sample has no reply; the others go on")          \
    X(STOPS, "stops", "every other would meet the same: the run ends")         \
    X(TRUNCATED, "truncated", "a reply that was cut by the token limit")       \
    X(REFUSED, "refused", "a reply that declines")                             \
    X(UNREAD, "unread", "a reply without an answer in it")

enum fault_end {
#define X(id, name, help) FAULT_##id,
    FAULT_ENDS(X)
#undef X
        FAULT_ENDS_COUNT
};

struct fault_kind { // a row of the table, harness/catalog/faults.txt
    char *name, *about;
    enum fault_end end;
    enum failure failure; // what the client takes it for; NONE: a reply
    bool alone;           // big or slow: only when it is named
    bool rare;            // costs a second: seldom in a mix
    bool stream;          // for requests that ask for a stream
    char *asks;           // ... that have this member; NULL: for all
    struct play play;
    double share;        // of requests for whole replies
    double stream_share; // of requests for streams
    int64_t met;         // requests that met it
};

const char *fault_end_name(enum fault_end end);
const char *fault_end_help(enum fault_end end);

struct faults; // the table, and what is wished of it

/* Reads "half", "mix=0.5,seed=7,most=4", "server_500:0.1,reset_at_once".
 *   half           mix=0.5
 *   mix=P          P of all requests meet one of those that are answered,
 *                  asked again or fail their sample
 *   KIND[:P]       P (1) of all requests meet this one
 *   seed=N         (1)
 *   able=N         more than N requests at once are too many (429 without a
 *                  word how long)
 *   most=N         no request meets more than N of them in a row (4); 0: any
 * NULL: ERR_USAGE names the word that makes no sense. "" wishes nothing. */
struct faults *faults_new(const char *spec, struct err *e);
void faults_free(struct faults *f);

/* Row i of the table, NULL behind the last. */
const struct fault_kind *faults_at(const struct faults *f, size_t i);

struct fault_request {
    const char *body;
    size_t len;
    bool stream;       // it asks for one
    int64_t under_way; // so many others are, while it comes
};

/* The fault that a request meets, NULL for none; counts the request. chance is
 * for the fault's own needs. */
const struct fault_kind *faults_pick(struct faults *f,
    const struct fault_request *r, uint64_t *chance,
    unsigned char digest[HASH_SIZE]);

/* Notes that the good reply to the request of a digest was written whole. */
void faults_answered(struct faults *f, const unsigned char digest[HASH_SIZE]);

/* True when the wish is a certificate that does not verify: of every
 * connection, so no request ever comes. */
bool faults_untrusted(const struct faults *f);

struct faults_count {
    int64_t requests; // all
    int64_t distinct; // by their bodies
    int64_t faults;   // how many met one
    int64_t answered; // good replies that were written whole
    int64_t again;    // requests for what had been answered whole before
};
struct faults_count faults_count(const struct faults *f);

/* For the above: reads the table; the caller frees with fault_kinds_free. */
int fault_kinds_read(
    const char *text, struct fault_kind **out, size_t *n, struct err *e);
void fault_kinds_free(struct fault_kind *kinds, size_t n);

#endif
