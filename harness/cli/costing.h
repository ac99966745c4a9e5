/*
 * What `retort cost` is told, made into a bill: a scenario file, measured
 * runs, models to price, --set.
 */
#ifndef RETORT_CLI_COSTING_H
#define RETORT_CLI_COSTING_H

#include "cli/context.h"
#include "report/bill/bill_swing.h"
#include "report/pick.h"

enum { COSTING_MOST = OPTIONS_LIST };

struct costing_source { // runs that a way was measured by
    const struct data_run *runs[COSTING_MOST];
    size_t n;
};

struct costing {
    struct context c;
    struct scenario scenario;
    struct pick picks[2 * COSTING_MOST]; // of operands, then of ways
    size_t pick_count;
    size_t operand_picks;           // the first of them are the operands'
    size_t priced;                  // the first way that -m names
    struct costing_source *sources; // of each way of the scenario
    struct bill bill;
    struct bill_swings swings; // at the volume in the middle
    int64_t wall_us;
};

void costing_open(struct costing *k, const struct options *o);
void costing_close(struct costing *k);

/* Reads and prices all of it; the crossings are found up to 1e9 requests a
 * day. */
int costing_build(struct costing *k, struct err *e);

/* The same in two steps, for who picks the runs: all that is read before, and
 * all behind, with the picks in place. */
int costing_read(struct costing *k, struct err *e);
int costing_price(struct costing *k, struct err *e);

/* Parts of that: a way for each -m, and then, once all that is said is read,
 * ERR_USAGE for one that nothing is known of: no row of catalogue or price
 * book, no price said; the one seller that the catalogue has of a model. */
int costing_priced(struct costing *k, struct err *e);
int costing_priced_check(struct costing *k, struct err *e);
void costing_providers(struct costing *k);

/* The volumes asked for; every assumption that is not of one
 * way; whether a way's tokens are said, not measured. */
int costing_volumes(struct costing *k, struct err *e);
void costing_terms(struct costing *k, size_t draws);
bool costing_tokens_said(const struct costing *k, size_t way);

/* For hybrids that need it, what stored answers of both their models say (out:
 * of each way, NULL where nothing does; the caller owns them), their share
 * where they do not say it; of one of them and of one suite, or NULL: all;
 * and how it gets into the bill, once its way is there (takes route). */
int costing_routes(struct costing *k, struct bill_route **out, struct err *e);
int costing_route(struct costing *k, size_t way, const char *suite,
    const struct work_keys *keys, struct bill_route **out, struct err *e);
void costing_add_route(struct costing *k, size_t way, struct bill_route *route);

/* The same for what one suite measured, to compare quality: ways that were
 * not measured on it are left out. The caller clears out, in any case. */
int costing_suite(
    struct costing *k, const char *suite, struct bill *out, struct err *e);

/* DIR/cost, and tornado, map and frontier-SUITE where there is what they
 * show; the folder is there. */
int costing_draw(struct costing *k, const char *dir, struct err *e);

/* ERR_USAGE with the first reason when no cost is known at all. */
int costing_known(const struct costing *k, struct err *e);

#endif
