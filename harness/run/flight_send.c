/* The requests of a sample: encoded, looked up, sent, sent again, kept. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/flight.h"
#include "run/wire.h"
#include "store/store_behind.h"

enum {
    BAD_REQUESTS_MEAN_IT = 5,
    UNREACHABLE_ATTEMPTS = 4,
    LOST_MOST = 8, // samples given up in a row: it is broken
    ASKS_MOST = FLIGHT_ASKS_MOST,
    PLACES = 1000 * ASKS_MOST // repeats times asks
};

static void add_answer(struct flight *f, int64_t id)
{
    f->answers =
        mem_resize(f->answers, f->answer_count + 1, sizeof *f->answers);
    if (f->judging && f->by_judge == NULL)
        f->by_judge = mem_zalloc(ASKS_MOST, 1);
    if (f->by_judge != NULL)
        f->by_judge[f->answer_count] = f->judging;
    f->answers[f->answer_count++] = id;
}

void flight_hold_slot(struct flight *f, bool yes)
{
    if (f->holds_slot == yes)
        return;
    f->holds_slot = yes;
    f->run->slots += yes ? 1 : -1;
    f->lane->slots += yes ? 1 : -1;
}

/* A recording server tells the latency that was measured when the reply was
 * recorded: loopback's own would be a lie about the model. */
static void read_timing(const struct http_reply *reply, struct answer *a)
{
    a->latency_us = reply->done_us - reply->sent_us;
    a->first_us = reply->first_byte_us - reply->sent_us;
    a->replayed = wire_recorded(reply, &a->latency_us);
    if (a->replayed)
        a->first_us = -1;
}

/* Of its requests: the same question asked twice in one dialogue has its own
 * place. */
static int place_of(const struct flight *f)
{
    return f->repeat * ASKS_MOST + (int)f->answer_count;
}

static void address(const struct flight *f, unsigned char *out)
{
    store_address(f->run->stem, f->side.model->address, f->body.s, f->body.len,
        place_of(f), out);
}

static void keep_reply(struct flight *f, const struct http_reply *http)
{
    struct run *r = f->run;
    struct answer a = {
        .dialect = f->side.model->dialect->name,
        .request = f->body.s,
        .request_len = f->body.len,
        .raw = http->body,
        .raw_len = http->len,
        .served = f->reply.served,
        .finish = (int)f->reply.finish,
        .usage = f->reply.usage,
        .sent_wall_us = f->sent_wall_us,
        .attempts = f->attempts,
        .changed = f->changed,
        .tier = f->reply.tier,
        .region = f->reply.region,
    };
    struct answer_place place = { f->side.model->address, place_of(f), PLACES };

    memcpy(a.address, f->address, HASH_SIZE);
    read_timing(http, &a);
    flight_stream_time(f, http, &a);
    store_answer_behind(r->c->store, &a, &place);
    r->answered++;
    r->lost_in_row = 0;
    flight_learn(f);
    flight_count_cost(f);
    run_tell_reply(f, &a);
    add_answer(f, 0); /* known once it is on disk */
    flight_lose_body(f);
    flight_wait(f);
}

static enum retry_why retry_why_of(enum failure failure)
{
    switch (failure) {
    case FAILURE_RATE_LIMIT: return RETRY_RATE_LIMIT;
    case FAILURE_OVERLOADED: return RETRY_OVERLOADED;
    case FAILURE_SERVER: return RETRY_SERVER;
    case FAILURE_PROTOCOL: return RETRY_PROTOCOL;
    default: return RETRY_NETWORK;
    }
}

static const char *header(const void *arg, const char *name)
{
    return http_reply_header(arg, name);
}

/* Every other request would meet the same: say so once and end. */
static void give_up_run(struct flight *f, enum failure why, const char *text)
{
    struct run *r = f->run;
    const struct model *m = f->side.model;
    struct err e = { 0 };

    if (why == FAILURE_AUTH)
        err_set(&e, ERR_CONFIG,
            "%s at %s does not accept the key%s%s (%.300s): set %s and run "
            "the same command again",
            m->name, m->url, m->key_env != NULL ? " in " : "",
            m->key_env != NULL ? m->key_env : "", text,
            m->key_env != NULL ? m->key_env
                               : "key = \"VARIABLE\" in models.lua");
    else if (why == FAILURE_NOT_FOUND)
        err_set(&e, ERR_CONFIG,
            "%s does not know the model '%s' or the path (%.300s): check the "
            "URL and the name ('retort ls models')",
            m->url, m->served, text);
    else if (why == FAILURE_TRUST)
        err_set(&e, ERR_CONFIG,
            "%s: the certificate of %s does not verify (%.200s), so nothing "
            "was sent to it: if the authority is your own, name its file in "
            "models.lua, ca_file = \"FILE.pem\"",
            m->name, m->url, text);
    else if (why == FAILURE_NETWORK)
        err_set(&e, ERR_REMOTE,
            "%s at %s cannot be reached (%.300s): check that it runs and the "
            "URL, then run the same command again",
            m->name, m->url, text);
    else
        err_set(&e, ERR_REMOTE,
            "%s at %s: %.400s; what was answered is saved, and the same "
            "command goes on from here",
            m->name, m->url, text);
    run_fail(r, &e);
    flight_fail(f, why, text);
}

/* True when the failure says something about the whole endpoint. */
static bool ends_run(const struct flight *f, enum failure why)
{
    struct run *r = f->run;

    if (failure_is_fatal(why))
        return true;
    if (r->answered > 0)
        return false;
    if (why == FAILURE_BAD_REQUEST)
        return ++r->refused_params >= BAD_REQUESTS_MEAN_IT;
    return why == FAILURE_NETWORK && f->attempts >= UNREACHABLE_ATTEMPTS;
}

/* Replies without sense have a small budget of their own. */
static int tries(struct flight *f, enum failure why)
{
    if (why != FAILURE_PROTOCOL || f->attempts >= f->run->policy.max_attempts)
        return f->attempts;
    return ++f->broken;
}

/* body_us is the delay that the body asks for; headers come first. */
static void handle_failure(struct flight *f, enum failure why, const char *text,
    const struct http_reply *http, int64_t body_us)
{
    struct run *r = f->run;
    int64_t now = clock_now_us(), server, delay = RETRY_GIVE_UP;
    bool limited = why == FAILURE_RATE_LIMIT || why == FAILURE_OVERLOADED;
    bool stop = false;

    if (ends_run(f, why) && !r->stopping) {
        give_up_run(f, why, text);
        return;
    }
    server = retry_server_us(header, http,
        limited ? f->side.model->caps.reset_headers : NULL, clock_wall_us(),
        &stop);
    if (server <= 0)
        server = body_us;
    if (failure_retries(why) && !stop && !r->stopping)
        delay = retry_delay_us(&r->policy, retry_why_of(why), tries(f, why),
            now - f->first_sent_us, server, &r->rng);
    if (delay == RETRY_PAUSE_RUN
        || (delay < 0 && failure_retries(why) && !stop && !r->stopping
            && ++r->lost_in_row >= LOST_MOST)) {
        give_up_run(f, why, text);
        return;
    }
    if (delay < 0) {
        flight_fail(f, why, text);
        return;
    }
    if (limited && server > 0)
        limit_hold(f->lane->limit, now + delay);
    r->p.retries++;
    snprintf(r->p.last_failure, sizeof r->p.last_failure, "%s: %.150s",
        failure_name(why), text);
    flight_keep_place(f);
    flight_later(f, now + delay, flight_send);
}

static enum limit_saw saw(enum failure why)
{
    return why == FAILURE_NONE ? LIMIT_CLEAN
           : why == FAILURE_RATE_LIMIT || why == FAILURE_OVERLOADED
               ? LIMIT_PUSHED
               : LIMIT_OTHER;
}

static void read_likelihood(struct flight *f)
{
    if (f->scored > 0)
        likelihood_of(
            &f->reply, f->body.s, f->body.len, f->scored, &f->reply.likelihood);
}

static void take_reply(struct flight *f, const struct http_reply *http)
{
    if (http->fail != HTTP_OK) {
        handle_failure(f, wire_failure(http->fail), http->why, http, 0);
        return;
    }
    dialect_decode(
        f->side.model, http->status, http->body, http->len, &f->reply);
    limit_saw(f->lane->limit, &f->ticket, saw(f->reply.failure), http->done_us);
    if (f->reply.failure != FAILURE_NONE) {
        enum failure why = f->reply.failure;
        enum refused what = f->reply.refused;
        int64_t body_us = f->reply.wait_us;
        char text[sizeof f->reply.why];
        memcpy(text, f->reply.why, sizeof text);
        flight_count_broken(f);
        reply_clear(&f->reply);
        if (!flight_refused(f, what, text))
            handle_failure(f, why, text, http, body_us);
        return;
    }
    read_likelihood(f);
    flight_hold_slot(f, false);
    keep_reply(f, http);
}

static void on_reply(void *arg, const struct http_reply *http)
{
    struct flight *f = arg;
    struct lane *lane = f->lane; /* f may be gone when it is looked at */
    struct http_reply seen = *http;
    struct buf clean = { 0 }, body = { 0 }, why = { 0 };

    f->request = NULL;
    limit_back(lane->limit);
    if (http->fail == HTTP_CANCELLED) {
        flight_drop(f);
        return;
    }
    if (f->fold != NULL)
        flight_stream_end(f, &seen, &body, &why);
    wire_scrub(f->side.secret, &seen.body, &seen.len, &clean);
    take_reply(f, &seen);
    buf_clear(&clean);
    buf_clear(&body);
    buf_clear(&why);
    flight_pump(lane);
}

/* What costs nothing goes on where nothing is left. */
static bool budget_spent(const struct flight *f)
{
    const struct run *r = f->run;
    int64_t left = r->c->budget_pusd - r->p.cost_pusd - r->p.feared_pusd;

    return r->c->budget_pusd >= 0
           && (left < 0 || (left == 0 && !flight_free(f)));
}

bool flight_go(struct flight *f)
{
    struct run *r = f->run;

    if (!r->stopping && budget_spent(f))
        run_stop(r, RUN_BUDGET);
    if (r->stopping) { /* also a retry that is no longer wanted */
        flight_drop(f);
        return false;
    }
    if (f->row != r->row && flight_renew(f))
        return false;
    f->sent_wall_us = clock_wall_us();
    if (f->attempts++ == 0)
        f->first_sent_us = clock_now_us();
    r->p.sent++;
    f->request = http_send(r->c->http, f->side.endpoint, f->body.s, f->body.len,
        r->c->timeout_us, on_reply, f);
    if (f->side.stream)
        flight_stream_open(f);
    return true;
}

/* 1 when the store had the reply and it was taken from there. */
static int from_store(struct flight *f)
{
    struct run *r = f->run;
    struct answer a;
    int rc;

    if (r->c->no_cache)
        return 0;
    rc = store_answer_find(r->c->store, f->address, &a, &r->why);
    if (rc < 0)
        run_fail(r, &r->why);
    if (rc <= 0)
        return rc;
    dialect_decode(f->side.model, 200, a.raw, a.raw_len, &f->reply);
    if (f->reply.failure != FAILURE_NONE) {
        reply_clear(&f->reply);
        return 0; /* another version read it so; ask anew */
    }
    read_likelihood(f);
    r->p.reused++;
    add_answer(f, a.id);
    return 1;
}

/* Keeps a reply that was given, unless the store has it. */
static int keep_given(
    struct flight *f, const struct run_given *g, struct err *e)
{
    struct run *r = f->run;
    char *place =
        mem_printf("%s sample %lld", r->c->model->url, (long long)f->sample.n);
    struct answer a = {
        .id = g->answer,
        .dialect = r->c->model->dialect->name,
        .request = f->body.s,
        .request_len = f->body.len,
        .raw = g->raw,
        .raw_len = g->len,
        .served = f->reply.served,
        .finish = (int)f->reply.finish,
        .usage = f->reply.usage,
        .latency_us = g->latency_us,
        .first_us = -1,
        .sent_wall_us = clock_wall_us(),
        .attempts = 1,
        .replayed = g->latency_us >= 0,
        .tier = f->reply.tier,
        .region = f->reply.region,
    };

    /* two samples that ask the same were answered each on its own */
    store_address(NULL, place, f->body.s, f->body.len, f->repeat, a.address);
    free(place);
    if (a.id == 0 && store_answer_put(r->c->store, &a, e) < 0)
        return -1;
    add_answer(f, a.id);
    r->p.reused++;
    return 0;
}

/* What was answered before, or elsewhere (run_given_fn). */
static void from_given(struct flight *f, const struct step *step)
{
    struct run *r = f->run;
    struct run_ask ask = { &f->sample, f->repeat, f->answer_count,
        step->messages, step->message_count };
    struct run_given g = { .latency_us = -1 };
    const struct dialect *d;
    int rc = r->c->given(r->c->given_arg, &ask, &g, &r->why);

    if (rc == 0) {
        if (r->c->rejudge > 0)
            flight_drop(f);
        else
            flight_fail(f, FAILURE_NONE, g.why);
        return;
    }
    if (rc == 1) {
        d = g.dialect != NULL ? g.dialect : r->c->model->dialect;
        d->decode(200, g.raw, g.len, &f->reply);
        if (f->reply.failure != FAILURE_NONE)
            rc = err_set(&r->why, ERR_DATA, "sample %s: its reply: %s",
                f->sample.id, f->reply.why);
        else
            rc = keep_given(f, &g, &r->why);
    }
    if (rc < 0) {
        run_fail(r, &r->why);
        flight_drop(f);
        return;
    }
    if (g.n > 0)
        f->sample.n = g.n;
    flight_wait(f);
}

/* Someone else has the request answered (run_absent_fn). */
static void leave_to(struct flight *f)
{
    struct run *r = f->run;
    char why[400];
    int rc = r->c->absent(
        r->c->absent_arg, f->address, &f->body, f->changed, why, &r->why);

    if (rc == 1) {
        flight_fail(f, FAILURE_NONE, why);
        return;
    }
    if (rc < 0)
        run_fail(r, &r->why);
    else if (r->end == RUN_COMPLETE)
        r->end = RUN_INCOMPLETE;
    flight_drop(f);
}

void flight_look_up(struct flight *f)
{
    struct run *r = f->run;
    int found = from_store(f);

    if (found == 1) {
        flight_wait(f); /* judged in order, from the loop */
    } else if (found < 0 || r->stopping) {
        flight_drop(f);
    } else if (r->c->absent != NULL && !f->judging) {
        leave_to(f);
    } else if (r->c->offline) {
        flight_fail(f, FAILURE_NETWORK, "offline, and the reply is not stored");
    } else if (r->c->no_cache || !flight_follow(f)) {
        if (!r->c->no_cache)
            flight_lead(f);
        flight_hold_slot(f, true);
        flight_send(f);
    }
}

static void note_changed(struct flight *f, const struct sampling *s)
{
    struct buf changed = { 0 };

    dialect_changed(f->side.model, s, &changed);
    assert(changed.len < sizeof f->changed);
    memcpy(f->changed, changed.s, changed.len + 1);
    buf_clear(&changed);
}

static int write_body(struct flight *f)
{
    const struct model *m = f->side.model;
    const struct step *step = &f->step;

    f->scored = step->scored != NULL ? step->scored_len : 0;
    if (f->scored == 0)
        m->dialect->encode(
            m, step->messages, step->message_count, &step->sampling, &f->body);
    else if (m->dialect->encode_likelihood == NULL || f->run->c->given != NULL)
        return -1;
    else
        m->dialect->encode_likelihood(m, step->messages, step->message_count,
            step->scored, step->scored_len, &f->body);
    return 0;
}

int flight_encode(struct flight *f)
{
    buf_reset(&f->body);
    f->row = f->run->row;
    if (write_body(f) < 0)
        return -1;
    note_changed(f, &f->step.sampling);
    address(f, f->address);
    /* behind its address: the question is the same */
    if (f->run->c->given == NULL && f->side.stream && f->scored == 0)
        dialect_stream_body(f->side.model, &f->body);
    return 0;
}

static void choose_side(struct flight *f, bool judge)
{
    const struct run_config *c = f->run->c;

    f->judging = judge;
    f->side = judge && c->judge != NULL
                  ? *c->judge
                  : (struct run_side){ c->model, c->endpoint, c->secret,
                        c->stream, NULL };
    f->lane = &f->run->lanes[0];
    if (f->side.limit != NULL && f->side.limit != f->lane->limit)
        f->lane = &f->run->lanes[1];
}

void flight_ask(struct flight *f, const struct step *step)
{
    struct run *r = f->run;

    if (f->answer_count == ASKS_MOST) {
        err_set(&r->why, ERR_SUITE,
            "%s: sample %s asked %d times and found no end",
            suite_info(r->c->suite)->path, f->sample.id, ASKS_MOST);
        run_fail(r, &r->why);
        flight_drop(f);
        return;
    }
    choose_side(f, step->judge);
    if (f->body.s == NULL && r->body_count > 0)
        f->body = r->bodies[--r->body_count];
    f->step = *step;
    if (flight_encode(f) < 0) {
        flight_fail(f, FAILURE_NONE,
            "a log-likelihood is wanted, and there is none to be had here");
        return;
    }
    f->attempts = f->broken = 0;
    f->renewed = false;
    if (r->c->given != NULL)
        from_given(f, step);
    else
        flight_look_up(f);
}
