/* Items in clusters: coverage of means, and errors of the gate. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "sim.h"
#include "stats/cluster.h"
#include "stats/clustered.h"
#include "stats/gate.h"

/* Clusters that differ: each has its own chance of a right answer, accuracy
 * +- spread with equal chance, so the correlation within one is
 * spread^2 / (accuracy (1 - accuracy)). */
static void cluster_row(struct trials *t, long clusters, long size)
{
    const double accuracy = 0.6, spread = 0.2;
    size_t n = (size_t)(clusters * size);
    double *x = mem_zalloc(n, sizeof(*x));
    size_t *of = mem_zalloc(n, sizeof(*of));
    long held[4] = { 0 };

    for (long i = 0; i < t->count; i++) {
        struct cluster_mean m;
        double p = accuracy;

        for (size_t k = 0; k < n; k++) {
            of[k] = k / (size_t)size;
            if (k % (size_t)size == 0)
                p = accuracy + (rng_unit(&t->rng) < 0.5 ? spread : -spread);
            x[k] = rng_unit(&t->rng) < p;
        }
        m = cluster_mean_of(x, of, n, (size_t)clusters);
        held[0] += sim_holds(cluster_ci(&m, LEVEL), accuracy);
        held[1] +=
            sim_holds(interval_normal(m.mean, m.se_cr1, LEVEL), accuracy);
        held[2] +=
            sim_holds(interval_normal(m.mean, m.se_cr0, LEVEL), accuracy);
        held[3] +=
            sim_holds(interval_normal(m.mean, m.se_plain, LEVEL), accuracy);
    }
    printf("| %ld | %ld |", clusters, size);
    for (int f = 0; f < 4; f++)
        sim_cell(sim_percent(held[f], t->count));
    printf("\n");
    free(of);
    free(x);
}

void sim_clusters(struct trials *t)
{
    static const long count[] = { 10, 30, 100 }, size[] = { 2, 5, 20 };

    printf("\n## Mean over clusters (accuracy 0.60, correlation within a "
           "cluster 0.17): coverage of the 95 %% intervals, percent\n\n"
           "| clusters | size | CR1, t | CR1, z | CR0, z | clusters "
           "ignored |\n|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < 9; i++)
        cluster_row(t, count[i / 3], size[i % 3]);
}

/* One item of a cluster that leans to winning (1) or to losing (-1). */
static void draw_item(struct rng *r, const struct sim_pair *p, double lean,
    double *diff, bool *base)
{
    double lost = (p->discordant - p->diff) / 2 * (1 - lean);
    double won = (p->discordant + p->diff) / 2 * (1 + lean);
    double u = rng_unit(r);

    *base = u < lost || (u >= lost + won && u < p->accuracy + won);
    *diff = u < lost ? -1 : u < lost + won ? 1 : 0;
}

static double lean_of(struct rng *r)
{
    return rng_unit(r) < 0.5 ? 0.8 : -0.8;
}

/* The fixed gate on new clusters, exactly on the edge. */
static void fixed_row(
    struct trials *t, const struct sim_pair *p, long clusters, long size)
{
    size_t n = (size_t)(clusters * size);
    double *x = mem_zalloc(n, sizeof(*x));
    size_t *of = mem_zalloc(n, sizeof(*of));
    long said[2][3] = { { 0 } };

    for (long i = 0; i < t->count; i++) {
        struct gate_rule rule = { false, -p->diff, ALPHA, 1, 0, 0, 0 };
        struct paired_cells c = { 0, 0, 0, 0 };
        struct cluster_mean m;
        double lean = 0;

        for (size_t k = 0; k < n; k++) {
            bool base;

            if (k % (size_t)size == 0)
                lean = lean_of(&t->rng);
            of[k] = k / (size_t)size;
            draw_item(&t->rng, p, lean, &x[k], &base);
            paired_add(&c, x[k] + base > 0.5, base);
        }
        said[1][gate_fixed(&rule, &c, NULL).verdict]++;
        m = cluster_mean_of(x, of, n, (size_t)clusters);
        rule.widen = cluster_widening(&m, 1 - 2 * ALPHA);
        said[0][gate_fixed(&rule, &c, NULL).verdict]++;
    }
    printf(
        "| %ld | %ld | %.2f | %.2f |", clusters, size, p->discordant, -p->diff);
    for (int k = 0; k < 2; k++)
        printf(" %.2f | %.2f |", sim_percent(said[k][GATE_NOT_WORSE], t->count),
            sim_percent(said[k][GATE_WORSE], t->count));
    printf("\n");
    free(of);
    free(x);
}

void sim_fixed_clusters(struct trials *t)
{
    static const long count[] = { 10, 30, 100 }, size[] = { 5, 20 };
    static const struct sim_pair pairs[] = { { 0.6, 0.1, -0.02 },
        { 0.6, 0.3, -0.05 } };

    printf(
        "\n## Fixed gate on clusters, truth exactly on the edge: each answer "
        "at most 5 %%\n\nClusters lean to winning or to losing. Where a "
        "suite names its clusters, the gate widens its limits by them.\n\n"
        "| clusters | size | discordant | margin | **not worse** | "
        "**worse** | not worse, clusters ignored | worse, clusters ignored "
        "|\n|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < 12; i++)
        fixed_row(t, &pairs[i / 6], count[i / 2 % 3], size[i % 2]);
}

struct item {
    double diff;
    bool base;
};

/* A suite of clusters in which something is lost; returns how much, and how
 * many the baseline has right. */
static double make_suite(struct rng *r, const struct sim_pair *p, long n,
    long size, struct item *items, long *right)
{
    double total, lean = 0;

    do {
        total = 0;
        *right = 0;
        for (long k = 0; k < n; k++) {
            if (k % size == 0)
                lean = lean_of(r);
            draw_item(r, p, lean, &items[k].diff, &items[k].base);
            total += items[k].diff;
            *right += items[k].base;
        }
    } while (total >= 0);
    return -total;
}

/* Asked in random order: the truth is this suite's, the margin exactly what is
 * lost in it. */
static void gate_row(
    struct trials *t, const struct sim_pair *p, long clusters, long size)
{
    long n = clusters * size, right, said[3] = { 0 };
    struct item *items = mem_zalloc((size_t)n, sizeof(*items));
    size_t *order = mem_zalloc((size_t)n, sizeof(*order));
    double lost = make_suite(&t->rng, p, n, size, items, &right);
    struct gate_rule rule = { false, lost / (double)n, ALPHA, 1, 0, 0, 0 };
    struct sequence_plan plan = gate_plan(&rule, n, right);

    for (long k = 0; k < n; k++)
        order[k] = (size_t)k;
    for (long i = 0; i < t->count; i++) {
        struct sequence *s = sequence_new(&plan);

        rng_shuffle(&t->rng, order, (size_t)n);
        for (long k = 0; k < n && gate_look(&rule, s) == GATE_UNKNOWN; k++) {
            const struct item *item = &items[order[k]];
            double a = item->diff + item->base;

            sequence_add_pair(s, a, a, item->base);
        }
        said[gate_look(&rule, s)]++;
        sequence_free(s);
    }
    printf("| %ld | %ld | %.4f | %.2f | %.2f |\n", clusters, size, rule.amount,
        sim_percent(said[GATE_NOT_WORSE], t->count),
        sim_percent(said[GATE_WORSE], t->count));
    free(order);
    free(items);
}

void sim_gate_clusters(struct trials *t)
{
    static const long count[] = { 20, 50, 100 }, size[] = { 5, 20 };
    static const struct sim_pair p = { 0.6, 0.2, -0.06 };

    printf("\n## Sequential gate on a suite of clusters, a look after every "
           "reply, truth exactly on the edge: each at most 5 %%\n\nIt speaks "
           "about this suite, whose samples come in random order, so clusters "
           "do it no harm.\n\n| clusters | size | margin | not worse | worse "
           "|\n|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < 6; i++)
        gate_row(t, &p, count[i / 2], size[i % 2]);
}

/* Two models on clusters: A has 0.7 +- 0.2 right and B 0.2 less, give or take
 * 0.1, and on half of the items both see the same luck. */
static void draw_clusters(
    struct rng *r, struct clustered_data *d, double *a, double *b, size_t *of)
{
    size_t size = d->n / d->n_clusters;
    double pa = 0, pb = 0;

    for (size_t i = 0; i < d->n; i++) {
        double x = rng_unit(r), y = rng_unit(r) < 0.5 ? x : rng_unit(r);
        if (i % size == 0) {
            pa = 0.7 + (rng_unit(r) < 0.5 ? 0.2 : -0.2);
            pb = pa - 0.2 + (rng_unit(r) < 0.5 ? 0.1 : -0.1);
        }
        of[i] = i / size;
        a[i] = x < pa;
        b[i] = y < pb;
    }
}

static void compare_row(struct trials *t, size_t clusters, size_t size)
{
    size_t n = clusters * size;
    double *a = mem_zalloc(2 * n, sizeof(*a)), *b = a + n;
    size_t *of = mem_zalloc(n, sizeof(*of));
    struct clustered_data d = { a, b, of, n, clusters };
    long held[4] = { 0 };

    for (long i = 0; i < t->count; i++) {
        struct paired_cells c = { 0, 0, 0, 0 };
        struct clustered k;

        draw_clusters(&t->rng, &d, a, b, of);
        k = clustered_of(&d, LEVEL);
        for (size_t j = 0; j < n; j++)
            paired_add(&c, a[j] > 0.5, b[j] > 0.5);
        held[0] += sim_holds(k.ci, 0.2);
        held[1] += sim_holds(k.a_ci, 0.7);
        held[2] += isnan(k.ratio) || sim_holds(k.ratio_ci, 0.5 / 0.7);
        held[3] += sim_holds(paired_ci(&c, LEVEL), 0.2);
    }
    printf("| %zu | %zu |", clusters, size);
    for (int f = 0; f < 4; f++)
        sim_cell(sim_percent(held[f], t->count));
    printf("\n");
    free(of);
    free(a);
}

void sim_compare_clusters(struct trials *t)
{
    static const size_t count[] = { 10, 30, 100 }, size[] = { 2, 5, 20 };

    printf("\n## Two models on clusters, as compare has them: coverage of the "
           "95 %% intervals, percent\n\n| clusters | size | **difference** "
           "| **accuracy** | **retention** | difference, clusters ignored "
           "|\n|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < 9; i++)
        compare_row(t, count[i / 3], size[i % 3]);
}
