/* retort check -m MODEL: is the endpoint there, and what does it tell? */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "cli/endpoint.h"
#include "cli/terminal.h"
#include "cost/money.h"
#include "model/dialect.h"
#include "model/sampling.h"
#include "report/text/plain.h"
#include "run/probe.h"
#include "stats/quantile.h"

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

/* "HTTP 503, why", where the words do not begin so themselves. */
static const char *with_status(const struct probe *p, char out[340])
{
    if (p->status <= 0 || strncmp(p->why, "HTTP ", 5) == 0)
        snprintf(out, 340, "%s", p->why);
    else
        snprintf(out, 340, "HTTP %d, %s", p->status, p->why);
    return out;
}

/* What a failure means and what to do, as the error of the command. */
static int explain(const struct model *m, const struct probe *p, struct err *e)
{
    const char *key = m->key_env;
    char why[340];

    if (p->failure == FAILURE_TRUST)
        return err_set(e, ERR_CONFIG,
            "%s: the certificate of %s does not verify (%s), so nothing was "
            "sent to it: if the authority is your own, name its file in "
            "models.lua, ca_file = \"FILE.pem\"",
            m->name, m->url, p->why);
    if (p->failure == FAILURE_TIMEOUT)
        return err_set(e, ERR_REMOTE,
            "%s: %s does not answer in time (%s): is it the right URL, and "
            "does it need longer (--timeout S)?",
            m->name, m->url, p->why);
    if (!p->reached && p->failure != FAILURE_PROTOCOL)
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
            "(%s)",
            m->name, m->url, m->dialect->name, with_status(p, why));
    return err_set(e, ERR_REMOTE, "%s: %s says no (%s: %s)", m->name, m->url,
        failure_name(p->failure), with_status(p, why));
}

static const char *key_words(const struct model *m, const struct probe *p)
{
    if (p->failure == FAILURE_AUTH)
        return m->key_env != NULL ? "not accepted" : "wanted, and none given";
    if (!p->reached)
        return "not tried";
    return m->key_env != NULL ? "accepted" : "none needed";
}

/* "works", "works: a word more", "no: why", "not tried: ..." */
static void says(struct buf *out, const char *name, enum probe_says says,
    const char *why, const char *untried)
{
    if (says == PROBE_UNTRIED)
        fact(out, name, "not tried: %s", untried);
    else if (says == PROBE_NO)
        fact(out, name, "no: %s", why);
    else
        fact(out, name, "works");
}

static void stream_fact(struct buf *out, const struct probe p[PROBES])
{
    int64_t first_us = p[PROBE_STREAM].first_text_us;
    char why[400];
    enum probe_says streams = probe_streams(p, why);

    if (streams == PROBE_YES && first_us >= 0)
        fact(out, "streaming:", "works, first text after %.0f ms",
            (double)first_us / 1000);
    else
        says(out, "streaming:", streams, why, "the catalogue says it has none");
}

static int asked(const struct probe p[PROBES])
{
    int n = 0;

    for (int i = 0; i < PROBES; i++)
        n += p[i].asked;
    return n;
}

/* "210, 190, 195, 188, 201 ms for 5 tiny requests, median 195" */
static void latency_fact(struct buf *out, const struct probe p[PROBES])
{
    struct buf b = { 0 };
    double ms[PROBES];
    size_t n = 0;

    for (int i = 0; i < PROBES; i++) {
        if (p[i].failure != FAILURE_NONE || p[i].latency_us < 0)
            continue;
        ms[n] = (double)p[i].latency_us / 1000;
        buf_printf(
            &b, ms[n] < 10 ? "%s%.2g" : "%s%.0f", n > 0 ? ", " : "", ms[n]);
        n++;
    }
    if (n == 0)
        fact(out, "latency:", "unknown");
    else if (n == 1)
        fact(out, "latency:", "%s ms%s", b.s,
            p->replayed ? ", as it was recorded" : "");
    else
        fact(out, "latency:", "%s ms for %zu tiny requests, median %.*g%s", b.s,
            n, quantile_of(ms, n).p50 < 1000 ? 3 : 6, quantile_of(ms, n).p50,
            p->replayed ? ", as they were recorded" : "");
    buf_clear(&b);
}

/* What of a request the model is never sent, by its row of the catalogue. */
static unsigned left_out(const struct model *m)
{
    const struct sampling all = { .temperature = 0,
        .top_p = 0.9,
        .max_tokens = 64,
        .seed = 1,
        .top_logprobs = 1,
        .stop = { "END" },
        .stops = 1 };
    struct buf changed = { 0 };
    unsigned out;

    dialect_changed(m, &all, &changed);
    out = sampling_fields(changed.s);
    buf_clear(&changed);
    return out;
}

static void left_out_fact(struct buf *out, const struct model *m)
{
    struct buf names = { 0 };

    sampling_name_fields(left_out(m), &names);
    if (names.len > 0)
        fact(out, "never sent:", "%s (it does not take them, or not together)",
            names.s);
    buf_clear(&names);
}

static void answer_facts(
    struct buf *out, const struct model *m, const struct probe *p)
{
    fact(out, "model:", "%s, answers as %s", m->served,
        p->served[0] != '\0' ? p->served : "(not told)");
    fact(
        out, "answer:", "\"%s\" (finish: %s)", p->text, finish_name(p->finish));
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
}

static void as_text(struct probing *q, const struct model *m,
    const struct probe p[PROBES], double usd)
{
    struct buf *out = q->out;
    char money[MONEY_SIZE], why[400];

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
    answer_facts(out, m, p);
    stream_fact(out, p);
    enum probe_says seeds = probe_seeds(p, why);
    says(out, "seed:", seeds, why, "the catalogue says it takes none");
    says(out, "system:", probe_heeds_system(p, why), why, "");
    left_out_fact(out, m);
    latency_fact(out, p);
    fact(out, "cost:", "%s for %d requests", money_short(usd, money), asked(p));
}

static void yes_or_no(struct jsonw *w, const char *key, enum probe_says says)
{
    if (says == PROBE_UNTRIED)
        jsonw_null(w, key);
    else
        jsonw_bool(w, key, says == PROBE_YES);
}

static void put_ms(struct jsonw *w, const char *key, int64_t us)
{
    jsonw_num(w, key, us >= 0 ? (double)us / 1000 : (double)NAN);
}

static void features_json(
    struct jsonw *w, const struct model *m, const struct probe p[PROBES])
{
    char why[400];

    yes_or_no(w, "streaming", probe_streams(p, why));
    jsonw_str(w, "streaming_why", why[0] != '\0' ? why : NULL);
    put_ms(w, "ttft_ms", p[PROBE_STREAM].first_text_us);
    yes_or_no(w, "seed", probe_seeds(p, why));
    jsonw_str(w, "seed_why", why[0] != '\0' ? why : NULL);
    yes_or_no(w, "system", probe_heeds_system(p, why));
    jsonw_str(w, "system_why", why[0] != '\0' ? why : NULL);
    jsonw_begin(w, "never_sent", '[');
    sampling_put_fields(left_out(m), w);
    jsonw_end(w, ']');
    jsonw_begin(w, "latencies_ms", '[');
    for (int i = 0; i < PROBES; i++)
        if (p[i].asked)
            put_ms(w, NULL, p[i].latency_us);
    jsonw_end(w, ']');
    jsonw_int(w, "requests", asked(p));
}

static void as_json(struct probing *q, const struct model *m,
    const struct probe p[PROBES], double usd, const struct err *e)
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
    put_ms(w, "latency_ms", p->latency_us);
    jsonw_count(w, "tokens_in", usage_in(&p->usage));
    jsonw_count(w, "tokens_out", usage_out(&p->usage));
    jsonw_bool(w, "top_logprobs", p->logprobs);
    features_json(w, m, p);
    jsonw_num(w, "cost_usd", usd);
    jsonw_end(w, '}');
}

/* Of all replies; NAN as soon as the price of one is not known. Requests
 * that failed are taken for unbilled, as providers say they are. */
static double price_all(
    struct probing *q, const struct model *m, const struct probe p[PROBES])
{
    double usd = 0;

    for (int i = 0; i < PROBES; i++) {
        struct reply r = { .usage = p[i].usage,
            .served = p[i].served,
            .tier = p[i].tier[0] != '\0' ? p[i].tier : NULL };
        if (p[i].asked && p[i].failure == FAILURE_NONE)
            usd += money_usd(context_price(q->c, m, &r, p[i].sent_wall_us));
    }
    return usd;
}

static int probe_one(struct probing *q, const struct model *m, struct err *e)
{
    struct probe p[PROBES] = {
        { .usage = usage_unknown(), .latency_us = -1, .first_text_us = -1 }
    };
    struct probe_config pc = { .loop = q->loop,
        .http = q->http,
        .whole = endpoint_open(q->http, m, ENDPOINT_WHOLE, e),
        .model = m,
        .secret = endpoint_key(m),
        .timeout_us = q->c->o->timeout_s * 1000000 };
    double usd = (double)NAN;

    probe_init(p);
    snprintf(p->why, sizeof p->why, "%s", pc.whole == NULL ? "not tried" : "");
    if (pc.whole != NULL && m->dialect->stream != NULL && m->caps.stream)
        pc.stream = endpoint_open(q->http, m, ENDPOINT_STREAM, e);
    if (pc.whole != NULL && probe_endpoint(&pc, p, e) < 0)
        return -1;
    if (pc.whole != NULL && p->failure == FAILURE_NONE)
        usd = price_all(q, m, p);
    else if (pc.whole != NULL)
        explain(m, p, e);
    if (q->c->o->json)
        as_json(q, m, p, usd, e);
    else if (pc.whole != NULL)
        as_text(q, m, p, usd);
    return e->kind == ERR_NONE ? 0 : -1;
}

/* The last failure is for main to print. */
static void note_failure(
    const struct err *why, enum exit_code *code, struct err *e)
{
    if (e->kind != ERR_NONE)
        terminal_say("retort: %s", e->text);
    *e = *why;
    *code = exit_of(why->kind);
}

/* Keys leave the environment before the first request goes out. */
static void probe_all(struct probing *q, enum exit_code *code, struct err *e)
{
    const struct options *o = q->c->o;
    struct model models[OPTIONS_LIST] = { 0 };
    bool first = true;

    for (size_t i = 0; i < o->models.n; i++) {
        struct err why = { 0 };
        if (model_parse(o->models.item[i], q->c->catalog, &models[i], &why) < 0)
            note_failure(&why, code, e);
    }
    endpoint_keys(models, o->models.n);
    for (size_t i = 0; i < o->models.n; i++) {
        struct err why = { 0 };
        if (models[i].name == NULL) /* not parsed */
            continue;
        if (!first && !o->json)
            buf_putc(q->out, '\n');
        first = false;
        if (probe_one(q, &models[i], &why) < 0)
            note_failure(&why, code, e);
    }
    for (size_t i = 0; i < o->models.n; i++)
        model_clear(&models[i]);
}

enum exit_code check_models(
    struct context *c, struct buf *out, struct jsonw *w, struct err *e)
{
    struct probing q = { .c = c, .out = out, .w = w };
    struct http_options ho = { .user_agent = "retort/" RETORT_VERSION };
    enum exit_code code = EXIT_DONE;

    if (endpoint_timeout(c->o->timeout_s, e) < 0 || context_catalog(c, e) < 0
        || context_prices(c, e) < 0)
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
