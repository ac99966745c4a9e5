/*
 * What a way of serving costs a year at a daily volume, and where two ways
 * cost the same. A way is a line with steps:
 *
 *   tax x (usd_per_request x requests/day x 365
 *          + replicas x gpus x usd_per_gpu_hour x 8760)
 *   + fixed_usd + once_usd / years + repeats_per_year x repeat_usd
 *
 * Over several years the volume grows and prices fall; what is told is the
 * mean year. Unknown is NaN, in every field and in every answer.
 */
#ifndef RETORT_COST_ANNUAL_H
#define RETORT_COST_ANNUAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cost/money.h"

struct annual_way {
    double usd_per_request; // api: measured tokens at the price in force
    /* own machines; gpus 0: none */
    double gpus;             // of one replica
    double usd_per_gpu_hour; //
    double busy_s;           // of a whole replica per request; annual_busy_s
    double peak;             // busiest moment / mean; 0: 1
    double utilisation;      // of what a replica can, at the peak; 0: 1
    double min_replicas;     // kept in any case; 0: 1
    double spare_replicas;   // on top of what the load needs
    double fixed_usd;        // a year, whatever the volume: operation
    /* a student's making */
    double once_usd;         // teacher's answers, training, evaluation
    double years;            // looked at, making is spread over them; 0: 1
    double repeat_usd;       // of one distilling again
    double repeats_per_year; //
    double tax;              // 0.10: a tenth on top of running (open weights)
    /* from one of the years to the next */
    double growth;        // of the volume: 0.5 is half as much again
    double price_decline; // of usd_per_request: 0.2 is a fifth less
    double hour_decline;  // of usd_per_gpu_hour
    /* two models: this one is the cheap one, dear answers the rest */
    const struct annual_way *dear; // NULL: none; no hybrid itself
    double share;                  // of the requests that go to dear
    bool cascade;                  // those are asked of the cheap one first
};

enum annual_verdict {
    ANNUAL_UNKNOWN,  // one of the two is
    ANNUAL_A_ALWAYS, // a is cheaper at any volume looked at
    ANNUAL_B_ALWAYS,
    ANNUAL_SAME,   // they cost the same everywhere
    ANNUAL_CROSSES // which is cheaper depends on the volume
};

struct annual_crossing {
    enum annual_verdict verdict;
    double first, last; // requests/day where the cheaper one changes; NaN
    size_t changes;     // 1 unless steps of replicas make it a saw
    bool a_first;       // a is the cheaper one below first
    bool a_last;        // ... and above last, up to the limit
    bool cut;           // too many steps: not all were looked at
};

/* Seconds that a request keeps a replica busy, from its measured speeds with
 * all its lanes full; prefill 0: not counted. */
double annual_busy_s(double input_tokens, double output_tokens,
    double prefill_tok_s, double decode_tok_s);

/* Replicas kept in the first year; 0 for a way without machines. */
double annual_replicas(const struct annual_way *w, double requests_per_day);

/* USD a year at a volume (of the first year), the mean of w->years. */
double annual_usd(const struct annual_way *w, double requests_per_day);

/* USD of the year of that number, from 0, without the making. */
double annual_running_usd(
    const struct annual_way *w, int year, double requests_per_day);

/* USD that one request more costs where machines are full. */
/* Requests of the mean year, in those of the first: what errors grow with. */
double annual_grown(const struct annual_way *w);

double annual_each_usd(const struct annual_way *w);

struct annual_line { // fixed + slope x requests a day = USD a year
    double fixed, slope;
};

/* The straight line that holds at a volume, and the next volume where a
 * machine is added (INFINITY: none). */
struct annual_line annual_line(const struct annual_way *w, double at);
double annual_step(const struct annual_way *w, double at);

/* Where a and b cost the same, from 0 to limit requests a day; the second
 * gives up (cut) after so many steps of machines. */
struct annual_crossing annual_crossing(
    const struct annual_way *a, const struct annual_way *b, double limit);
struct annual_crossing annual_crossing_in(const struct annual_way *a,
    const struct annual_way *b, double limit, size_t steps);

/* Writes to the last decimal what n requests that cost pusd in all come to
 * in days days of so many requests (a remainder rounds to the nearest
 * picodollar); "unknown" when pusd or n is. Returns out. */
const char *annual_exact(int64_t pusd, int64_t n, int64_t requests_per_day,
    int days, char out[MONEY_SIZE]);

#endif
