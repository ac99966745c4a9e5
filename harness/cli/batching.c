#include "cli/batching.h"

#include "base/clock.h"
#include "cli/endpoint.h"
#include "cli/terminal.h"
#include "run/plan.h"

int batching_check(const struct session *s, struct err *e)
{
    const struct options *o = s->c.o;

    if (o->stream || o->ttft)
        return err_set(e, ERR_USAGE,
            "--batch and %s do not go together: a batch service gives whole "
            "replies, hours later; leave one of the two out",
            o->stream ? "--stream" : "--ttft");
    /* the same command is given until all is there: each would pay anew */
    if (o->no_cache)
        return err_set(e, ERR_USAGE,
            "--batch and --no-cache do not go together: the command that "
            "collects a batch would hand all of it in again; to ask anew, "
            "name another folder (-o DIR)");
    for (size_t i = 0; i < s->model_count; i++) {
        const struct model *m = &s->models[i];
        if (m->role == ROLE_JUDGE)
            continue;
        if (m->caps.tier != NULL)
            return err_set(e, ERR_USAGE,
                "%s asks for the tier %s, and a batch is a tier of its own: "
                "leave one of the two out",
                m->name, m->caps.tier);
        if (batch_service_of(m) == NULL)
            return batch_no_service(m, e);
    }
    return 0;
}

/* Money is kept aside for the dearest that a request can become: what is
 * handed in cannot be called back. */
static bool afford(
    void *arg, const struct model *m, size_t len, int64_t max_tokens)
{
    struct session *s = arg;
    struct usage most = plan_most(len, max_tokens);
    int64_t left = session_budget_left(s);
    int64_t pusd = context_price_asked(&s->c, m, &most, clock_wall_us());

    if (left < 0 || pusd < 0) /* no budget, or --unpriced */
        return true;
    if (pusd > left)
        return false;
    s->spent_pusd += pusd;
    return true;
}

int batching_open(struct batching *b, struct session *s, struct err *e)
{
    const struct options *o = s->c.o;

    for (; b->n < s->model_count; b->n++) {
        struct batch_config c = { .loop = s->loop,
            .http = s->http,
            .store = s->c.store,
            .model = &s->models[b->n],
            .open = endpoint_at,
            .secret = endpoint_key(&s->models[b->n]),
            .timeout_us = o->timeout_s * 1000000,
            .stop = context_signals(),
            .say = o->quiet ? NULL : terminal_say,
            .afford = afford,
            .arg = s };
        if (s->models[b->n].role == ROLE_JUDGE)
            continue; /* its service stays NULL */
        if (batch_open(&c, &b->models[b->n], e) < 0)
            return -1;
    }
    return 0;
}

int batching_warn(const struct session *s, struct err *e)
{
    for (size_t i = 0; i < s->model_count; i++) {
        const struct model *m = &s->models[i];
        int64_t n = store_batch_waiting(s->c.store, m->address, m->served, e);
        if (n < 0)
            return -1;
        if (n > 0)
            terminal_say(
                "retort: %s: %lld request%s in batches and not back: what is "
                "asked now is paid for twice (--batch collects them)",
                m->name, (long long)n, n == 1 ? " is" : "s are");
    }
    return 0;
}

void batching_close(struct batching *b)
{
    for (size_t i = 0; i < b->n; i++)
        batch_close(&b->models[i]);
}

struct learning {
    struct session *s;
    size_t model;
};

static void learn(void *arg, const char *why)
{
    const struct learning *l = arg;
    enum refused what = refused_told(why);

    if (what != REFUSED_NONE)
        session_refused(l->s, l->model, what, why);
}

int batching_learn(struct session *s, struct err *e)
{
    for (size_t i = 0; i < s->model_count; i++) {
        struct learning l = { s, i };
        const struct model *m = &s->models[i];
        if (store_batch_final(s->c.store, m->address, m->served, learn, &l, e)
            < 0)
            return -1;
    }
    return 0;
}

int batching_collect(struct batching *b, struct session *s, struct err *e)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->models[i].service != NULL && batch_advance(&b->models[i], e) < 0)
            return -1;
    return batching_learn(s, e);
}

void batching_take(struct batching *b, size_t i, struct run_config *rc)
{
    rc->absent = batch_absent;
    rc->absent_arg = &b->models[i];
    b->models[i].max_tokens = suite_info(rc->suite)->sampling.max_tokens;
}

int batching_hand_in(struct batching *b, struct err *e)
{
    int64_t waiting = 0; /* samples may ask the same: counted once */

    for (size_t i = 0; i < b->n; i++) {
        const struct batch_config *c = &b->models[i].c;
        int64_t n;
        if (b->models[i].service == NULL)
            continue;
        b->waiting += b->models[i].waiting;
        b->beyond += b->models[i].beyond;
        if (batch_submit(&b->models[i], e) < 0)
            return -1;
        n = store_batch_waiting(
            c->store, c->model->address, c->model->served, e);
        if (n < 0)
            return -1;
        waiting += n;
    }
    if (waiting > 0)
        terminal_say(
            "retort: %lld request%s not back from the batch services (they "
            "take up to 24 hours): the same command asks again",
            (long long)waiting, waiting == 1 ? " is" : "s are");
    if (b->beyond > 0)
        terminal_say(
            "retort: %lld request%s not handed in: at the dearest they might "
            "become they are beyond --budget",
            (long long)b->beyond, b->beyond == 1 ? " was" : "s were");
    return 0;
}
