#include "report/in_force.h"

#include <math.h>
#include <string.h>

#include "cost/money.h"

double in_force_usd(const struct in_force *f, const struct data_run *d,
    const struct data_cost *c, struct price_result *r)
{
    const struct data_terms *t;

    memset(r, 0, sizeof *r);
    if (d->row.usd_per_hour >= 0 || d->terms_count == 0)
        return money_usd(c->cost_pusd);
    t = &d->terms[c->terms];
    *f->q = data_query(d, t->served, t->tier, t->region, f->q->wall_us);
    return price_request(
               price_view(f->view, f->prices, f->q->model), f->q, &c->usage, r)
               ? money_usd(r->cost_pusd)
               : (double)NAN;
}
