/*
 * How often the intervals hold what they promise, and how often the gate is
 * wrong: seeded trials, one Markdown table after the other on stdout.
 *
 *   simulate [TRIALS [SEED]]      10000 trials per case unless told otherwise
 *
 * `make simulate` writes what it prints to tests/simulate/RESULTS.md.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim.h"

bool sim_possible(const struct sim_pair *p)
{
    double lost = (p->discordant - p->diff) / 2;
    double won = (p->discordant + p->diff) / 2;

    return lost >= 0 && won >= 0 && p->accuracy - lost >= -1e-12
           && 1 - p->accuracy - won >= -1e-12;
}

struct paired_cells sim_draw(struct rng *r, const struct sim_pair *p, long n)
{
    struct paired_cells c = { 0, 0, 0, 0 };
    double lost = (p->discordant - p->diff) / 2;
    double won = (p->discordant + p->diff) / 2;

    for (long i = 0; i < n; i++) {
        double u = rng_unit(r);

        if (u < lost)
            c.only_b++;
        else if (u < lost + won)
            c.only_a++;
        else if (u < p->accuracy + won)
            c.both++;
        else
            c.neither++;
    }
    return c;
}

int sim_holds(struct interval i, double truth)
{
    return i.low <= truth + 1e-12 && i.high >= truth - 1e-12;
}

double sim_percent(long k, long n)
{
    return 100 * (double)k / (double)n;
}

void sim_cell(double percent)
{
    const double least = 94;

    printf(percent < least ? " **%.2f** |" : " %.2f |", percent);
}

int main(int argc, char **argv)
{
    struct trials t = { argc > 1 ? atol(argv[1]) : 10000, { { 0 } } };
    unsigned long long seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    void (*const parts[])(struct trials *) = { sim_accuracy, sim_difference,
        sim_clusters, sim_bootstrap, sim_fixed, sim_fixed_clusters, sim_gate,
        sim_gate_clusters, sim_sequences, sim_compare_clusters };

    if (t.count < 1) {
        fprintf(stderr, "simulate: TRIALS must be at least 1\n");
        return 2;
    }
    printf("# Simulated error rates\n\nMade by `make simulate`: %ld trials per "
           "case, seed %llu; the standard error of a 5 %% rate is %.2f points. "
           "An interval that covers less than 94 %% where it claims 95 is not "
           "used there: such figures stand in bold, and none of them in a "
           "column whose title does.\n",
        t.count, seed, 100 * sqrt(0.05 * 0.95 / (double)t.count));
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        rng_init(&t.rng, seed + i); // each part alone gives the same figures
        parts[i](&t);
        fflush(stdout);
    }
    return 0;
}
