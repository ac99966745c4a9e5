#include "report/planning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/gate/gating.h"
#include "report/gate/gating_cluster.h"

/* The difference that is allowed, in shares of all samples. */
static double allowed(const struct gate_rule *rule, double accuracy)
{
    return rule->retain ? (1 - rule->amount) * accuracy : rule->amount;
}

static int count_samples(
    struct planning_suite *s, const struct data_run *d, struct err *e)
{
    int64_t right = 0;

    for (size_t i = 0; i < d->n; i++) {
        if (d->items[i].repeat > 0)
            return err_set(e, ERR_USAGE,
                "%s: the baseline asked its samples more than once each: plan "
                "with one made without -e",
                d->row.suite);
        if (d->items[i].outcome == OUTCOME_FAILED)
            return err_set(e, ERR_USAGE,
                "%s: sample %.60s of the baseline failed: run it again until "
                "it is complete",
                d->row.suite, d->items[i].id);
        right += d->items[i].outcome == OUTCOME_CORRECT;
    }
    s->n = (int64_t)d->n;
    s->accuracy = (double)right / (double)d->n;
    return 0;
}

int planning_add(struct planning *p, const struct data_run *baseline,
    const double *discordant, size_t n, struct err *e)
{
    /* in units of what is allowed: as good, half way, worse, much worse */
    static const double losses[] = { 0, 0.5, 2, 3 };
    enum { LOSSES = sizeof losses / sizeof *losses };
    struct planning_suite s = { .baseline = baseline,
        .usd = (double)NAN,
        .clusters = gating_clusters(baseline) };
    double edge;

    if (baseline->n == 0 || strcmp(baseline->row.status, "complete") != 0)
        return err_set(e, ERR_USAGE,
            "%s: the baseline is incomplete: run it again until it is complete",
            baseline->row.suite);
    if (count_samples(&s, baseline, e) < 0)
        return -1;
    if (gating_sense(&p->rule, baseline->row.suite, s.accuracy, e) < 0)
        return -1;
    edge = allowed(&p->rule, s.accuracy);
    if (!(edge > 0))
        return err_set(e, ERR_USAGE,
            "%s: nothing may be lost, and no number of samples shows that: "
            "allow a margin",
            baseline->row.suite);
    s.cases = mem_zalloc(n * LOSSES, sizeof *s.cases);
    for (size_t d = 0; d < n; d++)
        for (size_t i = 0; i < LOSSES; i++)
            s.cases[s.case_count++] = (struct planning_case){
                .diff = losses[i] > 0 ? -losses[i] * edge : 0,
                .discordant = discordant[d]
            };
    p->suites = mem_resize(p->suites, p->n + 1, sizeof *p->suites);
    p->suites[p->n++] = s;
    return 0;
}

static void play(const struct planning *p, const struct planning_suite *s,
    struct planning_case *c)
{
    struct foresee_suite suite;
    double edge = allowed(&p->rule, s->accuracy);
    struct rng rng;

    c->possible =
        foresee_suite(s->n, s->accuracy, c->discordant, c->diff, -edge, &suite)
        == 0;
    for (int i = 0; i < FORESEE_CERTAINTIES; i++)
        c->items[i] = foresee_items(&p->rule, s->accuracy, c->discordant,
            c->diff, foresee_certainty[i]);
    if (!c->possible)
        return;
    rng_init(&rng, p->seed);
    c->sequence = foresee_gate(&p->rule, &suite, p->trials, &rng);
}

void planning_play(struct planning *p)
{
    p->rule.family = p->n > 0 ? (int)p->n : 1;
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->suites[i].case_count; k++)
            play(p, &p->suites[i], &p->suites[i].cases[k]);
}

void planning_clear(struct planning *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->suites[i].cases);
    free(p->suites);
    p->suites = NULL;
    p->n = 0;
}
