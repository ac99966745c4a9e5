/*
 * How an endpoint is spoken to: one struct dialect per wire format, one row
 * in the table of dialect.c. Encoding and decoding never touch a socket.
 */
#ifndef RETORT_MODEL_DIALECT_H
#define RETORT_MODEL_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "model/model.h"
#include "model/outcome.h"
#include "model/usage.h"

struct message {
    const char *role; // system, user, assistant
    const char *text; // may hold any bytes
    size_t len;
};

enum { SAMPLING_STOPS = 4 };

struct sampling {
    double temperature; // NAN: the endpoint's own
    double top_p;       // NAN: the endpoint's own
    int64_t max_tokens; // 0: the endpoint's own
    int64_t seed;       // -1: none
    int top_logprobs;   // 0: none asked for
    const char *stop[SAMPLING_STOPS]; // borrowed
    int stops;
};

enum finish {
    FINISH_UNKNOWN,
    FINISH_STOP,
    FINISH_LENGTH,
    FINISH_FILTERED,
    FINISH_TOOL,
    FINISH_ERROR
};

/* A decoded reply, or why there is none. Strings belong to tree or heap. */
struct reply {
    enum failure failure;  // NONE: there is a reply
    char why[300];         // failure in words, with the provider's own
    const char *text;      // never NULL on success; may be ""
    const char *reasoning; // NULL: none told
    const char *refusal;   // NULL: none
    const char *served;    // model that answered; NULL: not told
    enum finish finish;
    struct usage usage;
    const struct json *logprobs; // of the first tokens; NULL: none
    struct json *tree;           // owns all of the above
    char *joined;                // owns text when it came in parts
};

struct dialect {
    const char *name;
    const char *path;                   // behind the base URL
    const char *key_header;             // which header carries the key
    const char *key_prefix;             // what stands before it there
    void (*encode)(const struct model *m, const struct message *messages,
        size_t n, const struct sampling *s, struct buf *body);
    void (*decode)(int status, const char *body, size_t len,
        struct reply *out);
};

/* The dialect of that name, or NULL; and row i, NULL behind the last. */
const struct dialect *dialect_find(const char *name);
const struct dialect *dialect_at(int i);

/* Frees what a reply holds. */
void reply_clear(struct reply *r);

/* "stop", "length", ... */
const char *finish_name(enum finish f);

/* Fills failure and why from an HTTP status and an error object of the
 * common shape {"error":{"message","type","code"}} (tree may be NULL); a
 * prompt that a filter blocked is a refusal. */
void dialect_fail(struct reply *out, int status, const struct json *tree);

/* Log-probability of the first token of a choice: calls fn for each of its
 * alternatives (chat shape logprobs.content[0].top_logprobs). */
typedef void (*logprob_fn)(void *arg, const char *token, double logprob);
void dialect_first_logprobs(
    const struct json *logprobs, logprob_fn fn, void *arg);

#endif
