#include "report/work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Suite, then cluster and sample, or the sample alone. \x01 sorts before what
 * a name may hold, so that the units of a suite, and in it of a cluster, stand
 * together. */
static char *key_of(const struct data_run *d, const struct data_item *item)
{
    bool clustered = item->cluster[0] != '\0';

    return mem_printf("%s\x01%c%s\x01%s", d->row.suite, clustered ? 'c' : 'i',
        clustered ? item->cluster : item->id, clustered ? item->id : "");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t suite_len(const char *key)
{
    return strcspn(key, "\x01");
}

static size_t group_len(const char *key)
{
    size_t suite = suite_len(key) + 1;

    return suite + strcspn(key + suite, "\x01");
}

static bool begins_alike(
    const char *a, const char *b, size_t (*len_of)(const char *))
{
    size_t len = len_of(a);

    return len_of(b) == len && strncmp(a, b, len) == 0;
}

static void note_groups(struct work_keys *k)
{
    k->group = mem_zalloc(k->n + 1, sizeof *k->group);
    k->first = mem_zalloc(k->n + 1, sizeof *k->first);
    k->from = mem_zalloc(k->n + 1, sizeof *k->from);
    for (size_t i = 0; i < k->n; i++) {
        const char *name = k->names[i], *last = i > 0 ? k->names[i - 1] : "";
        if (i == 0 || !begins_alike(last, name, suite_len))
            k->from[k->suites++] = k->groups;
        if (i == 0 || !begins_alike(last, name, group_len))
            k->first[k->groups++] = i;
        k->group[i] = k->groups - 1;
    }
    k->first[k->groups] = k->n;
    k->from[k->suites] = k->groups;
}

void work_keys_make(
    struct work_keys *k, const struct data_run *const *runs, size_t n)
{
    size_t room = 0, used = 0;

    memset(k, 0, sizeof *k);
    for (size_t i = 0; i < n; i++)
        room += runs[i]->n;
    k->names = mem_zalloc(room + 1, sizeof *k->names);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < runs[i]->n; j++)
            k->names[used++] = key_of(runs[i], &runs[i]->items[j]);
    qsort(k->names, used, sizeof *k->names, by_name);
    for (size_t i = 0; i < used; i++) {
        if (k->n > 0 && strcmp(k->names[k->n - 1], k->names[i]) == 0)
            free(k->names[i]);
        else
            k->names[k->n++] = k->names[i];
    }
    note_groups(k);
}

void work_keys_clear(struct work_keys *k)
{
    for (size_t i = 0; i < k->n; i++)
        free(k->names[i]);
    free(k->names);
    free(k->group);
    free(k->first);
    free(k->from);
    memset(k, 0, sizeof *k);
}

bool work_keys_cluster(const struct work_keys *k, size_t unit)
{
    return k->names[unit][suite_len(k->names[unit]) + 1] == 'c';
}

void work_init(struct work *w, const struct work_keys *k)
{
    w->n = k->n;
    w->units = mem_zalloc(k->n + 1, sizeof *w->units);
    w->reasons = w->bought = w->mixed = false;
    w->asks = 0;
}

void work_clear(struct work *w)
{
    free(w->units);
    memset(w, 0, sizeof *w);
}

size_t work_keys_find(const struct work_keys *k, const struct data_run *d,
    const struct data_item *item)
{
    char *key = key_of(d, item);
    char **at = bsearch(&key, k->names, k->n, sizeof *k->names, by_name);

    free(key);
    return at != NULL ? (size_t)(at - k->names) : k->n;
}

/* The unit of each item of a run; all runs' units are among the keys. */
static struct work_unit **units_of(
    struct work *w, const struct work_keys *k, const struct data_run *d)
{
    struct work_unit **units = mem_zalloc(d->n + 1, sizeof(*units));

    for (size_t i = 0; i < d->n; i++) {
        size_t at = work_keys_find(k, d, &d->items[i]);
        if (at < k->n)
            units[i] = &w->units[at];
    }
    return units;
}

static double known(int64_t x)
{
    return x < 0 ? (double)NAN : (double)x;
}

/* A sample is an answer with its first reply; those without any reply
 * (failed) are none. */
static void add_reply(struct work *w, struct work_unit *u,
    const struct data_item *item, const struct data_cost *c, bool first)
{
    if (first) {
        u->n++;
        u->judged += item->outcome != OUTCOME_FAILED;
        u->right += item->outcome == OUTCOME_CORRECT;
    }
    u->in += known(usage_in(&c->usage));
    u->out += known(usage_out(&c->usage));
    u->cached += c->usage.cached > 0 ? (double)c->usage.cached : 0;
    u->seconds += known(c->latency_us) / 1e6;
    if (c->usage.reasoning >= 0) {
        u->reasoning += (double)c->usage.reasoning;
        w->reasons = true;
    }
}

void work_add(struct work *w, const struct work_keys *k,
    const struct data_run *d, work_price_fn price, void *arg)
{
    struct work_unit **units = units_of(w, k, d);
    size_t last = SIZE_MAX;
    int asks = data_asks(d);

    w->mixed = w->mixed || (w->asks > 0 && w->asks != asks);
    w->asks = asks;
    for (size_t i = 0; i < d->cost_count; i++) {
        const struct data_cost *c = &d->costs[i];
        if (c->item >= d->n || units[c->item] == NULL)
            continue;
        units[c->item]->weight = 1.0 / asks;
        add_reply(w, units[c->item], &d->items[c->item], c, c->item != last);
        last = c->item;
        units[c->item]->usd[0] += price(arg, d, c);
    }
    free(units);
}

void work_add_price(struct work *w, const struct work_keys *k,
    const struct data_run *d, int at, work_price_fn price, void *arg)
{
    struct work_unit **units = units_of(w, k, d);

    w->bought = w->bought || at > 0;
    for (size_t i = 0; i < d->cost_count; i++) {
        const struct data_cost *c = &d->costs[i];
        if (c->item < d->n && units[c->item] != NULL)
            units[c->item]->usd[at] += price(arg, d, c);
    }
    free(units);
}

static void add_unit(
    struct work_unit *sum, const struct work_unit *u, double times, int usd)
{
    sum->n += times * u->n;
    sum->in += times * u->in;
    sum->out += times * u->out;
    sum->cached += times * u->cached;
    sum->reasoning += times * u->reasoning;
    sum->seconds += times * u->seconds;
    sum->right += times * u->right;
    sum->judged += times * u->judged;
    for (int i = 0; i < usd; i++)
        sum->usd[i] += times * u->usd[i];
}

void work_drawn_make(
    struct work_drawn *d, const struct work_keys *k, const double *weight)
{
    d->unit = mem_zalloc(k->n + 1, sizeof *d->unit);
    d->times = mem_zalloc(k->n + 1, sizeof *d->times);
    d->n = 0;
    for (size_t i = 0; i < k->n; i++) { /* written always, kept if it counts */
        double times = weight == NULL ? 1 : weight[i];
        d->unit[d->n] = i;
        d->times[d->n] = times;
        d->n += times > 0;
    }
}

void work_drawn_clear(struct work_drawn *d)
{
    free(d->unit);
    free(d->times);
    memset(d, 0, sizeof *d);
}

struct work_unit work_mean(const struct work *w, const struct work_drawn *d)
{
    struct work_unit m = { 0 };
    int usd = w->bought ? WORK_USD : 1;

    for (size_t i = 0; i < d->n; i++) {
        const struct work_unit *u = &w->units[d->unit[i]];
        if (u->n > 0)
            add_unit(&m, u, d->times[i] * u->weight, usd);
    }
    m.in /= m.n; /* NAN where nothing was answered */
    m.out /= m.n;
    m.cached /= m.n;
    m.reasoning /= m.n;
    m.seconds /= m.n;
    m.right /= m.judged;
    for (int i = 0; i < WORK_USD; i++)
        m.usd[i] /= m.n;
    return m;
}

size_t work_groups(const struct work *w, const struct work_keys *k)
{
    size_t n = 0, last = k->groups;

    for (size_t i = 0; i < w->n; i++) {
        if (!(w->units[i].n > 0) || k->group[i] == last)
            continue;
        last = k->group[i];
        n++;
    }
    return n;
}

bool work_clustered(const struct work *w, const struct work_keys *k)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->units[i].n > 0 && work_keys_cluster(k, i))
            return true;
    return false;
}

/* A sample with what its answers count together: all of them, or, where other
 * suites were asked more often, as one. */
static void add_sample(const struct work *w, const struct work_unit *u,
    struct clustered_count *group, struct clustered_items *all)
{
    int64_t n = w->mixed ? 1 : (int64_t)u->judged;
    double right = w->mixed ? u->right / u->judged : u->right;

    group->n += n;
    group->right += right;
    all->n += n;
    all->right += right;
}

/* A unit without a cluster's name is a sample, with its repeats. */
struct interval work_accuracy_ci(const struct work *w,
    const struct work_keys *k, const double *mask, double level)
{
    struct clustered_count *of = mem_zalloc(w->n + 1, sizeof *of);
    struct clustered_items items = { .repeats = 1 };
    struct interval ci;

    for (size_t i = 0, last = k->groups; i < w->n; i++) {
        const struct work_unit *u = &w->units[i];
        if (!(u->judged > 0) || (mask != NULL && mask[i] == 0))
            continue;
        items.clusters += k->group[i] != last;
        last = k->group[i];
        add_sample(w, u, &of[items.clusters - 1], &items);
    }
    if (work_clustered(w, k)) {
        items.of = of;
    } else if (items.n > 0) {
        items.right *= (double)items.clusters / (double)items.n;
        items.n = (int64_t)items.clusters;
    }
    ci = clustered_accuracy(&items, level);
    free(of);
    return ci;
}

void work_draw(const struct work_keys *k, struct rng *r, double *weight)
{
    memset(weight, 0, k->n * sizeof *weight);
    for (size_t s = 0; s < k->suites; s++) {
        size_t from = k->from[s], n = k->from[s + 1] - from;
        for (size_t i = 0; i < n; i++) {
            size_t g = from + rng_below(r, n);
            for (size_t u = k->first[g]; u < k->first[g + 1]; u++)
                weight[u]++;
        }
    }
}
