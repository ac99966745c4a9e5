#include "cli/serve_faults.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "io/play.h"
#include "run/fault.h"
#include "run/replay_stream.h"

struct serve_faults {
    struct faults *faults;
    struct player *player;
    struct play good, streamed;
    int64_t under_way; // good replies on their way
};

struct given { // one of them
    struct serve_faults *server;
    unsigned char digest[HASH_SIZE];
};

struct serve_faults *serve_faults_open(
    struct loop *l, const char *spec, int64_t delay_ms, struct err *e)
{
    static const char good[] = "@REPLY@";
    static const char streamed[] = "HTTP/1.1 200 OK\n"
                                   "content-type: text/event-stream\n"
                                   "content-length: @LEN@\n\n@REPLY@";
    struct faults *f = faults_new(spec, e);
    struct serve_faults *s;

    if (f == NULL)
        return NULL;
    s = mem_zalloc(1, sizeof *s);
    s->faults = f;
    s->player = player_new(l);
    if (play_read(good, sizeof good - 1, &s->good, e) < 0
        || play_read(streamed, sizeof streamed - 1, &s->streamed, e) < 0) {
        serve_faults_close(s);
        return NULL;
    }
    s->good.delay_ms = s->streamed.delay_ms = delay_ms;
    return s;
}

void serve_faults_close(struct serve_faults *s)
{
    if (s == NULL)
        return;
    player_free(s->player);
    faults_free(s->faults);
    free(s);
}

bool serve_faults_untrusted(const struct serve_faults *s)
{
    return s != NULL && faults_untrusted(s->faults);
}

static void on_given(void *arg, bool whole)
{
    struct given *g = arg;

    g->server->under_way--;
    if (whole)
        faults_answered(g->server->faults, g->digest);
    free(g);
}

/* What plays call the good reply, and its parts; pieces holds them. */
static void name_parts(const struct replay_reply *reply, struct buf *pieces,
    struct play_words *words)
{
    struct replay_parts parts;

    words->reply = words->whole = reply->body;
    words->len = words->whole_len = reply->len;
    if (!reply->stream)
        return;
    replay_stream(reply->body, reply->len, reply->usage, pieces, &parts);
    words->reply = pieces->s;
    words->len = pieces->len;
    words->tail = parts.tail;
    words->usage = parts.usage;
    words->done = parts.done;
}

void serve_faults_answer(struct serve_faults *s, struct listen_request *r,
    const struct replay_reply *reply, const char *headers)
{
    struct play_words words = { .headers = headers };
    struct given *g = mem_zalloc(1, sizeof *g);
    struct fault_request asked = { .stream = reply->stream,
        .under_way = s->under_way };
    struct buf pieces = { 0 };
    const struct fault_kind *k;
    const struct play *play;

    asked.body = listen_body(r, &asked.len);
    k = faults_pick(s->faults, &asked, &words.chance, g->digest);
    name_parts(reply, &pieces, &words);
    play = k != NULL ? &k->play : reply->stream ? &s->streamed : &s->good;
    g->server = s;
    if (k == NULL || k->end == FAULT_ANSWERED) {
        s->under_way++;
        player_play(s->player, r, play, &words, on_given, g);
    } else {
        free(g);
        player_play(s->player, r, play, &words, NULL, NULL);
    }
    buf_clear(&pieces);
}

void serve_faults_json(const struct serve_faults *s, struct buf *out)
{
    struct faults_count c = faults_count(s->faults);
    struct jsonw w = { out, false };
    const struct fault_kind *k;

    jsonw_begin(&w, NULL, '{');
    jsonw_int(&w, "requests", c.requests);
    jsonw_int(&w, "distinct", c.distinct);
    jsonw_int(&w, "faults", c.faults);
    jsonw_int(&w, "answered", c.answered);
    jsonw_int(&w, "again", c.again);
    jsonw_begin(&w, "kinds", '{');
    for (size_t i = 0; (k = faults_at(s->faults, i)) != NULL; i++)
        if (k->met > 0)
            jsonw_int(&w, k->name, k->met);
    jsonw_end(&w, '}');
    jsonw_end(&w, '}');
}

void serve_faults_say(const struct serve_faults *s, struct buf *out)
{
    struct faults_count c = faults_count(s->faults);

    buf_printf(out,
        "faults: %lld requests for %lld different prompts, %lld met a fault, "
        "%lld whole replies, %lld asked again after a whole reply\n",
        (long long)c.requests, (long long)c.distinct, (long long)c.faults,
        (long long)c.answered, (long long)c.again);
}

int serve_faults_list(struct buf *out, struct err *e)
{
    struct faults *f = faults_new("", e);
    const struct fault_kind *k;

    if (f == NULL)
        return -1;
    for (int end = 0; end < FAULT_ENDS_COUNT; end++) {
        buf_printf(out, "%s%s: %s\n", end > 0 ? "\n" : "",
            fault_end_name((enum fault_end)end),
            fault_end_help((enum fault_end)end));
        for (size_t i = 0; (k = faults_at(f, i)) != NULL; i++)
            if (k->end == (enum fault_end)end)
                buf_printf(out, "  %-21s %s%s%s%s%s\n", k->name,
                    k->stream ? "stream: " : "", k->about,
                    k->failure != FAILURE_NONE ? " [" : "",
                    k->failure != FAILURE_NONE ? failure_name(k->failure) : "",
                    k->failure != FAILURE_NONE ? "]" : "");
    }
    faults_free(f);
    return 0;
}
