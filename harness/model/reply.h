/*
 * A decoded reply, or why there is none: what every dialect decodes into.
 */
#ifndef RETORT_MODEL_REPLY_H
#define RETORT_MODEL_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "model/likelihood.h"
#include "model/outcome.h"
#include "model/refused.h"
#include "model/usage.h"

enum finish {
    FINISH_UNKNOWN,
    FINISH_STOP,
    FINISH_LENGTH,
    FINISH_FILTERED,
    FINISH_TOOL,
    FINISH_ERROR
};

/* Strings belong to tree or heap. */
struct reply {
    enum failure failure;  // NONE: there is a reply
    char why[300];         // failure in words, with the provider's own
    int64_t wait_us;       // what a failure's body asks for; 0: nothing
    enum refused refused;  // the parameter that a bad request is about
    const char *text;      // never NULL on success; may be ""
    const char *reasoning; // NULL: none told
    const char *refusal;   // NULL: none
    const char *served;    // model that answered; NULL: not told
    const char *tier;      // of service, as price books say; NULL: standard
    const char *region;    // NULL: none told
    enum finish finish;
    struct usage usage;
    const struct json *logprobs;  // of the first tokens; NULL: none
    struct likelihood likelihood; // of a text, where that was asked for
    struct json *tree;            // owns all of the above
    char *joined;                 // owns text when it came in parts
    char *joined_reasoning;       // the same
    char *joined_refusal;         // the same
};

struct finish_word { // of a provider; a star at its end stands for any end
    const char *word;
    enum finish finish;
};

/* Frees what a reply holds. */
void reply_clear(struct reply *r);

/* Lets go of all but what a verdict is made of: text, refusal, finish, usage,
 * likelihood, logprobs. Many replies wait for theirs, and a tree is ten times
 * the text. */
void reply_shed(struct reply *r);

/* What a provider's word means by its table; FINISH_UNKNOWN when it is NULL
 * or not there. */
enum finish reply_finish(
    const struct finish_word *words, size_t n, const char *word);

/* The request went through, but what came back makes no sense: PROTOCOL. */
void reply_broken(struct reply *r, const char *why);

/* "stop", "length", ... */
const char *finish_name(enum finish f);

#endif
