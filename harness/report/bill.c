#include "report/bill.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stats/mean.h"

void bill_init(struct bill *b, double level)
{
    memset(b, 0, sizeof *b);
    b->level = level;
    b->reference_tokens = (double)NAN;
}

void bill_clear(struct bill *b)
{
    for (size_t i = 0; i < b->n; i++) {
        free(b->ways[i].model);
        free(b->ways[i].machine);
        free(b->ways[i].basis);
        free(b->ways[i].why_unknown);
    }
    for (size_t i = 0; i < b->assumption_count; i++)
        free(b->assumptions[i]);
    free(b->ways);
    free(b->volumes);
    free(b->crossings);
    free(b->assumptions);
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

static struct bill_way *new_way(
    struct bill *b, const char *model, enum bill_kind kind)
{
    struct bill_way *w;

    b->ways = mem_resize(b->ways, b->n + 1, sizeof *b->ways);
    w = &b->ways[b->n++];
    memset(w, 0, sizeof *w);
    w->model = mem_str(model);
    w->kind = kind;
    w->way.kind = kind == BILL_SELFHOST ? ANNUAL_SELFHOST : ANNUAL_API;
    w->way.usd_per_request = w->low = w->high = (double)NAN;
    w->usd_per_correct = w->latency_s = (double)NAN;
    w->tokens_in = w->tokens_out = (double)NAN;
    return w;
}

/* Sums of one answer: all replies of one sample. */
struct work {
    double *usd, *in, *out, *seconds; // NAN as soon as one part is unknown
    size_t n;
    int64_t correct;
};

static void work_clear(struct work *w)
{
    free(w->usd);
    free(w->in);
    free(w->out);
    free(w->seconds);
}

static double known(int64_t x)
{
    return x < 0 ? (double)NAN : (double)x;
}

typedef double (*pricing_fn)(
    void *arg, const struct data_cost *c); // USD of one reply, NAN unknown

/* Adds the answers of a run; samples without any reply (failed) are none. */
static void work_add(
    struct work *w, const struct data_run *d, pricing_fn price, void *arg)
{
    size_t last = SIZE_MAX;

    w->usd = mem_resize(w->usd, w->n + d->cost_count + 1, sizeof(double));
    w->in = mem_resize(w->in, w->n + d->cost_count + 1, sizeof(double));
    w->out = mem_resize(w->out, w->n + d->cost_count + 1, sizeof(double));
    w->seconds =
        mem_resize(w->seconds, w->n + d->cost_count + 1, sizeof(double));
    for (size_t i = 0; i < d->cost_count; i++) {
        const struct data_cost *c = &d->costs[i];
        if (c->item >= d->n)
            continue;
        if (c->item != last) {
            w->usd[w->n] = w->in[w->n] = w->out[w->n] = w->seconds[w->n] = 0;
            w->n++;
            w->correct += d->items[c->item].outcome == OUTCOME_CORRECT;
        }
        last = c->item;
        w->usd[w->n - 1] += price(arg, c);
        w->in[w->n - 1] += known(usage_in(&c->usage));
        w->out[w->n - 1] += known(usage_out(&c->usage));
        w->seconds[w->n - 1] += known(c->latency_us) / 1e6;
    }
}

static double stored_price(void *arg, const struct data_cost *c)
{
    (void)arg;
    return c->cost_pusd < 0 ? (double)NAN : (double)c->cost_pusd / 1e12;
}

static double total(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

static void set_cost(struct bill_way *w, const struct work *k, double level)
{
    struct mean m = mean_of(k->usd, k->n);
    struct interval ci = mean_ci_t(&m, level);

    w->way.usd_per_request = m.mean;
    w->low = ci.low < 0 ? 0 : ci.low; /* fmax would make 0 of NAN */
    w->high = ci.high;
    w->tokens_in = mean_of(k->in, k->n).mean;
    w->tokens_out = mean_of(k->out, k->n).mean;
}

/* On one's own machine an answer has no price: the machine's hours have. */
static void set_machine(struct bill_way *w, double usd_per_hour)
{
    w->way.usd_per_request = w->low = w->high = 0;
    w->way.gpus = 1;
    w->way.usd_per_gpu_hour = usd_per_hour;
    w->way.busy_s = w->latency_s;
    w->machine = mem_printf(
        "%s runs on a machine of its own at an assumed $%g an hour, one "
        "answer at a time at its measured %.2f s, always on; more machines "
        "as the volume needs them",
        w->model, usd_per_hour, w->latency_s);
}

void bill_add_measured(
    struct bill *b, const struct data_run *const *runs, size_t n)
{
    const struct run_row *row = &runs[0]->row;
    bool own = row->usd_per_hour >= 0;
    struct work k = { 0 };
    struct bill_way *w = new_way(b, row->model, own ? BILL_SELFHOST : BILL_API);
    struct buf basis = { 0 };

    for (size_t i = 0; i < n; i++) {
        work_add(&k, runs[i], stored_price, NULL);
        buf_printf(
            &basis, "%s%s", i > 0 ? ", " : "measured on ", runs[i]->row.suite);
        if (runs[i]->unpriced != NULL && w->why_unknown == NULL)
            w->why_unknown = mem_str(runs[i]->unpriced);
    }
    set_cost(w, &k, b->level);
    w->answers = (int64_t)k.n;
    w->correct = k.correct;
    w->latency_s = mean_of(k.seconds, k.n).mean;
    if (k.correct > 0)
        w->usd_per_correct = total(k.usd, k.n) / (double)k.correct;
    if (!own && runs[0]->priced_by != NULL)
        buf_printf(&basis, "; %s", runs[0]->priced_by);
    if (isnan(b->reference_tokens))
        b->reference_tokens = w->tokens_in + w->tokens_out;
    w->basis = buf_take(&basis);
    if (own)
        set_machine(w, row->usd_per_hour);
    work_clear(&k);
}

struct pricing {
    const struct price_book *prices;
    struct price_query q;
    struct bill_way *way;
    struct buf explained;
};

static double priced(void *arg, const struct data_cost *c)
{
    struct pricing *p = arg;
    struct price_result r;

    if (!price_request(p->prices, &p->q, &c->usage, &r)) {
        if (p->way->why_unknown == NULL)
            p->way->why_unknown = mem_str(r.reason);
        return (double)NAN;
    }
    if (p->explained.len == 0)
        price_explain(r.row, p->q.wall_us, &p->explained);
    return (double)r.cost_pusd / 1e12;
}

void bill_add_priced(struct bill *b, const struct price_book *prices,
    const char *model, const char *provider, int64_t wall_us,
    const struct data_run *const *runs, size_t n, const struct usage *shape)
{
    struct bill_way *w = new_way(b, model, BILL_PRICED);
    struct pricing p = { .prices = prices,
        .q = { .model = model, .provider = provider, .wall_us = wall_us },
        .way = w };
    struct work k = { 0 };
    struct data_cost one = { .latency_us = -1 };
    struct buf basis = { 0 };

    if (n > 0) {
        for (size_t i = 0; i < n; i++)
            work_add(&k, runs[i], priced, &p);
        set_cost(w, &k, b->level);
        buf_printf(&basis, "tokens of %s", runs[0]->row.model);
    } else {
        one.usage = *shape;
        w->way.usd_per_request = w->low = w->high = priced(&p, &one);
        w->tokens_in = known(usage_in(shape));
        w->tokens_out = known(usage_out(shape));
        buf_printf(&basis, "a request of %.0f tokens in, %.0f out",
            w->tokens_in, w->tokens_out);
        if (isnan(b->reference_tokens))
            b->reference_tokens = w->tokens_in + w->tokens_out;
    }
    if (p.explained.len > 0)
        buf_printf(&basis, "; %s", p.explained.s);
    w->basis = buf_take(&basis);
    buf_clear(&p.explained);
    work_clear(&k);
}

void bill_add_volume(struct bill *b, double requests_per_day)
{
    b->volumes =
        mem_resize(b->volumes, b->volume_count + 1, sizeof *b->volumes);
    b->volumes[b->volume_count++] = requests_per_day;
}

double bill_yearly_at(
    const struct bill *b, size_t i, double usd_per_request, double volume)
{
    struct annual_way w = b->ways[i].way;

    w.usd_per_request = usd_per_request;
    return annual_usd(&w, volume);
}

double bill_yearly(const struct bill *b, size_t i, size_t k)
{
    return annual_usd(&b->ways[i].way, b->volumes[k]);
}

/* The crossing when both ways cost what one end of their intervals says. */
static double cross_at(const struct bill_way *a, double usd_a,
    const struct bill_way *b, double usd_b, double limit)
{
    struct annual_way x = a->way, y = b->way;
    struct annual_crossing c;

    x.usd_per_request = usd_a;
    y.usd_per_request = usd_b;
    c = annual_crossing(&x, &y, limit);
    return c.verdict == ANNUAL_CROSSES ? c.first : (double)NAN;
}

void bill_cross(struct bill *b, double limit)
{
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = i + 1; k < b->n; k++) {
            const struct bill_way *x = &b->ways[i], *y = &b->ways[k];
            struct bill_crossing c = { .a = i, .b = k };
            double p, q;

            c.at = annual_crossing(&x->way, &y->way, limit);
            if (c.at.verdict != ANNUAL_CROSSES)
                continue;
            p = cross_at(x, x->low, y, y->high, limit);
            q = cross_at(x, x->high, y, y->low, limit);
            c.low = fmin(p, q);
            c.high = fmax(p, q);
            if (isnan(p) || isnan(q)) /* fmin would drop the unknown one */
                c.low = c.high = (double)NAN;
            b->crossings = mem_resize(
                b->crossings, b->crossing_count + 1, sizeof *b->crossings);
            b->crossings[b->crossing_count++] = c;
        }
}
