/*
 * What was asked, read back from the stored body of a request. Knows the
 * shapes of all dialects: messages (chat, Anthropic), input (Responses),
 * contents (Gemini), and system prompts beside them.
 */
#ifndef RETORT_REPORT_ASK_H
#define RETORT_REPORT_ASK_H

#include <stddef.h>

#include "base/err.h"
#include "base/json.h"

struct ask {
    struct json *tree;
    const char *model; // as asked for; NULL: the body does not say
    struct ask_message {
        char *role;
        char *text; // NUL behind
        size_t len;
    } * messages;
    size_t n;
};

/* Reads a body; ERR_DATA when it is no JSON object. No message at all is
 * none found, not an error. */
int ask_read(const char *body, size_t len, struct ask *out, struct err *e);

/* Adds what else the body says (temperature, max_tokens, ...) as
 * "temperature 0, max_tokens 512". */
void ask_settings(const struct ask *a, struct buf *out);

void ask_clear(struct ask *a);

/* Adds the members of an object that are not null as "n=200, seed=1". */
void ask_options(const char *json, struct buf *out);

#endif
