#include "cli/serve_faults.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "io/play.h"
#include "run/fault.h"

struct serve_faults {
    struct faults *faults;
    struct player *player;
    struct play good;
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
    struct faults *f = faults_new(spec, e);
    struct serve_faults *s;

    if (f == NULL)
        return NULL;
    s = mem_zalloc(1, sizeof *s);
    s->faults = f;
    s->player = player_new(l);
    if (play_read(good, sizeof good - 1, &s->good, e) < 0) {
        serve_faults_close(s);
        return NULL;
    }
    s->good.delay_ms = delay_ms;
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

static void on_given(void *arg, bool whole)
{
    struct given *g = arg;

    g->server->under_way--;
    if (whole)
        faults_answered(g->server->faults, g->digest);
    free(g);
}

void serve_faults_answer(struct serve_faults *s, struct listen_request *r,
    const char *body, size_t len, const char *headers)
{
    struct play_words words = { body, len, headers, 0 };
    struct given *g = mem_zalloc(1, sizeof *g);
    size_t asked_len;
    const char *asked = listen_body(r, &asked_len);
    const struct fault_kind *k = faults_pick(
        s->faults, asked, asked_len, s->under_way, &words.chance, g->digest);

    g->server = s;
    if (k == NULL || k->end == FAULT_ANSWERED) {
        s->under_way++;
        player_play(
            s->player, r, k != NULL ? &k->play : &s->good, &words, on_given, g);
        return;
    }
    free(g);
    player_play(s->player, r, &k->play, &words, NULL, NULL);
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
                buf_printf(out, "  %-21s %s%s%s%s\n", k->name, k->about,
                    k->failure != FAILURE_NONE ? " [" : "",
                    k->failure != FAILURE_NONE ? failure_name(k->failure) : "",
                    k->failure != FAILURE_NONE ? "]" : "");
    }
    faults_free(f);
    return 0;
}
