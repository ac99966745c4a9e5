/*
 * Parameters that an endpoint refuses with a 400, and what the row of its
 * model would say to leave them out or call them otherwise (PROVIDER-APIS
 * section 3, "self-healing").
 */
#ifndef RETORT_MODEL_REFUSED_H
#define RETORT_MODEL_REFUSED_H

#include <stdbool.h>

#include "base/json.h"
#include "model/model_caps.h"

enum refused {
    REFUSED_NONE,
    REFUSED_TEMPERATURE,
    REFUSED_TOP_P,
    REFUSED_TWO, // temperature and top_p, of which it takes one
    REFUSED_SEED,
    REFUSED_STOP,
    REFUSED_LOGPROBS,
    REFUSED_MAX_TOKENS,
    REFUSED_MAX_COMPLETION_TOKENS,
    REFUSED_STREAM,
    REFUSED_STREAM_OPTIONS,
    REFUSED_COUNT
};

/* What an error of a 400 or 422 refuses: by its param and code, or where there
 * is no param by a name in quotes in a message that says so. */
enum refused refused_read(
    const struct json *error, const char *code, const char *message);

/* Its name, "temperature"; the field of models.lua, "temperature = false". */
const char *refused_name(enum refused what);
const char *refused_field(enum refused what);

/* What stands in the words of such an error, between its own and ")". And what
 * words that were kept say is refused; REFUSED_NONE where they say nothing. */
#define REFUSED_HINT " (give it a row in models.lua with "
enum refused refused_told(const char *why);

/* True when only a name or a nicety of the stream is other without it: what
 * is measured stays the same. */
bool refused_is_harmless(enum refused what);

/* Makes c say so. False: it did already, or no row can. */
bool refused_learn(enum refused what, struct model_caps *c);

#endif
