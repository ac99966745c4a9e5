/*
 * Gemini generateContent (PROVIDER-APIS section 6; 2026-11-21). The model
 * stands in the path, not in the body.
 */
#ifndef RETORT_MODEL_DIALECT_GEMINI_H
#define RETORT_MODEL_DIALECT_GEMINI_H

#include "model/dialect.h"

extern const struct dialect dialect_gemini;

#endif
