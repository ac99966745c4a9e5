/*
 * Errors of all dialects: {"error":{..}} in the shapes of OpenAI, Anthropic,
 * Google and the servers that follow them (PROVIDER-APIS 0.5, 2.5, 5, 6).
 */
#ifndef RETORT_MODEL_DIALECT_ERROR_H
#define RETORT_MODEL_DIALECT_ERROR_H

#include "base/json.h"
#include "model/reply.h"

/* Fills failure, why and wait_us from an HTTP status and the body (NULL: no
 * JSON). A prompt that a filter blocked is no failure but a refusal. */
void dialect_error(struct reply *out, int status, const struct json *root);

#endif
