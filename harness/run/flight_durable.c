/*
 * A reply is on disk before its suite may look at it. Those that came go there
 * together, behind the back of the loop (store_behind.h).
 */
#include <assert.h>

#include "run/flight.h"
#include "store/store_behind.h"

void flight_wait(struct flight *f)
{
    struct run *r = f->run;

    reply_shed(&f->reply);
    f->waiting_next = NULL;
    *r->waiting_tail = f;
    r->waiting_tail = &f->waiting_next;
    r->waiting_count++;
}

bool flight_durable_busy(const struct run *r)
{
    return store_behind_busy(r->c->store);
}

void flight_durable_give(struct run *r)
{
    r->commit_at_us = 0;
    r->away = r->waiting;
    r->away_tail = r->waiting_tail;
    r->waiting = NULL;
    r->waiting_tail = &r->waiting;
    r->waiting_count = 0;
    store_behind_give(r->c->store);
}

/* Another process has the file: they wait on, behind those that came since. */
static void wait_on(struct run *r)
{
    for (struct flight *f = r->away; f != NULL; f = f->waiting_next)
        r->waiting_count++;
    if (r->away != NULL) {
        *r->waiting_tail = r->away;
        r->waiting_tail = r->away_tail;
    }
    r->away = NULL;
    if (!r->held && r->c->held != NULL)
        r->c->held(r->c->arg, true);
    r->held = true;
}

static void note_written(struct run *r)
{
    if (r->held && r->c->held != NULL)
        r->c->held(r->c->arg, false);
    r->held = false;
}

/* Where something was not kept the run ends, and nobody looks at them. */
static void take_back(void *arg, int fd, int events)
{
    struct run *r = arg;
    const int64_t *ids;
    size_t n, i = 0;
    struct err e = { 0 };
    int rc = store_behind_take(r->c->store, &ids, &n, &e);

    (void)fd;
    (void)events;
    if (rc == STORE_HELD) {
        wait_on(r);
        return;
    }
    if (rc != 0)
        note_written(r);
    if (rc < 0)
        run_fail(r, &e);
    if (rc == 0 || r->away == NULL)
        return;
    for (struct flight *f = r->away; rc > 0 && f != NULL; f = f->waiting_next) {
        int64_t *id = &f->answers[f->answer_count - 1];
        if (*id == 0) { /* one that was given has its own */
            assert(i < n);
            *id = ids[i++];
        }
    }
    *r->durable_tail = r->away;
    r->durable_tail = r->away_tail;
    r->away = NULL;
}

int flight_durable_begin(struct run *r, struct err *e)
{
    r->waiting_tail = &r->waiting;
    r->durable_tail = &r->durable;
    if (store_behind_begin(r->c->store, e) < 0)
        return -1;
    loop_watch(
        r->c->loop, store_behind_fd(r->c->store), LOOP_READ, take_back, r);
    return 0;
}

int flight_durable_end(struct run *r, struct err *e)
{
    loop_unwatch(r->c->loop, store_behind_fd(r->c->store));
    return store_behind_end(r->c->store, e);
}
