#include "report/routing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "report/in_force.h"
#include "report/label.h"
#include "report/pair.h"
#include "report/routing_signal.h"
#include "stats/cluster.h"
#include "stats/clustered.h"
#include "stats/quantile.h"

enum { FOLDS = 10 };

struct sample {   // one that both answered, with all its repeats
    size_t cheap; // its first answer with a verdict, in the cheap run
    double cheap_sum, dear_sum;
    int64_t judged; // matches with a verdict on both sides
};

static double right(const struct data_item *item)
{
    return item->outcome == OUTCOME_CORRECT;
}

/* USD of each item, all of its replies together. */
static double *item_costs(
    const struct routing_config *config, const struct data_run *d)
{
    double *usd = mem_zalloc(d->n + 1, sizeof *usd);
    bool *told = mem_zalloc(d->n + 1, sizeof *told);
    struct price_view view = { 0 };
    struct price_query q = { .wall_us = config->wall_us };
    struct in_force now = { config->prices, &view, &q };
    struct price_result r;

    for (size_t i = 0; i < d->cost_count; i++) {
        const struct data_cost *c = &d->costs[i];
        usd[c->item] += in_force_usd(&now, d, c, &r);
        told[c->item] = true;
    }
    price_view_clear(&view);
    for (size_t i = 0; i < d->n; i++)
        if (!told[i])
            usd[i] = NAN;
    free(told);
    return usd;
}

static int by_place(const void *a, const void *b)
{
    const struct pair_match *x = a, *y = b;

    return (x->a > y->a) - (x->a < y->a);
}

/* All repeats of the sample of an item: what the cheap model was asked more
 * often than the dear one votes too. */
static struct routing_asked asked_of(const struct data_run *d, size_t item)
{
    int64_t sample = d->items[item].n;
    size_t from = item, to = item;

    while (from > 0 && d->items[from - 1].n == sample)
        from--;
    while (to < d->n && d->items[to].n == sample)
        to++;
    return (
        struct routing_asked){ &d->items[item], &d->items[from], to - from };
}

/* The samples both have verdicts of, repeats of one taken together; costs are
 * means over them. */
static size_t gather(struct routing *r, struct pair *p, struct sample *out)
{
    double *cheap_usd = item_costs(&r->c, p->a);
    double *dear_usd = item_costs(&r->c, p->b);
    size_t n = 0;
    int64_t last = -1;

    qsort(p->matches, p->n, sizeof *p->matches, by_place);
    for (size_t i = 0; i < p->n; i++) {
        const struct pair_match *m = &p->matches[i];
        const struct data_item *a = &p->a->items[m->a];
        if (!pair_judged(p, i))
            continue;
        if (n == 0 || a->n != last)
            out[n++] = (struct sample){ .cheap = m->a };
        last = a->n;
        out[n - 1].judged++;
        out[n - 1].cheap_sum += right(a);
        out[n - 1].dear_sum += right(&p->b->items[m->b]);
        r->cheap_cost[n - 1] += cheap_usd[m->a];
        r->dear_cost[n - 1] += dear_usd[m->b];
    }
    for (size_t i = 0; i < n; i++) {
        double judged = (double)out[i].judged;
        r->first[i] = out[i].cheap;
        r->judged[i] = out[i].judged;
        r->items[i].cheap = out[i].cheap_sum / judged;
        r->items[i].dear = out[i].dear_sum / judged;
        r->cheap_cost[i] /= judged;
        r->dear_cost[i] /= judged;
    }
    free(cheap_usd);
    free(dear_usd);
    return n;
}

/* Samples of one cluster, by their names. */
static void find_clusters(struct routing *r)
{
    const char **names = mem_zalloc(r->n + 1, sizeof *names);

    for (size_t i = 0; i < r->n; i++) {
        const struct data_item *item = &r->c.cheap->items[r->first[i]];
        names[i] = label_cluster(item);
        r->clustered = r->clustered || item->cluster[0] != '\0';
    }
    r->clusters = label_numbers(names, r->n, r->cluster);
    free(names);
}

static double mean(const double *values, size_t n)
{
    return mean_of(values, n).mean;
}

/* Of how much of each sample is right. */
static struct interval share_ci(const struct routing *r, const double *values)
{
    struct clustered_count *of = mem_zalloc(r->clusters + 1, sizeof *of);
    struct clustered_items items = { .repeats = r->repeats,
        .of = r->clustered ? of : NULL,
        .clusters = r->clusters };
    struct interval ci;

    for (size_t i = 0; i < r->n; i++) {
        struct clustered_count *c = &of[r->cluster[i]];
        double sum = values[i] * (double)r->judged[i];
        c->n += r->judged[i];
        c->right += sum;
        items.n += r->judged[i];
        items.right += sum;
    }
    ci = clustered_accuracy(&items, r->c.level);
    free(of);
    return ci;
}

/* Of what each sample saves. */
static struct interval saved_ci(const struct routing *r, const double *values)
{
    struct cluster_mean m =
        cluster_mean_of(values, r->cluster, r->n, r->clusters);

    return cluster_ci(&m, r->c.level);
}

/* Area under the curve of some of the items: what a direction is chosen by. */
static double area(struct route_item *items, size_t n, const double *signal,
    const size_t *which, double sign)
{
    struct route_curve c;
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        items[i].signal = sign * signal[which[i]];
    route_curve_of(items, n, &c);
    for (size_t i = 1; i < c.n; i++)
        sum += (c.points[i].share - c.points[i - 1].share)
               * (c.points[i].accuracy + c.points[i - 1].accuracy) / 2;
    route_curve_clear(&c);
    return sum;
}

/* 1 where high values are better sent to the dear model, else -1. */
static double direction(const struct routing *r, const double *signal,
    const size_t *train, size_t n, struct route_item *scratch)
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = r->items[train[i]];
    return area(scratch, n, signal, train, 1)
                   >= area(scratch, n, signal, train, -1)
               ? 1
               : -1;
}

/* How many of the sorted are below a value, or (upto) at most that value. */
static size_t below(double value, bool upto, const double *sorted, size_t n)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (sorted[mid] < value || (upto && sorted[mid] == value))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Rank of a value among those learnt from, 0 to 1, ties in the middle. */
static double rank_of(double value, const double *sorted, size_t n)
{
    return n == 0 ? 0.5
                  : (double)(below(value, false, sorted, n)
                             + below(value, true, sorted, n))
                        / (2 * (double)n);
}

/* Replaces a raw signal by what a router would know that has seen the other
 * folds only: the rank among theirs, in the direction that served them. */
static void cross_validate(
    const struct routing *r, const double *signal, double *out)
{
    size_t folds = r->n < FOLDS ? r->n : FOLDS;
    size_t *order = mem_zalloc(r->n, sizeof *order),
           *train = mem_zalloc(r->n, sizeof *train);
    double *sorted = mem_zalloc(r->n, sizeof *sorted);
    struct route_item *scratch = mem_zalloc(r->n, sizeof *scratch);
    struct rng rng;

    rng_init(&rng, r->c.seed);
    for (size_t i = 0; i < r->n; i++)
        order[i] = i;
    rng_shuffle(&rng, order, r->n);
    for (size_t f = 0; f < folds; f++) {
        size_t n = 0, known = 0;
        double sign;
        for (size_t i = 0; i < r->n; i++)
            if (i % folds != f)
                train[n++] = order[i];
        sign = n == 0 ? 1 : direction(r, signal, train, n, scratch);
        for (size_t i = 0; i < n; i++)
            if (!isnan(signal[train[i]]))
                sorted[known++] = sign * signal[train[i]];
        quantile_sort(sorted, known);
        for (size_t i = f; i < r->n; i += folds)
            out[order[i]] =
                isnan(signal[order[i]])
                    ? (double)NAN
                    : rank_of(sign * signal[order[i]], sorted, known);
    }
    free(scratch);
    free(sorted);
    free(train);
    free(order);
}

/* What a year saves against asking the dear model alone, sample by sample. */
static void save(struct routing *r, struct routing_line *l, const bool *sent)
{
    double *saved = mem_zalloc(r->n, sizeof *saved);
    double *usd = mem_zalloc(r->n, sizeof *usd);
    double year = 365 * r->c.requests_per_day;

    for (size_t i = 0; i < r->n; i++) {
        usd[i] = l->asks * r->cheap_cost[i] + (sent[i] ? r->dear_cost[i] : 0);
        saved[i] = year * (r->dear_cost[i] - usd[i]);
    }
    l->usd = mean(usd, r->n);
    l->saved_usd = mean(saved, r->n);
    l->saved_ci = saved_ci(r, saved);
    free(saved);
    free(usd);
}

/* The raw value that belongs to a share, in the direction all samples give. */
static void find_threshold(
    const struct routing *r, struct routing_line *l, const double *signal)
{
    size_t *all = mem_zalloc(r->n, sizeof *all);
    struct route_item *scratch = mem_zalloc(r->n, sizeof *scratch);
    struct route_curve c;
    double sign;
    size_t at = 0;

    for (size_t i = 0; i < r->n; i++)
        all[i] = i;
    sign = direction(r, signal, all, r->n, scratch);
    for (size_t i = 0; i < r->n; i++)
        scratch[i].signal = sign * signal[i];
    route_curve_of(scratch, r->n, &c);
    while (at + 1 < c.n && c.points[at].share < l->share - 1e-12)
        at++;
    l->above = sign > 0;
    l->threshold = sign * c.points[at].signal;
    route_curve_clear(&c);
    free(scratch);
    free(all);
}

static void reach(
    struct routing *r, struct routing_line *l, const double *signal)
{
    const struct route_point *p = route_reach(&l->curve, r->wanted);
    bool *sent = mem_zalloc(r->n, sizeof *sent);
    double *got = mem_zalloc(r->n, sizeof *got);

    l->reaches = p != NULL;
    if (p != NULL) {
        l->share = p->share;
        for (size_t i = 0; i < r->n; i++) {
            sent[i] = isnan(r->items[i].signal)
                          ? p->share > 0
                          : r->items[i].signal >= p->signal;
            got[i] = sent[i] ? r->items[i].dear : r->items[i].cheap;
        }
        l->accuracy = p->accuracy;
        l->accuracy_ci = share_ci(r, got);
        save(r, l, sent);
        find_threshold(r, l, signal);
    }
    free(got);
    free(sent);
}

static void add_line(
    struct routing *r, enum routing_signal s, const double *signal)
{
    bool own = s == ROUTING_OWN, named = own && r->c.own_name != NULL;
    static const double parts[] = { 0.2, 0.5, 0.8 };
    struct routing_line *l = &r->lines[r->line_count];
    double *valid = mem_zalloc(r->n, sizeof *valid);

    *l = (struct routing_line){ .name = named ? r->c.own_name
                                              : routing_signal_name(s),
        .about = routing_signal_about(s),
        .asks = s == ROUTING_VOTE || (own && r->voted) ? data_asks(r->c.cheap)
                                                       : 1 };
    for (size_t i = 0; i < r->n; i++)
        l->known += isnan(signal[i]) ? 0 : 1;
    if (l->known == 0) {
        free(valid);
    } else {
        l->signal = valid;
        cross_validate(r, signal, valid);
        for (size_t i = 0; i < r->n; i++)
            r->items[i].signal = valid[i];
        route_curve_of(r->items, r->n, &l->curve);
        l->apgr = route_apgr(&l->curve);
        for (int i = 0; i < 3; i++)
            l->cpt[i] = route_cpt(&l->curve, parts[i]);
        reach(r, l, signal);
        r->line_count++;
    }
}

static int add_lines(
    struct routing *r, const struct sample *samples, struct err *e)
{
    double *values[ROUTING_SIGNALS], one[ROUTING_SIGNALS];
    int rc = 0;

    for (int s = 0; s < ROUTING_SIGNALS; s++)
        values[s] = mem_zalloc(r->n + 1, sizeof(double));
    for (size_t i = 0; rc == 0 && i < r->n; i++) {
        struct routing_asked asked = asked_of(r->c.cheap, samples[i].cheap);
        rc = routing_signals(&r->c, &asked, one, &r->voted, e);
        for (int s = 0; rc == 0 && s < ROUTING_SIGNALS; s++)
            values[s][i] = one[s];
    }
    for (int s = 0; s < ROUTING_SIGNALS; s++) {
        if (rc == 0)
            add_line(r, (enum routing_signal)s, values[s]);
        free(values[s]);
    }
    return rc;
}

/* Where lots, and one who knows, reach what is wanted. */
static void add_bounds(struct routing *r)
{
    double gap = r->dear - r->cheap;

    r->oracle_share = route_oracle_share(r->items, r->n, r->wanted);
    r->random_share = r->wanted <= r->cheap  ? 0
                      : r->wanted <= r->dear ? (r->wanted - r->cheap) / gap
                                             : (double)NAN;
}

static void sum_up(struct routing *r)
{
    double *values = mem_zalloc(r->n, sizeof *values);

    for (size_t i = 0; i < r->n; i++)
        values[i] = r->items[i].cheap;
    r->cheap = mean(values, r->n);
    r->cheap_ci = share_ci(r, values);
    for (size_t i = 0; i < r->n; i++)
        values[i] = r->items[i].dear;
    r->dear = mean(values, r->n);
    r->dear_ci = share_ci(r, values);
    free(values);
    r->cheap_usd = mean(r->cheap_cost, r->n);
    r->dear_usd = mean(r->dear_cost, r->n);
    r->wanted = r->c.quality * r->dear;
}

int routing_make(
    const struct routing_config *c, struct routing *out, struct err *e)
{
    struct sample *samples = mem_zalloc(c->cheap->n + 1, sizeof *samples);
    struct pair p;
    int rc;

    memset(out, 0, sizeof *out);
    out->c = *c;
    out->items = mem_zalloc(c->cheap->n + 1, sizeof *out->items);
    out->first = mem_zalloc(c->cheap->n + 1, sizeof *out->first);
    out->judged = mem_zalloc(c->cheap->n + 1, sizeof *out->judged);
    out->cluster = mem_zalloc(c->cheap->n + 1, sizeof *out->cluster);
    out->cheap_cost = mem_zalloc(c->cheap->n + 1, sizeof(double));
    out->dear_cost = mem_zalloc(c->cheap->n + 1, sizeof(double));
    pair_make(&p, c->cheap, c->dear);
    out->n = gather(out, &p, samples);
    out->repeats = p.repeats;
    out->left_out = (size_t)(p.only_a + p.only_b + p.no_verdict);
    pair_clear(&p);
    if (out->n == 0) {
        rc = err_set(e, ERR_USAGE,
            "%s and %s share no sample of %s that both have a verdict on",
            c->cheap->row.model, c->dear->row.model, c->cheap->row.suite);
    } else {
        find_clusters(out);
        sum_up(out);
        rc = add_lines(out, samples, e);
        add_bounds(out);
    }
    free(samples);
    return rc;
}

const struct routing_line *routing_best(const struct routing *r)
{
    const struct routing_line *best = NULL;

    for (size_t i = 0; r->dear > r->cheap && i < r->line_count; i++)
        if (r->lines[i].reaches
            && (best == NULL || r->lines[i].share < best->share))
            best = &r->lines[i];
    return best;
}

void routing_clear(struct routing *r)
{
    for (size_t i = 0; i < r->line_count; i++) {
        route_curve_clear(&r->lines[i].curve);
        free(r->lines[i].signal);
    }
    free(r->items);
    free(r->first);
    free(r->judged);
    free(r->cluster);
    free(r->cheap_cost);
    free(r->dear_cost);
    memset(r, 0, sizeof *r);
}
