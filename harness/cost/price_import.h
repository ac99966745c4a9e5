/*
 * Prices that others keep, read into a price book: the feed of
 * pydantic/genai-prices (prices/new_data/v2, USD per million tokens, a list of
 * providers) and the map of LiteLLM (model_prices_and_context_window.json,
 * USD per token, an object of models). Tokens and searches; nothing is rounded
 * and nothing is guessed: what does not fit is left out, counted and said.
 */
#ifndef RETORT_COST_PRICE_IMPORT_H
#define RETORT_COST_PRICE_IMPORT_H

#include "base/json.h"
#include "cost/price_book.h"

/* X(id, what: "12 models left out: ...", or for one price "left unknown") */
#define PRICE_LEFT(X)                                                          \
    X(NO_TEXT, "models left out: no price for text tokens")                    \
    X(ZERO,                                                                    \
        "models left out: 0 for everything, free or not known is not said")    \
    X(MATCH, "models left out: a match that no pattern can say")               \
    X(SHADOW, "models left out: an earlier one of the file has their names")   \
    X(TIME, "models left out: hours or periods of a form not known here")      \
    X(STEPS, "models left out: prices in steps of a form not known here")      \
    X(FINE, "prices left unknown: finer than a picodollar a token")            \
    X(SEARCH, "prices left unknown: searches priced by how much they bring")   \
    X(FREE_ABOVE, "prices left unknown: 0 above a threshold, not below it")

enum price_left {
#define X(id, words) PRICE_LEFT_##id,
    PRICE_LEFT(X)
#undef X
        PRICE_LEFT_KINDS
};

struct price_import {
    const char *kind; // "genai-prices feed" or "LiteLLM map"; static
    size_t models;    // seen
    size_t rows;      // made
    struct {
        size_t n;
        char example[100]; // the first one
    } left[PRICE_LEFT_KINDS];
};

/* Tells the two forms apart and adds all rows as one layer; name and
 * checked_on (NULL: nobody says) go into each row. ERR_DATA with the book as
 * it was when the text is neither. */
int price_import(struct price_book *b, const char *name, const char *checked_on,
    const char *text, size_t len, struct price_import *report, struct err *e);

/* Words for one kind; counts one more of it. */
const char *price_left_words(enum price_left kind);
void price_left_note(
    struct price_import *report, enum price_left kind, const char *example);

/* The two readers behind it: add rows to a layer that is open. */
int price_import_genai(struct price_book *b, int layer, const char *name,
    const char *checked_on, const struct json *root,
    struct price_import *report, struct err *e);
int price_import_litellm(struct price_book *b, int layer, const char *name,
    const char *checked_on, const struct json *root,
    struct price_import *report, struct err *e);

/* A provider as our catalogue calls it: "moonshotai" is "moonshot". */
const char *price_import_provider(const char *said);

/* A price in USD for 10^exponent of something, as picodollars for one: -1
 * when it is not told, or told too finely (which is counted). Text and number
 * are understood; anything else, or a negative one, fails with ERR_DATA. */
int price_import_money(const struct json *node, int exponent, const char *model,
    struct price_import *report, int64_t *pusd, struct err *e);

#endif
