/* One sample from its first step to its verdict. */
#include "run/flight.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/store_behind.h"

static void link_in(struct run *r, struct flight *f)
{
    f->next = r->flights;
    if (f->next != NULL)
        f->next->prev = f;
    r->flights = f;
    r->live++;
}

/* Requests are of about one size: the next one can have the memory. There
 * are never more of them than were once under way together. */
void flight_lose_body(struct flight *f)
{
    enum { KEEP_ROOM = 1 << 16 };
    struct run *r = f->run;

    if (f->body.s == NULL || f->body.room > KEEP_ROOM) {
        buf_clear(&f->body);
        return;
    }
    if (r->body_count == r->body_room) {
        r->body_room = r->body_room > 0 ? 2 * r->body_room : 64;
        r->bodies = mem_resize(r->bodies, r->body_room, sizeof *r->bodies);
    }
    r->bodies[r->body_count++] = f->body;
    memset(&f->body, 0, sizeof f->body);
}

void flight_drop(struct flight *f)
{
    struct run *r = f->run;

    flight_part(f);
    flight_leave_line(f);
    flight_unpark(f, false);
    flight_stop_again(f);
    loop_timer_stop(r->c->loop, &f->retry);
    flight_hold_slot(f, false);
    if (f->prev != NULL)
        f->prev->next = f->next;
    else
        r->flights = f->next;
    if (f->next != NULL)
        f->next->prev = f->prev;
    r->live--;
    reply_clear(&f->reply);
    fold_free(f->fold);
    sample_clear(&f->sample);
    flight_lose_body(f);
    free(f->answers);
    free(f->by_judge);
    free(f);
}

static void keep_verdict(struct flight *f, const struct step *step)
{
    struct run *r = f->run;
    struct verdict_row v = {
        .run = r->id,
        .n = f->sample.n,
        .repeat = f->repeat,
        .id = f->sample.id,
        .group = f->sample.group,
        .cluster = f->sample.cluster,
        .hash = f->sample.hash,
        .outcome = step->outcome,
        .value = step->value,
        .extracted = step->extracted,
        .extracted_len = step->extracted_len,
        .target = f->sample.target,
        .note = step->note,
        .detail = step->detail,
        .answers = f->answers,
        .by_judge = f->by_judge,
        .answer_count = f->answer_count,
    };

    store_verdict_behind(r->c->store, &v);
    run_tell_verdict(r, &v);
    run_count(r, f->sample.n, step->outcome);
}

void flight_fail(struct flight *f, enum failure why, const char *text)
{
    char note[400];
    struct step step = { .kind = STEP_DONE,
        .outcome = OUTCOME_FAILED,
        .value = (double)NAN,
        .note = note };

    if (why == FAILURE_NONE)
        snprintf(note, sizeof note, "%.399s", text);
    else
        snprintf(note, sizeof note, "%s: %.350s", failure_name(why), text);
    snprintf(
        f->run->p.last_failure, sizeof f->run->p.last_failure, "%.199s", note);
    keep_verdict(f, &step);
    flight_drop(f);
}

static void on_jail(void *arg, const struct jail_result *result)
{
    struct flight *f = arg;
    struct run *r = f->run;
    struct step step;

    r->jailed--;
    if (!r->judging) {
        flight_drop(f);
    } else if (sample_ran(&f->sample, result, &step, &r->why) < 0) {
        run_fail(r, &r->why);
        flight_drop(f);
    } else {
        flight_advance(f, &step);
    }
}

static void jail_it(struct flight *f, const struct step *step)
{
    struct run *r = f->run;

    if (jail_run(r->c->jail, &step->job, on_jail, f, &r->why) < 0)
        flight_fail(f, FAILURE_JAIL, r->why.text);
    else
        r->jailed++;
}

void flight_advance(struct flight *f, struct step *step)
{
    if (step->kind == STEP_ASK) {
        flight_ask(f, step);
    } else if (step->kind == STEP_RUN) {
        jail_it(f, step);
    } else {
        keep_verdict(f, step);
        flight_drop(f);
    }
}

/* The reply is on disk: the suite may look at it. */
void flight_answered(struct flight *f)
{
    struct run *r = f->run;
    struct step step;

    flight_part(f);
    if (!r->judging) {
        flight_drop(f);
        return;
    }
    if (sample_answer(&f->sample, &f->reply, &step, &r->why) < 0) {
        run_fail(r, &r->why);
        flight_drop(f);
        return;
    }
    reply_clear(&f->reply);
    flight_advance(f, &step);
}

/* A verdict from an earlier start of this run stands, unless it says that
 * the request failed: then it is tried again. */
static int kept(struct run *r, const struct sample *s, int repeat)
{
    enum outcome o = OUTCOME_FAILED;
    int rc;

    /* of those behind nothing is asked: it would wait for what is being
     * written, and replies would be read late */
    if (!r->was_there || r->c->no_cache || s->n > r->kept_to)
        return 0;
    rc = store_verdict_find(
        r->c->store, r->id, s->n, repeat, s->hash, &o, &r->why);
    if (rc < 0) {
        run_fail(r, &r->why);
        return 1;
    }
    if (rc == 0 || o == OUTCOME_FAILED)
        return 0;
    r->p.kept++;
    run_count(r, s->n, o);
    return 1;
}

/* Takes the sample. */
void flight_start(struct run *r, struct sample *s, int repeat)
{
    struct flight *f;
    struct step step;

    if (kept(r, s, repeat)) {
        sample_clear(s);
        return;
    }
    f = mem_zalloc(1, sizeof *f);
    f->run = r;
    f->sample = *s;
    f->repeat = repeat;
    link_in(r, f);
    if (sample_start(&f->sample, &step, &r->why) < 0) {
        run_fail(r, &r->why);
        flight_drop(f);
        return;
    }
    flight_advance(f, &step);
}
