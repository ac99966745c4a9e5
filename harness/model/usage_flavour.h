/*
 * Inside model/ only: who calls which count what, and what of it is there.
 */
#ifndef RETORT_MODEL_USAGE_FLAVOUR_H
#define RETORT_MODEL_USAGE_FLAVOUR_H

#include "model/usage.h"

/* What a word tells: a class by itself, or one of these. */
enum {
    TELLS_IN = USAGE_CLASSES, // all of the prompt
    TELLS_IN_MORE,            // to be added to that
    TELLS_CACHED,             // all of it that was read from a cache
    TELLS_WRITE,              // all writes, where their lifetimes are told
    TELLS_WRITE_5M,           // of these
    TELLS_WRITE_1H,           // of these
    TELLS_OUT,                // all of the reply
    TELLS_TOTAL,              // the provider's own sum, for checking
    TELLS_USD,                // the bill
    TELLS
};

struct usage_word { // name of a member; NULL behind the last
    const char *name;
    int tells;
    int rank; // of those that tell the same the lowest counts that is there
    const struct usage_word *within; // words in the object that it is; NULL
};

/* The table of PROVIDER-APIS 2.4. */
struct usage_flavour {
    const char *name;
    const struct usage_word *words;
    const char *root;         // where the counts are in a reply body; ""
                              // when they lie about in the body itself
    bool in_is_rest;          // in has no cached and no written tokens in it
    bool out_is_rest;         // out has no reasoning tokens in it
    bool zero_left_out;       // a count of 0 is not sent at all
    bool runs_hold_searches;  // tool_runs counts them, too
    bool bills;               // the provider sends what it bills
    const char *in_kinds[2];  // arrays of {modality, tokenCount}: of in,
    const char *cached_kinds; // of cached
    const char *out_kinds;    // and of out
    const char *calls;        // array in the body whose items have a type
    const char *candidates;   // array in the body, the first of which may tell
                              // groundingMetadata.webSearchQueries
};

/* What is there of all that the words of a flavour can tell; NULL: nothing. */
struct usage_told {
    const struct json *of[TELLS];
    int rank[TELLS];
};

/* Looks a usage node through; o may be anything. */
struct usage_told usage_told(
    const struct usage_flavour *f, const struct json *o);

/* Whether a flavour has a word for it in the usage node itself. */
bool usage_flavour_tells(const struct usage_flavour *f, int tells);

#endif
