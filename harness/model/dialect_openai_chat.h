/*
 * OpenAI chat completions, which vLLM, llama.cpp's server, Ollama and most
 * hosts speak too (PROVIDER-APIS sections 4.1, 7.3, 8.2, 9, 10; 2026-11-21).
 */
#ifndef RETORT_MODEL_DIALECT_OPENAI_CHAT_H
#define RETORT_MODEL_DIALECT_OPENAI_CHAT_H

#include "model/dialect.h"

extern const struct dialect dialect_openai_chat;

/* What a finish_reason means, of chat and of legacy completions. */
enum finish dialect_openai_chat_finish(const char *word);

#endif
