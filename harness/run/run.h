/*
 * The loop: one suite on one model. Samples in, requests out, replies on
 * disk, verdicts behind them, all in one thread and one wait.
 */
#ifndef RETORT_RUN_RUN_H
#define RETORT_RUN_RUN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/http.h"
#include "io/jail/jail.h"
#include "io/limit.h"
#include "io/loop.h"
#include "model/model.h"
#include "model/outcome.h"
#include "model/refused.h"
#include "model/usage.h"
#include "run/given.h"
#include "store/store.h"
#include "suite/suite.h"

struct run_progress {
    int64_t outcomes[OUTCOME_COUNT]; // of samples done, kept ones included
    int64_t done;                    // samples with a verdict
    int64_t total;                   // -1: not known yet
    int64_t sent;                    // requests that went out, retries included
    int64_t reused;                  // replies taken from the store
    int64_t kept;                    // verdicts that were there already
    int64_t retries;                 // requests sent again
    int64_t in_flight;               // requests under way
    int64_t cost_pusd;   // of what was sent now, as far as its price is known
    int64_t unpriced;    // replies without a known price
    int64_t feared_pusd; // the most that those can have cost, for the budget
    int64_t started_us;
    char last_failure[200]; // "" for none
    char served[2][80];     // the model that answered, and another that did as
                            // well in this run: ""
};

/* Price of a reply (usage, served, tier and region of it) in picodollars, -1
 * when unknown. */
typedef int64_t (*run_price_fn)(
    void *arg, const struct model *m, const struct reply *r, int64_t wall_us);

/* Gives the next sample, in place of the suite's own order: 1, 0 at the end,
 * -1 on error. */
typedef int (*run_next_fn)(void *arg, struct sample *out, struct err *e);

/* Told of a request to the model under test whose reply is not stored, in place
 * of sending it: 0, it
 * will come later (its sample stays without a verdict); 1, it never will, and
 * why says so; -1 ends the run. changed: as in struct answer. */
typedef int (*run_absent_fn)(void *arg, const unsigned char address[HASH_SIZE],
    const struct buf *request, const char *changed, char why[400],
    struct err *e);

/* Told each outcome, kept ones included, as it is known; n is the sample's
 * place. True: that is enough, nothing new is sent. */
typedef bool (*run_judged_fn)(void *arg, int64_t n, enum outcome o);

/* Called often; printing seldom is its own business. */
typedef void (*run_progress_fn)(void *arg, const struct run_progress *p);

/* Told that an endpoint refuses a parameter. True: the model's row is another
 * one now, so that the same question is another request. */
typedef bool (*run_refused_fn)(
    void *arg, const struct model *m, enum refused what, const char *why);

/* Told what is kept of a run that is new, as it goes: its row; each reply, and
 * for which repeat of which sample; each verdict. */
struct run_hearer {
    void (*begun)(void *arg, const struct run_row *row);
    void (*reply)(void *arg, int64_t n, int repeat, const struct answer *a);
    void (*verdict)(void *arg, const struct verdict_row *v);
    void *arg;
};

/* Told that another process has had the database for long: nothing new is sent,
 * and what came waits; and that it is written again. */
typedef void (*run_held_fn)(void *arg, bool held);

struct run_side { // a model that is asked
    const struct model *model;
    struct http_endpoint *endpoint;
    const char *secret;  // its key, taken out of what comes back; NULL
    bool stream;         // its replies come in pieces
    struct limit *limit; // of the endpoint; NULL: that of the model under test
};

struct run_config {
    struct loop *loop;
    struct http *http; // it and the endpoint are NULL where given answers
    struct http_endpoint *endpoint;
    struct limit *limit; // of the endpoint, for several runs; NULL: jobs only
    struct jail *jail;   // NULL unless the suite runs code
    struct store *store;
    struct suite *suite;
    const struct model *model;
    const struct run_side *judge; // whom h:ask{role = "judge"} asks; NULL
    const char *sample_id;        // only this one; NULL: all
    const char *part;     // what of the suite that is, in words; NULL: all
    const char *identity; // extra text that tells runs apart; NULL
    int jobs;             // requests in flight
    int repeat;           // how often each sample is asked
    int64_t timeout_us;   // of one request
    int64_t idle_us;      // of a stream without a byte; 0: none of its own
    int64_t budget_pusd;  // -1: none
    const char *secret;   // the key, taken out of what comes back; NULL
    int64_t total;        // samples expected; -1 not known
    bool offline;         // send nothing: what is not stored fails
    bool no_cache;        // ask again what is stored
    bool stream;          // replies come in pieces; the endpoint is one for it
    uint64_t seed;        // of the jitter
    const volatile sig_atomic_t *stop; // 1: drain, 2: at once
    run_price_fn price;
    run_progress_fn progress;
    run_refused_fn refused;          // NULL: what is refused has failed
    run_held_fn held;                // NULL: nobody wants to know
    void *arg;                       // of the four
    const struct run_hearer *hearer; // NULL: nobody listens
    const char *version;
    run_given_fn given; // answers instead of the network; NULL
    void *given_arg;
    run_absent_fn absent; // takes the requests that would be sent; NULL
    void *absent_arg;
    run_next_fn next;     // NULL: the suite's order
    run_judged_fn judged; // NULL: nobody wants to know
    void *watch_arg;      // of both
    bool gated;           // for a gate, which may find it enough
    bool no_warm;    // do not wait for the first of a long common beginning
    int64_t rejudge; // a run whose verdicts are made again: what has no reply
                     // keeps its old one; 0: none
};

enum run_end {
    RUN_COMPLETE,    // every sample has a verdict, and none failed
    RUN_INCOMPLETE,  // some failed, or something ended it early
    RUN_INTERRUPTED, // by the user
    RUN_BUDGET,      // the budget is used up
    RUN_ENOUGH       // run_judged_fn said so
};

struct run_result {
    int64_t run; // its number in the store
    enum run_end end;
    struct run_progress last;
    int64_t wall_us;
    bool heard; // the store has of this run what the hearer was told, no more
                // and no less, and no judge's replies
};

/* Adds a suite's sampling as runs keep it, JSON. */
void run_sampling(const struct sampling *s, struct buf *out);

/* Runs it, or goes on with it. What was answered is stored whatever comes.
 * Returns -1 when it had to end for a reason that e tells (what is done stays
 * done and out is filled); failed samples alone are no error. */
int run_suite(
    const struct run_config *c, struct run_result *out, struct err *e);

#endif
