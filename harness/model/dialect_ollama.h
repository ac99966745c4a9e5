/*
 * Ollama's own chat, which tells the time and the context and streams JSON
 * lines; its OpenAI route is spoken to as openai-chat (PROVIDER-APIS section
 * 9; 2026-11-21).
 */
#ifndef RETORT_MODEL_DIALECT_OLLAMA_H
#define RETORT_MODEL_DIALECT_OLLAMA_H

#include "model/dialect.h"

extern const struct dialect dialect_ollama;

#endif
