#include "report/gate/gating_cluster.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stats/cluster.h"

struct one { // a sample, over its repeats
    const char *cluster;
    int64_t n; // of those without a cluster, each is one of its own
    double sum;
    int times;
};

static int by_cluster(const void *x, const void *y)
{
    const struct one *a = x, *b = y;
    int c = strcmp(a->cluster, b->cluster);

    return c != 0 ? c : (a->n > b->n) - (a->n < b->n);
}

static bool together(const struct one *a, const struct one *b)
{
    return strcmp(a->cluster, b->cluster) == 0
           && (a->cluster[0] != '\0' || a->n == b->n);
}

/* Numbers the clusters of a sorted list; of may be NULL. */
static size_t count(const struct one *list, size_t n, size_t *of)
{
    size_t clusters = 0;

    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !together(&list[i - 1], &list[i]))
            clusters++;
        if (of != NULL)
            of[i] = clusters - 1;
    }
    return clusters;
}

/* Samples with a verdict on both sides, and what they differ by. Matches of
 * one sample stand together (pair.h). */
static size_t collect(
    const struct pair *p, const struct gate_rule *rule, struct one *list)
{
    double share = rule->retain ? rule->amount : 1;
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++) {
        const struct data_item *a = &p->a->items[p->matches[i].a];
        const struct data_item *b = &p->b->items[p->matches[i].b];

        if (a->outcome == OUTCOME_FAILED || b->outcome == OUTCOME_FAILED)
            continue;
        if (n == 0 || list[n - 1].n != b->n)
            list[n++] = (struct one){ b->cluster, b->n, 0, 0 };
        list[n - 1].sum += (a->outcome == OUTCOME_CORRECT ? 1 : 0)
                           - (b->outcome == OUTCOME_CORRECT ? share : 0);
        list[n - 1].times++;
    }
    return n;
}

static bool named(const struct data_run *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->items[i].cluster[0] != '\0')
            return true;
    return false;
}

double gating_widening(
    const struct pair *p, const struct gate_rule *rule, size_t *clusters)
{
    struct one *list;
    double *x, out = 1;
    size_t *of, n;

    *clusters = 0;
    if (!named(p->b))
        return 1;
    list = mem_zalloc(p->n, sizeof *list);
    x = mem_zalloc(p->n, sizeof *x);
    of = mem_zalloc(p->n, sizeof *of);
    n = collect(p, rule, list);
    if (n > 0) {
        struct cluster_mean m;
        qsort(list, n, sizeof *list, by_cluster);
        for (size_t i = 0; i < n; i++)
            x[i] = list[i].sum / list[i].times;
        *clusters = count(list, n, of);
        m = cluster_mean_of(x, of, n, *clusters);
        out = cluster_widening(&m, 1 - 2 * rule->alpha);
    }
    free(of);
    free(x);
    free(list);
    return out;
}

size_t gating_clusters(const struct data_run *d)
{
    struct one *list;
    size_t clusters;

    if (d->n == 0 || !named(d))
        return 0;
    list = mem_zalloc(d->n, sizeof *list);
    for (size_t i = 0; i < d->n; i++)
        list[i] = (struct one){ d->items[i].cluster, d->items[i].n, 0, 0 };
    qsort(list, d->n, sizeof *list, by_cluster);
    clusters = count(list, d->n, NULL);
    free(list);
    return clusters;
}
