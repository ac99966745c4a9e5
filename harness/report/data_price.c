#include "report/data_price.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cost/money.h"
#include "model/sampling.h"

void data_price_begin(
    struct data_price *p, struct data_run *d, const struct price_book *prices)
{
    memset(p, 0, sizeof *p);
    p->d = d;
    p->prices = prices;
}

void data_price_end(struct data_price *p)
{
    price_view_clear(&p->view);
}

struct price_query data_query(const struct data_run *d, const char *served,
    const char *tier, const char *region, int64_t wall_us)
{
    struct price_query q = {
        .model = served != NULL && served[0] != '\0' ? served : d->row.served,
        .provider = d->row.provider[0] != '\0' ? d->row.provider : NULL,
        .wall_us = wall_us,
    };

    price_query_served(&q, tier, region);
    return q;
}

/* A machine's hour, shared among the replies by the time each took: what one
 * request at a time costs. */
static int64_t machine_pusd(double usd_per_hour, int64_t latency_us)
{
    return latency_us < 0
               ? -1
               : (int64_t)(usd_per_hour * (double)latency_us / 3.6e9 * 1e12
                           + 0.5);
}

/* No sample before this one has a reply without a price. */
static bool first_unpriced(
    const struct data_price *p, const struct answer_cost *a)
{
    return p->d->unpriced == NULL || a->n < p->n
           || (a->n == p->n && a->repeat < p->repeat);
}

static void note_unpriced(
    struct data_price *p, const struct answer_cost *a, const char *why)
{
    if (!first_unpriced(p, a))
        return;
    free(p->d->unpriced);
    p->d->unpriced = mem_str(why);
    p->n = a->n;
    p->repeat = a->repeat;
}

static int64_t price(struct data_price *p, const struct answer_cost *a)
{
    struct data_run *d = p->d;
    struct price_query q =
        data_query(d, a->served, a->tier, a->region, a->sent_wall_us);
    const struct price_book *rows;
    struct price_result r;

    if (d->row.usd_per_hour >= 0)
        return machine_pusd(d->row.usd_per_hour, a->latency_us);
    rows = price_view(&p->view, p->prices, q.model);
    if (rows->n == 0 && !first_unpriced(p, a))
        return -1;
    if (price_request(rows, &q, &a->usage, &r))
        return r.cost_pusd;
    note_unpriced(p, a, r.reason);
    return -1;
}

bool data_price_judge(struct data_price *p, const struct answer_cost *a)
{
    struct price_query q = { .model = a->served != NULL ? a->served : "",
        .wall_us = a->sent_wall_us };
    struct price_result r;

    if (!a->judge)
        return false;
    price_query_served(&q, a->tier, a->region);
    p->d->judged++;
    p->d->judge_usd += price_request(p->prices, &q, &a->usage, &r)
                           ? money_usd(r.cost_pusd)
                           : (double)NAN;
    return true;
}

void data_price_reply(
    struct data_price *p, const struct answer_cost *a, struct data_cost *out)
{
    struct data_run *d = p->d;

    out->usage = a->usage;
    out->latency_us = a->latency_us;
    out->first_text_us = a->first_text_us;
    out->tokens_per_s = a->tokens_per_s;
    if (a->changed != NULL) {
        d->changed |= sampling_fields(a->changed);
        d->noted++;
    }
    out->replayed = a->replayed;
    out->cost_pusd = price(p, a);
    d->tiers[price_tier_of(a->tier)]++;
    if (d->row.usd_per_hour < 0)
        billed_add(&d->billed, a->usage.reported_pusd, out->cost_pusd);
}
