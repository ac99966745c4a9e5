#include "report/bill/bill.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cost/price_view.h"
#include "report/bill/bill_hours.h"
#include "report/in_force.h"

void bill_init(
    struct bill *b, const struct scenario *s, double level, uint64_t seed)
{
    memset(b, 0, sizeof *b);
    b->scenario = s;
    b->level = level;
    b->seed = seed;
    b->reference_tokens = (double)NAN;
}

void bill_clear(struct bill *b)
{
    for (size_t i = 0; i < b->n; i++) {
        free(b->ways[i].model);
        free(b->ways[i].basis);
        free(b->ways[i].why_unknown);
        bill_route_free(b->ways[i].route);
        work_clear(&b->ways[i].work);
    }
    for (size_t i = 0; i < b->assumption_count; i++)
        free(b->assumptions[i]);
    work_keys_clear(&b->keys);
    free(b->ways);
    free(b->volumes);
    free(b->crossings);
    free(b->assumptions);
    free(b->drawn);
    free(b->quality);
    free(b->tokens);
    memset(b, 0, sizeof *b);
}

void bill_assume(struct bill *b, const char *fmt, ...)
{
    char text[1000];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    b->assumptions = mem_resize(
        b->assumptions, b->assumption_count + 1, sizeof *b->assumptions);
    b->assumptions[b->assumption_count++] = mem_str(text);
}

void bill_add_volume(struct bill *b, double requests_per_day)
{
    b->volumes =
        mem_resize(b->volumes, b->volume_count + 1, sizeof *b->volumes);
    b->volumes[b->volume_count++] = requests_per_day;
}

/* How a reply is priced: on its own terms, or by a row of the book; at the
 * moment that is asked about, both. */
struct pricing {
    const struct price_book *prices;
    struct price_view view;
    struct price_query q;
    struct bill_way *way;
    bool own, cached; // own: on its own terms; cached: all of the prompt
    struct buf explained;
};

static void explain(
    struct pricing *p, const struct price_row *row, int64_t prompt_tokens)
{
    price_explain(row, p->q.wall_us, &p->explained);
    p->way->other_hours =
        bill_hours_say(p->prices, &p->q, prompt_tokens, &p->explained);
}

static double own_price(
    void *arg, const struct data_run *d, const struct data_cost *c)
{
    struct pricing *p = arg;
    struct in_force now = { p->prices, &p->view, &p->q };
    struct price_result r;
    double usd = in_force_usd(&now, d, c, &r);

    if (isnan(usd) && p->way->why_unknown == NULL && r.reason[0] != '\0')
        p->way->why_unknown = mem_str(r.reason);
    if (!isnan(usd) && r.row != NULL && p->explained.len == 0)
        explain(p, r.row, usage_in(&c->usage));
    return usd;
}

static double book_price(
    void *arg, const struct data_run *d, const struct data_cost *c)
{
    struct pricing *p = arg;
    struct price_result r;
    struct usage u = c->usage;

    (void)d;
    if (p->cached && u.input >= 0) {
        u.cached = u.input + (u.cached > 0 ? u.cached : 0);
        u.input = 0;
    }
    if (!price_request(
            price_view(&p->view, p->prices, p->q.model), &p->q, &u, &r)) {
        if (p->way->why_unknown == NULL)
            p->way->why_unknown = mem_str(r.reason);
        return (double)NAN;
    }
    if (p->explained.len == 0)
        explain(p, r.row, usage_in(&u));
    return money_usd(r.cost_pusd);
}

/* None of the prompt from the cache, where a share of it is to be. */
static double fresh_price(
    void *arg, const struct data_run *d, const struct data_cost *c)
{
    struct data_cost fresh = *c;

    if (fresh.usage.cached > 0 && fresh.usage.input >= 0) {
        fresh.usage.input += fresh.usage.cached;
        fresh.usage.cached = 0;
    }
    return book_price(arg, d, &fresh);
}

static bool said(
    const struct bill *b, const struct bill_way *w, enum scenario_field field)
{
    const struct scenario_way *a = &b->scenario->ways[w->assumed];

    return !isnan(scenario_number(b->scenario, a, field)->low);
}

/* Prices of a million tokens in one tier, for a prompt of that length. */
static void list_price(struct pricing *p, double tokens_in,
    enum price_tier tier, struct bill_price *out)
{
    struct price_result r;
    const struct price_row *row;

    p->q.tier = tier;
    *out = (struct bill_price){ (double)NAN, (double)NAN, (double)NAN, 0 };
    row = price_find(p->prices, &p->q, (int64_t)llround(tokens_in), &r);
    if (row == NULL) {
        if (p->way->why_unknown == NULL)
            p->way->why_unknown = mem_str(r.reason);
        return;
    }
    out->in = 1e6 * money_usd(row->pusd[USAGE_INPUT]);
    out->out = 1e6 * money_usd(row->pusd[USAGE_OUTPUT]);
    out->cached = 1e6 * money_usd(row->pusd[USAGE_CACHED]);
    out->request = money_usd(row->request_pusd);
    if (p->explained.len == 0)
        explain(p, row, (int64_t)llround(tokens_in));
}

/* Prices for tokens that were given, not measured. */
static void list_prices(struct bill *b, struct bill_way *w, struct pricing *p)
{
    const struct scenario_world middle = { 0 };
    const struct scenario_way *a = &b->scenario->ways[w->assumed];
    double in = scenario_value(b->scenario, a, SCENARIO_TOKENS_IN, &middle);

    w->listed = true;
    if (said(b, w, SCENARIO_PRICE_IN))
        return;
    list_price(p, in, a->tier, &w->price[0]);
    if (said(b, w, SCENARIO_BATCH_SHARE))
        list_price(p, in, PRICE_BATCH, &w->price[1]);
}

/* Prices each measured reply, in as many ways as the scenario mixes. */
static void price_work(struct bill *b, struct bill_way *w, struct pricing *p,
    const struct data_run *const *runs, size_t n)
{
    const struct scenario_way *a = &b->scenario->ways[w->assumed];
    bool cached = said(b, w, SCENARIO_CACHED_SHARE);
    bool batch = said(b, w, SCENARIO_BATCH_SHARE);

    for (size_t i = 0; i < n; i++)
        for (int at = 0; at < WORK_USD; at++) {
            if (((at & WORK_CACHED) && !cached)
                || ((at & WORK_BATCH) && !batch))
                continue;
            p->cached = (at & WORK_CACHED) != 0;
            p->q.tier = at & WORK_BATCH ? PRICE_BATCH : a->tier;
            work_add_price(&w->work, &b->keys, runs[i], at,
                cached && !p->cached ? fresh_price : book_price, p);
        }
}

static double no_price(
    void *arg, const struct data_run *d, const struct data_cost *c)
{
    (void)arg;
    (void)d;
    (void)c;
    return 0;
}

static void add_work(struct bill *b, struct bill_way *w, struct pricing *p,
    const struct data_run *const *runs, size_t n)
{
    work_init(&w->work, &b->keys);
    for (size_t i = 0; i < n; i++)
        work_add(&w->work, &b->keys, runs[i], p->own ? own_price : no_price, p);
    if (!p->own && !w->machines && !w->listed)
        price_work(b, w, p, runs, n);
}

/* Prices that were given for measured tokens: what they say nothing of. */
static void check_given(struct bill *b, struct bill_way *w,
    const struct data_run *const *runs, size_t n)
{
    struct usage_sum sum = { 0 };
    struct buf more = { 0 };

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < runs[i]->cost_count; k++)
            usage_add(&sum, &runs[i]->costs[k].usage);
    usage_more(sum.tokens, &more);
    if (more.len > 0 && w->why_unknown == NULL)
        w->why_unknown =
            mem_printf("price_in and price_out say nothing of %s: name a model "
                       "of the price book",
                more.s);
    buf_clear(&more);
    if (sum.tokens[USAGE_CACHED] > 0 && !said(b, w, SCENARIO_PRICE_CACHED)
        && !said(b, w, SCENARIO_CACHED_SHARE))
        bill_assume(b,
            "%s: %lld measured prompt tokens came from a cache, and are priced "
            "as uncached: no price_cached is given",
            w->model, (long long)sum.tokens[USAGE_CACHED]);
    if (sum.tokens[USAGE_CACHE_WRITE] + sum.tokens[USAGE_CACHE_WRITE_1H] > 0)
        bill_assume(b,
            "%s: %lld measured prompt tokens were written to a cache, and are "
            "priced as any other input",
            w->model,
            (long long)(sum.tokens[USAGE_CACHE_WRITE]
                        + sum.tokens[USAGE_CACHE_WRITE_1H]));
}

static enum bill_kind kind_of(
    const struct scenario_way *a, const struct bill_way *w)
{
    switch (a->kind) {
    case SCENARIO_STUDENT: return BILL_STUDENT;
    case SCENARIO_HYBRID: return BILL_HYBRID;
    case SCENARIO_SELF_HOSTED: return BILL_SELFHOST;
    default: return w->own ? BILL_API : BILL_PRICED;
    }
}

static void put_request(double in, double out, struct buf *text)
{
    buf_puts(text, "a request of ");
    buf_figures(text, in, 4);
    buf_puts(text, " tokens in, ");
    buf_figures(text, out, 4);
    buf_puts(text, " out");
}

static void set_basis(struct bill *b, struct bill_way *w,
    const struct data_run *const *runs, size_t n, const struct buf *explained)
{
    const struct scenario_way *a = &b->scenario->ways[w->assumed];
    const struct scenario_world middle = { 0 };
    struct buf basis = { 0 };

    if (a->kind == SCENARIO_HYBRID)
        buf_printf(&basis, "%s%s first, %s for the rest",
            a->cascade ? "every request is asked of " : "", a->cheap, a->dear);
    else if (said(b, w, SCENARIO_TOKENS_IN))
        put_request(scenario_value(b->scenario, a, SCENARIO_TOKENS_IN, &middle),
            scenario_value(b->scenario, a, SCENARIO_TOKENS_OUT, &middle),
            &basis);
    else if (n > 0 && !w->own)
        buf_printf(&basis, "tokens of %s", runs[0]->row.model);
    for (size_t i = 0; w->own && i < n; i++)
        buf_printf(
            &basis, "%s%s", i > 0 ? ", " : "measured on ", runs[i]->row.suite);
    if (!w->machines && said(b, w, SCENARIO_PRICE_IN))
        buf_puts(&basis, "; prices as given");
    else if (explained->len > 0)
        buf_printf(&basis, "; %s", explained->s);
    w->basis = buf_take(&basis);
}

/* A student is served by whom it has a price from, else by its machines. */
static bool has_machines(const struct bill *b, const struct bill_way *w)
{
    const struct scenario_way *a = &b->scenario->ways[w->assumed];

    return a->kind == SCENARIO_SELF_HOSTED
           || (a->kind == SCENARIO_STUDENT && a->model == NULL
               && !said(b, w, SCENARIO_PRICE_IN));
}

/* What the provider told that it billed for the same answers. */
static void add_billed(
    const struct data_run *const *runs, size_t n, struct buf *out)
{
    struct billed all = { 0 };

    for (size_t i = 0; i < n; i++)
        billed_join(&all, &runs[i]->billed);
    if (!billed_differs(&all))
        return;
    buf_puts(out, out->len > 0 ? "; " : "");
    billed_words(&all, out);
}

void bill_add(struct bill *b, size_t assumed,
    const struct data_run *const *runs, size_t n, bool own,
    const struct price_book *prices, int64_t wall_us)
{
    const struct scenario_way *a = &b->scenario->ways[assumed];
    struct bill_way *w;
    struct pricing p = { .prices = prices,
        .q = {
            .model = a->model, .provider = a->provider, .wall_us = wall_us } };

    b->ways = mem_resize(b->ways, b->n + 1, sizeof *b->ways);
    p.way = w = &b->ways[b->n++];
    memset(w, 0, sizeof *w);
    w->model = mem_str(a->name);
    w->assumed = assumed;
    w->price_times = 1;
    w->own = own && n > 0;
    w->machines = has_machines(b, w);
    w->kind = kind_of(a, w);
    w->exact = said(b, w, SCENARIO_TOKENS_IN) || a->kind == SCENARIO_HYBRID;
    p.own = w->own && a->model == NULL && !w->machines
            && !said(b, w, SCENARIO_PRICE_IN);
    if (!w->machines && a->kind != SCENARIO_HYBRID
        && (said(b, w, SCENARIO_PRICE_IN) || said(b, w, SCENARIO_TOKENS_IN)))
        list_prices(b, w, &p);
    if (!w->machines && said(b, w, SCENARIO_PRICE_IN)
        && !said(b, w, SCENARIO_TOKENS_IN))
        check_given(b, w, runs, n);
    add_work(b, w, &p, runs, n);
    if (p.own)
        add_billed(runs, n, &p.explained);
    set_basis(b, w, runs, n, &p.explained);
    buf_clear(&p.explained);
    price_view_clear(&p.view);
}

void bill_add_route(struct bill *b, struct bill_route *route, const char *why)
{
    struct bill_way *w = &b->ways[b->n - 1];
    const struct scenario_way *a = &b->scenario->ways[w->assumed];
    struct buf basis = { 0 };

    buf_printf(&basis, "%s; ", w->basis);
    if (route == NULL)
        buf_puts(&basis, why);
    else if (!a->cascade)
        buf_printf(&basis,
            "right answers as if lots were drawn, of the %zu samples both "
            "answered",
            route->n);
    else
        buf_printf(&basis,
            "right answers from the %zu samples both answered, where %s sends "
            "them on ('retort route %s %s')",
            route->n, route->words.s,
            scenario_find(b->scenario, a->cheap)->measured,
            scenario_find(b->scenario, a->dear)->measured);
    free(w->basis);
    w->basis = buf_take(&basis);
    w->route = route;
}
