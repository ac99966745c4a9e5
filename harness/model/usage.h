/*
 * What a reply used, in disjoint classes; -1 is "not told", never zero. A sub-
 * class (cached, reasoning, sound) not told lies inside input (or output).
 */
#ifndef RETORT_MODEL_USAGE_H
#define RETORT_MODEL_USAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"

/* X(id, field, side): one row per class. The field is its name everywhere:
 * in the store, in price books and in JSON. Those behind REASONING are there
 * where a reply had them, and pass unsaid where it had not. */
#define USAGE_LIST(X)                                                          \
    X(INPUT, input, PROMPT)             /* neither from nor to a cache */      \
    X(CACHED, cached, PROMPT)           /* read from the cache */              \
    X(CACHE_WRITE, cache_write, PROMPT) /* 5 minutes, or no word */            \
    X(CACHE_WRITE_1H, cache_write_1h, PROMPT) /* written for an hour */        \
    X(OUTPUT, output, REPLY)                  /* that can be seen */           \
    X(REASONING, reasoning, REPLY)            /* mostly billed as output */    \
    X(AUDIO, audio, PROMPT)                   /* sound */                      \
    X(CACHED_AUDIO, cached_audio, PROMPT)                                      \
    X(IMAGE, image, PROMPT) /* pictures and pages of documents */              \
    X(CACHED_IMAGE, cached_image, PROMPT)                                      \
    X(VIDEO, video, PROMPT) /* film; from a cache it counts as cached */       \
    X(OUTPUT_AUDIO, output_audio, REPLY)                                       \
    X(OUTPUT_IMAGE, output_image, REPLY)                                       \
    X(CITATION, citation, REPLY)  /* of what was searched (Perplexity) */      \
    X(SEARCHES, searches, USES)   /* of the web, one by one, no tokens */      \
    X(TOOL_RUNS, tool_runs, USES) /* of the provider's other tools */

enum usage_class {
#define X(id, field, side) USAGE_##id,
    USAGE_LIST(X)
#undef X
        USAGE_CLASSES
};

enum usage_side { // whose tokens; or no tokens, uses that are paid each
    USAGE_PROMPT,
    USAGE_REPLY,
    USAGE_USES
};

enum usage_flag {
    USAGE_FLAG_NUMBER = 1, // a count is negative, broken or no number
    USAGE_FLAG_INPUT = 2,  // parts of the prompt are more than it: unknown
    USAGE_FLAG_OUTPUT = 4, // parts of the reply are more than it: unknown
    USAGE_FLAG_TOTAL = 8,  // the provider's own total is another number
    USAGE_FLAG_WRITE = 16, // writes by lifetime do not add up to their sum
    USAGE_FLAG_EXTRA = 32  // more than text, and not told in our classes
};

struct usage {
    union {
        int64_t tokens[USAGE_CLASSES];
        struct {
#define X(id, field, side) int64_t field;
            USAGE_LIST(X)
#undef X
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

/* What a reply body says it used, or what nothing says. */
struct usage usage_read(const struct usage_flavour *f, const struct json *body);
struct usage usage_unknown(void);

/* Tokens of prompt or reply in all classes, -1 when not known; both known;
 * a class, or one flag, in words. */
int64_t usage_in(const struct usage *u);
int64_t usage_out(const struct usage *u);
bool usage_known(const struct usage *u);
const char *usage_class_name(enum usage_class c);
enum usage_side usage_class_side(enum usage_class c);
const char *usage_flag_words(enum usage_flag flag);

/* Counts one more reply into a sum that started as { 0 }; and the tokens of
 * a class over all of them, -1 as soon as one did not tell (which of those
 * behind REASONING means that it had none), or where there is none. */
void usage_add(struct usage_sum *sum, const struct usage *u);
int64_t usage_sum_class(const struct usage_sum *sum, enum usage_class c);

/* Writes "tokens": {"input", "cached", "cache_write" (both lifetimes),
 * "output", "reasoning"}, null is not told, and of the other classes those
 * above 0. */
void usage_json(const int64_t tokens[USAGE_CLASSES], struct jsonw *w);

/* Adds those others in words: "150 audio, 2 searches"; nothing where there are
 * none. */
void usage_more(const int64_t tokens[USAGE_CLASSES], struct buf *out);

#endif
