/*
 * Requests that share a long beginning, few-shot examples mostly: the first
 * goes out alone until its reply is back, then the rest, so that the
 * provider's prompt cache has the beginning when they come.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/flight.h"

enum { WARM_BYTES = DIALECT_CACHED_FROM, PREFIXES_MOST = 64 };

struct prefix {
    struct prefix *next;
    bool warm;             // a reply to a request that begins so is back
    struct flight *leader; // asks alone; NULL: the next one does
    struct flight *parked; // wait for it
    char bytes[WARM_BYTES];
};

static bool idle(const struct prefix *p)
{
    return p->leader == NULL && p->parked == NULL;
}

/* Forgets the one that was not asked for longest, if nobody needs it. */
static void forget_one(struct run *r)
{
    struct prefix **at = &r->prefixes, **last = NULL, *p;
    int n = 0;

    for (; *at != NULL; at = &(*at)->next, n++)
        if (idle(*at))
            last = at;
    if (n < PREFIXES_MOST || last == NULL)
        return;
    p = *last;
    *last = p->next;
    free(p);
}

/* The one that a request begins with, in front of the list. */
static struct prefix *find(struct run *r, const char *bytes)
{
    struct prefix **at = &r->prefixes, *p;

    while (*at != NULL && memcmp((*at)->bytes, bytes, WARM_BYTES) != 0)
        at = &(*at)->next;
    p = *at;
    if (p != NULL) {
        *at = p->next;
    } else {
        forget_one(r);
        p = mem_zalloc(1, sizeof *p);
        memcpy(p->bytes, bytes, WARM_BYTES);
    }
    p->next = r->prefixes;
    r->prefixes = p;
    return p;
}

bool flight_park(struct flight *f)
{
    struct run *r = f->run;
    struct prefix *p;

    if (r->c->no_warm || f->body.len <= WARM_BYTES)
        return false;
    p = find(r, f->body.s);
    if (p->warm || p->leader == f)
        return false;
    if (p->leader == NULL) {
        p->leader = f;
        f->prefix = p;
        return false;
    }
    f->prefix = p;
    f->parked = true;
    f->parked_next = p->parked;
    p->parked = f;
    return true;
}

/* From the loop, so that nobody's list changes under him. */
static void wake(struct prefix *p)
{
    struct flight *next;

    for (struct flight *f = p->parked; f != NULL; f = next) {
        next = f->parked_next;
        f->parked = false;
        f->prefix = NULL;
        flight_later(f, clock_now_us(), flight_send);
    }
    p->parked = NULL;
}

void flight_unpark(struct flight *f, bool replied)
{
    struct prefix *p = f->prefix;
    struct flight **at;

    if (p == NULL)
        return;
    f->prefix = NULL;
    if (p->leader == f) {
        p->leader = NULL;
        p->warm = replied;
        wake(p);
        return;
    }
    for (at = &p->parked; *at != f; at = &(*at)->parked_next)
        ;
    *at = f->parked_next;
    f->parked = false;
}

void flight_forget_prefixes(struct run *r)
{
    struct prefix *p;

    while ((p = r->prefixes) != NULL) {
        r->prefixes = p->next;
        free(p);
    }
}
