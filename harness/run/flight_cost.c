/* What replies cost, for the budget: what is not known is feared, never taken
 * for nothing. */
#include "base/clock.h"
#include "run/flight.h"
#include "run/plan.h"

/* At the dearest tier that has a price, of the model that answered and of the
 * one that was asked: a tier or a name that is not told, or has no price, was
 * paid all the same. */
static int64_t dearest(const struct flight *f, const struct usage *u)
{
    static const char *const tiers[] = { NULL, "batch", "flex", "priority",
        "fast" };
    const struct run_config *c = f->run->c;
    const char *names[] = { f->reply.served, NULL };
    int64_t most = 0;

    for (size_t i = 0; i < 2 * (sizeof tiers / sizeof *tiers); i++) {
        struct reply r = {
            .usage = *u, .served = names[i % 2], .tier = tiers[i / 2]
        };
        int64_t pusd = c->price(c->arg, f->side.model, &r, f->sent_wall_us);
        most = pusd > most ? pusd : most;
    }
    return most;
}

/* Where the reply does not tell its tokens, or what they are of: the most that
 * such a request can use, but what it does tell. */
static int64_t fear_cost(const struct flight *f)
{
    const struct usage *told = &f->reply.usage;
    struct usage most = plan_most(f->body.len, f->step.sampling.max_tokens);
    int64_t pusd = dearest(f, told);

    if (pusd > 0)
        return pusd;
    if (usage_in(told) >= 0)
        most.input = usage_in(told);
    if (usage_out(told) >= 0)
        most.output = usage_out(told);
    return dearest(f, &most);
}

/* A machine by the hour is not billed by what is sent. */
bool flight_free(const struct flight *f)
{
    const struct run_config *c = f->run->c;
    struct reply r = { .tier = f->side.model->caps.tier,
        .usage = usage_unknown() };

    if (f->side.model->usd_per_hour >= 0)
        return true;
    r.usage.input = r.usage.output = 1000000;
    return c->price != NULL
           && c->price(c->arg, f->side.model, &r, clock_wall_us()) == 0;
}

void flight_count_cost(const struct flight *f)
{
    struct run *r = f->run;
    int64_t pusd = r->c->price == NULL ? -1
                                       : r->c->price(r->c->arg, f->side.model,
                                           &f->reply, f->sent_wall_us);

    if (pusd >= 0) {
        r->p.cost_pusd += pusd;
        return;
    }
    r->p.unpriced++;
    if (r->c->price != NULL && r->c->budget_pusd >= 0)
        r->p.feared_pusd += fear_cost(f);
}

/* It is no reply to us, but where it tells tokens somebody counted them. */
void flight_count_broken(const struct flight *f)
{
    struct run *r = f->run;

    if (!usage_known(&f->reply.usage) || r->c->price == NULL
        || r->c->budget_pusd < 0)
        return;
    r->p.unpriced++;
    r->p.feared_pusd += fear_cost(f);
}
