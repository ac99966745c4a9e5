/*
 * Inside run/ only: samples under way, and the state of the loop.
 */
#ifndef RETORT_RUN_FLIGHT_H
#define RETORT_RUN_FLIGHT_H

#include "base/buf.h"
#include "base/rng.h"
#include "io/limit.h"
#include "io/retry.h"
#include "model/dialect.h"
#include "run/run.h"

struct run;

struct flight { // one sample, one repeat, from start to verdict
    struct run *run;
    struct sample sample;
    int repeat;
    struct run_side side; // who is asked now
    bool judging;         // that is the judge
    struct lane *lane;    // to that endpoint
    struct step step;     // what it asks now
    int64_t row;          // of run: what the body was written by
    struct buf body;      // request under way, kept for retries
    unsigned char address[HASH_SIZE];
    int attempts;          // sends of this request
    int broken;            // of these, that brought a reply without sense
    int64_t first_sent_us; // of this request
    int64_t sent_wall_us;
    struct http_request *request;  // NULL unless in flight
    struct loop_timer retry;       // set while it waits for a time,
    void (*then)(struct flight *); // to do this
    bool holds_slot;               // counts against jobs
    size_t scored;                 // bytes of the text it is about; 0: none
    struct fold *fold;             // of the request in flight; NULL: whole
    char changed[80];              // what is not asked as wanted: a JSON list
    struct reply reply;            // decoded, waits for the commit
    int64_t *answers;              // ids, in order
    unsigned char *by_judge; // for each of them; NULL: none is the judge's
    size_t answer_count;
    struct flight *next, *prev;  // all that live
    struct flight *waiting_next; // in waiting, away or durable
    /* flight_pace.c */
    bool queued;  // in the line of those that want to be sent
    bool again;   // it was sent or was to be, and waits until it is again
    bool renewed; // it was written anew
    struct flight *line_next, *line_prev;
    struct limit_ticket ticket; // once it is sent
    /* flight_warm.c */
    struct prefix *prefix; // how it begins, while others wait for it or it
                           // for another
    bool parked;           // it waits
    struct flight *parked_next;
    /* flight_same.c */
    bool leads;               // it is in run.asking
    struct flight *same_next; // in the bucket
    struct flight *followers; // those that wait for its reply
    struct flight *follows, *follow_next;
};

enum {
    FLIGHT_BUCKETS = 1024,
    FLIGHT_ASKS_MOST = 1000 // of one sample; a repeat's replies are stored
                            // this far from those of the one before
};

struct run_learnt { // sums over the replies that told their tokens
    int64_t replies, bytes, input, output;
};

struct lane { // to an endpoint: its limits, and who waits for them
    struct run *run;
    struct limit *limit;
    struct flight *line, *line_end; // those that want to be sent
    struct loop_timer pace;         // looks at the line again
    int64_t again;                  // that wait until they are sent again
    int64_t slots;                  // requests in flight or about to be again
};

enum { LANES = 2 }; // of the model under test, of the judge

struct run {
    const struct run_config *c;
    struct run_progress p;
    int64_t id;
    bool was_there;  // the run has verdicts from before
    int64_t kept_to; // no sample behind this one has
    bool data_over;  // no more samples
    bool stopping;   // nothing new is sent
    bool judging;    // false once the suite's Lua has failed
    struct err *e;   // why it is stopping, when that is an error
    bool failed;
    struct err why; // room for what fails on the way, until run_fail has it
    enum run_end end;
    int64_t slots;  // requests in flight or about to be sent again
    int64_t live;   // flights
    int64_t jailed; // flights in the jail
    struct flight *flights;
    struct flight *asking[FLIGHT_BUCKETS]; // requests under way, by address
    struct buf *bodies; // of requests that are over, to be used again
    size_t body_count, body_room;
    struct hash_stem *stem;                 // of the addresses of requests
    struct flight *waiting, **waiting_tail; // answered, not yet on disk
    int64_t waiting_count;
    struct flight *away, **away_tail;       // of these: being written
    struct flight *durable, **durable_tail; // on disk, not yet judged
    bool held;            // another process has had the file for long
    int64_t commit_at_us; // latest moment for the next commit; 0: none due
    struct lane lanes[LANES];
    struct limit own_limit;  // where none is given
    struct prefix *prefixes; // long beginnings of requests, latest first
    struct run_learnt learnt[LANES]; // of each model
    int lost_in_row;                 // samples given up since the last reply
    int64_t answered;                // replies that came over the wire
    const struct run_hearer *hearer; // NULL: none, or the run was there before
    int64_t told, accounted; // of these: told to the hearer; behind a verdict
    bool unheard;            // a judge's was among them
    bool busy;               // some came when the sockets were looked at last
    int64_t refused_params;  // 400s before any success
    int64_t row;             // how often a model's row has changed on the way
    struct retry_policy policy;
    struct rng rng;
    struct sample repeated; // the sample whose repeats are being started
    int next_repeat;
};

/* flight.c: life of one sample. */
void flight_start(struct run *r, struct sample *s, int repeat);
void flight_answered(struct flight *f);
void flight_fail(struct flight *f, enum failure why, const char *text);
void flight_drop(struct flight *f);
void flight_lose_body(struct flight *f);
void flight_advance(struct flight *f, struct step *step);

/* flight_pace.c: sends a request as soon as the endpoint's limits allow; looks
 * whether they do now; takes it out of the line; learns what a reply took. */
void flight_send(struct flight *f);
void flight_pump(struct lane *l);
void flight_leave_line(struct flight *f);
void flight_learn(struct flight *f);

/* Counts with those in flight until it is sent again; does so no longer. */
void flight_keep_place(struct flight *f);
void flight_stop_again(struct flight *f);

/* Does it at that time, from the loop, where nobody's list is walked. */
void flight_later(
    struct flight *f, int64_t at_us, void (*then)(struct flight *));

/* flight_warm.c: true when it waits until another that begins the same is
 * back; does so no longer, or has a reply, or never will; frees all. */
bool flight_park(struct flight *f);
void flight_unpark(struct flight *f, bool replied);
void flight_forget_prefixes(struct run *r);

/* flight_durable.c: it waits until its reply is on disk; begins and ends what
 * brings them there, gives it what waits, takes that back; whether some is
 * there now. */
void flight_wait(struct flight *f);
int flight_durable_begin(struct run *r, struct err *e);
int flight_durable_end(struct run *r, struct err *e);
void flight_durable_give(struct run *r);
bool flight_durable_busy(const struct run *r);

/* flight_send.c: its requests. False: not sent, the flight is gone. */
bool flight_go(struct flight *f);
void flight_ask(struct flight *f, const struct step *step);
void flight_hold_slot(struct flight *f, bool yes);

/* Writes the request it asks by now, and its address; -1: there is none. */
int flight_encode(struct flight *f);

/* flight_cost.c: what its reply cost, or can have cost at most. */
bool flight_free(const struct flight *f); // its tokens cost nothing
void flight_count_cost(const struct flight *f);
void flight_count_broken(const struct flight *f); // one without sense

/* flight_refused.c: a parameter was refused; true when it asks without. A row
 * has changed since its body was written: true when that is another request
 * now, which is looked up from the loop. */
bool flight_refused(struct flight *f, enum refused what, const char *why);
bool flight_renew(struct flight *f);

/* Looks a request up, and sends it if nobody has or is about to. */
void flight_look_up(struct flight *f);

/* flight_same.c: waits for another that asks the same (false: nobody does);
 * is the one to ask; is done with asking, either way. */
bool flight_follow(struct flight *f);
void flight_lead(struct flight *f);
void flight_part(struct flight *f);

/* run.c: counts an outcome, and tells who watches. */
void run_count(struct run *r, int64_t n, enum outcome o);

/* flight_stream.c: its reply will come in pieces; what they came to, in place
 * of what http saw of them (body and why hold it); their times, and that is
 * the end of it. */
void flight_stream_open(struct flight *f);
void flight_stream_end(struct flight *f, struct http_reply *seen,
    struct buf *body, struct buf *why);
void flight_stream_time(
    struct flight *f, const struct http_reply *http, struct answer *a);

/* run_hear.c: tells the hearer, if there is one; whether it has heard all, at
 * the end. */
void run_tell_begun(struct run *r, const struct run_row *row);
void run_tell_reply(const struct flight *f, const struct answer *a);
void run_tell_verdict(struct run *r, const struct verdict_row *v);
bool run_heard(const struct run *r);

/* run.c: ends the run early, with an error or without (fmt NULL). */
void run_stop(struct run *r, enum run_end end);
void run_fail(struct run *r, const struct err *e);

#endif
