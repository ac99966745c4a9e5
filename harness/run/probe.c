#include "run/probe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "run/wire.h"

struct wait {
    struct probe *out;
    const struct model *model;
    const char *secret;
    struct fold *fold; // NULL: a whole reply was asked for
    bool over;
};

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
    snprintf(p->tier, sizeof p->tier, "%.31s", r->tier != NULL ? r->tier : "");
    if (r->logprobs != NULL)
        dialect_first_logprobs(r->logprobs, on_logprob, &p->logprobs);
}

static void read_time(const struct wait *w, const struct http_reply *http)
{
    const struct fold_pace *pace = w->fold != NULL ? fold_pace(w->fold) : NULL;
    struct probe *p = w->out;

    p->latency_us =
        (http->fail == HTTP_OK ? http->done_us : pace->fed_us) - http->sent_us;
    if (pace != NULL && pace->pieces > 0)
        p->first_text_us = pace->first_us - http->sent_us;
    p->replayed = wire_recorded(http, &p->latency_us);
    if (p->replayed)
        p->first_text_us = -1;
}

static void broken(struct probe *p, enum failure f, const char *why)
{
    p->failure = f;
    snprintf(p->why, sizeof p->why, "%.299s", why);
}

static void read_body(struct wait *w, int status, const char *body, size_t len)
{
    struct reply reply;
    struct buf clean = { 0 };

    wire_scrub(w->secret, &body, &len, &clean);
    dialect_decode(w->model, status, body, len, &reply);
    read_reply(w->out, &reply);
    reply_clear(&reply);
    buf_clear(&clean);
}

static void read_stream(struct wait *w)
{
    struct buf body = { 0 }, why = { 0 };

    if (fold_end(w->fold, &body, &why) < 0)
        broken(w->out, FAILURE_PROTOCOL, buf_str(&why));
    else
        read_body(w, 200, buf_str(&body), body.len);
    w->out->streamed = fold_is_over(w->fold);
    buf_clear(&body);
    buf_clear(&why);
}

static void on_reply(void *arg, const struct http_reply *http)
{
    struct wait *w = arg;

    w->over = true;
    w->out->status = http->status;
    /* a connection that stays open behind the end of a stream is no matter */
    w->out->reached =
        http->fail == HTTP_OK || (w->fold != NULL && fold_is_over(w->fold));
    if (!w->out->reached) {
        broken(w->out, wire_failure(http->fail), http->why);
        return;
    }
    read_time(w, http);
    if (w->fold != NULL && http->status == 200)
        read_stream(w);
    else
        read_body(w, http->status, http->body, http->len);
}

static bool on_bytes(void *arg, const char *bytes, size_t len)
{
    struct wait *w = arg;

    return fold_feed(w->fold, bytes, len, clock_now_us());
}

static const struct {
    const char *system, *user;
    bool chance, stream;
} questions[PROBES] = {
    [PROBE_FIRST] = { NULL, "Reply with the word yes.", false, false },
    [PROBE_STREAM] = { NULL, "Reply with the word yes.", false, true },
    [PROBE_SEED] = { NULL,
        "Name a number between 1 and 1000000, chosen at random. Reply with "
        "the number only.",
        true, false },
    [PROBE_SEED_SAME] = { NULL,
        "Name a number between 1 and 1000000, chosen at random. Reply with "
        "the number only.",
        true, false },
    [PROBE_SYSTEM] = { "Whatever you are asked, reply with the word violet "
                       "and nothing else.",
        "Reply with the word yes.", false, false },
};

static void encode(
    const struct model *m, enum probe_kind kind, struct buf *body)
{
    struct message messages[2];
    struct sampling s = { .max_tokens = 16, .seed = -1, .top_logprobs = 5 };
    size_t n = 0;

    s.temperature = questions[kind].chance ? 1 : 0;
    s.top_p = (double)NAN;
    if (questions[kind].chance)
        s.seed = 7;
    if (questions[kind].system != NULL)
        messages[n++] = (struct message){ "system", questions[kind].system,
            strlen(questions[kind].system) };
    messages[n++] = (struct message){ "user", questions[kind].user,
        strlen(questions[kind].user) };
    m->dialect->encode(m, messages, n, &s, body);
    if (questions[kind].stream)
        dialect_stream_body(m, body);
}

static int ask(const struct probe_config *c, enum probe_kind kind,
    struct probe *out, struct err *e)
{
    bool stream = questions[kind].stream;
    struct wait w = { .out = out, .model = c->model, .secret = c->secret };
    struct http_request *request;
    struct buf body = { 0 };
    int rc = 0;

    encode(c->model, kind, &body);
    if (stream)
        w.fold = fold_new(c->model->dialect);
    out->asked = true;
    out->sent_wall_us = clock_wall_us();
    request = http_send(c->http, stream ? c->stream : c->whole, body.s,
        body.len, c->timeout_us, on_reply, &w);
    if (stream)
        http_feed(request, 0, on_bytes);
    while (!w.over && rc == 0)
        rc = loop_turn(c->loop, -1, e);
    if (!w.over)
        http_cancel(c->http, request);
    fold_free(w.fold);
    buf_clear(&body);
    return rc;
}

/* What the model does not take is not asked for. */
static bool worth_asking(const struct probe_config *c, enum probe_kind kind)
{
    const struct model *m = c->model;

    if (kind == PROBE_STREAM)
        return c->stream != NULL;
    if (kind == PROBE_SEED || kind == PROBE_SEED_SAME)
        return m->caps.seed && (m->dialect->limits.fields & SAMPLING_SEED);
    return true;
}

void probe_init(struct probe p[PROBES])
{
    memset(p, 0, PROBES * sizeof *p);
    for (int i = 0; i < PROBES; i++) {
        p[i].latency_us = p[i].first_text_us = -1;
        p[i].usage = usage_unknown();
    }
}

int probe_endpoint(
    const struct probe_config *c, struct probe out[PROBES], struct err *e)
{
    probe_init(out);
    for (int i = 0; i < PROBES; i++) {
        if (!worth_asking(c, (enum probe_kind)i))
            continue;
        if (ask(c, (enum probe_kind)i, &out[i], e) < 0)
            return -1;
        if (i == PROBE_FIRST && out[i].failure != FAILURE_NONE)
            break;
    }
    return 0;
}

static void say_failure(const struct probe *p, char why[400])
{
    snprintf(why, 400, "%s: %s", failure_name(p->failure), p->why);
}

enum probe_says probe_streams(const struct probe p[PROBES], char why[400])
{
    const struct probe *s = &p[PROBE_STREAM];

    why[0] = '\0';
    if (!s->asked)
        return PROBE_UNTRIED;
    if (s->failure != FAILURE_NONE)
        say_failure(s, why);
    else if (!s->streamed)
        snprintf(why, 400, "asked for a stream, it answers whole");
    return s->failure == FAILURE_NONE && s->streamed ? PROBE_YES : PROBE_NO;
}

enum probe_says probe_seeds(const struct probe p[PROBES], char why[400])
{
    const struct probe *a = &p[PROBE_SEED], *b = &p[PROBE_SEED_SAME];

    why[0] = '\0';
    if (!a->asked || !b->asked)
        return PROBE_UNTRIED;
    if (a->failure != FAILURE_NONE || b->failure != FAILURE_NONE)
        say_failure(a->failure != FAILURE_NONE ? a : b, why);
    else if (a->text[0] == '\0')
        snprintf(why, 400, "two empty replies say nothing");
    else if (strcmp(a->text, b->text) != 0)
        snprintf(why, 400, "two replies with one seed: \"%s\" and \"%s\"",
            a->text, b->text);
    return why[0] == '\0' ? PROBE_YES : PROBE_NO;
}

enum probe_says probe_heeds_system(const struct probe p[PROBES], char why[400])
{
    const struct probe *s = &p[PROBE_SYSTEM];

    why[0] = '\0';
    if (!s->asked)
        return PROBE_UNTRIED;
    if (s->failure != FAILURE_NONE)
        say_failure(s, why);
    else if (strcasestr(s->text, "violet") == NULL)
        snprintf(why, 400,
            "told to say violet whatever is asked, it says \"%s\"", s->text);
    return why[0] == '\0' ? PROBE_YES : PROBE_NO;
}
