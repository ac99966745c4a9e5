/*
 * OpenAI Responses (PROVIDER-APIS section 4.3; 2026-11-21). Stateless: nothing
 * is kept at the provider, every request holds the whole dialogue.
 */
#ifndef RETORT_MODEL_DIALECT_OPENAI_RESPONSES_H
#define RETORT_MODEL_DIALECT_OPENAI_RESPONSES_H

#include "model/dialect.h"

extern const struct dialect dialect_openai_responses;

#endif
