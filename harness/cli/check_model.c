/* retort check -m MODEL: is the endpoint there, and what does it tell? */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "cli/endpoint.h"
#include "cost/money.h"
#include "report/plain.h"
#include "run/probe.h"

struct probing {
    struct context *c;
    struct loop *loop;
    struct http *http;
    struct buf *out;
    struct jsonw *w;
};

static void fact(struct buf *out, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void fact(struct buf *out, const char *name, const char *fmt, ...)
{
    char text[600];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    buf_printf(out, "  %-14s", name);
    plain_line(out, text, strlen(text));
    buf_putc(out, '\n');
}

/* What a failure means and what to do, as the error of the command. */
static int explain(const struct model *m, const struct probe *p, struct err *e)
{
    const char *key = m->key_env;

    if (!p->reached)
        return err_set(e, ERR_REMOTE,
            "%s: %s cannot be reached (%s): is the server running, and is "
            "the URL right?",
            m->name, m->url, p->why);
    if (p->failure == FAILURE_AUTH && key != NULL)
        return err_set(e, ERR_CONFIG,
            "%s: %s does not accept the key in %s (%s)", m->name, m->url, key,
            p->why);
    if (p->failure == FAILURE_AUTH)
        return err_set(e, ERR_CONFIG,
            "%s: %s wants a key (%s): give the model one in models.lua, key "
            "= \"VARIABLE\"",
            m->name, m->url, p->why);
    if (p->failure == FAILURE_NOT_FOUND) {
        char *url = dialect_url(m);
        err_set(e, ERR_CONFIG,
            "%s: the server does not know the model '%s' or the path %s (%s)",
            m->name, m->served, url, p->why);
        free(url);
        return -1;
    }
    if (p->failure == FAILURE_PROTOCOL)
        return err_set(e, ERR_REMOTE,
            "%s: %s answers, but not as an endpoint of the kind '%s' does "
            "(HTTP %d, %s)",
            m->name, m->url, m->dialect->name, p->status, p->why);
    return err_set(e, ERR_REMOTE, "%s: %s says no (HTTP %d, %s: %s)", m->name,
        m->url, p->status, failure_name(p->failure), p->why);
}

static const char *key_words(const struct model *m, const struct probe *p)
{
    if (p->failure == FAILURE_AUTH)
        return m->key_env != NULL ? "not accepted" : "wanted, and none given";
    if (!p->reached)
        return "not tried";
    return m->key_env != NULL ? "accepted" : "none needed";
}

static void as_text(
    struct probing *q, const struct model *m, const struct probe *p, double usd)
{
    struct buf *out = q->out;
    char money[MONEY_SIZE];

    buf_printf(out, "%s at %s\n", m->name, m->url);
    if (!p->reached) {
        fact(out, "reachable:", "no: %s", p->why);
        return;
    }
    fact(out, "reachable:", "yes, HTTP %d", p->status);
    fact(out, "key:", "%s%s%s%s", key_words(m, p),
        m->key_env != NULL ? " (" : "", m->key_env != NULL ? m->key_env : "",
        m->key_env != NULL ? ")" : "");
    if (p->failure != FAILURE_NONE) {
        fact(out, "answer:", "%s: %s", failure_name(p->failure), p->why);
        return;
    }
    fact(out, "model:", "%s, answers as %s", m->served,
        p->served[0] != '\0' ? p->served : "(not told)");
    fact(
        out, "answer:", "\"%s\" (finish: %s)", p->text, finish_name(p->finish));
    if (p->latency_us < 0)
        fact(out, "latency:", "unknown");
    else
        fact(out, "latency:", "%.0f ms%s", (double)p->latency_us / 1000,
            p->replayed ? ", as it was recorded" : "");
    if (usage_known(&p->usage))
        fact(out, "usage:", "told: %lld tokens in, %lld out",
            (long long)usage_in(&p->usage), (long long)usage_out(&p->usage));
    else
        fact(out, "usage:", "not told: what it costs will be unknown");
    fact(out, "top_logprobs:", "%s",
        p->logprobs        ? "given"
        : m->caps.logprobs ? "not given"
                           : "not asked for: the catalogue says it has "
                             "none");
    fact(out, "cost:", "%s", money_short(usd, money));
}

static void as_json(struct probing *q, const struct model *m,
    const struct probe *p, double usd, const struct err *e)
{
    struct jsonw *w = q->w;

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "model", m->name);
    jsonw_str(w, "url", m->url);
    jsonw_bool(w, "reachable", p->reached);
    jsonw_count(w, "status", p->status > 0 ? p->status : -1);
    jsonw_str(w, "key", m->key_env);
    jsonw_bool(w, "ok", e->kind == ERR_NONE);
    jsonw_str(w, "error", e->kind == ERR_NONE ? NULL : e->text);
    jsonw_str(w, "served", p->served[0] != '\0' ? p->served : NULL);
    jsonw_str(w, "reply", p->failure == FAILURE_NONE ? p->text : NULL);
    jsonw_num(w, "latency_ms",
        p->latency_us >= 0 ? (double)p->latency_us / 1000 : (double)NAN);
    jsonw_count(w, "tokens_in", usage_in(&p->usage));
    jsonw_count(w, "tokens_out", usage_out(&p->usage));
    jsonw_bool(w, "top_logprobs", p->logprobs);
    jsonw_num(w, "cost_usd", usd);
    jsonw_end(w, '}');
}

static int probe_one(struct probing *q, const struct model *m, struct err *e)
{
    struct probe p = { .usage = usage_unknown(), .latency_us = -1 };
    struct http_endpoint *to = endpoint_open(q->http, m, ENDPOINT_WHOLE, e);
    double usd = (double)NAN;

    snprintf(p.why, sizeof p.why, "%s", to == NULL ? "not tried" : "");
    if (to != NULL
        && probe_endpoint(
               q->loop, q->http, to, m, q->c->o->timeout_s * 1000000, &p, e)
               < 0)
        return -1;
    if (to != NULL && p.failure == FAILURE_NONE)
        usd = money_usd(context_price(q->c, m, &p.usage, p.sent_wall_us));
    else if (to != NULL)
        explain(m, &p, e);
    if (q->c->o->json)
        as_json(q, m, &p, usd, e);
    else if (to != NULL)
        as_text(q, m, &p, usd);
    return e->kind == ERR_NONE ? 0 : -1;
}

static int probe_all(struct probing *q, enum exit_code *code, struct err *e)
{
    const struct options *o = q->c->o;

    for (size_t i = 0; i < o->models.n; i++) {
        struct model m = { 0 };
        struct err why = { 0 };
        int rc = model_parse(o->models.item[i], q->c->catalog, &m, &why);
        if (rc == 0) {
            if (i > 0 && !o->json)
                buf_putc(q->out, '\n');
            rc = probe_one(q, &m, &why);
        }
        model_clear(&m);
        if (rc == 0)
            continue;
        if (e->kind != ERR_NONE) /* the last one is for main to print */
            fprintf(stderr, "retort: %s\n", e->text);
        *e = why;
        *code = exit_of(why.kind);
    }
    return 0;
}

enum exit_code check_models(
    struct context *c, struct buf *out, struct jsonw *w, struct err *e)
{
    struct probing q = { .c = c, .out = out, .w = w };
    struct http_options ho = { .user_agent = "retort/" RETORT_VERSION };
    enum exit_code code = EXIT_DONE;

    if (context_catalog(c, e) < 0 || context_prices(c, e) < 0)
        return exit_of(e->kind);
    q.loop = loop_new(e);
    q.http = q.loop != NULL ? http_new(q.loop, &ho, e) : NULL;
    if (q.http == NULL) {
        loop_free(q.loop);
        return exit_of(e->kind);
    }
    if (c->o->json)
        jsonw_begin(w, "endpoints", '[');
    probe_all(&q, &code, e);
    if (c->o->json)
        jsonw_end(w, ']');
    http_free(q.http);
    loop_free(q.loop);
    return code;
}
