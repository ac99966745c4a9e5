/*
 * Inside stats/ only: a table of pairs whose items count as one for every
 * `each` of them (paired_ci_once). Its cells need not be whole.
 */
#ifndef RETORT_STATS_SHARES_H
#define RETORT_STATS_SHARES_H

#include "stats/paired.h"

struct shares {
    double n, both, only_a, only_b, neither;
};

static inline struct shares shares_of(const struct paired_cells *c, double each)
{
    double per = each > 1 ? each : 1;

    return (struct shares){ (double)paired_n(c) / per, (double)c->both / per,
        (double)c->only_a / per, (double)c->only_b / per,
        (double)c->neither / per };
}

/* With a and b exchanged. */
static inline struct shares shares_swapped(const struct shares *c)
{
    return (struct shares){ c->n, c->both, c->only_b, c->only_a, c->neither };
}

#endif
