/*
 * The same request twice at once: the second waits for the first and takes
 * its reply from the store, because nothing is paid for twice.
 */
#include <string.h>

#include "base/clock.h"
#include "run/flight.h"

static struct flight **bucket(struct run *r, const struct flight *f)
{
    size_t at = (size_t)f->address[0] << 8 | f->address[1];

    return &r->asking[at % FLIGHT_BUCKETS];
}

bool flight_follow(struct flight *f)
{
    struct flight *first = *bucket(f->run, f);

    while (first != NULL && memcmp(first->address, f->address, HASH_SIZE) != 0)
        first = first->same_next;
    if (first == NULL)
        return false;
    f->follows = first;
    f->follow_next = first->followers;
    first->followers = f;
    return true;
}

void flight_lead(struct flight *f)
{
    struct flight **head = bucket(f->run, f);

    f->same_next = *head;
    f->leads = true;
    *head = f;
}

/* The store has the reply, or there is none and the next one asks. From the
 * loop, so that nobody's list changes under him. */
static void wake_followers(struct flight *f)
{
    struct flight *next;

    for (struct flight *g = f->followers; g != NULL; g = next) {
        next = g->follow_next;
        g->follows = g->follow_next = NULL;
        flight_later(g, clock_now_us(), flight_look_up);
    }
    f->followers = NULL;
}

void flight_part(struct flight *f)
{
    struct flight **at;

    if (f->leads) {
        for (at = bucket(f->run, f); *at != f; at = &(*at)->same_next)
            ;
        *at = f->same_next;
        f->leads = false;
        wake_followers(f);
    }
    if (f->follows != NULL) {
        for (at = &f->follows->followers; *at != f; at = &(*at)->follow_next)
            ;
        *at = f->follow_next;
        f->follows = NULL;
    }
}
