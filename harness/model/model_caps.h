/*
 * What an endpoint and model take, do not take, or call by another name
 * (PROVIDER-APIS section 3): rows of data, never an `if` on a model's name. A
 * field that is not in the model's row is looked for in its provider's.
 */
#ifndef RETORT_MODEL_MODEL_CAPS_H
#define RETORT_MODEL_MODEL_CAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"

enum { MODEL_CAPS_WORDS = 8 };

struct model_caps {
    const char *max_tokens_key;    // what the limit is called; "max_tokens"
    const char *seed_key;          // what the seed is called; "seed"
    const char *system_role;       // role of system messages; "system"
    const char *reasoning_effort;  // sent as it is; NULL: not sent
    const char *send;              // more members of the body; NULL: none
    const char *reasoning_text;    // member with the thinking; NULL: any known
    const char *tier;              // asked for, as price books say; NULL: none
    const char *reset_headers;     // replies tell in them when a rate limit is
                                   // over; names with blanks between
    int64_t thinking_budget;       // tokens, 0: do not think; -1: not sent
    int64_t max_tokens;            // where none is asked for; 0: dialect's
    int64_t num_ctx;               // context to be asked for; 0: not sent
    bool temperature;              // may be sent
    bool top_p;                    // may be sent; unsaid: as temperature
    bool both;                     // of these two; else the first alone
    bool seed;                     // may be sent
    bool stop;                     // may be sent
    bool logprobs;                 // gives top log-probabilities
    bool logprobs_flag;            // they are asked for by true and a number;
                                   // else by the number alone
    bool stream;                   // gives replies in pieces
    bool stream_usage;             // may be asked to tell tokens in them
    char *words[MODEL_CAPS_WORDS]; // own the strings above
};

/* Reads a row of a catalogue whose types were checked; either may be NULL.
 * model_caps_clear frees. */
void model_caps_read(const struct json *row, const struct json *provider,
    struct model_caps *out);
void model_caps_clear(struct model_caps *c);

/* Has one more member sent, or notes which tier is asked for. */
void model_caps_add(struct model_caps *c, const char *key, const char *value);
void model_caps_tier(struct model_caps *c, const char *tier);

/* Writes the members that the catalogue wants in every body. */
void model_caps_send(const struct model_caps *c, struct jsonw *w);

/* Type of a field of this name: s string, b boolean, n number, o object; 0
 * when capabilities have no such field. */
char model_caps_type(const char *name);

/* Name of field i; NULL behind the last. */
const char *model_caps_name(size_t i);

#endif
