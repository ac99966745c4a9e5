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

static bool was_first(const struct flight *f)
{
    return f->attempts > 0 || f->renewed;
}

/* One whose turn it was before goes before the others. */
static void line_up(struct flight *f)
{
    struct lane *l = f->lane;
    struct flight *next = was_first(f) ? l->line : NULL;

    while (next != NULL && was_first(next))
        next = next->line_next;
    f->queued = true;
    f->line_next = next;
    f->line_prev = next != NULL ? next->line_prev : l->line_end;
    *(f->line_prev != NULL ? &f->line_prev->line_next : &l->line) = f;
    *(next != NULL ? &next->line_prev : &l->line_end) = f;
}

void flight_leave_line(struct flight *f)
{
    struct lane *l = f->lane;

    if (!f->queued)
        return;
    f->queued = false;
    *(f->line_prev != NULL ? &f->line_prev->line_next : &l->line) =
        f->line_next;
    *(f->line_next != NULL ? &f->line_next->line_prev : &l->line_end) =
        f->line_prev;
}

/* Tokens that a request will take, prompt and reply: by what its bytes and
 * the replies before it say. Only a limit of tokens asks. */
static int64_t guess(const struct flight *f)
{
    const struct run_learnt *l = &f->run->learnt[f->judging];
    int64_t most = f->step.sampling.max_tokens;
    double bytes = (double)f->body.len;

    if (f->lane->limit->c.tokens_in_minute <= 0)
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
    struct run_learnt *l = &f->run->learnt[f->judging];
    int64_t in = usage_in(&f->reply.usage), out = usage_out(&f->reply.usage);

    flight_unpark(f, true);
    if (!f->judging)
        note_served(&f->run->p, f->reply.served);
    if (in < 0 || out < 0)
        return;
    l->replies++;
    l->bytes += (int64_t)f->body.len;
    l->input += in;
    l->output += out;
    limit_tokens(f->lane->limit, &f->ticket, in + out);
}

static void on_pace(void *arg)
{
    flight_pump(arg);
}

/* An endpoint that fails is not asked by others while these wait. */
static bool all_out(const struct lane *l)
{
    return l->again > 0 && l->limit->in_flight + l->again >= l->limit->c.most;
}

void flight_pump(struct lane *l)
{
    struct flight *f;

    while ((f = l->line) != NULL && !all_out(l)) {
        int64_t now = clock_now_us(), tokens = guess(f);
        int64_t wait = limit_wait_us(l->limit, now, tokens);
        if (wait == LIMIT_FULL)
            return; /* the next one that comes back calls again */
        if (wait > 0) {
            loop_timer_set(l->run->c->loop, &l->pace, now + wait, on_pace, l);
            return;
        }
        flight_leave_line(f);
        if (flight_go(f))
            f->ticket = limit_sent(l->limit, now, tokens);
    }
}

void flight_send(struct flight *f)
{
    if (flight_park(f))
        return;
    line_up(f);
    flight_pump(f->lane);
}

void flight_stop_again(struct flight *f)
{
    if (f->again)
        f->lane->again--;
    f->again = false;
}

void flight_keep_place(struct flight *f)
{
    f->again = true;
    f->lane->again++;
}

static void on_time(void *arg)
{
    struct flight *f = arg;
    struct lane *l = f->lane; /* f may be gone when it is looked at */

    flight_stop_again(f);
    f->then(f);
    flight_pump(l);
}

void flight_later(
    struct flight *f, int64_t at_us, void (*then)(struct flight *))
{
    f->then = then;
    loop_timer_set(f->run->c->loop, &f->retry, at_us, on_time, f);
}
