/*
 * Five tiny requests to an endpoint, the way a run would make them, and what
 * they told about it.
 */
#ifndef RETORT_RUN_PROBE_H
#define RETORT_RUN_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "io/http.h"
#include "io/loop.h"
#include "model/dialect.h"
#include "model/model.h"

enum probe_kind {    // in the order they are made
    PROBE_FIRST,     // a word, with log-probabilities
    PROBE_STREAM,    // the same, streamed
    PROBE_SEED,      // a number by chance, with a seed
    PROBE_SEED_SAME, // once more
    PROBE_SYSTEM,    // a system message that says otherwise than the user's
    PROBES
};

struct probe { // one request
    bool asked;
    bool reached;         // an HTTP reply came
    int status;           // 0: none
    enum failure failure; // NONE: a reply that makes sense
    char why[300];        // the failure in words; ""
    char text[80];        // what it answered, cut
    char served[120];     // the model it says it is; ""
    enum finish finish;
    struct usage usage;
    char tier[32];         // of service, as price books say; "": standard
    bool logprobs;         // top log-probabilities came with it
    bool streamed;         // it came in pieces
    int64_t latency_us;    // -1 unknown
    int64_t first_text_us; // of a stream; -1 unknown
    bool replayed;         // it plays recordings: the latency is a recorded one
    int64_t sent_wall_us;
};

enum probe_says { PROBE_YES, PROBE_NO, PROBE_UNTRIED };

struct probe_config {
    struct loop *loop;
    struct http *http;
    struct http_endpoint *whole, *stream; // stream NULL: it has none
    const struct model *model;
    const char *secret; // the key, taken out of what comes back; NULL
    int64_t timeout_us; // of one request
};

/* None of them made yet. */
void probe_init(struct probe p[PROBES]);

/* Makes them, one after the other; none behind a first that failed, and none
 * for what the catalogue says is not there. -1 only when the machine fails;
 * what the endpoint does is in out. */
int probe_endpoint(
    const struct probe_config *c, struct probe out[PROBES], struct err *e);

/* Whether the endpoint streams, heeds a seed (two replies by chance are the
 * same) and a system message; why gets words, "" where none are needed. */
enum probe_says probe_streams(const struct probe p[PROBES], char why[400]);
enum probe_says probe_seeds(const struct probe p[PROBES], char why[400]);
enum probe_says probe_heeds_system(const struct probe p[PROBES], char why[400]);

#endif
