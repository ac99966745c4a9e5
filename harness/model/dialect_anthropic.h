/*
 * Anthropic Messages (PROVIDER-APIS section 5; 2026-11-21).
 */
#ifndef RETORT_MODEL_DIALECT_ANTHROPIC_H
#define RETORT_MODEL_DIALECT_ANTHROPIC_H

#include "model/dialect.h"

extern const struct dialect dialect_anthropic;

#endif
