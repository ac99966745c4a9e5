/* Asking again without what an endpoint refuses: the model's row says so from
 * then on, and every request not sent yet is written by it. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "run/flight.h"

bool flight_renew(struct flight *f)
{
    struct buf before = f->body;
    unsigned char from[HASH_SIZE], to[HASH_SIZE];
    bool same;

    memcpy(from, f->address, sizeof from);
    memset(&f->body, 0, sizeof f->body);
    flight_encode(f); /* there was one, so there is one now */
    same = before.len == f->body.len
           && memcmp(before.s, f->body.s, before.len) == 0;
    buf_clear(&before);
    if (same)
        return false;
    memcpy(to, f->address, sizeof to);
    memcpy(f->address, from, sizeof from); /* others find it by that */
    flight_part(f);
    memcpy(f->address, to, sizeof to);
    flight_unpark(f, false);
    flight_hold_slot(f, false);
    f->renewed = true;
    flight_keep_place(f);
    flight_later(f, clock_now_us(), flight_look_up);
    return true;
}

bool flight_refused(struct flight *f, enum refused what, const char *why)
{
    struct run *r = f->run;

    if (what == REFUSED_NONE || r->c->refused == NULL || r->stopping)
        return false;
    if (r->c->refused(r->c->arg, f->side.model, what, why))
        r->row++;
    if (!flight_renew(f))
        return false;
    r->p.retries++;
    snprintf(r->p.last_failure, sizeof r->p.last_failure, "%s: %.150s",
        failure_name(FAILURE_BAD_REQUEST), why);
    return true;
}
