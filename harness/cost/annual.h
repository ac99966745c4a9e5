/*
 * What a way of serving costs a year at a daily volume, and where two ways
 * cost the same. A way is a line with steps:
 *
 *   tax x (usd_per_request x requests/day x 365
 *          + replicas x gpus x usd_per_gpu_hour x 8760)
 *   + once_usd / years + repeats_per_year x repeat_usd
 *
 * Unknown is NaN, in every field and in every answer.
 */
#ifndef RETORT_COST_ANNUAL_H
#define RETORT_COST_ANNUAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cost/money.h"

enum annual_kind { ANNUAL_API, ANNUAL_SELFHOST, ANNUAL_STUDENT };

struct annual_way {
    enum annual_kind kind;
    double usd_per_request; // api: measured tokens at the price in force
    /* own machines; gpus 0: none */
    double gpus;             // of one replica
    double usd_per_gpu_hour; //
    double busy_s;           // of a whole replica per request; annual_busy_s
    double peak;             // busiest moment / mean; 0: 1
    double utilisation;      // of what a replica can, at the peak; 0: 1
    double min_replicas;     // kept in any case; 0: 1
    /* a student's making */
    double once_usd;         // teacher's answers, training, evaluation
    double years;            // that it is spread over; 0: 1
    double repeat_usd;       // of one distilling again
    double repeats_per_year; //
    double tax;              // 0.10: a tenth on top of running (open weights)
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

/* Replicas needed at a volume; 0 for a way without machines. */
double annual_replicas(const struct annual_way *w, double requests_per_day);

/* USD a year at a volume. */
double annual_usd(const struct annual_way *w, double requests_per_day);

/* Where a and b cost the same, from 0 to limit requests a day. */
struct annual_crossing annual_crossing(
    const struct annual_way *a, const struct annual_way *b, double limit);

/* Writes to the last decimal what n requests that cost pusd in all come to
 * in days days of so many requests (a remainder rounds to the nearest
 * picodollar); "unknown" when pusd or n is. Returns out. */
const char *annual_exact(int64_t pusd, int64_t n, int64_t requests_per_day,
    int days, char out[MONEY_SIZE]);

#endif
