/*
 * Bills of made-up runs, for cmocka tests. Include after cmocka.h.
 */
#ifndef RETORT_TESTS_UNIT_BILL_CASE_H
#define RETORT_TESTS_UNIT_BILL_CASE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/bill/bill.h"
#include "report/bill/bill_bands.h"
#include "report/bill/bill_quality.h"
#include "report/bill/bill_swing.h"

enum { SAMPLES = 100, DRAWS = 500 };

/* A run as data_load makes it: sample i costs usd(i), the first `right` are
 * right, each of `clusters` (0: none) has the same share of samples. */
struct made {
    struct data_run run;
    struct data_item items[SAMPLES];
    struct data_cost costs[SAMPLES];
    char ids[SAMPLES][24], groups[SAMPLES][24];
};

static inline struct made *make_run(const char *model, size_t n, size_t right,
    double usd, double spread, size_t clusters)
{
    struct made *m = mem_zalloc(1, sizeof *m);

    m->run.row.model = model;
    m->run.row.suite = "toy";
    m->run.row.role = "";
    m->run.row.usd_per_hour = -1;
    m->run.items = m->items;
    m->run.costs = m->costs;
    m->run.n = m->run.cost_count = n;
    for (size_t i = 0; i < n; i++) {
        double x = usd * (1 + spread * (i % 2 == 0 ? 1 : -1));
        snprintf(m->ids[i], sizeof m->ids[i], "q%zu", i);
        if (clusters > 0)
            snprintf(m->groups[i], sizeof m->groups[i], "c%zu", i % clusters);
        m->items[i] = (struct data_item){ .id = m->ids[i],
            .cluster = m->groups[i],
            .group = m->groups[i],
            .outcome = i < right ? OUTCOME_CORRECT : OUTCOME_WRONG };
        m->costs[i] = (struct data_cost){ .item = i,
            .usage = usage_unknown(),
            .latency_us = 1000000,
            .cost_pusd = (int64_t)llround(x * 1e12) };
        m->costs[i].usage.input = llround(900 * x / usd);
        m->costs[i].usage.output = llround(100 * x / usd);
    }
    return m;
}

struct scene {
    struct scenario s;
    struct bill b;
    struct made *runs[4];
    size_t n;
};

static inline void begin(struct scene *c)
{
    memset(c, 0, sizeof *c);
    scenario_init(&c->s);
    bill_init(&c->b, &c->s, 0.95, 1);
}

/* Adds a measured model paid by request. */
static inline void measured(struct scene *c, struct made *m)
{
    scenario_add(&c->s, m->run.row.model, SCENARIO_API)->measured =
        mem_str(m->run.row.model);
    c->runs[c->n++] = m;
}

static inline void set(struct scene *c, const char *word)
{
    struct err e = { 0 };

    if (scenario_set(&c->s, word, &e) < 0)
        fail_msg("%s", e.text);
}

/* Adds one GPU of $1 an hour that is never full. */
static inline void machine(struct scene *c, const char *name)
{
    char word[100];

    scenario_add(&c->s, name, SCENARIO_SELF_HOSTED);
    snprintf(word, sizeof word, "%s.output_tok_s=1e9", name);
    set(c, word);
    if (scenario_number(&c->s, &c->s.ways[0], SCENARIO_GPU_HOUR)->from
        == SCENARIO_USUAL)
        set(c, "gpu_hour=1");
}

static inline void solve(struct scene *c, double volume)
{
    const struct price_book none = { 0 };
    const struct data_run *all[4];

    for (size_t i = 0; i < c->n; i++)
        all[i] = &c->runs[i]->run;
    work_keys_make(&c->b.keys, all, c->n);
    for (size_t i = 0; i < c->s.count; i++) {
        bool own = c->s.ways[i].measured != NULL;
        bill_add(&c->b, i, own ? &all[i] : all, c->n > 0, own, &none, 0);
    }
    bill_add_volume(&c->b, volume);
    bill_solve(&c->b, DRAWS);
    bill_cross(&c->b, 1e9);
}

static inline void end(struct scene *c)
{
    bill_clear(&c->b);
    scenario_clear(&c->s);
    for (size_t i = 0; i < c->n; i++)
        free(c->runs[i]);
}

static inline const struct bill_swing *swing(
    const struct bill_swings *k, const char *label)
{
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->s[i].label, label) == 0)
            return &k->s[i];
    fail_msg("nothing moves %s", label);
    return NULL;
}

#endif
