#include "report/bill/bill_route.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stats/clustered.h"

/* The signal of a suite that decides. */
static const struct routing_line *line_of(const struct routing *g, bool chosen)
{
    const struct routing_line *best = chosen ? routing_best(g) : NULL;

    for (size_t i = 0; best == NULL && i < g->line_count; i++) {
        best = &g->lines[i];
        for (size_t k = i + 1; k < g->line_count; k++)
            if (g->lines[k].apgr > best->apgr)
                best = &g->lines[k];
    }
    return best;
}

struct place { // of a sample among those of its suite
    double rank;
    size_t item;
};

/* The unknown goes first, as in route.h. */
static int by_rank(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

static void rank_items(struct bill_routed *out, const double *signal, size_t n)
{
    struct place *p = mem_zalloc(n + 1, sizeof *p);

    for (size_t i = 0; i < n; i++)
        p[i] = (struct place){
            signal == NULL || isnan(signal[i]) ? (double)INFINITY : signal[i], i
        };
    qsort(p, n, sizeof *p, by_rank);
    for (size_t i = 0, end; i < n; i = end) {
        end = i + 1;
        while (end < n && p[end].rank == p[i].rank)
            end++;
        for (size_t k = i; k < end; k++) {
            out[p[k].item].from = (double)i / (double)n;
            out[p[k].item].to = (double)end / (double)n;
        }
    }
    free(p);
}

void bill_route_add(struct bill_route *r, const struct routing *g,
    const struct work_keys *k, bool lots, bool chosen)
{
    const struct routing_line *line = lots ? NULL : line_of(g, chosen);
    struct bill_routed *out;

    r->items = mem_resize(r->items, r->n + g->n + 1, sizeof *r->items);
    out = &r->items[r->n];
    for (size_t i = 0; i < g->n; i++) {
        size_t unit =
            work_keys_find(k, g->c.cheap, &g->c.cheap->items[g->first[i]]);
        out[i] = (struct bill_routed){ .unit = unit,
            .group = k->group[unit],
            .cheap = g->items[i].cheap,
            .dear = g->items[i].dear,
            .judged = g->judged[i],
            .asks = line != NULL ? line->asks : 1 };
    }
    rank_items(out, line != NULL ? line->signal : NULL, g->n);
    r->n += g->n;
    r->clustered = r->clustered || g->clustered;
    r->mixed = r->mixed || (r->n > g->n && r->repeats != g->repeats);
    if (g->repeats > r->repeats)
        r->repeats = g->repeats;
    buf_printf(&r->words, "%s%s on %s", r->words.len > 0 ? ", " : "",
        line != NULL ? line->name : "lots", g->c.cheap->row.suite);
}

void bill_route_free(struct bill_route *r)
{
    if (r == NULL)
        return;
    free(r->items);
    buf_clear(&r->words);
    free(r);
}

/* The chance that a sample goes to the dear model. */
static double sent(const struct bill_routed *i, double share)
{
    return share <= i->from ? 0
           : share >= i->to ? 1
                            : (share - i->from) / (i->to - i->from);
}

static double score(const struct bill_routed *i, double p)
{
    return p == 0   ? i->cheap
           : p == 1 ? i->dear
                    : i->cheap + p * (i->dear - i->cheap);
}

/* What costs nothing may be unknown. */
static double times_known(double price, double x)
{
    return price == 0 ? 0 : price * x;
}

static double work_of(const struct bill_side *s, size_t unit)
{
    const struct work_unit *u = &s->work->units[unit];
    double sum = times_known(s->in, u->in) + times_known(s->cached, u->cached)
                 + times_known(s->out, u->out)
                 + times_known(s->seconds, u->seconds);

    for (int i = 0; i < WORK_USD; i++)
        sum += times_known(s->usd[i], u->usd[i]);
    return s->answer + times_known(sum, 1 / u->n);
}

struct portion { // of work: what is done of what would be
    double part, all;
};

static void add_portion(struct portion *p, double each, double part)
{
    p->part += part * each;
    p->all += each;
}

static double portion(const struct portion *p)
{
    return p->all > 0 ? p->part / p->all : (double)NAN;
}

struct bill_mix bill_route_at(const struct bill_route *r, double share,
    const double *weight, const struct bill_side *cheap,
    const struct bill_side *dear)
{
    struct portion first = { 0, 0 }, second = { 0, 0 };
    double n = 0, right = 0;

    for (size_t i = 0; i < r->n; i++) {
        const struct bill_routed *item = &r->items[i];
        double times = weight != NULL ? weight[item->unit] : 1;
        double p = sent(item, share);
        if (times <= 0)
            continue;
        n += times;
        right += times * score(item, p);
        add_portion(&first, times * work_of(cheap, item->unit), item->asks);
        add_portion(&second, times * work_of(dear, item->unit), p);
    }
    return (struct bill_mix){ right / n, portion(&first), portion(&second) };
}

static double accuracy_at(const struct bill_route *r, double share)
{
    double sum = 0;

    for (size_t i = 0; i < r->n; i++)
        sum += score(&r->items[i], sent(&r->items[i], share));
    return sum / (double)r->n;
}

struct turn { // of the slope of the accuracy over the share
    double at, by;
};

static int by_share(const void *a, const void *b)
{
    const struct turn *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

static struct turn *turns_of(const struct bill_route *r)
{
    struct turn *t = mem_zalloc(2 * r->n + 1, sizeof *t);

    for (size_t i = 0; i < r->n; i++) {
        const struct bill_routed *item = &r->items[i];
        double by = (item->dear - item->cheap) / (item->to - item->from);
        t[2 * i] = (struct turn){ item->from, by };
        t[2 * i + 1] = (struct turn){ item->to, -by };
    }
    qsort(t, 2 * r->n, sizeof *t, by_share);
    return t;
}

/* Looks where the slope turns, sums as it goes, and adds up exactly only
 * where that comes near. */
double bill_route_reach(const struct bill_route *r, double part)
{
    double cheap = r->n > 0 ? accuracy_at(r, 0) : 0, at = 0, slope = 0;
    double dear = r->n > 0 ? accuracy_at(r, 1) : 0, sum, found = (double)NAN;
    struct turn *t;

    if (!(dear > cheap))
        return (double)NAN;
    if (cheap >= part * dear - 1e-12)
        return 0;
    t = turns_of(r);
    sum = cheap * (double)r->n;
    for (size_t i = 0; i < 2 * r->n && isnan(found); i++) {
        sum += slope * (t[i].at - at);
        slope += t[i].by;
        if (t[i].at > at && sum >= (part * dear - 1e-6) * (double)r->n
            && accuracy_at(r, t[i].at) >= part * dear - 1e-12)
            found = t[i].at;
        at = t[i].at;
    }
    free(t);
    return isnan(found) ? 1 : found;
}

/* Those that have items, moved to the front. */
static size_t only_filled(struct clustered_count *of, size_t n)
{
    size_t filled = 0;

    for (size_t i = 0; i < n; i++)
        if (of[i].n > 0)
            of[filled++] = of[i];
    return filled;
}

struct interval bill_route_ci(
    const struct bill_route *r, double share, double level)
{
    struct clustered_items items = { .repeats = r->mixed ? 1 : r->repeats };
    struct clustered_count *of;
    struct interval ci;
    size_t groups = 0;

    for (size_t i = 0; i < r->n; i++)
        if (r->items[i].group >= groups)
            groups = r->items[i].group + 1;
    of = mem_zalloc(groups + 1, sizeof *of);
    for (size_t i = 0; i < r->n; i++) {
        const struct bill_routed *item = &r->items[i];
        struct clustered_count *c = &of[item->group];
        int64_t n = r->mixed ? 1 : item->judged; /* as work_accuracy_ci */
        double right = score(item, sent(item, share)) * (double)n;
        c->n += n;
        c->right += right;
        items.n += n;
        items.right += right;
    }
    items.clusters = only_filled(of, groups);
    items.of = r->clustered ? of : NULL;
    ci = clustered_accuracy(&items, level);
    free(of);
    return ci;
}
