/*
 * Runs as reports see them: read from the store once, kept as plain arrays.
 */
#ifndef RETORT_REPORT_DATA_H
#define RETORT_REPORT_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "cost/price.h"
#include "report/billed.h"
#include "report/reading.h"
#include "stats/clustered.h"
#include "stats/interval.h"
#include "stats/quantile.h"
#include "store/store.h"

struct data_item { // one sample of a run, one repeat
    int64_t n;
    int repeat;
    char *id, *group, *cluster; // "" for none
    unsigned char hash[HASH_SIZE];
    enum outcome outcome;
    double value;    // NAN without a verdict
    char *extracted; // NULL: nothing was read
    char *target;    // NULL: not told
    char *detail;    // JSON; NULL: none
};

struct data_terms {               // what a price goes by, of many replies alike
    char *served, *tier, *region; // NULL: not told, or the usual
};

struct data_cost { // one reply
    size_t item;   // index into items
    size_t terms;  // index into those of the run
    struct usage usage;
    int64_t latency_us;    // -1 unknown
    int64_t first_text_us; // of a stream; -1 unknown
    double tokens_per_s;   // of a stream; NAN unknown
    int64_t cost_pusd;     // -1 unknown
    bool replayed;
};

struct data_run {
    struct run_row row; // strings are owned by this; id 0: from a file
    size_t hash_len;    // bytes that the items' hashes have; 0: all
    struct data_item *items;
    size_t n;
    struct data_cost *costs;
    size_t cost_count;
    struct data_terms *terms;
    size_t terms_count;
    char *unpriced;   // why a price is unknown; NULL when all are known
    unsigned changed; // enum sampling_field: for some reply not sent as asked
    int64_t noted;    // replies for which that was noted
    struct reading reading;         // rules that read its answers
    struct billed billed;           // what the provider told, beside the book
    int64_t tiers[PRICE_TIERS + 1]; // replies by tier; the last: none of ours
    int64_t judged;                 // replies of a judge: in none of the above
    double judge_usd;               // what they cost; NAN unknown
    char *strings[13];              // owns row's
    struct data_summary *whole;     // from data_load_sum; NULL
    struct clustered_count *clusters; // from that; NULL: samples have none
    size_t cluster_count;
};

/* Whether some reply was served at another tier than the standard one, or one
 * that is not of a batch either. */
bool data_tiered(const struct data_run *d, bool batch);

/* Reads a run whole, pricing each reply from the book at the time it was
 * sent; a self-hosted model's reply costs its share of the machine's hour. */
int data_load(struct store *s, int64_t run, const struct price_book *prices,
    struct data_run *out, struct err *e);
void data_clear(struct data_run *d);

/* How often a run that was loaded with its items asks each sample. */
int data_asks(const struct data_run *d);

/* The query by which a reply of a run, served on such terms, is priced at a
 * moment; it borrows their strings. */
struct price_query data_query(const struct data_run *d, const char *served,
    const char *tier, const char *region, int64_t wall_us);

/* Reads the row of a run, in place of the one that d has; or keeps one. */
int data_find_row(
    struct store *s, int64_t run, struct data_run *d, struct err *e);
void data_keep_row(struct data_run *d, const struct run_row *r);

/* Reads only what data_sum needs: no items, no costs,
 * and twelve bytes of memory for each reply. */
int data_load_sum(struct store *s, int64_t run, const struct price_book *prices,
    struct data_run *out, struct err *e);

struct data_pace {
    struct quantile_summary q;
    size_t n; // replies that told
};

struct data_summary {
    int64_t n; // samples x repeats with an outcome
    int64_t outcomes[OUTCOME_COUNT];
    double accuracy;    // correct / n that have a verdict; NAN when none has
    int repeats;        // how often a sample was asked
    size_t clusters;    // they come in; 0: each sample stands by itself
    struct interval ci; // clustered_accuracy, as compare has it
    struct interval bounds; // all without verdict wrong, all right
    struct usage_sum usage;
    double cost_usd;               // of all replies; NAN when one is unknown
    double cost_known_usd;         // of those that are known
    double p50_ms, p90_ms, p99_ms; // latency; NAN when none is known
    struct data_pace ttft_ms;      // to the first text, of streamed replies
    struct data_pace tokens_per_s; // behind it
    bool replayed;                 // latencies are the recorded ones
};

struct data_summary data_sum(const struct data_run *d, double level);

#endif
