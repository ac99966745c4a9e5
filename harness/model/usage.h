/*
 * Tokens of a reply in disjoint classes; -1 is "not told", never zero. A sub-
 * class (cached, writes, reasoning) not told lies inside input (or output).
 */
#ifndef RETORT_MODEL_USAGE_H
#define RETORT_MODEL_USAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"

enum usage_class { // the order of the fields of struct usage
    USAGE_INPUT,
    USAGE_CACHED,
    USAGE_CACHE_WRITE,
    USAGE_CACHE_WRITE_1H,
    USAGE_OUTPUT,
    USAGE_REASONING,
    USAGE_CLASSES
};

enum usage_flag {
    USAGE_FLAG_NUMBER = 1, // a count is negative, broken or no number
    USAGE_FLAG_INPUT = 2,  // cached + written > prompt: input is unknown
    USAGE_FLAG_OUTPUT = 4, // reasoning > output: output is unknown
    USAGE_FLAG_TOTAL = 8,  // the provider's own total is another number
    USAGE_FLAG_WRITE = 16, // writes by lifetime do not add up to their sum
    USAGE_FLAG_EXTRA = 32  // billed besides text: sound, pictures, searches
};

struct usage {
    union {
        int64_t tokens[USAGE_CLASSES];
        struct {
            int64_t input;          // prompt, neither from nor to a cache
            int64_t cached;         // prompt, read from the cache
            int64_t cache_write;    // prompt, written (5 minutes, or no word)
            int64_t cache_write_1h; // prompt, written for an hour
            int64_t output;         // reply that can be seen
            int64_t reasoning;      // thinking, mostly billed as output
        };
    };
    int64_t reported_pusd; // the provider's own bill; -1: none told
    unsigned flags;        // enum usage_flag
};

struct usage_flavour; // one row of the table: who calls what how
struct usage_sum {
    int64_t tokens[USAGE_CLASSES]; // over the replies that told
    int64_t untold[USAGE_CLASSES]; // replies that did not
    int64_t replies, unknown;      // unknown: no whole input or output
};

/* The row of that name or NULL; the name of row i (openai-chat,
 * openai-responses, anthropic, gemini, xai, perplexity, llama, ollama). */
const struct usage_flavour *usage_flavour_find(const char *name);
const char *usage_flavour_name(int i);

/* The part of a reply body that holds the counts, or NULL (borrowed); what
 * it says, or what nothing says. */
const struct json *usage_node(
    const struct usage_flavour *f, const struct json *body);
struct usage usage_read(const struct usage_flavour *f, const struct json *o);
struct usage usage_unknown(void);

/* Tokens of prompt or reply in all classes, -1 when not known; both known;
 * a class, or one flag, in words. */
int64_t usage_in(const struct usage *u);
int64_t usage_out(const struct usage *u);
bool usage_known(const struct usage *u);
const char *usage_class_name(enum usage_class c);
const char *usage_flag_words(enum usage_flag flag);

/* Counts one more reply into a sum that started as { 0 }; and the tokens of
 * a class over all of them, -1 as soon as one did not tell. */
void usage_add(struct usage_sum *sum, const struct usage *u);
int64_t usage_sum_class(const struct usage_sum *sum, enum usage_class c);

#endif
