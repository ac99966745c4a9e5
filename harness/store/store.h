/*
 * What is kept: one SQLite file (WAL) in each results folder.
 *
 * answer   a reply that was paid for, addressed by what was asked
 * run      one suite on one model with one sampling
 * verdict  what was made of a sample of a run, and of which answers
 *
 * Writes gather in one transaction until store_commit: nothing counts as done
 * before that returns. Everything fails with ERR_SYSTEM and the path.
 */
#ifndef RETORT_STORE_STORE_H
#define RETORT_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash_stem.h"
#include "model/outcome.h"
#include "model/usage.h"

struct store;

/* Opens or makes the file "retort.db" in folder dir (made when missing). A
 * read-only store is never made, and one that is not there is ERR_USAGE. */
int store_open(
    const char *dir, bool read_only, struct store **out, struct err *e);

/* Commits what is pending, then closes. The error of that commit is lost:
 * call store_commit first where it matters. */
void store_close(struct store *s);

/* Puts pending writes on disk; returns how many rows that were, or -1: then
 * they still wait, or SQLite has taken them back (store_pending says 0). */
int store_commit(struct store *s, struct err *e);

/* Another process that has the file is not waited for from now on (it is for
 * ten seconds): for whoever has no time. */
void store_hurry(struct store *s);

/* Whether another process has written to the file between our first and our
 * last transaction. */
bool store_shared(const struct store *s);

/* Rows that wait for a commit. */
size_t store_pending(const struct store *s);

/* Address of a request: endpoint, canonical body, which repeat. No headers,
 * no keys: a new key finds the old answers. stem makes many of them quicker;
 * NULL: none. */
void store_address(struct hash_stem *stem, const char *endpoint,
    const char *body, size_t len, int repeat, unsigned char out[HASH_SIZE]);

struct answer {
    int64_t id;
    unsigned char address[HASH_SIZE];
    const char *dialect; // how raw is to be read
    const char *request; // the body that was sent
    size_t request_len;
    const char *raw; // the body that came back, byte for byte
    size_t raw_len;
    const char *served; // model that answered; NULL: not told
    int finish;         // enum finish
    struct usage usage;
    int64_t latency_us;    // sent to last byte; -1 unknown
    int64_t first_us;      // sent to first byte; -1 unknown
    int64_t first_text_us; // sent to first text of a stream; -1: none, unknown
    double tokens_per_s;   // of a stream, behind its first text; NAN unknown
    const char *changed;   // JSON list: not sent as asked; NULL: not noted
    int64_t sent_wall_us;  // for the price in force
    int attempts;          // requests made for it, 1 or more
    bool replayed;         // came from a recording: latency is the recorded one
    const char *tier;      // of the price; NULL: standard
    const char *region;    // that it told; NULL: none
};

/* Keeps a reply and sets a->id: 0. An answer with this address that is there
 * already stays, and its id is given: 1. */
int store_answer_put(struct store *s, struct answer *a, struct err *e);

/* Looks for an address: 1 found (strings borrowed until the next call of
 * either), 0 not there, -1 error. store_answer_get is the same by id. */
int store_answer_find(struct store *s, const unsigned char address[HASH_SIZE],
    struct answer *out, struct err *e);
int store_answer_get(
    struct store *s, int64_t id, struct answer *out, struct err *e);

struct run_row {
    int64_t id;
    const char *identity; // hex digest of what makes two runs the same
    const char *suite;
    int suite_version;
    const char *suite_hash;
    const char *model; // as shown
    const char *role;  // teacher, student, commercial, ""
    const char *served;
    const char *endpoint;
    const char *provider;
    const char *sampling; // JSON
    const char *options;  // JSON: seed, shots, limit, suite options
    double usd_per_hour;  // < 0: not self-hosted
    int64_t planned;      // samples x repeats; -1 not known
    const char *status;   // running, complete, incomplete
    int64_t started_us;   // wall clock
    int64_t wall_us;      // time spent running so far
    const char *version;  // of retort
    bool gated;       // a gate asked it, in random order, and perhaps not all
    const char *part; // of the suite: "" all of it, "first 5", "sample ID"
};

/* Starts a run or finds the one of the same identity; sets r->id. Returns 1
 * when it was there before, 0 when it is new, -1 on error. */
int store_run_begin(struct store *s, struct run_row *r, struct err *e);

/* Notes how a run stands; wall_us is added to what was spent before. Of one
 * that was there before, planned is never less than what is there (-n was
 * larger once). */
int store_run_end(struct store *s, int64_t run, bool was_there,
    const char *status, int64_t planned, int64_t wall_us, struct err *e);

/* Notes that a run was judged by another suite than it was made with (r: id,
 * identity as it was, suite_version, suite_hash, version). No command finds
 * it by its identity any more, or it would mix verdicts of both. */
int store_run_rejudged(struct store *s, const struct run_row *r, struct err *e);

struct verdict_row {
    int64_t run;
    int64_t n;                 // place of the sample in its suite
    int repeat;                // from 0
    const char *id;            // the sample's own name
    const char *group;         // "" for none
    const char *cluster;       // "" for none
    const unsigned char *hash; // HASH_SIZE bytes of prompt and target
    enum outcome outcome;
    double value;          // 0..1; NAN without a verdict
    const char *extracted; // NULL: nothing read
    size_t extracted_len;
    const char *target;            // what would have been right
    const char *note;              // why, in words; NULL for none
    const char *detail;            // JSON; NULL for none
    const int64_t *answers;        // ids, in the order asked
    const unsigned char *by_judge; // for each: 1, a judge gave it; NULL: none
    size_t answer_count;
};

/* Keeps verdicts, each replacing an earlier one of the same place. */
int store_verdicts_put(struct store *s, const struct verdict_row *const *v,
    size_t n, struct err *e);

/* Outcome kept for a place: 1 found, 0 not there, -1 error. */
int store_verdict_find(struct store *s, int64_t run, int64_t n, int repeat,
    const unsigned char hash[HASH_SIZE], enum outcome *out, struct err *e);

/* The last sample of a run that has a verdict; -1: none has. */
int store_verdict_last(
    struct store *s, int64_t run, int64_t *out, struct err *e);

/* Counts the verdicts of a run by outcome. */
int store_outcomes(
    struct store *s, int64_t run, int64_t counts[OUTCOME_COUNT], struct err *e);

/* Whether any sample of a run is of a cluster: 1, 0, -1. */
int store_clustered(struct store *s, int64_t run, struct err *e);

/* Readers for reports call fn for each row, in order; strings are borrowed
 * for the call. A fn that returns non-zero ends the walk, and that number is
 * returned; 0 at the end, -1 on error. */
typedef int (*run_fn)(void *arg, const struct run_row *r);
typedef int (*verdict_fn)(void *arg, const struct verdict_row *v);
int store_runs(struct store *s, run_fn fn, void *arg, struct err *e);
int store_verdicts(
    struct store *s, int64_t run, verdict_fn fn, void *arg, struct err *e);

struct answer_cost { // what a report needs of a verdict and one answer to it
    int64_t n;       // sample
    int repeat;
    enum outcome outcome;
    const char *sample, *cluster; // names; "" for none
    const char *detail;           // JSON; NULL: none
    bool again;                   // the call before was for the same verdict
    bool answered; // false: nobody answered, what follows says nothing
    struct usage usage;
    int64_t latency_us;
    int64_t sent_wall_us;
    bool replayed;
    bool judge; // a judge's: no part of what the model costs
    const char *served;
    int64_t first_text_us;
    double tokens_per_s;
    const char *changed;
    const char *tier;   // of the price; NULL: standard
    const char *region; // that it told; NULL: none
};
/* Calls fn for each verdict, with each of its answers. */
typedef int (*answer_cost_fn)(void *arg, const struct answer_cost *a);
int store_costs(
    struct store *s, int64_t run, answer_cost_fn fn, void *arg, struct err *e);

/* The replies behind the verdicts of a run, in the order of samples, repeats
 * and turns; sample is the name of the sample, judge: a judge gave it. */
typedef int (*reply_fn)(
    void *arg, const char *sample, bool judge, const struct answer *a);
int store_replies(
    struct store *s, int64_t run, reply_fn fn, void *arg, struct err *e);

/* Id of the last answer of one place that the model itself gave; 0: none. */
int store_last(struct store *s, int64_t run, int64_t n, int repeat, int64_t *id,
    struct err *e);

/* Ids of the answers of one place, in the order asked; the caller frees
 * *ids (NULL when there are none). */
int store_asked(struct store *s, int64_t run, int64_t n, int repeat,
    int64_t **ids, size_t *count, struct err *e);

#endif
