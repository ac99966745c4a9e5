/*
 * What most commands need before they start: catalogue, prices, models,
 * suites, signals. Opened when asked for, closed together.
 */
#ifndef RETORT_CLI_CONTEXT_H
#define RETORT_CLI_CONTEXT_H

#include <signal.h>

#include "cli/options.h"
#include "cost/price.h"
#include "cost/price_view.h"
#include "model/model.h"
#include "store/store.h"
#include "suite/suite.h"

struct context {
    const struct options *o;
    struct model_catalog *catalog;
    struct price_book prices;
    struct price_view priced; // for the model that context_price had last
    struct suites *suites;
    struct store *store;
};

void context_open(struct context *c, const struct options *o);

/* Closes the store. The command is over then, and so is the process: memory is
 * freed where somebody looks (mem_is_watched). */
void context_close(struct context *c);

/* Built-in models, then the user's models.lua (or --models-file). */
int context_catalog(struct context *c, struct err *e);

/* Built-in prices, then --prices. */
int context_prices(struct context *c, struct err *e);

/* Now, or noon (UTC) of --today: what ages of prices are counted to. */
int64_t context_now(const struct context *c);

/* Adds what every report that shows money says of its price book, behind the
 * whole of it: a sentence when it is old, or with --json the member
 * "price_book" of the object that out holds. */
void context_price_age(const struct context *c, struct buf *out);

/* The moment of --at, noon (UTC) where it names a day; now without it. */
int context_at(const struct context *c, int64_t *wall_us, struct err *e);

/* Loads a suite with -T, -G, -n, --shots and --seed in force. */
int context_suite(
    struct context *c, const char *name, struct suite **out, struct err *e);

/* Which part of a suite -n and --sample ask for: "" all of it, "first 5",
 * "sample ID". The caller frees. */
char *context_part(const struct options *o);

/* The database in --out. */
int context_store(struct context *c, bool read_only, struct err *e);

/* Price of a reply as reports have it: of the model that answered, where that
 * is told, and of its usage, tier and region; -1 unknown, and for a machine by
 * the hour, which is not billed by what is sent. And of one that is still to
 * come, at the tier that will be asked for. */
int64_t context_price(struct context *c, const struct model *m,
    const struct reply *r, int64_t wall_us);
int64_t context_price_asked(struct context *c, const struct model *m,
    const struct usage *u, int64_t wall_us);

/* Counts Ctrl-C, SIGTERM and a lost terminal: 1 drain, 2 stop at once. */
const volatile sig_atomic_t *context_signals(void);

#endif
