/* retort serve: recorded replies as an endpoint on 127.0.0.1. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/serve_faults.h"
#include "cli/terminal.h"
#include "io/listen.h"
#include "io/loop.h"
#include "io/untrusted.h"
#include "run/replay.h"
#include "run/replay_stream.h"
#include "suite/suite.h"

enum { TURN_US = 100000, DELAY_MOST_MS = 600000 };

struct held { // an answer that waits for its time
    struct server *server;
    struct listen_request *request;
    struct replay_reply reply;
    struct loop_timer timer;
    struct held *next, *prev;
};

struct server {
    const struct options *o;
    struct replay *replies;
    struct buf canned;
    struct loop *loop;
    struct listen *listen;       // NULL: untrusted is there
    struct untrusted *untrusted; // TLS with a bad certificate
    struct held *held;
    struct serve_faults *faults; // NULL: fair weather
    size_t files;
    size_t answered, not_recorded, refused;
};

/* -1: unknown stays unknown, loopback's time would be a lie */
static const char *recorded_us(const struct replay_reply *reply, char out[64])
{
    snprintf(out, 64, "x-retort-recorded-us: %lld\r\n",
        (long long)reply->latency_us);
    return out;
}

static void send_reply(
    struct listen_request *r, const struct replay_reply *reply)
{
    struct buf pieces = { 0 };
    char header[64];

    if (reply->stream)
        replay_stream(reply->body, reply->len, reply->usage, &pieces, NULL);
    listen_reply(r, 200, reply->stream ? "text/event-stream" : NULL,
        recorded_us(reply, header), reply->stream ? pieces.s : reply->body,
        reply->stream ? pieces.len : reply->len);
    buf_clear(&pieces);
}

static void let_go(struct held *h)
{
    if (h->prev != NULL)
        h->prev->next = h->next;
    else
        h->server->held = h->next;
    if (h->next != NULL)
        h->next->prev = h->prev;
    loop_timer_stop(h->server->loop, &h->timer);
    free(h);
}

static void on_time(void *arg)
{
    struct held *h = arg;

    if (h->server->o->canned != NULL)
        listen_reply(h->request, 200, NULL, NULL, h->reply.body, h->reply.len);
    else
        send_reply(h->request, &h->reply);
    let_go(h);
}

static void hold(struct server *s, struct listen_request *r,
    const struct replay_reply *reply)
{
    struct held *h = mem_zalloc(1, sizeof *h);

    h->server = s;
    h->request = r;
    h->reply = *reply;
    h->next = s->held;
    if (h->next != NULL)
        h->next->prev = h;
    s->held = h;
    loop_timer_set(
        s->loop, &h->timer, clock_now_us() + s->o->delay_ms * 1000, on_time, h);
}

static void spoil(struct server *s, struct listen_request *r,
    const struct replay_reply *reply)
{
    char header[64];

    serve_faults_answer(s->faults, r, reply, recorded_us(reply, header));
}

static void give(struct server *s, struct listen_request *r,
    const struct replay_reply *reply)
{
    if (s->faults != NULL)
        spoil(s, r, reply);
    else if (s->o->delay_ms > 0)
        hold(s, r, reply);
    else
        send_reply(r, reply);
}

static void refuse(struct listen_request *r, int status, const char *type,
    const char *code, const char *message)
{
    struct buf b = { 0 };
    struct jsonw w = { &b, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_begin(&w, "error", '{');
    jsonw_str(&w, "message", message);
    jsonw_str(&w, "type", type);
    jsonw_str(&w, "code", code);
    jsonw_end(&w, '}');
    jsonw_end(&w, '}');
    listen_reply(r, status, NULL, NULL, b.s, b.len);
    buf_clear(&b);
}

static void answer_chat(struct server *s, struct listen_request *r)
{
    struct replay_reply reply;
    struct err e = { 0 };
    size_t len;
    const char *body = listen_body(r, &len);

    switch (replay_ask(s->replies, body, len, &reply, &e)) {
    case REPLAY_FOUND:
        s->answered++;
        give(s, r, &reply);
        return;
    case REPLAY_NOT_RECORDED:
        /* 422 and not 404, which clients take for a wrong URL or model and
         * end the whole run: here one sample is missing */
        s->not_recorded++;
        refuse(r, 422, "not_found_error", "not_recorded", e.text);
        return;
    case REPLAY_NO_MODEL:
        s->refused++;
        refuse(r, 404, "not_found_error", "model_not_found", e.text);
        return;
    case REPLAY_BAD:
        s->refused++;
        refuse(r, 400, "invalid_request_error", "bad_request", e.text);
        return;
    }
}

static void answer_models(struct server *s, struct listen_request *r)
{
    const struct replay_model *m;
    struct buf b = { 0 };
    struct jsonw w = { &b, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "object", "list");
    jsonw_begin(&w, "data", '[');
    for (size_t i = 0; (m = replay_model_at(s->replies, i)) != NULL; i++) {
        jsonw_begin(&w, NULL, '{');
        jsonw_str(&w, "id", m->served);
        jsonw_str(&w, "object", "model");
        jsonw_int(&w, "created", 0);
        jsonw_str(&w, "owned_by", "retort");
        jsonw_end(&w, '}');
    }
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    listen_reply(r, 200, NULL, NULL, b.s, b.len);
    buf_clear(&b);
}

static void answer_health(struct server *s, struct listen_request *r)
{
    static const char ok[] = "{\"status\":\"ok\"}";

    (void)s;
    listen_reply(r, 200, NULL, NULL, ok, sizeof ok - 1);
}

static void answer_faults(struct server *s, struct listen_request *r)
{
    struct buf b = { 0 };

    if (s->faults == NULL) {
        refuse(r, 404, "invalid_request_error", "no_faults",
            "this server runs without --faults");
        return;
    }
    serve_faults_json(s->faults, &b);
    listen_reply(r, 200, NULL, NULL, b.s, b.len);
    buf_clear(&b);
}

static const struct route {
    const char *method, *path;
    void (*answer)(struct server *s, struct listen_request *r);
} routes[] = {
    { "POST", "/v1/chat/completions", answer_chat },
    { "GET", "/v1/models", answer_models },
    { "GET", "/health", answer_health },
    { "GET", "/faults", answer_faults },
};

static bool is_path(const char *asked, const char *path)
{
    size_t n = strlen(path);

    return strncmp(asked, path, n) == 0
           && (asked[n] == '\0' || asked[n] == '?');
}

static void on_request(void *arg, struct listen_request *r)
{
    struct server *s = arg;
    int status = 404;

    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (!is_path(listen_path(r), routes[i].path))
            continue;
        if (strcmp(listen_method(r), routes[i].method) == 0) {
            routes[i].answer(s, r);
            return;
        }
        status = 405;
    }
    s->refused++;
    refuse(r, status, "invalid_request_error", "unknown_path",
        "here are POST /v1/chat/completions, GET /v1/models and GET /health");
}

/* The reference for benchmarks: nothing of the request is looked at but its
 * first letter, and with --faults whether it asks for a stream. */
static void on_canned(void *arg, struct listen_request *r)
{
    struct server *s = arg;
    struct replay_reply reply = {
        .body = s->canned.s, .len = s->canned.len, .latency_us = -1
    };

    if (listen_method(r)[0] != 'P') {
        on_request(arg, r);
        return;
    }
    s->answered++;
    if (s->faults != NULL) {
        size_t len;
        const char *body = listen_body(r, &len);
        replay_asks(body, len, &reply.stream, &reply.usage);
        serve_faults_answer(s->faults, r, &reply, NULL);
    } else if (s->o->delay_ms > 0) {
        hold(s, r, &reply);
    } else {
        listen_reply(r, 200, NULL, NULL, reply.body, reply.len);
    }
}

static int is_recording(const struct dirent *d)
{
    size_t n = strlen(d->d_name);

    return d->d_name[0] != '.'
           && ((n > 6 && strcmp(d->d_name + n - 6, ".jsonl") == 0)
               || (n > 9 && strcmp(d->d_name + n - 9, ".jsonl.gz") == 0));
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_file(struct server *s, const char *path, struct err *e)
{
    s->files++;
    if (replay_add(s->replies, path, e) == 0)
        return 0;
    if (e->kind == ERR_SYSTEM) /* the user named it */
        e->kind = ERR_USAGE;
    return -1;
}

/* All recordings of a folder; one that is not there holds none. */
static int add_folder(struct server *s, const char *dir, struct err *e)
{
    struct dirent **names;
    int n = scandir(dir, &names, is_recording, by_name), rc = 0;

    if (n < 0)
        return 0;
    for (int i = 0; i < n; i++) {
        char *path = file_join(dir, names[i]->d_name);
        if (rc == 0)
            rc = add_file(s, path, e);
        free(path);
        free(names[i]);
    }
    free(names);
    return rc;
}

static int add_operand(struct server *s, const char *path, struct err *e)
{
    size_t files = s->files;

    if (!file_is_folder(path))
        return add_file(s, path, e);
    if (add_folder(s, path, e) < 0)
        return -1;
    return s->files > files
               ? 0
               : err_set(e, ERR_USAGE,
                   "%s: no recordings (*.jsonl.gz, *.jsonl) in this folder",
                   path);
}

/* The recordings here, of the tree, or those installed. */
static int add_usual(struct server *s, struct err *e)
{
    static const char here[] = "results/recorded";
    char *tree = file_of_tree(here), *suites = suite_installed();
    char *installed = mem_printf("%s/../recorded", suites);
    int rc = add_folder(s, here, e);

    if (rc == 0 && s->files == 0 && tree != NULL)
        rc = add_folder(s, tree, e);
    if (rc == 0 && s->files == 0)
        rc = add_folder(s, installed, e);
    free(installed);
    free(suites);
    free(tree);
    return rc;
}

static int load_replies(struct server *s, struct err *e)
{
    s->replies = replay_new();
    for (size_t i = 0; i < s->o->operand_count; i++)
        if (add_operand(s, s->o->operands[i], e) < 0)
            return -1;
    if (s->files == 0 && add_usual(s, e) < 0)
        return -1;
    if (s->files == 0)
        return err_set(e, ERR_USAGE,
            "no recordings in results/recorded: name one ('retort serve "
            "FILE.jsonl.gz'), or make one of your runs with 'retort export "
            "--replies --to FILE.jsonl.gz'");
    return 0;
}

static int load(struct server *s, struct err *e)
{
    const struct options *o = s->o;

    if (o->port > 65535)
        return err_set(e, ERR_USAGE, "--port wants 0 to 65535");
    if (o->delay_ms > DELAY_MOST_MS)
        return err_set(
            e, ERR_USAGE, "--delay wants at most %d ms", DELAY_MOST_MS);
    if (o->canned == NULL)
        return load_replies(s, e);
    if (o->operand_count > 0)
        return err_set(e, ERR_USAGE,
            "--canned answers everything with one file: it takes no "
            "recordings");
    if (file_read(o->canned, &s->canned, e) < 0) {
        e->kind = ERR_USAGE;
        return -1;
    }
    s->replies = replay_new(); /* GET /v1/models: none */
    return 0;
}

static int open_server(struct server *s, struct err *e)
{
    struct listen_options lo = { .port = (int)s->o->port };

    s->loop = loop_new(e);
    if (s->loop == NULL)
        return -1;
    if (s->o->faults != NULL
        && (s->faults =
                   serve_faults_open(s->loop, s->o->faults, s->o->delay_ms, e))
               == NULL)
        return -1;
    if (serve_faults_untrusted(s->faults)) {
        s->untrusted = untrusted_open(s->loop, lo.port, e);
        return s->untrusted == NULL ? -1 : 0;
    }
    s->listen = listen_open(
        s->loop, &lo, s->o->canned != NULL ? on_canned : on_request, s, e);
    return s->listen == NULL ? -1 : 0;
}

/* What to call its models: "-m NAME@URL#SERVED". */
static void name_models(const struct server *s)
{
    const struct replay_model *m;

    for (size_t i = 0; (m = replay_model_at(s->replies, i)) != NULL; i++)
        printf("  -m %s@http://127.0.0.1:%d/v1#%s\n", m->shown,
            listen_port(s->listen), m->served);
}

/* Its first line comes at once: scripts wait for it and read the port. */
static void announce(const struct server *s)
{
    size_t models = 0;

    while (replay_model_at(s->replies, models) != NULL)
        models++;
    if (s->o->canned != NULL)
        printf("serving %s", s->o->canned);
    else
        printf("serving %zu replies of %zu model%s", replay_count(s->replies),
            models, models == 1 ? "" : "s");
    if (s->untrusted != NULL)
        printf(" on https://127.0.0.1:%d/v1\n", untrusted_port(s->untrusted));
    else
        printf(" on http://127.0.0.1:%d/v1\n", listen_port(s->listen));
    if (s->listen != NULL && s->o->canned == NULL && !s->o->quiet)
        name_models(s);
    fflush(stdout);
}

static void say_faults(const struct server *s)
{
    struct buf b = { 0 };

    serve_faults_say(s->faults, &b);
    terminal_say("%s", buf_str(&b));
    buf_clear(&b);
}

static void say_visitors(const struct server *s)
{
    struct untrusted_count c = untrusted_count(s->untrusted);

    terminal_say(
        "served: nobody; %lld connection%s refused the certificate, %lld "
        "took it",
        (long long)c.refused, c.refused == 1 ? "" : "s", (long long)c.taken);
}

static int serve(struct server *s, struct err *e)
{
    const volatile sig_atomic_t *stop = context_signals();

    announce(s);
    while (*stop == 0)
        if (loop_turn(s->loop, TURN_US, e) < 0)
            return -1;
    if (s->o->quiet)
        return 0;
    if (s->untrusted != NULL) {
        say_visitors(s);
        return 0;
    }
    fprintf(stderr, "served: %zu answered, %zu not recorded", s->answered,
        s->not_recorded);
    if (s->refused > 0)
        fprintf(stderr, ", %zu refused", s->refused);
    fputc('\n', stderr);
    if (s->faults != NULL)
        say_faults(s);
    return 0;
}

static enum exit_code list_faults(struct err *e)
{
    struct buf b = { 0 };
    enum exit_code code = EXIT_DONE;

    if (serve_faults_list(&b, e) < 0)
        code = exit_of(e->kind);
    else
        fputs(buf_str(&b), stdout);
    buf_clear(&b);
    return code;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct server s = { .o = o };
    int rc = -1;

    if (o->faults != NULL && strcmp(o->faults, "list") == 0)
        return list_faults(e);
    if (load(&s, e) == 0 && open_server(&s, e) == 0)
        rc = serve(&s, e);
    while (s.held != NULL)
        let_go(s.held);
    serve_faults_close(s.faults);
    if (s.listen != NULL)
        listen_close(s.listen);
    untrusted_close(s.untrusted);
    loop_free(s.loop);
    replay_free(s.replies);
    buf_clear(&s.canned);
    return rc < 0 ? exit_of(e->kind) : EXIT_DONE;
}

const struct command cmd_serve = {
    .name = "serve",
    .usage = "[RECORDING...] [-p PORT]",
    .about = "Play recorded replies as an OpenAI-compatible endpoint",
    .more = "RECORDING is a file that 'retort export --replies' wrote, or a "
            "folder of them;\nwithout one, all of results/recorded, which "
            "has\nreplies to "
            "mmlu-mini, math-mini and code-mini. Where a "
            "prompt has several recorded\nreplies, the n-th time it is asked "
            "gives the n-th, then the first again. The\nheader "
            "x-retort-recorded-us tells how long the model took (-1: not "
            "known). A\nprompt that was not recorded gets 422, a model 404. "
            "Ctrl-C ends it.\n\n--faults SPEC makes it a bad endpoint, the "
            "same way each time: 'half' (half of all\nrequests meet one), "
            "'mix=0.2,seed=7', 'server_500:0.1,reset_at_once:0.05'; at "
            "most 4\nin a row for one request (most=N, 0: no end). "
            "'--faults list' shows the kinds and\nwhat a client should make "
            "of each. GET /faults tells what was met so far, and how\noften "
            "a request came again though its reply had been written whole.",
    .options = OPT(PORT) | OPT(DELAY) | OPT(CANNED) | OPT(FAULTS),
    .run = run,
};
