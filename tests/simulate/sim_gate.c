/* How often the gate is wrong: on fixed sets of items, and asked in random
 * order with a look after every reply. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "sim.h"
#include "stats/foresee.h"

/* The fixed gate where the truth lies exactly on the edge. */
static void fixed_row(struct trials *t, const struct gate_rule *rule,
    const struct sim_pair *p, long n)
{
    long said[3] = { 0, 0, 0 };

    for (long i = 0; i < t->count; i++) {
        struct paired_cells c = sim_draw(&t->rng, p, n);

        said[gate_fixed(rule, &c, NULL).verdict]++;
    }
    printf("| %s %.2f | %ld | %.2f | %.2f | %.2f | %.2f | %.2f |\n",
        rule->retain ? "retain" : "margin", rule->amount, n, p->accuracy,
        p->discordant, sim_percent(said[GATE_NOT_WORSE], t->count),
        sim_percent(said[GATE_WORSE], t->count),
        sim_percent(said[GATE_UNKNOWN], t->count));
}

void sim_fixed(struct trials *t)
{
    static const long sizes[] = { 100, 1000, 3000 };
    static const double accuracy[] = { 0.6, 0.85 };
    static const double discordant[] = { 0.06, 0.1, 0.2 };
    static const struct gate_rule rules[] = {
        { false, 0.02, ALPHA, 1, 0, 0, 0 }, { true, 0.95, ALPHA, 1, 0, 0, 0 }
    };

    printf("\n## Fixed gate, truth exactly on the edge: each answer of the "
           "first two at most 5 %%\n\n| rule | n | baseline | discordant "
           "| not worse | worse | unknown |\n|--|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < 36; i++) {
        const struct gate_rule *rule = &rules[i / 18];
        struct sim_pair p = { accuracy[i / 3 % 2], discordant[i / 6 % 3], 0 };

        p.diff = rule->retain ? (rule->amount - 1) * p.accuracy : -rule->amount;
        if (sim_possible(&p))
            fixed_row(t, rule, &p, sizes[i % 3]);
    }
}

static void gate_row(struct trials *t, const struct sim_pair *p, long n,
    double margin, bool known)
{
    struct gate_rule rule = { false, margin, ALPHA, 1, 0, 0, 0 };
    struct foresee_suite u;
    struct foresight f;
    int64_t truth, wrong = 0;
    double over;

    if (foresee_suite(n, p->accuracy, p->discordant, p->diff, -margin, &u) < 0)
        return;
    u.base_known = known;
    f = foresee_gate(&rule, &u, (int)t->count, &t->rng);
    truth = u.won - u.lost;
    over = (double)truth + margin * (double)n;
    if (over <= 1e-9)
        wrong = f.said[GATE_NOT_WORSE];
    if (over >= -1e-9 && f.said[GATE_WORSE] > wrong)
        wrong = f.said[GATE_WORSE]; // exactly on the edge: the likelier one
    printf("| %ld | %.2f | %.2f | %.2f | %+.3f%s | %s | %.2f | %.2f | %.2f "
           "| %.2f | %.2f |\n",
        n, margin, p->accuracy, p->discordant, p->diff,
        fabs(over) < 1 ? " (edge)" : "", known ? "yes" : "no",
        sim_percent(f.said[GATE_NOT_WORSE], t->count),
        sim_percent(f.said[GATE_WORSE], t->count),
        sim_percent(f.said[GATE_UNKNOWN], t->count),
        sim_percent(wrong, t->count), 100 * (1 - f.mean / (double)n));
}

void sim_gate(struct trials *t)
{
    static const struct {
        long n;
        double margin;
        struct sim_pair p;
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
    struct trials *t, const struct sim_pair *p, long n, bool known)
{
    struct foresee_suite u;
    struct sequence_plan plan = { n, -1, true, 0, 0 };
    size_t *order = mem_zalloc((size_t)n, sizeof(*order));
    double line = log(2 / (1 - LEVEL));
    long lost = 0;

    if (foresee_suite(n, p->accuracy, p->discordant, p->diff, NAN, &u) == 0)
        plan.edge = (double)(u.won - u.lost) / (double)n;
    if (known)
        plan.base_right = u.base_right;
    for (long i = 0; i < n; i++)
        order[i] = (size_t)i;
    for (long i = 0; i < t->count; i++) {
        struct sequence *s = sequence_new(&plan);

        rng_shuffle(&t->rng, order, (size_t)n);
        for (long k = 0; k < n; k++)
            foresee_add(s, &u, (int64_t)order[k]);
        lost += sequence_above(s) >= line || sequence_below(s) >= line;
        sequence_free(s);
    }
    free(order);
    printf("| %ld | %.2f | %.2f | %+.2f | %s | %.2f |\n", n, p->accuracy,
        p->discordant, p->diff, known ? "yes" : "no",
        100 - sim_percent(lost, t->count));
}

void sim_sequences(struct trials *t)
{
    static const struct sim_pair pairs[] = { { 0.6, 0.1, 0 },
        { 0.6, 0.3, -0.1 }, { 0.9, 0.1, -0.05 }, { 0.9, 0.02, 0 } };
    static const long sizes[] = { 50, 200, 1000 };

    printf("\n## 95 %% confidence sequence: holds the truth at every look, "
           "percent\n\n| N | baseline | discordant | difference | base "
           "| coverage |\n|--:|--:|--:|--:|--|--:|\n");
    for (int i = 0; i < 24; i++)
        sequence_row(t, &pairs[i / 2 % 4], sizes[i / 8], i % 2);
}
