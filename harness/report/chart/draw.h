/*
 * From results to pictures: titles that say the finding, assumptions below.
 */
#ifndef RETORT_REPORT_CHART_DRAW_H
#define RETORT_REPORT_CHART_DRAW_H

#include "report/bill/bill_swing.h"
#include "report/claims.h"
#include "report/compare/compare.h"
#include "report/chart/draw_note.h"
#include "stats/calibration.h"
#include "report/routing.h"

/* DIR/retention: what each B keeps of A, per suite. */
int draw_retention(const char *dir, const struct compare *c, struct err *e);

/* DIR/forest-SUITE: A minus B for each group that has a row; without groups
 * DIR/forest: for each suite. */
int draw_forest(const char *dir, const struct compare *c, struct err *e);

/* DIR/cost: yearly cost against requests a day, from low to high. runs: those
 * that ways were measured by. */
int draw_cost(const char *dir, const struct bill *b, struct draw_runs runs,
    double low, double high, struct err *e);

/* DIR/reliability-SUITE-RUN: how sure a model was, how often right. */
int draw_reliability(const char *dir, const struct run_row *run,
    const struct calibration *c, double level, struct err *e);

/* DIR/route-SUITE: accuracy against the share sent to the dear model;
 * DIR/route-cost-SUITE: against what that costs a year, where it is known. */
int draw_routing(const char *dir, const struct routing *r, struct err *e);

/* Adds all assumptions to a caption. */
void draw_assumptions(const struct bill *b, struct buf *out);

/* DIR/tornado: which assumption, moved over its range, flips the choice. */
int draw_tornado(const char *dir, const struct bill_swings *k,
    const struct bill *b, struct err *e);

/* DIR/map: who is the cheapest over volume and price of an error; of two
 * ways at least cost and quality must be known. */
bool draw_has_map(const struct bill *b);
int draw_map(const char *dir, const struct bill *b, struct draw_runs runs,
    double low, double high, struct err *e);

enum { DRAW_WAYS = 64 };

struct draw_claim { // a published figure, not measured here
    const char *label, *model, *provider;
    const char *note; // benchmark and date
    double value;
};

struct draw_suite { // beside what its bill says
    const char *suite;
    const char *roles[DRAW_WAYS]; // of each way
    struct draw_runs runs;        // that measured them
    const struct draw_claim *claims;
    size_t claim_count;
    const struct data_run *work; // whose tokens claims are priced for
    const struct price_book *prices;
    int64_t wall_us;
};

/* DIR/frontier-SUITE: accuracy against the cost of 1,000 answers, of the
 * first DRAW_WAYS ways. Claims are drawn hollow. */
int draw_frontier(const char *dir, const struct bill *b,
    const struct draw_suite *s, struct err *e);

/* DIR/claims: published figures against what their arithmetic gives. note
 * goes below the picture, or NULL. */
int draw_claims(const char *dir, const struct claims *c,
    const struct claims_result *r, double level, const char *note,
    struct err *e);

#endif
