/* What a hearer is told, and whether that was all. */
#include "run/flight.h"

void run_tell_begun(struct run *r, const struct run_row *row)
{
    r->hearer = r->c->hearer;
    if (r->hearer != NULL)
        r->hearer->begun(r->hearer->arg, row);
}

void run_tell_reply(const struct flight *f, const struct answer *a)
{
    struct run *r = f->run;

    if (r->hearer == NULL)
        return;
    r->told++;
    r->unheard = r->unheard || f->judging;
    r->hearer->reply(r->hearer->arg, f->sample.n, f->repeat, a);
}

void run_tell_verdict(struct run *r, const struct verdict_row *v)
{
    if (r->hearer == NULL)
        return;
    r->accounted += (int64_t)v->answer_count;
    r->hearer->verdict(r->hearer->arg, v);
}

/* A reply without a verdict is in no report; one that was taken from the store
 * was not told. What others wrote may be of this run. */
bool run_heard(const struct run *r)
{
    return r->hearer != NULL && !r->unheard && !r->failed && r->p.reused == 0
           && r->told == r->accounted && !store_shared(r->c->store);
}
