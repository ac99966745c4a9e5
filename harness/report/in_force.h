/*
 * What a reply that was asked once would cost at another moment: a year is not
 * at the prices of the day when it was measured.
 */
#ifndef RETORT_REPORT_IN_FORCE_H
#define RETORT_REPORT_IN_FORCE_H

#include "cost/price_view.h"
#include "report/data.h"

struct in_force {
    const struct price_book *prices;
    struct price_view *view;
    struct price_query *q; // wall_us is the moment; the rest is the reply's
};

/* USD of a reply on the terms it was served on; NAN where no price is in
 * force, and r->reason says why. What stands for a machine's share of its hour
 * stays, and r->row is NULL. */
double in_force_usd(const struct in_force *f, const struct data_run *d,
    const struct data_cost *c, struct price_result *r);

#endif
