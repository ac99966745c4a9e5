/* When a request may go out: those that want to wait in a line for the
 * endpoint's limits (io/limit.h). */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "run/flight.h"

enum {
    BYTES_A_TOKEN = 3, // of JSON; low, so that the first guesses are high
    OUTPUT_GUESS = 1024,
    LEARN_FROM = 8 // replies that make a better guess than these
};

static void line_up(struct flight *f)
{
    struct run *r = f->run;

    f->queued = true;
    f->line_next = NULL;
    f->line_prev = r->line_end;
    *(r->line_end != NULL ? &r->line_end->line_next : &r->line) = f;
    r->line_end = f;
}

void flight_leave_line(struct flight *f)
{
    struct run *r = f->run;

    if (!f->queued)
        return;
    f->queued = false;
    *(f->line_prev != NULL ? &f->line_prev->line_next : &r->line) =
        f->line_next;
    *(f->line_next != NULL ? &f->line_next->line_prev : &r->line_end) =
        f->line_prev;
}

/* Tokens that a request will take, prompt and reply: by what its bytes and
 * the replies before it say. Only a limit of tokens asks. */
static int64_t guess(const struct flight *f)
{
    const struct run *r = f->run;
    const struct run_learnt *l = &r->learnt;
    int64_t most = suite_info(r->c->suite)->sampling.max_tokens;
    double bytes = (double)f->body.len;

    if (r->limit->c.tokens_in_minute <= 0)
        return 0;
    if (l->replies < LEARN_FROM || l->bytes <= 0)
        return (int64_t)(bytes / BYTES_A_TOKEN)
               + (most > 0 ? most : OUTPUT_GUESS);
    return (int64_t)(bytes * (double)l->input / (double)l->bytes
                     + (double)l->output / (double)l->replies)
           + 1;
}

/* Aliases and routers may change the model behind a name at any time. */
static void note_served(struct run_progress *p, const char *served)
{
    if (served == NULL || served[0] == '\0')
        return;
    if (p->served[0][0] == '\0')
        snprintf(p->served[0], sizeof p->served[0], "%s", served);
    else if (p->served[1][0] == '\0'
             && strncmp(p->served[0], served, sizeof p->served[0] - 1) != 0)
        snprintf(p->served[1], sizeof p->served[1], "%s", served);
}

void flight_learn(struct flight *f)
{
    struct run *r = f->run;
    int64_t in = usage_in(&f->reply.usage), out = usage_out(&f->reply.usage);

    flight_unpark(f, true);
    if (f->judging) /* what is learnt is about the model under test */
        return;
    note_served(&r->p, f->reply.served);

    if (in < 0 || out < 0)
        return;
    r->learnt.replies++;
    r->learnt.bytes += (int64_t)f->body.len;
    r->learnt.input += in;
    r->learnt.output += out;
    limit_tokens(r->limit, &f->ticket, in + out);
}

static void on_pace(void *arg)
{
    flight_pump(arg);
}

void flight_pump(struct run *r)
{
    struct flight *f;

    while ((f = r->line) != NULL) {
        int64_t now = clock_now_us(), tokens = guess(f);
        int64_t wait = limit_wait_us(r->limit, now, tokens);
        if (wait == LIMIT_FULL)
            return; /* the next one that comes back calls again */
        if (wait > 0) {
            loop_timer_set(r->c->loop, &r->pace, now + wait, on_pace, r);
            return;
        }
        flight_leave_line(f);
        if (flight_go(f))
            f->ticket = limit_sent(r->limit, now, tokens);
    }
}

void flight_send(struct flight *f)
{
    if (flight_park(f))
        return;
    line_up(f);
    flight_pump(f->run);
}
