/*
 * How an endpoint is spoken to: one struct dialect per wire format, one row
 * in the list below. Encoding and decoding never touch a socket.
 */
#ifndef RETORT_MODEL_DIALECT_H
#define RETORT_MODEL_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/json.h"
#include "model/fold.h"
#include "model/model.h"
#include "model/reply.h"
#include "model/sampling.h"

struct message {
    const char *role; // system, user, assistant
    const char *text; // may hold any bytes
    size_t len;
};

struct dialect_stream { // how a reply is asked for, and comes, in pieces
    enum events_kind kind;
    bool end_mark;       // ends with [DONE]; else the dialect knows its end
    const char *members; // which the body has besides; "": the path says it
    const char *usage;   // and these, to be told the tokens; NULL: unasked
    const char *without; // what ends a body that asks for a whole reply; NULL
    const char *path;    // as below; NULL: the same
    void (*event)(struct fold *f, const char *name, const struct json *data);
    void (*body)(const struct fold *f, struct jsonw *w); // its members
};

/* From how many bytes on requests with one beginning are worth a provider's
 * prompt cache: these begin at about 1,024 tokens (OpenAI, Anthropic; others
 * later; not verified here) of 3 to 5 bytes each. */
enum { DIALECT_CACHED_FROM = 4096 };

struct dialect {
    const char *name;
    const char *usage;          // flavour, where the catalogue has none
    const char *key_header;     // which header carries the key
    const char *key_prefix;     // what stands before it there
    const char *tier_key;       // asks for a tier of service; NULL: none can
    const char *const *headers; // fixed ones, NULL behind; NULL: none
    bool base_address;          // replies are stored under the base URL only
    struct sampling_limits limits;
    const char *path; // behind the URL; "{model}" before it: /models/NAME
    void (*encode)(const struct model *m, const struct message *messages,
        size_t n, const struct sampling *s, struct buf *body);
    void (*encode_likelihood)(const struct model *m,
        const struct message *messages, size_t n, const char *text, size_t len,
        struct buf *body); // how likely is text behind them; NULL: none told
    void (*decode)(int status, const char *body, size_t len,
        struct reply *out);              // dialect_decode knows the model, too
    const struct dialect_stream *stream; // NULL: whole replies only
};

/* Every dialect, each a file of its own; the first is what URL#NAME speaks. */
#define DIALECTS(X)                                                            \
    X(openai_chat)                                                             \
    X(openai_responses)                                                        \
    X(openai_completions)                                                      \
    X(anthropic)                                                               \
    X(gemini)                                                                  \
    X(ollama)                                                                  \
    X(llama)

#define X(name) extern const struct dialect dialect_##name;
DIALECTS(X)
#undef X

/* The dialect of that name, or NULL; and row i, NULL behind the last. */
const struct dialect *dialect_find(const char *name);
const struct dialect *dialect_at(int i);

/* Returns where requests to m go, and those for a stream; the caller frees. */
char *dialect_url(const struct model *m);
char *dialect_stream_url(const struct model *m);

/* Makes a body ask for a stream. The question stays the same, and with it the
 * address of its reply: how it travels is nothing that is paid for. */
void dialect_stream_body(const struct model *m, struct buf *body);

/* Decodes with the usage flavour of m. */
void dialect_decode(const struct model *m, int status, const char *body,
    size_t len, struct reply *out);

/* Adds the names of the fields of s that m is not asked as they stand: left
 * out, or moved to a limit. A JSON list: ["temperature","stop"]. */
void dialect_changed(
    const struct model *m, const struct sampling *s, struct buf *out);

/* For dialects: starts a reply and parses body (the first of an array), with
 * usage, and "model" as who served. Returns what else is to be read, or NULL:
 * failure or refusal are set. */
const struct json *dialect_open(const struct dialect *d, int status,
    const char *body, size_t len, struct reply *out);

/* For dialects: adds the texts of all system messages, blank lines between;
 * true for such a message. */
void dialect_system(const struct message *messages, size_t n, struct buf *out);
bool dialect_is_system(const struct message *m);

/* Log-probability of the first token: calls fn for each of its alternatives,
 * in whichever dialect's shape they are. */
typedef void (*logprob_fn)(void *arg, const char *token, double logprob);
void dialect_first_logprobs(
    const struct json *logprobs, logprob_fn fn, void *arg);

/* Mean log-probability of the tokens that were chosen, natural logarithm; NAN
 * where it is not told, or not of all. logprobs may be NULL. */
double dialect_mean_logprob(const struct json *logprobs);

#endif
