#include "io/limit.h"

#include <stdlib.h>

#include "base/mem.h"

enum { WINDOW_START = 128, WINDOW_CLEAN = 20, RING_LEAST = 64 };

static const int64_t MINUTE_US = 60 * 1000000;

struct limit_send {
    int64_t at_us, tokens;
};

void limit_init(struct limit *l, const struct limit_config *c)
{
    *l = (struct limit){
        .c = *c,
        .window = c->most < WINDOW_START ? c->most : WINDOW_START,
        .starting = true,
        .cut_us = INT64_MIN,
        .hold_us = INT64_MIN,
    };
}

void limit_clear(struct limit *l)
{
    free(l->sends);
    l->sends = NULL;
    l->room = l->n = 0;
}

static bool counts_minutes(const struct limit *l)
{
    return l->c.per_minute > 0 || l->c.tokens_in_minute > 0;
}

/* Forgets what is a minute old. */
static void age(struct limit *l, int64_t now_us)
{
    while (l->n > 0 && l->sends[l->first].at_us <= now_us - MINUTE_US) {
        l->tokens -= l->sends[l->first].tokens;
        l->first = (l->first + 1) % l->room;
        l->serial++;
        l->n--;
    }
}

/* When the i-th of the ring is a minute old. */
static int64_t until_old(const struct limit *l, size_t i, int64_t now_us)
{
    return l->sends[(l->first + i) % l->room].at_us + MINUTE_US - now_us;
}

static int64_t requests_wait_us(const struct limit *l, int64_t now_us)
{
    if (l->c.per_minute <= 0 || (int64_t)l->n < l->c.per_minute)
        return 0;
    return until_old(l, l->n - (size_t)l->c.per_minute, now_us);
}

/* Until enough of the last minute's tokens are old; one that is above the
 * limit by itself waits for all of them. */
static int64_t tokens_wait_us(
    const struct limit *l, int64_t now_us, int64_t tokens)
{
    int64_t left = l->tokens;
    size_t i = 0;

    if (l->c.tokens_in_minute <= 0)
        return 0;
    for (; i < l->n && left + tokens > l->c.tokens_in_minute; i++)
        left -= l->sends[(l->first + i) % l->room].tokens;
    return i > 0 ? until_old(l, i - 1, now_us) : 0;
}

int64_t limit_wait_us(struct limit *l, int64_t now_us, int64_t tokens)
{
    int64_t wait = 0, other;

    if (l->in_flight >= l->window)
        return LIMIT_FULL;
    if (l->hold_us > now_us)
        wait = l->hold_us - now_us;
    if (!counts_minutes(l))
        return wait;
    age(l, now_us);
    other = requests_wait_us(l, now_us);
    if (other > wait)
        wait = other;
    other = tokens_wait_us(l, now_us, tokens);
    return other > wait ? other : wait;
}

static void put_send(struct limit *l, int64_t now_us, int64_t tokens)
{
    size_t room = l->room > 0 ? 2 * l->room : RING_LEAST;

    if (l->n == l->room) {
        struct limit_send *sends = mem_zalloc(room, sizeof *sends);
        for (size_t i = 0; i < l->n; i++)
            sends[i] = l->sends[(l->first + i) % l->room];
        free(l->sends);
        l->sends = sends;
        l->room = room;
        l->first = 0;
    }
    l->sends[(l->first + l->n++) % l->room] =
        (struct limit_send){ now_us, tokens };
    l->tokens += tokens;
}

struct limit_ticket limit_sent(struct limit *l, int64_t now_us, int64_t tokens)
{
    struct limit_ticket t = { now_us, l->serial + l->n };

    l->in_flight++;
    if (counts_minutes(l))
        put_send(l, now_us, tokens);
    return t;
}

void limit_back(struct limit *l)
{
    l->in_flight--;
}

static void grow(struct limit *l)
{
    if (l->window >= l->c.most)
        return;
    if (l->starting) {
        l->window += 2; /* for each reply: triples it in a round trip */
        if (l->window > l->c.most)
            l->window = l->c.most;
    } else if (++l->clean >= WINDOW_CLEAN) {
        l->clean = 0;
        l->window++;
    }
}

/* What was under way when the endpoint said so is told the same: once. */
static void cut(struct limit *l, int64_t sent_us, int64_t now_us)
{
    /* a window that is not filled is no measure of what was too much */
    int was = l->in_flight + 1 < l->window ? l->in_flight + 1 : l->window;

    l->starting = false;
    l->clean = 0;
    if (sent_us < l->cut_us)
        return;
    l->window = was > 1 ? was / 2 : 1;
    l->cut_us = now_us;
    l->pushed++;
}

void limit_saw(struct limit *l, const struct limit_ticket *t,
    enum limit_saw saw, int64_t now_us)
{
    if (saw == LIMIT_CLEAN)
        grow(l);
    else if (saw == LIMIT_PUSHED)
        cut(l, t->sent_us, now_us);
}

void limit_tokens(struct limit *l, const struct limit_ticket *t, int64_t tokens)
{
    struct limit_send *s;

    if (tokens < 0 || t->serial < l->serial || t->serial - l->serial >= l->n)
        return;
    s = &l->sends[(l->first + (size_t)(t->serial - l->serial)) % l->room];
    l->tokens += tokens - s->tokens;
    s->tokens = tokens;
}

void limit_hold(struct limit *l, int64_t until_us)
{
    if (until_us > l->hold_us)
        l->hold_us = until_us;
}
