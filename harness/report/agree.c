#include "report/agree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/label.h"
#include "stats/clustered.h"
#include "stats/special.h"

struct miss { // a sample both got wrong
    const char *answer[2], *target, *cluster;
    size_t a, b, stratum; // numbers of these
};

struct table { // counts of answers in each stratum
    struct miss *list;
    size_t n, strata, answers, clusters;
    bool clustered;       // some sample names its cluster
    double *in_a, *in_b;  // [stratum * answers + answer]
    double *items, *same; // of a stratum
    double *cross;        // sum over answers of in_a * in_b
};

static bool letter(const char *s)
{
    return s[0] >= 'A' && s[0] <= 'Z' && s[1] == '\0';
}

static bool read_wrong(const struct data_item *item)
{
    return item->outcome == OUTCOME_WRONG && item->extracted != NULL;
}

static void collect(const struct pair *p, struct table *t)
{
    t->list = mem_zalloc(p->n + 1, sizeof *t->list);
    for (size_t i = 0; i < p->n; i++) {
        const struct data_item *a = &p->a->items[p->matches[i].a];
        const struct data_item *b = &p->b->items[p->matches[i].b];
        if (a->repeat == 0 && read_wrong(a) && read_wrong(b))
            t->list[t->n++] =
                (struct miss){ .answer = { a->extracted, b->extracted },
                    .target = a->target != NULL ? a->target : "",
                    .cluster = label_cluster(a) };
        t->clustered = t->clustered || a->cluster[0] != '\0';
    }
}

static bool all_letters(const struct table *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (!letter(t->list[i].answer[0]) || !letter(t->list[i].answer[1])
            || !letter(t->list[i].target))
            return false;
    return t->n > 0;
}

static void number_all(struct table *t, bool letters)
{
    const char **names = mem_zalloc(2 * t->n + 1, sizeof *names);
    size_t *numbers = mem_zalloc(2 * t->n + 1, sizeof *numbers);

    for (size_t i = 0; i < 2 * t->n; i++)
        names[i] = t->list[i / 2].answer[i % 2];
    t->answers = label_numbers(names, 2 * t->n, numbers);
    for (size_t i = 0; i < t->n; i++) {
        t->list[i].a = numbers[2 * i];
        t->list[i].b = numbers[2 * i + 1];
        names[i] = letters ? t->list[i].target : "";
    }
    t->strata = label_numbers(names, t->n, numbers);
    for (size_t i = 0; i < t->n; i++)
        t->list[i].stratum = numbers[i];
    free(names);
    free(numbers);
}

static void count(struct table *t)
{
    size_t cells = t->strata * t->answers;
    double *all = mem_zalloc(2 * cells + 3 * t->strata + 1, sizeof *all);

    t->in_a = all;
    t->in_b = all + cells;
    t->items = all + 2 * cells;
    t->same = t->items + t->strata;
    t->cross = t->same + t->strata;
    for (size_t i = 0; i < t->n; i++) {
        const struct miss *m = &t->list[i];
        t->in_a[m->stratum * t->answers + m->a]++;
        t->in_b[m->stratum * t->answers + m->b]++;
        t->items[m->stratum]++;
        t->same[m->stratum] += m->a == m->b;
    }
    for (size_t s = 0; s < t->strata; s++)
        for (size_t k = 0; k < t->answers; k++)
            t->cross[s] +=
                t->in_a[s * t->answers + k] * t->in_b[s * t->answers + k];
}

struct sums {                   // over strata of two samples or more
    double items, same, chance; // chance: expected number of the same
};

/* A stratum's share: all pairs of different questions are set against each
 * other, n (n - 1) of them. */
static void add_stratum(
    struct sums *s, double items, double same, double cross, double sign)
{
    if (items < 2)
        return;
    s->items += sign * items;
    s->same += sign * same;
    s->chance += sign * (cross - same) / (items - 1);
}

static double kappa(const struct sums *s)
{
    return s->items > 0 && s->items - s->chance > 1e-9
               ? (s->same - s->chance) / (s->items - s->chance)
               : (double)NAN;
}

/* What the answers of a sample have in the cross sum of its stratum. */
static double crossed(const struct table *t, const struct miss *m)
{
    const double *in_a = &t->in_a[m->stratum * t->answers];
    const double *in_b = &t->in_b[m->stratum * t->answers];

    return in_a[m->a] * in_b[m->a]
           + (m->a != m->b ? in_a[m->b] * in_b[m->b] : 0);
}

/* Takes a sample out (by -1), or puts it back. */
static void move(
    struct table *t, struct sums *all, const struct miss *m, double by)
{
    size_t s = m->stratum;

    add_stratum(all, t->items[s], t->same[s], t->cross[s], -1);
    t->cross[s] -= crossed(t, m);
    t->in_a[s * t->answers + m->a] += by;
    t->in_b[s * t->answers + m->b] += by;
    t->cross[s] += crossed(t, m);
    t->items[s] += by;
    t->same[s] += m->a == m->b ? by : 0;
    add_stratum(all, t->items[s], t->same[s], t->cross[s], 1);
}

static int by_cluster(const void *x, const void *y)
{
    const struct miss *a = x, *b = y;

    return strcmp(a->cluster, b->cluster);
}

/* The end of the cluster that starts at i, in a sorted list. */
static size_t cluster_end(const struct table *t, size_t i)
{
    size_t end = i + 1;

    while (end < t->n && by_cluster(&t->list[i], &t->list[end]) == 0)
        end++;
    return end;
}

/* Kappa without the samples of one cluster. */
static double without(
    struct table *t, const struct sums *all, size_t from, size_t to)
{
    struct sums rest = *all, back;
    double out;

    for (size_t i = from; i < to; i++)
        move(t, &rest, &t->list[i], -1);
    out = kappa(&rest);
    back = rest;
    for (size_t i = from; i < to; i++)
        move(t, &back, &t->list[i], 1);
    return out;
}

static double jackknife_se(struct table *t, const struct sums *all)
{
    double n = (double)t->clusters, sum = 0, squares = 0;
    double *each = mem_zalloc(t->clusters + 1, sizeof *each);
    size_t k = 0;

    for (size_t i = 0, end; i < t->n; i = end) {
        end = cluster_end(t, i);
        each[k] = without(t, all, i, end);
        sum += each[k++];
    }
    for (k = 0; k < t->clusters; k++)
        squares += (each[k] - sum / n) * (each[k] - sum / n);
    free(each);
    return sqrt((n - 1) / n * squares);
}

/* Sorts by cluster, each sample one of its own where none is named, and sets
 * the interval of what is the same. */
static void count_clusters(struct table *t, struct agree *out, double level)
{
    struct clustered_count *of = mem_zalloc(t->n + 1, sizeof *of);
    struct clustered_items items = {
        .n = out->wrong, .right = (double)out->same, .repeats = 1
    };

    if (t->n > 1)
        qsort(t->list, t->n, sizeof *t->list, by_cluster);
    for (size_t i = 0, end; i < t->n; i = end) {
        end = cluster_end(t, i);
        of[t->clusters].n = (int64_t)(end - i);
        for (size_t k = i; k < end; k++)
            of[t->clusters].right += t->list[k].a == t->list[k].b;
        t->clusters++;
    }
    items.of = t->clustered ? of : NULL;
    items.clusters = t->clusters;
    if (t->n > 0)
        out->ci = clustered_accuracy(&items, level);
    free(of);
}

/* New clusters are few more often than new samples: Student's t. */
static struct interval kappa_ci(
    const struct table *t, const struct agree *k, double se, double level)
{
    bool few = t->clustered && t->clusters < t->n;
    double q =
        few ? -special_t_quantile((1 - level) / 2, (double)t->clusters - 1)
            : interval_z(level);

    return (struct interval){ k->kappa - q * se, fmin(1, k->kappa + q * se) };
}

struct agree agree_of(const struct pair *p, double level)
{
    const struct interval none = { NAN, NAN };
    struct agree out = { 0, 0, NAN, none, NAN, NAN, none, false };
    struct table t = { 0 };
    struct sums all = { 0, 0, 0 };
    double se;

    collect(p, &t);
    out.letters = all_letters(&t);
    number_all(&t, out.letters);
    count(&t);
    for (size_t s = 0; s < t.strata; s++)
        add_stratum(&all, t.items[s], t.same[s], t.cross[s], 1);
    for (size_t i = 0; i < t.n; i++)
        out.same += t.list[i].a == t.list[i].b;
    out.wrong = (int64_t)t.n;
    if (t.n > 0)
        out.observed = (double)out.same / (double)t.n;
    count_clusters(&t, &out, level);
    if (all.items > 0)
        out.chance = all.chance / all.items;
    out.kappa = kappa(&all);
    se = jackknife_se(&t, &all);
    if (se > 0)
        out.kappa_ci = kappa_ci(&t, &out, se, level);
    free(t.in_a);
    free(t.list);
    return out;
}
