#include "run/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "run/flight.h"
#include "run/likely.h"

/* Group commit: replies go to the disk in batches, behind the loop's back
 * (flight_durable.c). One is given away as soon as the last is back and there
 * are COMMIT_ROWS of them with the verdicts, or COMMIT_US after the first;
 * larger ones save nothing and take memory. */
enum {
    COMMIT_ROWS = 256,
    COMMIT_US = 100000,
    WATCHED_US = 10000, // where somebody waits for outcomes to say: enough
    /* of samples begun, and of replies judged, between two looks at the
     * sockets: what is ready there waits no longer than these take */
    FILL_AT_ONCE = 32,
    JUDGE_AT_ONCE = 32,
    AHEAD_AT_ONCE = 4, // while nothing is ready there
    AHEAD_MOST = 256,
    BEHIND_MOST = 32, // replies that came since the last commit
    /* samples that wait for the disk or their verdict: what is looked at again
     * soon is still in the processor's cache */
    LIVE_MORE = 72,
    TURN_US = 100000
};

void run_stop(struct run *r, enum run_end end)
{
    if (!r->stopping)
        r->end = end;
    r->stopping = true;
}

void run_fail(struct run *r, const struct err *e)
{
    if (!r->failed) {
        *r->e = *e;
        r->failed = true;
    }
    if (e->kind == ERR_SUITE || e->kind == ERR_SYSTEM)
        r->judging = false;
    run_stop(r, RUN_INCOMPLETE);
}

void run_count(struct run *r, int64_t n, enum outcome o)
{
    r->p.outcomes[o]++;
    r->p.done++;
    if (r->c->judged != NULL && r->c->judged(r->c->watch_arg, n, o))
        run_stop(r, RUN_ENOUGH);
}

static void identity(
    const struct run_config *c, const char *sampling, char out[HASH_HEX])
{
    const struct suite_info *s = suite_info(c->suite);
    struct buf b = { 0 };

    buf_printf(&b, "%s\n%d\n%s\n%s\n%s\n%s\n%s\n%s\n%d\n%s\n%s", s->name,
        s->version, s->hash, c->model->name, c->model->served, c->model->url,
        s->options, sampling, c->repeat,
        c->sample_id != NULL ? c->sample_id : "",
        c->identity != NULL ? c->identity : "");
    hash_hex(b.s, b.len, out);
    buf_clear(&b);
}

static void put_number(struct jsonw *w, const char *key, double x)
{
    if (isnan(x))
        jsonw_null(w, key);
    else
        jsonw_num(w, key, x);
}

void run_sampling(const struct sampling *s, struct buf *out)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    put_number(&w, "temperature", s->temperature);
    put_number(&w, "top_p", s->top_p);
    jsonw_int(&w, "max_tokens", s->max_tokens);
    jsonw_count(&w, "seed", s->seed);
    jsonw_int(&w, "top_logprobs", s->top_logprobs);
    if (s->stops > 0) {
        jsonw_begin(&w, "stop", '[');
        for (int i = 0; i < s->stops; i++)
            jsonw_str(&w, NULL, s->stop[i]);
        jsonw_end(&w, ']');
    }
    jsonw_end(&w, '}');
}

static int begin(struct run *r, struct err *e)
{
    const struct run_config *c = r->c;
    const struct suite_info *s = suite_info(c->suite);
    char id[HASH_HEX];
    struct buf sampling = { 0 };
    struct run_row row = {
        .identity = id,
        .suite = s->name,
        .suite_version = s->version,
        .suite_hash = s->hash,
        .model = c->model->name,
        .role = role_name(c->model->role),
        .served = c->model->served,
        .endpoint = c->model->url,
        .provider = c->model->provider,
        .options = s->options,
        .usd_per_hour = c->model->usd_per_hour,
        .planned = -1,
        .status = "running",
        .started_us = clock_wall_us(),
        .version = c->version,
        .gated = c->gated,
        .part = c->part != NULL ? c->part : "",
    };
    int rc;

    if (c->rejudge > 0) {
        r->id = c->rejudge;
        return 0;
    }
    run_sampling(&s->sampling, &sampling);
    row.sampling = sampling.s;
    identity(c, sampling.s, id);
    rc = store_run_begin(c->store, &row, e);
    if (rc == 0)
        run_tell_begun(r, &row);
    buf_clear(&sampling);
    r->id = row.id;
    r->was_there = rc == 1;
    if (rc == 1)
        rc = store_verdict_last(c->store, r->id, &r->kept_to, e);
    return rc < 0 ? -1 : 0;
}

struct taken { // a sample, and which of its repeats
    struct sample sample;
    int repeat;
};

/* Takes the next sample, or the next repeat of the last one. 1 when there
 * was one, which is none of ours when its id is NULL; 0 at the end, -1 on
 * error. */
static int take(struct run *r, struct taken *t, struct err *e)
{
    struct sample *s = &t->sample;
    int rc;

    t->repeat = 0;
    if (r->next_repeat > 0) {
        t->repeat = r->next_repeat++;
        if (r->next_repeat == r->c->repeat) {
            r->next_repeat = 0;
            *s = r->repeated; /* the last one takes it */
            memset(&r->repeated, 0, sizeof r->repeated);
        } else {
            sample_again(&r->repeated, s);
        }
        return 1;
    }
    rc = r->c->next != NULL ? r->c->next(r->c->watch_arg, s, e)
                            : suite_next(r->c->suite, s, e);
    if (rc <= 0) {
        r->data_over = true;
        return rc;
    }
    if (r->c->sample_id != NULL && strcmp(s->id, r->c->sample_id) != 0) {
        sample_clear(s);
        return 1;
    }
    if (r->c->repeat > 1) {
        r->repeated = *s;
        r->next_repeat = 1;
        sample_again(&r->repeated, s);
    }
    return 1;
}

/* While the disk takes its time no more gathers than the requests under way
 * bring and some; where somebody waits for outcomes, what is sent meanwhile
 * may be for nothing. */
static bool held_up(const struct run *r)
{
    int64_t most = r->c->jobs > COMMIT_ROWS / 2 ? r->c->jobs : COMMIT_ROWS / 2;

    return r->held
           || (flight_durable_busy(r)
               && (r->c->judged != NULL || r->waiting_count >= most
                   || store_pending(r->c->store) >= (size_t)(4 * most)));
}

/* How many samples may begin now, where so many more requests than jobs may
 * be made. */
static int64_t room(const struct run *r, int64_t more)
{
    int64_t slots = r->c->jobs + more - r->lanes[0].slots;
    int64_t live = 2 * r->c->jobs + LIVE_MORE + more - r->live;

    if (r->stopping || r->data_over || held_up(r))
        return 0;
    return slots < live ? slots : live;
}

/* Requests that are made while there is time, and wait in the line for one of
 * those under way to come back: they leave at once then. */
static int64_t ahead(const struct run *r)
{
    return r->c->jobs < AHEAD_MOST ? r->c->jobs : AHEAD_MOST;
}

/* First all are taken, then all begun: either is much code, and goes faster
 * the second time in a row. What stood before a row that cannot be read is
 * still sent. */
static void fill_up(struct run *r, int64_t most)
{
    struct taken t[FILL_AT_ONCE];
    struct err e = { 0 };
    int n = 0, rc = 1;

    most = most < FILL_AT_ONCE ? most : FILL_AT_ONCE;
    for (int64_t i = 0; i < most && (rc = take(r, &t[n], &e)) == 1; i++)
        n += t[n].sample.id != NULL;
    for (int i = 0; i < n; i++)
        if (r->stopping)
            sample_clear(&t[i].sample);
        else
            flight_start(r, &t[i].sample, t[i].repeat);
    if (rc < 0)
        run_fail(r, &e);
}

static void fill(struct run *r)
{
    int64_t most = room(r, 0);

    if (most <= 0 && !r->busy && r->durable == NULL) {
        most = room(r, ahead(r));
        most = most < AHEAD_AT_ONCE ? most : AHEAD_AT_ONCE;
    }
    fill_up(r, most);
}

/* Where replies keep coming these go first, for the next request leaves when
 * one is read, and a verdict has time; but not until it is many. */
static void judge(struct run *r)
{
    struct flight *f;

    if (r->busy && r->waiting_count < BEHIND_MOST && r->c->judged == NULL)
        return;
    for (int n = 0; (n < JUDGE_AT_ONCE || r->c->judged != NULL)
                    && (f = r->durable) != NULL;
         n++) {
        r->durable = f->waiting_next;
        if (r->durable == NULL)
            r->durable_tail = &r->durable;
        flight_answered(f);
    }
}

/* Nothing is on its way that could bring more to write. */
static bool idle(const struct run *r)
{
    return r->slots == 0 && r->jailed == 0 && r->durable == NULL
           && (r->data_over || r->stopping || r->live >= r->c->jobs);
}

/* What is sent while outcomes wait for the disk may be for nothing. */
static bool is_watched(const struct run *r)
{
    return r->c->judged != NULL && r->waiting_count >= r->c->jobs;
}

static bool commit_due(struct run *r)
{
    size_t rows = store_pending(r->c->store);
    int64_t now;

    if (rows == 0 && r->waiting_count == 0) {
        r->commit_at_us = 0;
        return false;
    }
    now = clock_now_us();
    if (r->commit_at_us == 0)
        r->commit_at_us = now + (r->c->judged != NULL ? WATCHED_US : COMMIT_US);
    return !flight_durable_busy(r)
           && (rows >= COMMIT_ROWS || is_watched(r)
               || r->waiting_count >= COMMIT_ROWS / 2 || now >= r->commit_at_us
               || idle(r));
}

static void cancel_all(struct run *r)
{
    struct flight *f, *next;

    for (f = r->flights; f != NULL; f = next) {
        next = f->next;
        if (f->request != NULL)
            http_cancel(r->c->http, f->request); /* drops it */
    }
}

/* Retries that wait are no longer wanted once nothing new is sent. */
static void drop_waiting(struct run *r)
{
    struct flight *f, *next;

    for (f = r->flights; f != NULL; f = next) {
        next = f->next;
        if (f->retry.slot != 0 || f->queued || f->parked)
            flight_drop(f);
    }
}

/* Nothing is under way any more, but for what waits for the disk. */
static bool is_drained(const struct run *r)
{
    return r->durable == NULL && r->jailed == 0 && r->slots == 0;
}

/* Who wants an end need not wait for a file that another process has: what came
 * goes beside it. */
static bool gave_up(const struct run *r)
{
    return r->held && r->c->stop != NULL && *r->c->stop >= 1 && is_drained(r);
}

static void heed_signals(struct run *r)
{
    int wanted = r->c->stop != NULL ? (int)*r->c->stop : 0;

    if (wanted >= 1 && !r->stopping)
        run_stop(r, RUN_INTERRUPTED);
    if (wanted >= 2)
        cancel_all(r);
    if (r->stopping)
        drop_waiting(r);
    if (gave_up(r))
        store_hurry(r->c->store);
    if (wanted >= 2 && r->jailed > 0) {
        jail_cancel_all(r->c->jail);
        r->jailed = 0;
    }
}

static int64_t patience(const struct run *r)
{
    int64_t left;

    if (room(r, ahead(r)) > 0 || r->durable != NULL)
        return 0;
    if (r->commit_at_us == 0 || flight_durable_busy(r)) /* that wakes us */
        return TURN_US;
    left = r->commit_at_us - clock_now_us();
    return left < 0 ? 0 : left < TURN_US ? left : TURN_US;
}

static void report(struct run *r)
{
    int64_t samples;

    if (r->c->progress != NULL && r->p.total < 0
        && (samples = suite_count(r->c->suite)) >= 0)
        r->p.total = samples * r->c->repeat;
    if (r->c->http != NULL)
        r->p.in_flight = (int64_t)http_in_flight(r->c->http);
    if (r->c->progress != NULL)
        r->c->progress(r->c->arg, &r->p);
}

static bool over(const struct run *r)
{
    return !flight_durable_busy(r) && is_drained(r)
           && (r->waiting_count == 0 || gave_up(r))
           && (r->stopping || (r->data_over && r->live == 0));
}

/* Waits as long as there is nothing else to do, and does what comes. */
static int turn(struct run *r, struct err *e)
{
    int64_t before = r->answered;

    if (loop_turn(r->c->loop, patience(r), e) < 0)
        return -1;
    r->busy = r->answered != before;
    return 0;
}

static int loop(struct run *r, struct err *e)
{
    while (!over(r)) {
        heed_signals(r);
        fill(r);
        judge(r);
        if (commit_due(r))
            flight_durable_give(r);
        if (over(r))
            break;
        if (turn(r, e) < 0)
            return -1;
        report(r);
    }
    return 0;
}

/* Notes how the run stands now; one that is judged again stands as it did. */
static int put_end(struct run *r, int64_t wall_us, struct err *e)
{
    const char *status = r->end == RUN_COMPLETE ? "complete" : "incomplete";
    int64_t planned = r->end == RUN_COMPLETE ? r->p.done : r->p.total;

    if (r->c->rejudge == 0
        && store_run_end(
               r->c->store, r->id, r->was_there, status, planned, wall_us, e)
               < 0)
        return -1;
    return store_commit(r->c->store, e);
}

static int end(struct run *r, struct run_result *out)
{
    int64_t wall = clock_now_us() - r->p.started_us;
    struct err late = { 0 };

    for (int i = 0; i < LANES; i++)
        loop_timer_stop(r->c->loop, &r->lanes[i].pace);
    cancel_all(r); /* the wait itself broke: there may be some */
    if (r->jailed > 0)
        jail_cancel_all(r->c->jail);
    while (r->flights != NULL)
        flight_drop(r->flights);
    while (r->body_count > 0)
        buf_clear(&r->bodies[--r->body_count]);
    free(r->bodies);
    sample_clear(&r->repeated);
    limit_clear(&r->own_limit);
    flight_forget_prefixes(r);
    hash_stem_free(r->stem);
    if (r->end == RUN_COMPLETE && r->p.outcomes[OUTCOME_FAILED] > 0)
        r->end = RUN_INCOMPLETE;
    if (flight_durable_end(r, &late) < 0) {
        run_fail(r, &late);
        r->end = RUN_INCOMPLETE;
    }
    if (put_end(r, wall, &late) < 0)
        run_fail(r, &late);
    out->run = r->id;
    out->end = r->end;
    out->last = r->p;
    out->wall_us = wall;
    out->heard = run_heard(r);
    return r->failed ? -1 : 0;
}

/* Nothing to do is a slip of the pen, not an empty run that went well. */
static int check_samples(const struct run_config *c, struct err *e)
{
    struct sample s;
    int64_t seen = 0;
    bool found = false;
    int rc = suite_rewind(c->suite, e);

    while (rc == 0 && !found && (rc = suite_next(c->suite, &s, e)) == 1) {
        found = c->sample_id == NULL || strcmp(s.id, c->sample_id) == 0;
        sample_clear(&s);
        seen++;
        rc = 0;
    }
    if (rc < 0)
        return -1;
    if (found)
        return suite_rewind(c->suite, e);
    if (seen == 0)
        return err_set(e, ERR_CONFIG, "%s: there are no samples in its data",
            suite_info(c->suite)->path);
    return err_set(e, ERR_USAGE,
        "%s has no sample '%s' among its %lld ('retort show %s' shows the "
        "first, and how they are called)",
        suite_info(c->suite)->name, c->sample_id, (long long)seen,
        suite_info(c->suite)->name);
}

int run_suite(const struct run_config *c, struct run_result *out, struct err *e)
{
    struct run r = {
        .c = c,
        .p = { .total = c->total, .started_us = clock_now_us() },
        .judging = true,
        .e = e,
        .end = RUN_COMPLETE,
        .policy = retry_policy_default(),
    };

    memset(out, 0, sizeof *out);
    limit_init(&r.own_limit, &(struct limit_config){ .most = c->jobs });
    r.lanes[0] = (struct lane){ .run = &r,
        .limit = c->limit != NULL ? c->limit : &r.own_limit };
    r.lanes[1] = (struct lane){ .run = &r,
        .limit = c->judge != NULL ? c->judge->limit : NULL };
    rng_init(&r.rng, c->seed);
    if (c->next == NULL && check_samples(c, e) < 0)
        return -1;
    if (suite_info(c->suite)->likelihood && c->given == NULL
        && likely_probe(c, e) < 0)
        return -1;
    if (begin(&r, e) < 0)
        return -1;
    if (flight_durable_begin(&r, e) < 0)
        return -1;
    r.stem = hash_stem_new();
    if (loop(&r, e) < 0)
        run_fail(&r, e);
    return end(&r, out);
}
