#include "run/probe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

struct wait {
    struct probe *out;
    const struct model *model;
    bool over;
};

static enum failure failure_of(enum http_fail fail)
{
    switch (fail) {
    case HTTP_TIMEOUT: return FAILURE_TIMEOUT;
    case HTTP_TOO_BIG:
    case HTTP_PROTOCOL: return FAILURE_PROTOCOL;
    default: return FAILURE_NETWORK;
    }
}

static void on_logprob(void *arg, const char *token, double logprob)
{
    (void)token;
    (void)logprob;
    *(bool *)arg = true;
}

static void read_reply(struct probe *p, const struct reply *r)
{
    p->failure = r->failure;
    snprintf(p->why, sizeof p->why, "%s", r->why);
    snprintf(p->text, sizeof p->text, "%.79s", r->text);
    snprintf(p->served, sizeof p->served, "%.119s",
        r->served != NULL ? r->served : "");
    p->finish = r->finish;
    p->usage = r->usage;
    if (r->logprobs != NULL)
        dialect_first_logprobs(r->logprobs, on_logprob, &p->logprobs);
}

static void read_time(struct probe *p, const struct http_reply *http)
{
    const char *recorded = http_reply_header(http, "x-retort-recorded-us");

    p->latency_us = http->done_us - http->sent_us;
    if (recorded == NULL)
        return;
    p->replayed = true;
    p->latency_us = strtoll(recorded, NULL, 10);
}

static void on_reply(void *arg, const struct http_reply *http)
{
    struct wait *w = arg;
    struct reply reply;

    w->over = true;
    w->out->status = http->status;
    w->out->reached = http->fail == HTTP_OK;
    if (http->fail != HTTP_OK) {
        w->out->failure = failure_of(http->fail);
        snprintf(w->out->why, sizeof w->out->why, "%.299s", http->why);
        return;
    }
    read_time(w->out, http);
    dialect_decode(w->model, http->status, http->body, http->len, &reply);
    read_reply(w->out, &reply);
    reply_clear(&reply);
}

int probe_endpoint(struct loop *l, struct http *h, struct http_endpoint *to,
    const struct model *m, int64_t timeout_us, struct probe *out, struct err *e)
{
    static const char question[] = "Reply with the word yes.";
    const struct message message = { "user", question, sizeof question - 1 };
    const struct sampling sampling = { .temperature = 0,
        .top_p = (double)NAN,
        .max_tokens = 16,
        .seed = -1,
        .top_logprobs = 5 };
    struct wait w = { .out = out, .model = m };
    struct http_request *request;
    struct buf body = { 0 };
    int rc = 0;

    memset(out, 0, sizeof *out);
    out->latency_us = -1;
    out->usage = usage_unknown();
    m->dialect->encode(m, &message, 1, &sampling, &body);
    out->sent_wall_us = clock_wall_us();
    request = http_send(h, to, body.s, body.len, timeout_us, on_reply, &w);
    while (!w.over && rc == 0)
        rc = loop_turn(l, -1, e);
    if (!w.over)
        http_cancel(h, request);
    buf_clear(&body);
    return rc;
}
