/*
 * One tiny request to an endpoint, the way a run would make it, and what it
 * told about the endpoint.
 */
#ifndef RETORT_RUN_PROBE_H
#define RETORT_RUN_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "io/http.h"
#include "io/loop.h"
#include "model/dialect.h"
#include "model/model.h"

struct probe {
    bool reached;         // an HTTP reply came
    int status;           // 0: none
    enum failure failure; // NONE: a reply that makes sense
    char why[300];        // the failure in words; ""
    char text[80];        // what it answered, cut
    char served[120];     // the model it says it is; ""
    enum finish finish;
    struct usage usage;
    bool logprobs;      // top log-probabilities came with it
    int64_t latency_us; // -1 unknown
    bool replayed;      // it plays recordings: the latency is a recorded one
    int64_t sent_wall_us;
};

/* Sends it and waits. -1 only when the machine fails; what the endpoint does
 * is in out. */
int probe_endpoint(struct loop *l, struct http *h, struct http_endpoint *to,
    const struct model *m, int64_t timeout_us, struct probe *out,
    struct err *e);

#endif
