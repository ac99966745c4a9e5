#include "cli/costing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/picking.h"
#include "cost/volume.h"
#include "suite/guest.h"

enum { SMALL = 50 }; // tokens: a mix, hardly a request

enum { DRAWS = 2000, DRAWS_LEAST = 200 };

/* Sums that draws may take: a second or so, for large suites too. */
static const double most_sums = 1e8;

/* Above this many requests a day nobody needs a crossing. */
static const double far_away = 1e9;

void costing_open(struct costing *k, const struct options *o)
{
    memset(k, 0, sizeof *k);
    context_open(&k->c, o);
    k->wall_us = context_now(&k->c);
    scenario_init(&k->scenario);
    bill_init(&k->bill, &k->scenario, o->confidence, (uint64_t)o->seed);
}

void costing_close(struct costing *k)
{
    bill_swings_clear(&k->swings);
    bill_clear(&k->bill);
    scenario_clear(&k->scenario);
    free(k->sources);
    for (size_t i = 0; i < k->pick_count; i++)
        pick_clear(&k->picks[i]);
    context_close(&k->c);
}

static int read_scenario(struct costing *k, struct err *e)
{
    const char *path = k->c.o->scenario;
    struct json *root = NULL;
    struct buf text = { 0 };
    int rc = -1;

    if (path == NULL)
        return 0;
    if (guest_data(path, &root, e) == 0 && file_read(path, &text, e) == 0)
        rc = scenario_read(&k->scenario, root, buf_str(&text), path, e);
    json_free(root);
    buf_clear(&text);
    return rc;
}

/* --mix 3:1 is a request of 3 tokens in and 1 out, for every way. */
static int read_mix(struct costing *k, struct err *e)
{
    const char *mix = k->c.o->mix;
    struct usage shape;
    struct scenario_number *n = k->scenario.n;

    if (mix == NULL)
        return 0;
    if (volume_mix(mix, &shape, e) < 0)
        return -1;
    n[SCENARIO_TOKENS_IN].low = n[SCENARIO_TOKENS_IN].high =
        (double)shape.input;
    n[SCENARIO_TOKENS_OUT].low = n[SCENARIO_TOKENS_OUT].high =
        (double)shape.output;
    n[SCENARIO_TOKENS_IN].from = n[SCENARIO_TOKENS_OUT].from = SCENARIO_SET;
    if (k->c.o->per_day == NULL && shape.input + shape.output < SMALL)
        bill_assume(&k->bill,
            "a request is of %lld tokens in, %lld out, as --mix says; for "
            "longer ones give their tokens (--mix 800:250), or count tokens "
            "(--per-day 100M)",
            (long long)shape.input, (long long)shape.output);
    else
        bill_assume(&k->bill, "tokens in to tokens out are %s, as given", mix);
    return 0;
}

static int pick_runs(struct costing *k, struct err *e)
{
    const struct options *o = k->c.o;

    /* with a mix, or ways that are told of, no run is needed */
    if (o->operand_count == 0 && (o->mix != NULL || o->scenario != NULL))
        return 0;
    if (o->mix != NULL) /* tokens of one kind beside those of another */
        return err_set(e, ERR_USAGE,
            "--mix prices models named with -m: leave out '%s', or --mix to "
            "use the tokens it measured",
            o->operands[0]);
    if (context_store(&k->c, true, e) < 0)
        return -1;
    if (o->operand_count == 0) {
        k->pick_count = 1;
        return picking_add(&k->c, &k->picks[0], NULL, e);
    }
    for (size_t i = 0; i < o->operand_count; i++) {
        k->pick_count = i + 1;
        if (picking_add(&k->c, &k->picks[i], o->operands[i], e) < 0)
            return -1;
    }
    return 0;
}

/* Its price an hour stands in models.lua; a scenario or --set may say
 * another. */
static void take_hour(struct scenario_way *w, const struct run_row *row)
{
    struct scenario_number *n = &w->n[SCENARIO_GPU_HOUR];

    if (row->usd_per_hour < 0 || n->from != SCENARIO_USUAL)
        return;
    n->low = n->high = row->usd_per_hour;
    n->from = SCENARIO_MODEL;
}

/* The teacher first: its tokens are the work that others are priced for. */
static void add_measured(struct costing *k, bool teachers)
{
    for (size_t p = 0; p < k->operand_picks; p++)
        for (size_t i = 0; i < k->picks[p].n; i++) {
            const struct run_row *row = &k->picks[p].runs[i].row;
            struct scenario_way *w;
            if ((strcmp(row->role, "teacher") == 0) != teachers
                || scenario_find(&k->scenario, row->model) != NULL)
                continue;
            w = scenario_add(&k->scenario, row->model,
                row->usd_per_hour >= 0 ? SCENARIO_SELF_HOSTED : SCENARIO_API);
            w->measured = mem_str(row->model);
            take_hour(w, row);
        }
}

/* Runs of a model among the operands, in the order they were picked. */
static size_t runs_of(
    const struct costing *k, const char *model, const struct data_run **out)
{
    size_t n = 0;

    for (size_t p = 0; p < k->operand_picks; p++)
        for (size_t i = 0; i < k->picks[p].n; i++)
            if (n < COSTING_MOST
                && strcmp(k->picks[p].runs[i].row.model, model) == 0)
                out[n++] = &k->picks[p].runs[i];
    return n;
}

/* Loads what a way of the file was measured by, unless it is an operand. */
static int find_source(
    struct costing *k, size_t way, struct costing_source *s, struct err *e)
{
    struct scenario_way *w = &k->scenario.ways[way];
    struct pick *p;

    s->n = 0;
    if (w->measured == NULL)
        return 0;
    s->n = runs_of(k, w->measured, s->runs);
    if (s->n > 0)
        return 0;
    if (k->pick_count == 2 * COSTING_MOST)
        return err_set(e, ERR_USAGE, "too many ways that are measured");
    if (context_store(&k->c, true, e) < 0)
        return -1;
    p = &k->picks[k->pick_count++];
    if (picking_add(&k->c, p, w->measured, e) < 0)
        return err_wrap(e, "way '%s'", w->name);
    for (size_t i = 0; i < p->n && s->n < COSTING_MOST; i++)
        s->runs[s->n++] = &p->runs[i];
    if (w->kind != SCENARIO_API)
        take_hour(w, &p->runs[0].row);
    return 0;
}

static void make_keys(struct costing *k)
{
    const struct data_run **runs;
    size_t n = 0, room = 1;

    for (size_t p = 0; p < k->pick_count; p++)
        room += k->picks[p].n;
    runs = mem_zalloc(room, sizeof(*runs));
    for (size_t p = 0; p < k->pick_count; p++)
        for (size_t i = 0; i < k->picks[p].n; i++)
            runs[n++] = &k->picks[p].runs[i];
    work_keys_make(&k->bill.keys, runs, n);
    free(runs);
}

/* Whether other ways need measured tokens. */
static bool needs_work(const struct costing *k, size_t way)
{
    const struct scenario_way *w = &k->scenario.ways[way];

    return w->kind != SCENARIO_HYBRID && w->measured == NULL
           && !costing_tokens_said(k, way);
}

static int add_way(struct costing *k, size_t way,
    const struct costing_source *all, const struct costing_source *work,
    struct err *e)
{
    const struct scenario_way *w = &k->scenario.ways[way];
    const struct costing_source *s = &all[way];

    if (needs_work(k, way)) {
        if (work == NULL)
            return err_set(e, ERR_USAGE,
                "no run tells how many tokens '%s' would need: name a run, "
                "say --mix IN:OUT, or tokens_in and tokens_out",
                w->name);
        s = work;
    }
    bill_add(&k->bill, way, s->runs, s->n, w->measured != NULL, &k->c.prices,
        k->wall_us);
    return 0;
}

static bool same_suites(
    const struct costing_source *a, const struct costing_source *b)
{
    for (size_t i = 0; i < a->n; i++) {
        size_t k = 0;
        while (k < b->n
               && strcmp(a->runs[i]->row.suite, b->runs[k]->row.suite) != 0)
            k++;
        if (k == b->n)
            return false;
    }
    return a->n == b->n;
}

/* Other suites are other work: longer questions, longer answers. */
static void say_unlike(
    struct costing *k, const struct costing_source *all, size_t reference)
{
    for (size_t i = 0; i < k->scenario.count; i++)
        if (i != reference && all[i].n > 0
            && !same_suites(&all[reference], &all[i]))
            bill_assume(&k->bill,
                "%.100s was not measured on the suites of %.100s: their costs "
                "are of different work (name runs as SUITE/MODEL)",
                k->scenario.ways[i].name, k->scenario.ways[reference].name);
}

static int add_ways(struct costing *k, struct err *e)
{
    struct costing_source *all = mem_zalloc(k->scenario.count + 1, sizeof *all);
    struct bill_route **routes =
        mem_zalloc(k->scenario.count + 1, sizeof(*routes));
    size_t reference = 0;
    int rc = 0;

    k->sources = all;

    for (size_t i = 0; i < k->scenario.count && rc == 0; i++)
        rc = find_source(k, i, &all[i], e);
    make_keys(k);
    if (rc == 0)
        rc = costing_routes(k, routes, e);
    if (rc == 0)
        rc = scenario_check(&k->scenario, e);
    while (reference < k->scenario.count && all[reference].n == 0)
        reference++;
    for (size_t i = 0; i < k->scenario.count && rc == 0; i++) {
        rc = add_way(k, i, all,
            reference < k->scenario.count ? &all[reference] : NULL, e);
        if (rc == 0) {
            costing_add_route(k, i, routes[i]);
            routes[i] = NULL;
        }
    }
    if (rc == 0 && reference < k->scenario.count)
        say_unlike(k, all, reference);
    k->bill.reference = reference < k->scenario.count ? reference : 0;
    for (size_t i = 0; i < k->scenario.count; i++)
        bill_route_free(routes[i]);
    free(routes);
    return rc;
}

static int set_all(struct costing *k, struct err *e)
{
    const struct options *o = k->c.o;
    char *years;
    int rc = 0;

    if (o->years >= 0) {
        years = mem_printf("years=%lld", (long long)o->years);
        if (o->years < 1 || o->years > 50) /* as scenario_field.h has it */
            rc = err_set(e, ERR_USAGE, "--years wants 1 to 50, not %lld",
                (long long)o->years);
        else
            rc = scenario_set(&k->scenario, years, e);
        free(years);
    }
    for (size_t i = 0; i < o->set.n && rc == 0; i++)
        rc = scenario_set(&k->scenario, o->set.item[i], e);
    return rc;
}

static size_t draws_for(const struct bill *b)
{
    double sums = (double)(b->keys.n + 1) * (double)b->n;
    double draws = most_sums / sums;

    return draws > DRAWS         ? DRAWS
           : draws < DRAWS_LEAST ? DRAWS_LEAST
                                 : (size_t)draws;
}

int costing_read(struct costing *k, struct err *e)
{
    return context_catalog(&k->c, e) < 0 || context_prices(&k->c, e) < 0
                   || read_scenario(k, e) < 0 || read_mix(k, e) < 0
               ? -1
               : 0;
}

int costing_build(struct costing *k, struct err *e)
{
    return costing_read(k, e) < 0 || pick_runs(k, e) < 0
                   || costing_price(k, e) < 0
               ? -1
               : 0;
}

int costing_price(struct costing *k, struct err *e)
{
    size_t draws;

    k->operand_picks = k->pick_count;
    add_measured(k, true);
    add_measured(k, false);
    if (costing_priced(k, e) < 0)
        return -1;
    if (k->scenario.count == 0)
        return err_set(e, ERR_USAGE,
            "nothing to price: name runs, models with -m, or ways in a "
            "--scenario");
    costing_providers(k);
    if (set_all(k, e) < 0 || costing_priced_check(k, e) < 0
        || add_ways(k, e) < 0 || costing_volumes(k, e) < 0)
        return -1;
    draws = draws_for(&k->bill);
    costing_terms(k, draws);
    bill_solve(&k->bill, draws);
    bill_cross(&k->bill, far_away);
    bill_swings_make(&k->swings, &k->bill, bill_main_volume(&k->bill));
    return 0;
}

static void add_suite_way(
    const struct costing *k, size_t way, const char *suite, struct bill *b)
{
    const struct costing_source *all = &k->sources[way];
    const struct data_run *runs[COSTING_MOST];
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->runs[i]->row.suite, suite) == 0)
            runs[n++] = all->runs[i];
    if (n > 0)
        bill_add(b, way, runs, n, true, &k->c.prices, k->wall_us);
}

/* A hybrid is there where its two models have answered the suite. */
static int add_suite_hybrid(struct costing *k, size_t way, const char *suite,
    struct bill *b, struct err *e)
{
    struct bill_route *route = NULL;

    if (k->scenario.ways[way].kind != SCENARIO_HYBRID)
        return 0;
    if (costing_route(k, way, suite, &b->keys, &route, e) < 0)
        return -1;
    if (route != NULL) {
        bill_add(b, way, NULL, 0, false, &k->c.prices, k->wall_us);
        bill_add_route(b, route, NULL);
    }
    return 0;
}

int costing_suite(
    struct costing *k, const char *suite, struct bill *out, struct err *e)
{
    const struct data_run **runs;
    size_t n = 0, room = 1;
    int rc = 0;

    bill_init(out, &k->scenario, k->bill.level, k->bill.seed);
    for (size_t i = 0; i < k->scenario.count; i++)
        room += k->sources[i].n;
    runs = mem_zalloc(room, sizeof(*runs));
    for (size_t i = 0; i < k->scenario.count; i++)
        for (size_t j = 0; j < k->sources[i].n; j++)
            if (strcmp(k->sources[i].runs[j]->row.suite, suite) == 0)
                runs[n++] = k->sources[i].runs[j];
    work_keys_make(&out->keys, runs, n);
    free(runs);
    for (size_t i = 0; i < k->scenario.count; i++)
        add_suite_way(k, i, suite, out);
    for (size_t i = 0; i < k->scenario.count && rc == 0; i++)
        rc = add_suite_hybrid(k, i, suite, out, e);
    if (rc == 0)
        bill_solve(out, draws_for(out));
    return rc;
}

int costing_known(const struct costing *k, struct err *e)
{
    const char *why = NULL;

    for (size_t i = 0; i < k->bill.n; i++) {
        const struct bill_way *w = &k->bill.ways[i];
        if (!isnan(annual_usd(&w->way, 1)))
            return 0;
        if (why == NULL)
            why = w->why_unknown;
    }
    if (why == NULL)
        return err_set(
            e, ERR_USAGE, "no cost is known, for no usage is stored");
    return err_set(e, ERR_USAGE, "no cost is known: %s (%s)", why,
        strncmp(why, "no price", 8) == 0
            ? "'retort ls prices' lists them; --prices FILE adds yours, "
              "--set price_in=0.5 --set price_out=1.5 says one in USD per "
              "million tokens; a machine of yours has usd_per_hour in its row "
              "of models.lua, before the run"
            : "tokens_in and tokens_out of a --scenario, or --mix, give what "
              "was not measured");
}
