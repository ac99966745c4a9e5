/* Coverage of intervals for an accuracy and for a difference. */
#include <math.h>
#include <stdio.h>

#include "sim.h"
#include "stats/bootstrap.h"
#include "stats/retention.h"

typedef struct interval (*one_fn)(int64_t k, int64_t n, double level);
typedef struct interval (*pair_fn)(const struct paired_cells *c, double level);

static long binomial(struct rng *r, double p, long n)
{
    long k = 0;

    for (long i = 0; i < n; i++)
        k += rng_unit(r) < p;
    return k;
}

void sim_accuracy(struct trials *t)
{
    static const long sizes[] = { 30, 100, 228, 1000, 3000 };
    static const double accuracy[] = { 0.1, 0.3, 0.6, 0.8, 0.9, 0.97 };
    static const one_fn fns[] = { interval_accuracy, interval_wilson,
        interval_clopper_pearson, interval_jeffreys, interval_agresti_coull };
    enum { FNS = sizeof fns / sizeof *fns };

    printf("\n## Accuracy: coverage of the 95 %% intervals, percent\n\n"
           "| n | accuracy | **used** | Wilson | Clopper-Pearson | Jeffreys "
           "| Agresti-Coull |\n|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int s = 0; s < 5; s++)
        for (int a = 0; a < 6; a++) {
            long held[FNS] = { 0 };

            for (long i = 0; i < t->count; i++) {
                long k = binomial(&t->rng, accuracy[a], sizes[s]);

                for (int f = 0; f < FNS; f++)
                    held[f] +=
                        sim_holds(fns[f](k, sizes[s], LEVEL), accuracy[a]);
            }
            printf("| %ld | %.2f |", sizes[s], accuracy[a]);
            for (int f = 0; f < FNS; f++)
                sim_cell(sim_percent(held[f], t->count));
            printf("\n");
        }
}

static struct interval careful(const struct paired_cells *c, double level)
{
    return paired_ci_careful(c, 1, interval_z(level));
}

static void difference_row(struct trials *t, const struct sim_pair *p, long n)
{
    static const pair_fn fns[] = { paired_ci, careful, paired_ci_tango,
        paired_ci_newcombe, paired_ci_clt };
    enum { FNS = sizeof fns / sizeof *fns };
    long held[FNS] = { 0 }, kept[2] = { 0, 0 }, none = 0;
    double ratio = (p->accuracy + p->diff) / p->accuracy;

    for (long i = 0; i < t->count; i++) {
        struct paired_cells c = sim_draw(&t->rng, p, n);
        struct retention r = retention_of(&c, LEVEL);

        for (int f = 0; f < FNS; f++)
            held[f] += sim_holds(fns[f](&c, LEVEL), p->diff);
        none += isnan(r.ratio);
        kept[0] += isnan(r.ratio) || sim_holds(r.ci, ratio);
        r = retention_careful(&c, 1, interval_z(LEVEL));
        kept[1] += isnan(r.ratio) || sim_holds(r.ci, ratio);
    }
    printf("| %ld | %.2f | %.2f | %+.2f |", n, p->accuracy, p->discordant,
        p->diff);
    for (int f = 0; f < FNS; f++)
        sim_cell(sim_percent(held[f], t->count));
    sim_cell(sim_percent(kept[0], t->count));
    sim_cell(sim_percent(kept[1], t->count));
    printf("\n");
    if (none > 0)
        printf("<!-- no ratio in %ld trials, counted as held -->\n", none);
}

void sim_difference(struct trials *t)
{
    static const long sizes[] = { 30, 100, 228, 1000 };
    static const double accuracy[] = { 0.3, 0.6, 0.9 };
    static const double discordant[] = { 0.04, 0.1, 0.3 };
    static const double diff[] = { 0, -0.03, -0.1 };

    printf("\n## Difference and retention: coverage of the 95 %% intervals, "
           "percent\n\nThe two in front are used: `compare` prints the first, "
           "the gate decides by the second. So are the two at the end.\n\n"
           "| n | baseline | discordant | difference | **compare** | **gate** "
           "| Tango | Newcombe 10 | CLT | **retention** "
           "| **retention, gate** |\n"
           "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int s = 0; s < 4; s++)
        for (int i = 0; i < 27; i++) {
            struct sim_pair p = { accuracy[i / 9], discordant[i / 3 % 3],
                diff[i % 3] };

            if (sim_possible(&p))
                difference_row(t, &p, sizes[s]);
        }
}

/* Values of a - b over items, or over clusters of `size` that share a lean. */
static void fill(struct rng *r, double *x, size_t *of, long n, long size,
    const struct sim_pair *p)
{
    double lean = 0;

    for (long i = 0; i < n; i++) {
        double u = rng_unit(r), won, lost;

        if (i % size == 0)
            lean = size == 1 ? 0 : rng_unit(r) < 0.5 ? 0.8 : -0.8;
        lost = (p->discordant - p->diff) / 2 * (1 - lean);
        won = (p->discordant + p->diff) / 2 * (1 + lean);
        of[i] = (size_t)(i / size);
        x[i] = u < lost ? -1 : u < lost + won ? 1 : 0;
    }
}

void sim_bootstrap(struct trials *t)
{
    static const struct {
        long n, size;
        struct sim_pair p;
    } cases[] = { { 100, 1, { 0.6, 0.1, 0 } }, { 100, 1, { 0.6, 0.3, -0.1 } },
        { 100, 1, { 0.9, 0.04, -0.03 } }, { 200, 1, { 0.6, 0.1, 0 } },
        { 200, 1, { 0.9, 0.04, -0.03 } }, { 300, 1, { 0.6, 0.1, -0.03 } },
        { 100, 5, { 0.6, 0.3, 0 } }, { 300, 10, { 0.6, 0.3, -0.1 } },
        { 500, 5, { 0.6, 0.3, 0 } }, { 1000, 10, { 0.6, 0.3, -0.1 } } };
    enum { DRAWS = 1000, N = 1000 };
    long count = t->count;
    double x[N];
    size_t of[N];

    printf("\n## Bootstrap of a paired difference: coverage of the 95 %% "
           "intervals, percent\n\n%d draws each. Size is that of a cluster; "
           "whole clusters are drawn. Used from 200 items in 30 clusters "
           "on.\n\n| n | size "
           "| discordant "
           "| difference | percentile | BCa |\n|--:|--:|--:|--:|--:|--:|\n",
        DRAWS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct sim_pair *p = &cases[i].p;
        long n = cases[i].n, size = cases[i].size, held[2] = { 0, 0 };

        for (long k = 0; k < count; k++) {
            struct bootstrap_data d = { x, (size_t)n, of, (size_t)(n / size) };
            struct bootstrap b;

            fill(&t->rng, x, of, n, size, p);
            b = bootstrap_mean(&d, DRAWS, LEVEL, &t->rng);
            held[0] += sim_holds(b.percentile, p->diff);
            held[1] += sim_holds(b.bca, p->diff);
        }
        printf("| %ld | %ld | %.2f | %+.2f |", n, size, p->discordant, p->diff);
        sim_cell(sim_percent(held[0], count));
        sim_cell(sim_percent(held[1], count));
        printf("\n");
    }
}
