#include "stats/foresee.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stats/power.h"

const double foresee_certainty[FORESEE_CERTAINTIES] = { 0.5, 0.8, 0.9, 0.95 };

int foresee_suite(int64_t n, double accuracy, double discordant, double diff,
    double edge, struct foresee_suite *out)
{
    double items = (double)n;
    int64_t total = lround(diff * items);
    struct foresee_suite s = { n, lround(accuracy * items), 0, 0, true };

    /* at the edge, rounding must not move the truth to its better side */
    if (fabs(diff - edge) < 1e-12)
        total = (int64_t)floor(diff * items + 1e-9);
    s.won = lround((discordant * items + (double)total) / 2);
    s.lost = s.won - total;
    *out = s;
    return n > 0 && s.won >= 0 && s.lost >= 0 && s.lost <= s.base_right
                   && s.won <= n - s.base_right
               ? 0
               : -1;
}

void foresee_add(struct sequence *s, const struct foresee_suite *u, int64_t k)
{
    bool base = k < u->base_right;
    double a = base ? k >= u->lost : k >= u->n - u->won;

    sequence_add_pair(s, a, a, base);
}

/* One gate; order is any permutation, shuffled on as far as it is needed. */
static int64_t play(const struct gate_rule *rule, const struct foresee_suite *u,
    int64_t *order, struct rng *r, enum gate_verdict *said)
{
    struct sequence_plan plan =
        gate_plan(rule, u->n, u->base_known ? u->base_right : -1);
    struct sequence *s = sequence_new(&plan);
    int64_t k = 0;

    for (; k < u->n && gate_look(rule, s) == GATE_UNKNOWN; k++) {
        int64_t at = k + (int64_t)rng_below(r, (uint64_t)(u->n - k));
        int64_t item = order[at];

        order[at] = order[k];
        order[k] = item;
        foresee_add(s, u, item);
    }
    *said = gate_look(rule, s);
    sequence_free(s);
    return k;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

struct foresight foresee_gate(const struct gate_rule *rule,
    const struct foresee_suite *suite, int trials, struct rng *r)
{
    struct foresight out = { { 0, 0, 0 }, 0, { 0 } };
    int64_t *order = mem_zalloc((size_t)suite->n, sizeof *order);
    int64_t *asked = mem_zalloc((size_t)trials, sizeof *asked);

    for (int64_t i = 0; i < suite->n; i++)
        order[i] = i;
    for (int i = 0; i < trials; i++) {
        enum gate_verdict said;

        asked[i] = play(rule, suite, order, r, &said);
        out.said[said]++;
        out.mean += (double)asked[i] / trials;
    }
    qsort(asked, (size_t)trials, sizeof *asked, ascending);
    for (int i = 0; i < FORESEE_CERTAINTIES; i++)
        out.by[i] = asked[(int)ceil(foresee_certainty[i] * trials) - 1];
    free(asked);
    free(order);
    return out;
}

double foresee_items(const struct gate_rule *rule, double accuracy,
    double discordant, double diff, double power)
{
    double share = rule->retain ? rule->amount : 1;
    double won = (discordant + diff) / 2, lost = (discordant - diff) / 2;
    double both = accuracy - lost, mean, square, distance;

    if (!(won >= -1e-12 && lost >= -1e-12 && both >= -1e-12
            && accuracy + won <= 1 + 1e-12))
        return NAN;
    mean = accuracy + diff - share * accuracy;
    square = both * (1 - share) * (1 - share) + won + share * share * lost;
    distance = rule->retain ? mean : diff + rule->amount;
    if (fabs(distance) < 1e-12)
        return NAN;
    return power_items(
        sqrt(fmax(0, square - mean * mean)), distance, 2 * rule->alpha, power);
}
