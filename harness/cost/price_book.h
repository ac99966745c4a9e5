/*
 * The price book: rows of what a million tokens cost, from JSON text.
 * {"calendars": {name: ...}, "rows": [{"model": "gpt-5.4" or [patterns],
 *   "provider", "tier", "region", "valid_from", "valid_until" (exclusive),
 *   "zone", "days": "mon-fri", "hours": ["09:00-12:00"], "not_on", "only_on",
 *   "min_input_tokens", "max_input_tokens",
 *   "usd_per_mtok": {"input": "2.5", "cached", "cache_write",
 *     "cache_write_1h", "output", "reasoning", "audio", "cached_audio",
 *     "image", "cached_image", "video", "output_audio", "output_image",
 *     "citation"}, "usd_per_use": {"searches": "0.01", "tool_runs"},
 *   "usd_per_request", "source", "checked_on", "confidence", "note"}, ...]}
 * source, checked_on and currency (USD) may stand beside "rows", for those
 * that say nothing. Patterns ignore case; '*' any run, '?' any character, '#'
 * any digit. What is not written is not narrowed, save tier: standard. A price
 * that is not written is unknown, except reasoning (billed as output) and the
 * request.
 */
#ifndef RETORT_COST_PRICE_BOOK_H
#define RETORT_COST_PRICE_BOOK_H

#include "cost/money.h"
#include "cost/when.h"
#include "model/usage.h"

enum price_tier {
    PRICE_STANDARD,
    PRICE_BATCH,
    PRICE_FLEX,
    PRICE_PRIORITY,
    PRICE_FAST,
    PRICE_TIERS // one that no row can have
};

struct price_row {
    char **models;           // patterns, NULL behind the last
    char *provider, *region; // NULL: any
    enum price_tier tier;
    struct when when;
    int64_t min_input, max_input; // prompt tokens in all, both inclusive
    int64_t pusd[USAGE_CLASSES];  // per token or use; -1 unknown
    int64_t request_pusd;         // on top of the tokens
    char *source, *checked_on, *confidence, *note; // NULL: not said
    char *book; // name of the text it came from
    int number; // of the row there, from 1
    int layer;  // a later text outweighs an earlier one
};

struct price_book {
    struct price_row *rows;
    size_t n;
    struct when_calendar **calendars;
    size_t n_calendars;
    int layers;
};

/* Frees all rows; the book is empty and usable again. */
void price_book_clear(struct price_book *b);

/* Adds a text as one more layer: its rows outweigh those there before where
 * both hold. On error (ERR_CONFIG with name, row, field and value) the book
 * is as it was. */
int price_book_add(struct price_book *b, const char *name, const char *text,
    size_t len, struct err *e);

/* For other readers: opens a layer, adds an empty row in it (borrowed until
 * the next one), frees everything from row n on. */
int price_book_layer(struct price_book *b);
struct price_row *price_book_row(
    struct price_book *b, const char *name, int layer);
void price_book_cut(struct price_book *b, size_t n);

/* Writes a price for people, and as books have it: USD for a million tokens,
 * or for one use. Returns out. */
const char *price_class_text(
    int64_t pusd, enum usage_class c, char out[MONEY_SIZE]);

/* Name of a tier, the tier of a name (-1: none), and all names for messages:
 * "standard, batch, ... or fast". */
const char *price_tier_name(enum price_tier tier);
int price_tier_find(const char *name);
const char *price_tier_list(void);

/* The tier a reply was had at: standard where none is named (NULL), PRICE_TIERS
 * for a name that is no tier of price books. */
enum price_tier price_tier_of(const char *name);

#endif
