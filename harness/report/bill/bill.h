/*
 * What each way of serving costs at the user's volume: measured work times
 * the price in force, every assumption beside it.
 *
 * An answer is one sample of a run with all its replies. Work is compared
 * like for like: models that are only priced are given the tokens that the
 * reference model measured; measured ones their own. Intervals come from
 * draws: in each, samples are drawn again for all models together, and every
 * assumed range gives one of its values.
 */
#ifndef RETORT_REPORT_BILL_BILL_H
#define RETORT_REPORT_BILL_BILL_H

#include "cost/annual.h"
#include "cost/price.h"
#include "cost/scenario.h"
#include "report/bill/bill_route.h"
#include "report/work.h"

enum bill_kind {
    BILL_API,
    BILL_SELFHOST,
    BILL_PRICED,
    BILL_STUDENT,
    BILL_HYBRID
};

struct bill_price { // of a million tokens and a request, for given tokens
    double in, out, cached, request;
};

struct bill_way {
    char *model; // shown
    enum bill_kind kind;
    size_t assumed;             // its way in the scenario
    struct work work;           // what it, or the reference model, used
    bool own;                   // ... it: its answers, its time, its quality
    double other_hours;         // of a week, at which its price is another one
    bool listed;                // prices by the token, not by measured replies
    bool machines;              // its own
    bool exact;                 // no spread of measured tokens in it
    size_t source;              // the way whose work it is priced for
    double price_times;         // 1, or what a price is tried at
    struct bill_price price[2]; // standard (or its tier), batch
    struct annual_way way;      // all at the middle of their ranges
    struct work_unit mean;      // of an answer
    struct interval each;       // USD of an answer, machines full
    double usd_per_correct;     // NAN unknown
    struct interval correct_ci; //
    double accuracy;            // measured or assumed; NAN unknown
    struct interval accuracy_ci;
    struct bill_route *route; // of a hybrid, from stored answers; NULL
    char *basis;              // where tokens and price come from
    char *why_unknown;        // NULL when the cost is known
};

struct bill_crossing {
    size_t a, b; // ways
    struct annual_crossing at;
    double low, high; // of at.first; 0: cheaper from the start in that share
                      // of draws; INFINITY: never; NAN unknown
};

struct bill {
    const struct scenario *scenario;
    struct work_keys keys;
    struct bill_way *ways;
    size_t n;
    double *volumes; // requests a day
    size_t volume_count;
    struct bill_crossing *crossings;
    size_t crossing_count;
    size_t reference;        // way whose work others are priced for
    double reference_tokens; // of one request, to count tokens a day; NAN
    char **assumptions;
    size_t assumption_count;
    double level;
    uint64_t seed;
    size_t draws;
    struct annual_way *drawn; // draws rows of n ways
    double *quality;          // draws rows of n accuracies
    double *tokens;           // ... of tokens of an answer
};

void bill_init(
    struct bill *b, const struct scenario *s, double level, uint64_t seed);
void bill_clear(struct bill *b);

/* Adds a sentence to the assumptions. */
void bill_assume(struct bill *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds way `assumed` of the scenario. runs: its own measured answers (own) or
 * the work it is priced for; n 0: tokens are said in the scenario. */
void bill_add(struct bill *b, size_t assumed,
    const struct data_run *const *runs, size_t n, bool own,
    const struct price_book *prices, int64_t wall_us);

/* What stored answers tell of the way added last, a hybrid: route is taken;
 * NULL: nothing, as `why` says. */
void bill_add_route(struct bill *b, struct bill_route *route, const char *why);

/* Adds a volume of so many requests a day. */
void bill_add_volume(struct bill *b, double requests_per_day);

/* Once all ways are there: their cost, then `draws` draws of it. */
void bill_solve(struct bill *b, size_t draws);

/* What is assumed and what was drawn: the means of an answer of each way
 * (bill_means), of units that count so often (NULL: once). */
struct bill_scene {
    const struct scenario_world *world;
    const struct work_unit *means;
    const double *weight;
};

/* All ways in a scene. */
void bill_means(
    const struct bill *b, const double *weight, struct work_unit *out);
void bill_resolve(const struct bill *b, const struct bill_scene *scene,
    struct annual_way *out);
double bill_accuracy(
    const struct bill *b, size_t i, const struct bill_scene *scene);

/* Finds where any two ways cost the same, up to limit requests a day. */
void bill_cross(struct bill *b, double limit);

/* How much a crossing matters: 0 where the cheapest of all changes, 1 where
 * the reference is one of the two, 2 where one has machines and the other has
 * not, 3 else. */
int bill_crossing_rank(const struct bill *b, const struct bill_crossing *c);

/* USD a year of way i at a volume, and its interval over the draws. */
double bill_yearly(const struct bill *b, size_t i, double volume);
struct interval bill_yearly_ci(const struct bill *b, size_t i, double volume);

/* Another way that costs the same at a volume, but for rounding; b->n: none. */
size_t bill_twin(const struct bill *b, size_t i, double volume);

/* The interval that values of draws span: nearest ranks, so that INFINITY
 * may be among them; NAN values are left out. Sorts them. */
struct interval bill_span(double *values, size_t n, double level);

/* Writes the keys of `retort cost --json`, and the text people read. */
struct bill_swings;
void bill_json(
    const struct bill *b, const struct bill_swings *swings, struct buf *out);
void bill_text(const struct bill *b, const struct bill_swings *swings,
    size_t width, int look, struct buf *out);

#endif
