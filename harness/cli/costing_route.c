/* Hybrids whose two models were both measured: what `retort route` says. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "cli/costing.h"

/* What is wanted where a hybrid does not say its share, as `route` has it. */
static const double wanted = 0.95;

static size_t way_of(const struct scenario *s, const char *name)
{
    const struct scenario_way *w = name != NULL ? scenario_find(s, name) : NULL;

    return w != NULL ? (size_t)(w - s->ways) : s->count;
}

static bool told(const struct costing *k, size_t way)
{
    return way < k->scenario.count && k->scenario.ways[way].measured != NULL;
}

static const struct scenario_number *number(
    const struct costing *k, size_t way, enum scenario_field field)
{
    return scenario_number(&k->scenario, &k->scenario.ways[way], field);
}

static bool share_said(const struct costing *k, size_t way)
{
    const struct scenario_number *n = number(k, way, SCENARIO_SHARE);

    return !isnan(n->low) && n->from != SCENARIO_ROUTED;
}

/* Adds one suite; samples that only one of them answered tell nothing. */
static int add_suite(struct costing *k, size_t way,
    const struct work_keys *keys, const struct data_run *cheap,
    const struct data_run *dear, struct bill_route *out, struct err *e)
{
    const struct scenario_way *w = &k->scenario.ways[way];
    struct routing_config c = { .store = k->c.store,
        .prices = &k->c.prices,
        .wall_us = k->wall_us,
        .cheap = cheap,
        .dear = dear,
        .quality = wanted,
        .level = k->bill.level,
        .seed = k->bill.seed };
    struct routing g;
    int rc = routing_make(&c, &g, e);

    if (rc == 0) {
        bill_route_add(out, &g, keys, !w->cascade, !share_said(k, way));
    } else if (e->kind == ERR_USAGE) {
        err_clear(e);
        rc = 0;
    }
    routing_clear(&g);
    return rc;
}

int costing_route(struct costing *k, size_t way, const char *suite,
    const struct work_keys *keys, struct bill_route **out, struct err *e)
{
    const struct scenario_way *w = &k->scenario.ways[way];
    size_t cheap = way_of(&k->scenario, w->cheap);
    size_t dear = way_of(&k->scenario, w->dear);
    struct bill_route *r = mem_zalloc(1, sizeof *r);
    int rc = 0;

    *out = NULL;
    for (size_t i = 0;
         told(k, cheap) && told(k, dear) && rc == 0 && i < k->sources[cheap].n;
         i++) {
        const struct data_run *a = k->sources[cheap].runs[i];
        if (suite != NULL && strcmp(a->row.suite, suite) != 0)
            continue;
        for (size_t j = 0; rc == 0 && j < k->sources[dear].n; j++) {
            const struct data_run *b = k->sources[dear].runs[j];
            if (strcmp(a->row.suite, b->row.suite) == 0)
                rc = add_suite(k, way, keys, a, b, r, e);
        }
    }
    if (rc == 0 && r->n > 0)
        *out = r;
    else
        bill_route_free(r);
    return rc;
}

static bool needs_answers(const struct costing *k, size_t way)
{
    return k->scenario.ways[way].kind == SCENARIO_HYBRID
           && (isnan(number(k, way, SCENARIO_ACCURACY)->low)
               || isnan(number(k, way, SCENARIO_SHARE)->low));
}

int costing_routes(struct costing *k, struct bill_route **out, struct err *e)
{
    for (size_t i = 0; i < k->scenario.count; i++) {
        struct scenario_way *w = &k->scenario.ways[i];
        struct scenario_number *share = &w->n[SCENARIO_SHARE];
        double found;
        if (!needs_answers(k, i))
            continue;
        if (costing_route(k, i, NULL, &k->bill.keys, &out[i], e) < 0)
            return -1;
        if (out[i] == NULL || share_said(k, i) || !w->cascade)
            continue;
        found = bill_route_reach(out[i], wanted);
        if (isnan(found))
            return err_set(e, ERR_USAGE,
                "way '%s' does not say share, and stored answers do not tell: "
                "%s is no better than %s",
                w->name, w->dear, w->cheap);
        *share = (struct scenario_number){
            .low = found, .high = found, .from = SCENARIO_ROUTED
        };
        bill_assume(&k->bill,
            "%.100s: share %.4g is the least that keeps %g %% of what %.100s "
            "gets right, by stored answers of both",
            w->name, found, 100 * wanted, w->dear);
    }
    return 0;
}

static bool accuracy_known(const struct costing *k, const char *name)
{
    size_t way = way_of(&k->scenario, name);

    return told(k, way) || !isnan(number(k, way, SCENARIO_ACCURACY)->low);
}

void costing_add_route(struct costing *k, size_t way, struct bill_route *route)
{
    const struct scenario_way *w = &k->scenario.ways[way];
    bool both = told(k, way_of(&k->scenario, w->cheap))
                && told(k, way_of(&k->scenario, w->dear));

    if (w->kind != SCENARIO_HYBRID
        || !isnan(number(k, way, SCENARIO_ACCURACY)->low)) {
        bill_route_free(route);
        return;
    }
    if (route == NULL && !w->cascade && !both && accuracy_known(k, w->cheap)
        && accuracy_known(k, w->dear))
        bill_add_route(&k->bill, NULL, "right answers as if lots were drawn");
    else
        bill_add_route(&k->bill, route,
            "how many it gets right is unknown: no sample is stored that both "
            "have answered; measure both on one suite (measured = in their "
            "ways), or say accuracy");
}
