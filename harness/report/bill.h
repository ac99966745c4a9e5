/*
 * What each way of serving costs at the user's volume: measured work times
 * the price in force, every assumption beside it.
 *
 * An answer is one sample of a run with all its replies. Work is compared
 * like for like: models that are only priced are given the tokens that the
 * reference model measured; measured ones their own.
 */
#ifndef RETORT_REPORT_BILL_H
#define RETORT_REPORT_BILL_H

#include "cost/annual.h"
#include "cost/price.h"
#include "report/data.h"

enum bill_kind { BILL_API, BILL_SELFHOST, BILL_PRICED };

struct bill_way {
    char *model;
    enum bill_kind kind;
    struct annual_way way;        // usd_per_request NAN when unknown
    double low, high;             // interval of usd_per_request
    double usd_per_correct;       // NAN unknown
    int64_t answers, correct;     // measured; 0 for priced only
    double tokens_in, tokens_out; // mean of an answer; NAN unknown
    double latency_s;             // mean of an answer; NAN unknown
    char *machine;                // what is assumed of its own machine; or NULL
    char *basis;                  // where tokens and price come from
    char *why_unknown;            // NULL when the cost is known
};

struct bill_crossing {
    size_t a, b; // ways
    struct annual_crossing at;
    double low, high; // with the intervals of both; NAN where unbounded
};

struct bill {
    struct bill_way *ways;
    size_t n;
    double *volumes; // requests a day
    size_t volume_count;
    struct bill_crossing *crossings;
    size_t crossing_count;
    double reference_tokens; // of one request, to count tokens a day; NAN
    char **assumptions;
    size_t assumption_count;
    double level;
};

void bill_init(struct bill *b, double level);
void bill_clear(struct bill *b);

/* Adds a sentence to the assumptions. */
void bill_assume(struct bill *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A model that was measured: its runs, pooled over suites. */
void bill_add_measured(
    struct bill *b, const struct data_run *const *runs, size_t n);

/* A model that is only priced, doing the work of runs (or, with n = 0, one
 * request that uses shape). */
void bill_add_priced(struct bill *b, const struct price_book *prices,
    const char *model, const char *provider, int64_t wall_us,
    const struct data_run *const *runs, size_t n, const struct usage *shape);

/* Adds a volume of so many requests a day. */
void bill_add_volume(struct bill *b, double requests_per_day);

/* Finds where any two ways cost the same, up to limit requests a day. */
void bill_cross(struct bill *b, double limit);

/* USD a year of way i at volume k, and the limits of its interval. */
double bill_yearly(const struct bill *b, size_t i, size_t k);
double bill_yearly_at(
    const struct bill *b, size_t i, double usd_per_request, double volume);

/* Writes the keys of `retort cost --json`, and the text people read. */
void bill_json(const struct bill *b, struct buf *out);
void bill_text(const struct bill *b, size_t width, int look, struct buf *out);

#endif
