#include "run/batch_wire.h"

#include <stdio.h>

#include "model/dialect.h"
#include "run/wire.h"

struct wait {
    bool over;
    enum http_fail fail;
    int status;
    char why[300];
    const char *secret;
    struct buf *out;
};

static void on_reply(void *arg, const struct http_reply *http)
{
    struct wait *w = arg;
    const char *body = http->body;
    size_t len = http->len;
    struct buf clean = { 0 };

    w->over = true;
    w->fail = http->fail;
    w->status = http->status;
    snprintf(w->why, sizeof w->why, "%.299s", http->why);
    wire_scrub(w->secret, &body, &len, &clean);
    buf_add(w->out, body, len);
    buf_clear(&clean);
}

/* An answer that is none: which kind of error, and in whose words. */
static int refuse(struct batch_run *b, struct batch_call *call,
    const struct wait *w, struct err *e)
{
    const struct model *m = b->c.model;
    struct reply reply;
    bool key;

    dialect_decode(m, w->status, buf_str(w->out), w->out->len, &reply);
    key = reply.failure == FAILURE_AUTH;
    call->refused = w->status >= 400 && w->status < 500 && w->status != 401
                    && w->status != 403 && w->status != 408 && w->status != 409
                    && w->status != 429;
    err_set(e, key ? ERR_CONFIG : ERR_REMOTE,
        "%s: %s (%.200s): HTTP %d, %.300s%s%s; what was handed in is noted: "
        "the same command goes on from here",
        m->name, call->doing, call->url, w->status, reply.why,
        key && m->key_env != NULL ? "; set the key in " : "",
        key && m->key_env != NULL ? m->key_env : "");
    reply_clear(&reply);
    return -1;
}

int batch_call(struct batch_run *b, struct batch_call *call, struct buf *out,
    struct err *e)
{
    const struct batch_config *c = &b->c;
    struct wait w = { .secret = c->secret, .out = out };
    struct http_endpoint *to =
        c->open(c->http, c->model, call->url, call->type, e);
    struct http_request *request;
    int rc = 0;

    call->refused = false;
    if (to == NULL)
        return -1;
    request = http_send(c->http, to, call->body != NULL ? call->body->s : NULL,
        call->body != NULL ? call->body->len : 0, c->timeout_us, on_reply, &w);
    while (!w.over && rc == 0 && (c->stop == NULL || *c->stop == 0))
        rc = loop_turn(c->loop, -1, e);
    if (!w.over) {
        http_cancel(c->http, request);
        if (rc == 0)
            err_set(e, ERR_STOP, "stopped; the same command goes on from here");
        return -1;
    }
    if (w.fail != HTTP_OK)
        return err_set(e, ERR_REMOTE,
            "%s: %s (%.200s): %s; the same command goes on from here",
            c->model->name, call->doing, call->url, w.why);
    return w.status == 200 ? 0 : refuse(b, call, &w, e);
}

struct json *batch_call_json(
    struct batch_run *b, struct batch_call *call, struct err *e)
{
    struct buf out = { 0 };
    struct json *root = NULL;
    struct err bad = { 0 };

    if (batch_call(b, call, &out, e) == 0) {
        root = json_parse(buf_str(&out), out.len, &bad);
        if (root == NULL)
            err_set(e, ERR_REMOTE, "%s: %s (%.200s): the answer: %.200s",
                b->c.model->name, call->doing, call->url, bad.text);
    }
    buf_clear(&out);
    return root;
}

void batch_say(const struct batch_run *b, struct buf *line)
{
    if (b->c.say != NULL)
        b->c.say("retort: %s: %s", b->c.model->name, buf_str(line));
    buf_clear(line);
}
