/*
 * Routing without asking again: from stored answers of a cheap and a dear
 * model to the same samples, what a router would make of them that sends a
 * request to the dear model where a signal of the cheap one's answer says so.
 *
 * Every request is answered by the cheap model first. Curves are
 * cross-validated: which direction a signal has, and how high is high, is
 * learnt on other samples than those it is applied to. An answer is right or
 * not, as everywhere, and costs what it would at the prices in force.
 */
#ifndef RETORT_REPORT_ROUTING_H
#define RETORT_REPORT_ROUTING_H

#include "base/buf.h"
#include "cost/route.h"
#include "report/data.h"
#include "stats/interval.h"

struct routing_sample {     // what a signal may see: nothing that is only
    const char *id, *group; // known once the answer was judged
    const char *reply;      // "" where there is none
    size_t len;             //
    const char *extracted;  // NULL: nothing read
    double output_tokens;   // NAN unknown
    double letter;          // probability of the likeliest letter; NAN
    double vote;            // share of its commonest answer; NAN if asked once
    bool *voted;            // to be set by who looks at that
};

/* A signal of the user's own; *out is NAN where it has nothing to say. */
typedef int (*routing_fn)(
    void *arg, const struct routing_sample *s, double *out, struct err *e);

struct routing_config {
    struct store *store;
    const struct price_book *prices;
    int64_t wall_us;                     // when they are in force
    const struct data_run *cheap, *dear; // of one suite
    routing_fn own;                      // NULL: none
    void *own_arg;
    const char *own_name;
    double quality; // share of the dear model's accuracy that is wanted
    double requests_per_day;
    double level;
    uint64_t seed;
};

struct routing_line { // a signal
    const char *name, *about;
    int asks;                 // of the cheap model for a request: all that vote
    size_t known;             // samples it has a value for; 0: no line
    double *signal;           // of each item, cross-validated; NAN unknown
    struct route_curve curve; // over all samples, cross-validated
    double apgr, cpt[3];      // at 20, 50 and 80 % of the gap
    /* the least share of dear calls that reaches the wanted quality */
    bool reaches;
    double share, accuracy;
    struct interval accuracy_ci;
    double usd;       // of a request, both models' part; NAN unknown
    double saved_usd; // a year, against all dear
    struct interval saved_ci;
    double threshold; // of the raw signal
    bool above;       // at or above it goes to the dear model, else below
};

enum { ROUTING_LINES = 6 };

struct routing {
    struct routing_config c;
    struct route_item *items; // of the samples both judged
    size_t *first;            // ... the first of its repeats in the cheap run
    int64_t *judged;          // ... how many of its repeats both have judged
    size_t *cluster;          // ... below clusters
    size_t n, clusters;
    bool clustered;  // some sample names its cluster
    int repeats;     // how often a sample was asked
    bool voted;      // a signal of the user's looked at votes
    size_t left_out; // replies without a verdict on a side, or not in both
    double cheap, dear;
    struct interval cheap_ci, dear_ci;
    double cheap_usd, dear_usd; // mean of a request; NAN unknown
    double wanted;              // accuracy
    struct routing_line lines[ROUTING_LINES];
    size_t line_count;
    double oracle_share; // at which the oracle reaches what is wanted; NAN
    double random_share; // the same of lots
    /* internal: per sample */
    double *cheap_cost, *dear_cost;
};

/* The line to deploy: the fewest dear calls for what is wanted; NULL. */
const struct routing_line *routing_best(const struct routing *r);

/* ERR_USAGE when they share no judged sample. */
int routing_make(
    const struct routing_config *c, struct routing *out, struct err *e);
void routing_clear(struct routing *r);

void routing_json(const struct routing *r, struct jsonw *w);
void routing_text(
    const struct routing *r, size_t width, int look, struct buf *out);

#endif
