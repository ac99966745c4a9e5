/*
 * OpenAI chat completions, which vLLM, llama.cpp's server, Ollama and most
 * hosts speak too (PROVIDER-APIS sections 4.1, 7.3, 8.2, 9, 10; 2026-11-21).
 */
#ifndef RETORT_MODEL_DIALECT_OPENAI_CHAT_H
#define RETORT_MODEL_DIALECT_OPENAI_CHAT_H

#include "model/dialect.h"

/* A chunk of a stream, of both: all but what choices[0] says, and whether it
 * says something. And the members of the whole body. */
bool dialect_openai_chat_chunk(struct fold *f, const struct json *data);
void dialect_openai_chat_whole(
    const struct fold *f, bool chat, struct jsonw *w);

/* What a finish_reason means, of chat and of legacy completions. */
enum finish dialect_openai_chat_finish(const char *word);

#endif
