/*
 * Legacy completions, for models that were never taught to chat: the dialogue
 * becomes one text to go on with (PROVIDER-APIS sections 4.2, 7.3, 8.1).
 */
#ifndef RETORT_MODEL_DIALECT_OPENAI_COMPLETIONS_H
#define RETORT_MODEL_DIALECT_OPENAI_COMPLETIONS_H

#include "model/dialect.h"

/* Adds the dialogue as that text. */
void dialect_openai_completions_prompt(
    const struct message *messages, size_t n, struct buf *out);

#endif
