#include "cli/batching.h"

#include <stdio.h>

#include "cli/endpoint.h"

/* What says how requests are sent says nothing about batches. */
static int check(const struct session *s, struct err *e)
{
    const struct options *o = s->c.o;
    const char *other = o->stream        ? "--stream"
                        : o->offline     ? "--offline"
                        : o->no_cache    ? "--no-cache"
                        : o->budget >= 0 ? "--budget"
                                         : NULL;

    if (other != NULL)
        return err_set(
            e, ERR_USAGE, "--batch and %s do not go together", other);
    for (size_t i = 0; i < s->model_count; i++)
        if (s->models[i].caps.tier != NULL)
            return err_set(e, ERR_USAGE,
                "%s asks for the tier %s, and a batch is a tier of its own: "
                "leave one of the two out",
                s->models[i].name, s->models[i].caps.tier);
    for (size_t i = 0; i < s->suite_count; i++)
        if (suite_info(s->suites[i])->needs_judge)
            return err_set(e, ERR_USAGE,
                "%s asks a judge, which --batch cannot: run it without",
                suite_info(s->suites[i])->name);
    return 0;
}

int batching_open(struct batching *b, const struct session *s, struct err *e)
{
    const struct options *o = s->c.o;

    if (check(s, e) < 0)
        return -1;
    for (; b->n < s->model_count; b->n++) {
        struct batch_config c = { .loop = s->loop,
            .http = s->http,
            .store = s->c.store,
            .model = &s->models[b->n],
            .open = endpoint_at,
            .secret = endpoint_key(&s->models[b->n]),
            .timeout_us = o->timeout_s * 1000000,
            .stop = context_signals(),
            .quiet = o->quiet };
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
            fprintf(stderr,
                "retort: %s: %lld request%s in batches and not back: what is "
                "asked now is paid for twice (--batch collects them)\n",
                m->name, (long long)n, n == 1 ? " is" : "s are");
    }
    return 0;
}

void batching_close(struct batching *b)
{
    for (size_t i = 0; i < b->n; i++)
        batch_close(&b->models[i]);
}

int batching_collect(struct batching *b, struct err *e)
{
    for (size_t i = 0; i < b->n; i++)
        if (batch_advance(&b->models[i], e) < 0)
            return -1;
    return 0;
}

void batching_take(struct batching *b, size_t i, struct run_config *rc)
{
    rc->absent = batch_absent;
    rc->absent_arg = &b->models[i];
}

int batching_hand_in(struct batching *b, struct err *e)
{
    int64_t waiting = 0; /* samples may ask the same: counted once */

    for (size_t i = 0; i < b->n; i++) {
        const struct batch_config *c = &b->models[i].c;
        int64_t n;
        b->waiting += b->models[i].waiting;
        if (batch_submit(&b->models[i], e) < 0)
            return -1;
        n = store_batch_waiting(
            c->store, c->model->address, c->model->served, e);
        if (n < 0)
            return -1;
        waiting += n;
    }
    if (waiting > 0)
        fprintf(stderr,
            "retort: %lld request%s not back from the batch services (they "
            "take up to 24 hours): the same command asks again\n",
            (long long)waiting, waiting == 1 ? " is" : "s are");
    return 0;
}
