#include "run/likely.h"

#include <string.h>

#include "base/clock.h"
#include "model/dialect.h"
#include "run/wire.h"

static const char question[] = "Question: 2 + 2 = ?\nAnswer:";
static const char answer[] = " 4";

struct wait {
    const struct run_config *c;
    const struct buf *body;
    struct reply reply;
    struct buf raw; // as it is kept
    int64_t latency_us, sent_wall_us;
    bool over;
};

static void on_reply(void *arg, const struct http_reply *http)
{
    struct wait *w = arg;
    const char *body = http->body;
    size_t len = http->len;
    struct buf clean = { 0 };

    w->over = true;
    w->latency_us = http->done_us - http->sent_us;
    if (http->fail != HTTP_OK) {
        w->reply.failure = wire_failure(http->fail);
        return;
    }
    wire_scrub(w->c->secret, &body, &len, &clean);
    buf_add(&w->raw, body, len);
    dialect_decode(w->c->model, http->status, body, len, &w->reply);
    buf_clear(&clean);
}

static int ask(struct wait *w, struct err *e)
{
    const struct run_config *c = w->c;
    struct http_request *request;
    int rc = 0;

    w->sent_wall_us = clock_wall_us();
    request = http_send(c->http, c->endpoint, w->body->s, w->body->len,
        c->timeout_us, on_reply, w);
    while (!w->over && rc == 0)
        rc = loop_turn(c->loop, -1, e);
    if (!w->over)
        http_cancel(c->http, request);
    return rc;
}

/* A proof is kept: the same command again need not ask for it. */
static int keep(
    const struct wait *w, const unsigned char *address, struct err *e)
{
    struct answer a = {
        .dialect = w->c->model->dialect->name,
        .request = w->body->s,
        .request_len = w->body->len,
        .raw = buf_str(&w->raw),
        .raw_len = w->raw.len,
        .served = w->reply.served,
        .finish = (int)w->reply.finish,
        .usage = w->reply.usage,
        .latency_us = w->latency_us,
        .first_us = -1,
        .sent_wall_us = w->sent_wall_us,
        .attempts = 1,
        .tier = w->reply.tier,
        .region = w->reply.region,
    };

    memcpy(a.address, address, HASH_SIZE);
    return store_answer_put(w->c->store, &a, e) < 0 ? -1 : 0;
}

static int refuse(const struct run_config *c, const char *why, struct err *e)
{
    return err_set(e, ERR_CONFIG,
        "%s at %s: %.200s, so %s cannot be scored on it by log-likelihood "
        "(every choice would count the same): ask for letters instead, or "
        "take an endpoint that repeats prompts with log-probabilities, such "
        "as vLLM's completions",
        c->model->name, c->model->url, why, suite_info(c->suite)->name);
}

static int judge(const struct wait *w, struct err *e)
{
    struct likelihood l;

    likelihood_of(&w->reply, w->body->s, w->body->len, sizeof answer - 1, &l);
    return l.tokens > 0 ? 0 : refuse(w->c, l.why, e);
}

static int probe(struct wait *w, struct err *e)
{
    const struct run_config *c = w->c;
    unsigned char address[HASH_SIZE];
    struct answer a;
    int rc;

    store_address(
        NULL, c->model->address, w->body->s, w->body->len, 0, address);
    rc = c->no_cache ? 0 : store_answer_find(c->store, address, &a, e);
    if (rc < 0)
        return -1;
    if (rc == 1) {
        dialect_decode(c->model, 200, a.raw, a.raw_len, &w->reply);
        return judge(w, e);
    }
    if (c->offline)
        return 0;
    if (ask(w, e) < 0)
        return -1;
    if (w->reply.failure != FAILURE_NONE)
        return 0;
    return judge(w, e) < 0 ? -1 : keep(w, address, e);
}

int likely_probe(const struct run_config *c, struct err *e)
{
    const struct message message = { "user", question, sizeof question - 1 };
    struct buf body = { 0 };
    struct wait w = { .c = c, .body = &body };
    int rc;

    if (c->model->dialect->encode_likelihood == NULL)
        return err_set(e, ERR_CONFIG,
            "%s is scored by log-likelihood, and %s is spoken to as %s, which "
            "has none: an endpoint that can is named in models.lua with "
            "dialect = \"openai-completions\"",
            suite_info(c->suite)->name, c->model->name,
            c->model->dialect->name);
    c->model->dialect->encode_likelihood(
        c->model, &message, 1, answer, sizeof answer - 1, &body);
    rc = probe(&w, e);
    reply_clear(&w.reply);
    buf_clear(&w.raw);
    buf_clear(&body);
    return rc;
}
