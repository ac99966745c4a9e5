/*
 * The own /completion of llama.cpp's server, for models that were never taught
 * to chat: no template, and the probabilities of the next token are a plain
 * softmax. Its OpenAI routes are spoken to as openai-chat and
 * openai-completions (PROVIDER-APIS section 7.2; server's README of 2026-11;
 * not tried on a live server).
 */
#ifndef RETORT_MODEL_DIALECT_LLAMA_H
#define RETORT_MODEL_DIALECT_LLAMA_H

#include "model/dialect.h"

extern const struct dialect dialect_llama;

#endif
