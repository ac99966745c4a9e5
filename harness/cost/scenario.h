/*
 * What a user assumes of the ways to serve a model: a small table, read from
 * a Lua file as JSON, changed by --set. Any number may be a range, {1.5, 3}:
 * its middle is what is told, all of it is what intervals are drawn from.
 *
 * A number said at the top holds for every way that does not say its own;
 * tokens only for ways that were not measured.
 * Money is in US dollars; unknown is NAN.
 */
#ifndef RETORT_COST_SCENARIO_H
#define RETORT_COST_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"
#include "cost/price_book.h"
#include "cost/scenario_field.h"

struct scenario_number {
    double low, high; // the same unless a range was given
    enum {
        SCENARIO_USUAL,
        SCENARIO_FILE,
        SCENARIO_SET,
        SCENARIO_MODEL,
        SCENARIO_ROUTED
    } from;
    int line; // of the file, 0 unknown
};

struct scenario_way {
    char *name; // shown
    enum scenario_kind kind;
    char *model, *provider; // as the price book knows them; NULL: not said
    char *measured;         // run or model whose tokens it uses; NULL
    char *teacher, *cheap, *dear; // names of other ways; NULL
    enum price_tier tier;
    bool cascade; // hybrid: the cheap one is asked first, every time
    struct scenario_number n[SCENARIO_NUMBERS];
};

struct scenario {
    char *where; // file; NULL: none
    char *text;  // of the file, to find lines in
    struct scenario_way *ways;
    size_t count;
    double *requests; // a day; the volumes asked for
    size_t request_count;
    struct scenario_number n[SCENARIO_NUMBERS];
};

void scenario_init(struct scenario *s);
void scenario_clear(struct scenario *s);

/* Adds what a file says (text: of the file, for line numbers). ERR_CONFIG
 * with file, line and the nearest name for whatever is wrong. */
int scenario_read(struct scenario *s, const struct json *root, const char *text,
    const char *where, struct err *e);

/* Adds an empty way; the pointer holds until the next one is added. */
struct scenario_way *scenario_add(
    struct scenario *s, const char *name, enum scenario_kind kind);

/* "gpu_hour=2.1", "WAY.gpu_hour=1.5..3": sets a field of one way, or of all
 * ways that have it. ERR_USAGE. */
int scenario_set(struct scenario *s, const char *word, struct err *e);

/* Whether all ways say what they need and name ways that are there. */
int scenario_check(const struct scenario *s, struct err *e);

/* The way of that name, or NULL; the number in force for a way (borrowed). */
const struct scenario_way *scenario_find(
    const struct scenario *s, const char *name);
const struct scenario_number *scenario_number(const struct scenario *s,
    const struct scenario_way *w, enum scenario_field field);

/* How numbers with a range are to be taken. */
struct scenario_world {
    bool drawn;    // at random within the range, else at its middle
    uint64_t draw; // the same draw gives the same numbers
    const struct scenario_number *moved; // this one is `to` in any case
    double to;
    unsigned kinds; // ... for ways of these (bits); 0: for all
};

/* The value of a field for a way (NULL: at the top) in a world; NAN when it
 * is not said. */
double scenario_value(const struct scenario *s, const struct scenario_way *w,
    enum scenario_field field, const struct scenario_world *world);

/* Writes one way's fields as "gpu_hour 1.5 to 3, utilisation 0.6"; `usual`:
 * those that nobody gave at all as well. Way NULL: what is said at the top. */
void scenario_words(const struct scenario *s, const struct scenario_way *w,
    bool usual, struct buf *out);

#endif
