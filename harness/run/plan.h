/*
 * What a run would send, before it sends anything: requests, tokens, and what
 * the guess stands on. Walks the suite; sends and stores nothing.
 */
#ifndef RETORT_RUN_PLAN_H
#define RETORT_RUN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/model.h"
#include "model/usage.h"
#include "store/store.h"
#include "suite/suite.h"

/* Gets the first samples that would be asked, as they would be. */
typedef void (*plan_prompt_fn)(
    void *arg, const struct sample *s, const struct step *first);

struct plan_config {
    struct suite *suite;
    const struct model *model;
    struct store *store;   // NULL: nothing is stored
    const char *sample_id; // only this one; NULL: all
    int repeat;
    bool no_cache;     // ask again what is stored
    bool batch;        // what waits in a batch is not sent again
    int64_t most_us;   // look no longer than that; 0: at all samples
    int prompts;       // so many are told to
    plan_prompt_fn fn; // NULL: nobody
    void *arg;
};

struct plan_range {
    double low, high;
};

struct plan {
    int64_t looked;     // samples that were looked at
    int64_t samples;    // in all; -1: more than were looked at, not known
    int64_t repeats;    // of each
    int64_t stored;     // requests whose replies are stored, of those looked at
    int64_t requests;   // to be sent, for all samples; dialogues may ask more
    bool dialogue;      // the suite asks as often as it likes
    bool measured;      // tokens by what stored replies took
    int64_t replies;    // how many of them
    int64_t max_tokens; // limit of a reply; 0: none is set
    struct plan_range input, output; // tokens of all requests to be sent
};

/* The most tokens that a request of so many bytes may take, with a reply of up
 * to max_tokens (0: no limit is set). */
struct usage plan_most(size_t request_len, int64_t max_tokens);

/* Fails as the suite does (ERR_SUITE), or as the store (ERR_SYSTEM). The
 * suite stands at its first sample afterwards. */
int plan_make(const struct plan_config *c, struct plan *out, struct err *e);

#endif
