/*
 * How often the intervals hold what they promise, and how often the gate is
 * wrong: seeded trials, one Markdown table after the other on stdout.
 *
 *   simulate [TRIALS [SEED]]      10000 trials per case unless told otherwise
 *
 * Without make:
 *   S=harness/stats B=harness/base
 *   gcc -O2 -std=c11 -D_GNU_SOURCE -Iharness -o simulate \
 *     tests/simulate/simulate.c $S/{sequence,gate,paired,retention}.c \
 *     $S/{interval,special,mean,cluster}.c $B/{mem,rng}.c -lm
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "stats/cluster.h"
#include "stats/gate.h"
#include "stats/retention.h"

#define LEVEL 0.95
#define ALPHA 0.05

struct trials {
    long count;
    struct rng rng;
};

/* Two models on one kind of item: the baseline's accuracy, the share of items
 * on which they disagree, and accuracy of the candidate less the baseline's. */
struct pair {
    double accuracy, discordant, diff;
};

static bool possible(const struct pair *p)
{
    double lost = (p->discordant - p->diff) / 2;
    double won = (p->discordant + p->diff) / 2;

    return lost >= 0 && won >= 0 && p->accuracy - lost >= -1e-12
           && 1 - p->accuracy - won >= -1e-12;
}

/* n new items of that kind: what the fixed intervals speak about. */
static struct paired_cells draw(struct rng *r, const struct pair *p, long n)
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

static int holds(struct interval i, double truth)
{
    return i.low <= truth + 1e-12 && i.high >= truth - 1e-12;
}

static double percent(long k, long n)
{
    return 100 * (double)k / (double)n;
}

static void coverage_row(struct trials *t, const struct pair *p, long n)
{
    long wilson = 0, newcombe = 0, tango = 0, ratio = 0, no_ratio = 0;
    double a = p->accuracy + p->diff;

    for (long i = 0; i < t->count; i++) {
        struct paired_cells c = draw(&t->rng, p, n);
        struct retention r = retention_of(&c, LEVEL);

        wilson += holds(interval_wilson(c.both + c.only_a, n, LEVEL), a);
        newcombe += holds(paired_ci_newcombe(&c, LEVEL), p->diff);
        tango += holds(paired_ci_tango(&c, LEVEL), p->diff);
        no_ratio += isnan(r.ratio);
        ratio += isnan(r.ratio) || holds(r.ci, a / p->accuracy);
    }
    printf("| %ld | %.2f | %.2f | %+.2f | %.2f | %.2f | %.2f | %.2f |\n", n,
        p->accuracy, p->discordant, p->diff, percent(wilson, t->count),
        percent(newcombe, t->count), percent(tango, t->count),
        percent(ratio, t->count));
    if (no_ratio > 0)
        printf("<!-- no ratio in %ld trials, counted as held -->\n", no_ratio);
}

static void coverage(struct trials *t)
{
    static const long sizes[] = { 30, 100, 1000 };
    static const double accuracy[] = { 0.3, 0.6, 0.9 };
    static const double discordant[] = { 0.04, 0.1, 0.3 };
    static const double diff[] = { 0, -0.03, -0.1 };

    printf("\n## Coverage of the 95 %% intervals, percent\n\n"
           "| n | baseline | discordant | difference | Wilson | Newcombe 10 "
           "| Tango | retention |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int s = 0; s < 3; s++)
        for (int i = 0; i < 27; i++) {
            struct pair p = { accuracy[i / 9], discordant[i / 3 % 3],
                diff[i % 3] };

            if (possible(&p))
                coverage_row(t, &p, sizes[s]);
        }
}

/* Clusters that differ: each has its own chance of a right answer, accuracy
 * +- spread with equal chance, so the correlation within one is
 * spread^2 / (accuracy (1 - accuracy)). */
static void cluster_row(struct trials *t, long clusters, long size)
{
    const double accuracy = 0.6, spread = 0.2;
    size_t n = (size_t)(clusters * size);
    double *x = mem_zalloc(n, sizeof(*x));
    size_t *of = mem_zalloc(n, sizeof(*of));
    long plain = 0, cr0 = 0, cr1 = 0;

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
        plain += holds(interval_normal(m.mean, m.se_plain, LEVEL), accuracy);
        cr0 += holds(interval_normal(m.mean, m.se_cr0, LEVEL), accuracy);
        cr1 += holds(interval_normal(m.mean, m.se_cr1, LEVEL), accuracy);
    }
    printf("| %ld | %ld | %.2f | %.2f | %.2f |\n", clusters, size,
        percent(plain, t->count), percent(cr0, t->count),
        percent(cr1, t->count));
    free(of);
    free(x);
}

static void clusters(struct trials *t)
{
    static const long count[] = { 10, 30, 100 }, size[] = { 1, 5, 20 };

    printf("\n## Coverage with clusters (accuracy 0.60, correlation within "
           "a cluster 0.17), percent\n\n| clusters | size | plain | CR0 | CR1 "
           "|\n|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < 9; i++)
        cluster_row(t, count[i / 3], size[i % 3]);
}

/* The fixed gate where the truth lies exactly on the edge. */
static void fixed_row(struct trials *t, const struct gate_rule *rule,
    const struct pair *p, long n)
{
    long said[3] = { 0, 0, 0 };

    for (long i = 0; i < t->count; i++) {
        struct paired_cells c = draw(&t->rng, p, n);

        said[gate_fixed(rule, &c, NULL).verdict]++;
    }
    printf("| %s %.2f | %ld | %.2f | %.2f | %.2f | %.2f | %.2f |\n",
        rule->retain ? "retain" : "margin", rule->amount, n, p->accuracy,
        p->discordant, percent(said[GATE_NOT_WORSE], t->count),
        percent(said[GATE_WORSE], t->count),
        percent(said[GATE_UNKNOWN], t->count));
}

static void fixed(struct trials *t)
{
    static const long sizes[] = { 100, 1000, 3000 };
    static const double accuracy[] = { 0.6, 0.85 };
    static const double discordant[] = { 0.06, 0.1, 0.2 };
    static const struct gate_rule rules[] = { { false, 0.02, ALPHA, 1 },
        { true, 0.95, ALPHA, 1 } };

    printf("\n## Fixed gate, truth exactly on the edge: each answer of the "
           "first two at most 5 %%\n\n| rule | n | baseline | discordant "
           "| not worse | worse | unknown |\n|--|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < 36; i++) {
        const struct gate_rule *rule = &rules[i / 18];
        struct pair p = { accuracy[i / 3 % 2], discordant[i / 6 % 3], 0 };

        p.diff = rule->retain ? (rule->amount - 1) * p.accuracy : -rule->amount;
        if (possible(&p))
            fixed_row(t, rule, &p, sizes[i % 3]);
    }
}

/* A suite: how many items of each cell; asked in random order. */
struct suite {
    long n, base_right, lost, won;
};

static struct suite suite_of(const struct pair *p, long n, double margin)
{
    double items = (double)n;
    struct suite s = { n, lround(p->accuracy * items), 0, 0 };
    long total = lround(p->diff * items);

    /* At the edge, rounding must not move the truth to its better side. */
    if (fabs(p->diff + margin) < 1e-12)
        total = (long)floor(p->diff * items + 1e-9);
    s.won = lround((p->discordant * items + (double)total) / 2);
    s.lost = s.won - total;
    return s;
}

static void add_item(struct sequence *s, const struct suite *u, long k)
{
    bool base = k < u->base_right;
    double a = base ? k >= u->lost : k >= u->n - u->won;

    sequence_add_pair(s, a, a, base);
}

struct asked {
    long said[3];
    double share; // of the suite, summed over trials
};

static struct asked ask_all(struct trials *t, const struct suite *u,
    const struct gate_rule *rule, bool known)
{
    struct sequence_plan plan =
        gate_plan(rule, u->n, known ? u->base_right : -1);
    size_t *order = mem_zalloc((size_t)u->n, sizeof(*order));
    struct asked out = { { 0, 0, 0 }, 0 };

    for (long i = 0; i < u->n; i++)
        order[i] = (size_t)i;
    for (long i = 0; i < t->count; i++) {
        struct sequence *s = sequence_new(&plan);
        long k = 0;

        rng_shuffle(&t->rng, order, (size_t)u->n);
        while (k < u->n && gate_look(rule, s) == GATE_UNKNOWN)
            add_item(s, u, (long)order[k++]);
        out.said[gate_look(rule, s)]++;
        out.share += (double)k / (double)u->n;
        sequence_free(s);
    }
    free(order);
    return out;
}

static void gate_row(
    struct trials *t, const struct pair *p, long n, double margin, bool known)
{
    struct gate_rule rule = { false, margin, ALPHA, 1 };
    struct suite u = suite_of(p, n, margin);
    struct asked a = ask_all(t, &u, &rule, known);
    double truth = (double)(u.won - u.lost) + margin * (double)n;
    long wrong = 0;

    if (truth <= 1e-9)
        wrong = a.said[GATE_NOT_WORSE];
    if (truth >= -1e-9 && a.said[GATE_WORSE] > wrong)
        wrong = a.said[GATE_WORSE]; // exactly on the edge: the likelier one
    printf("| %ld | %.2f | %.2f | %.2f | %+.3f%s | %s | %.2f | %.2f | %.2f "
           "| %.2f | %.2f |\n",
        n, margin, p->accuracy, p->discordant, p->diff,
        fabs(truth) < 1 ? " (edge)" : "", known ? "yes" : "no",
        percent(a.said[GATE_NOT_WORSE], t->count),
        percent(a.said[GATE_WORSE], t->count),
        percent(a.said[GATE_UNKNOWN], t->count), percent(wrong, t->count),
        100 * (1 - a.share / (double)t->count));
}

static void gate(struct trials *t)
{
    static const struct {
        long n;
        double margin;
        struct pair p;
    } cases[] = {
        { 14042, 0.02, { 0.60, 0.10, 0 } },
        { 14042, 0.02, { 0.60, 0.10, -0.06 } },
        { 14042, 0.02, { 0.60, 0.10, 0.02 } },
        { 14042, 0.02, { 0.60, 0.10, -0.01 } },
        { 14042, 0.02, { 0.60, 0.10, -0.035 } },
        { 14042, 0.02, { 0.60, 0.10, -0.02 } },
        { 14042, 0.02, { 0.85, 0.10, 0 } },
        { 14042, 0.02, { 0.60, 0.25, 0 } },
        { 14042, 0.01, { 0.60, 0.10, 0 } },
        { 1319, 0.02, { 0.60, 0.10, 0 } },
        { 1319, 0.02, { 0.60, 0.10, -0.06 } },
        { 1319, 0.02, { 0.60, 0.10, -0.02 } },
        { 1000, 0.02, { 0.60, 0.10, -0.02 } },
        { 1000, 0.05, { 0.80, 0.30, -0.05 } },
        { 1000, 0.02, { 0.90, 0.02, -0.02 } },
        { 1000, 0.05, { 0.80, 0.30, 0 } },
        { 200, 0.02, { 0.60, 0.10, -0.02 } },
        { 200, 0.05, { 0.60, 0.20, -0.05 } },
        { 200, 0.05, { 0.60, 0.20, 0 } },
        { 200, 0.05, { 0.60, 0.20, -0.15 } },
        { 50, 0.06, { 0.60, 0.20, -0.06 } },
    };

    printf("\n## Sequential gate, a look after every reply: wrong at most "
           "5 %%\n\nThe last five columns are percent. `base` says whether the "
           "baseline's score was used as a control variate. With the truth "
           "exactly on the edge neither answer is right, `wrong` is the "
           "likelier of the two, and `unknown` all that is left to say.\n\n"
           "| N | margin | baseline | discordant | difference | base "
           "| not worse | worse | unknown | wrong | requests saved |\n"
           "|--:|--:|--:|--:|--:|--|--:|--:|--:|--:|--:|\n");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int known = 0; known < 2; known++)
            gate_row(t, &cases[i].p, cases[i].n, cases[i].margin, known);
}

/* The confidence sequence loses the truth at some look exactly when the test
 * of the truth rejects (tests/unit/test_sequence.c), so that is counted. */
static void sequence_row(
    struct trials *t, const struct pair *p, long n, bool known)
{
    struct suite u = suite_of(p, n, NAN);
    struct sequence_plan plan = { n, known ? u.base_right : -1, true,
        (double)(u.won - u.lost) / (double)n, 0 };
    size_t *order = mem_zalloc((size_t)n, sizeof(*order));
    double line = log(2 / (1 - LEVEL));
    long lost = 0;

    for (long i = 0; i < n; i++)
        order[i] = (size_t)i;
    for (long i = 0; i < t->count; i++) {
        struct sequence *s = sequence_new(&plan);

        rng_shuffle(&t->rng, order, (size_t)n);
        for (long k = 0; k < n; k++)
            add_item(s, &u, (long)order[k]);
        lost += sequence_above(s) >= line || sequence_below(s) >= line;
        sequence_free(s);
    }
    free(order);
    printf("| %ld | %.2f | %.2f | %+.2f | %s | %.2f |\n", n, p->accuracy,
        p->discordant, p->diff, known ? "yes" : "no",
        100 - percent(lost, t->count));
}

static void sequences(struct trials *t)
{
    static const struct pair pairs[] = { { 0.6, 0.1, 0 }, { 0.6, 0.3, -0.1 },
        { 0.9, 0.1, -0.05 }, { 0.9, 0.02, 0 } };
    static const long sizes[] = { 50, 200, 1000 };

    printf("\n## 95 %% confidence sequence: holds the truth at every look, "
           "percent\n\n| N | baseline | discordant | difference | base "
           "| coverage |\n|--:|--:|--:|--:|--|--:|\n");
    for (int i = 0; i < 24; i++)
        sequence_row(t, &pairs[i / 2 % 4], sizes[i / 8], i % 2);
}

int main(int argc, char **argv)
{
    struct trials t = { argc > 1 ? atol(argv[1]) : 10000, { { 0 } } };
    unsigned long long seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    void (*const parts[])(
        struct trials *) = { coverage, clusters, fixed, gate, sequences };

    if (t.count < 1) {
        fprintf(stderr, "simulate: TRIALS must be at least 1\n");
        return 2;
    }
    printf("# Simulated error rates\n\n%ld trials per case, seed %llu; the "
           "standard error of a 5 %% rate is %.2f points.\n",
        t.count, seed, 100 * sqrt(0.05 * 0.95 / (double)t.count));
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        rng_init(&t.rng, seed + i); // each part alone gives the same figures
        parts[i](&t);
        fflush(stdout);
    }
    return 0;
}
