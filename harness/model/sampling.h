/*
 * What a request asks of the sampler, and what of it can be sent: a wire
 * format has its limits, a model has its own (PROVIDER-APIS section 3).
 */
#ifndef RETORT_MODEL_SAMPLING_H
#define RETORT_MODEL_SAMPLING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"
#include "model/model_caps.h"

enum { SAMPLING_STOPS = 4 };

struct sampling {
    double temperature;               // NAN: the endpoint's own
    double top_p;                     // NAN: the endpoint's own
    int64_t max_tokens;               // 0: the endpoint's own
    int64_t seed;                     // -1: none
    int top_logprobs;                 // 0: none asked for
    const char *stop[SAMPLING_STOPS]; // borrowed
    int stops;
};

enum sampling_field {
    SAMPLING_TEMPERATURE = 1,
    SAMPLING_TOP_P = 2,
    SAMPLING_MAX_TOKENS = 4,
    SAMPLING_SEED = 8,
    SAMPLING_STOP = 16,
    SAMPLING_TOP_LOGPROBS = 32,
    SAMPLING_ALL = 63
};

struct sampling_limits {
    unsigned fields;          // enum sampling_field: what can be said
    int64_t max_tokens;       // sent where none is asked for; 0: none
    int64_t max_tokens_least; // a smaller limit is refused
    int top_logprobs_most;    // more are refused
    bool no_blank_stop;       // a stop of blanks alone is refused
};

/* The fields of such a list, as bits; 0 for an empty one. And back, as the
 * elements of a list that is open. */
unsigned sampling_fields(const char *list);
void sampling_put_fields(unsigned fields, struct jsonw *w);

/* The same for people: "temperature, stop". */
void sampling_name_fields(unsigned fields, struct buf *out);

/* Returns what of asked goes out. Where changed is not NULL, adds the names
 * of the fields that do not go out as they were asked for, as a JSON list:
 * ["temperature","stop"]. */
struct sampling sampling_sent(const struct sampling *asked,
    const struct sampling_limits *limits, const struct model_caps *caps,
    struct buf *changed);

struct sampling_keys { // what a wire format calls them; NULL: it has none
    const char *temperature, *top_p, *max_tokens, *seed, *stop;
};

/* Writes those fields that are set, in this order. */
void sampling_put(const struct sampling *sent, const struct sampling_keys *k,
    struct jsonw *w);

#endif
