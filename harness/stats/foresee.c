#include "stats/foresee.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stats/special.h"

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

/* A candidate as foresee_items sees it, in shares of all items, turned so that
 * the score of the edge falls as it gets better. */
struct expected {
    double both, won, lost;
    double distance; // mean of the score for one item, from the edge
    double variance; // of it, as it is
    double edge;     // and as the gate reckons it at the edge
};

/* The estimates of gate_fixed's score where the truth is the edge: Tango (1998)
 * for a margin, Nam and Blackwelder (2002) for a share r of the baseline; see
 * paired.c and retention.c. */
static double edge_of_margin(const struct expected *e, double d)
{
    double b = (2 - e->lost + e->won) * d - e->lost - e->won;
    double root = sqrt(fmax(0, b * b + 8 * e->won * d * (1 - d)));

    return (root - b) / 2 + d * (1 - d);
}

static double edge_of_share(const struct expected *e, double r)
{
    double y = e->both + e->won, m = y + e->lost, a = 1 + r;
    double b = y * (r * r - 1) - e->lost - e->won;
    double root = sqrt(fmax(0, b * b + 4 * a * e->won * (r - 1) * m));

    return (root - b) / 2 + m * (r - 1);
}

static struct expected expect(const struct gate_rule *rule, double accuracy,
    double discordant, double diff)
{
    struct expected e = { .won = (discordant + diff) / 2,
        .lost = (discordant - diff) / 2 };
    double r = rule->retain ? 1 / rule->amount : 1;

    e.both = accuracy - e.lost;
    e.distance =
        rule->retain ? r * (accuracy + diff) - accuracy : diff + rule->amount;
    /* of r a - b */
    e.variance = e.both * (r - 1) * (r - 1) + r * r * e.won + e.lost
                 - (r * (accuracy + diff) - accuracy)
                       * (r * (accuracy + diff) - accuracy);
    e.edge =
        rule->retain ? edge_of_share(&e, r) : edge_of_margin(&e, rule->amount);
    return e;
}

double foresee_items(const struct gate_rule *rule, double accuracy,
    double discordant, double diff, double power)
{
    struct expected e = expect(rule, accuracy, discordant, diff);
    double alpha = e.distance > 0 ? rule->alpha : rule->alpha / rule->family;
    double far = fabs(e.distance), z, root;

    if (!(e.won >= -1e-12 && e.lost >= -1e-12 && e.both >= -1e-12
            && accuracy + e.won <= 1 + 1e-12)
        || far < 1e-12)
        return NAN;
    /* far n - 1/2 = z_alpha sqrt(edge n) + z_power sqrt(variance n) */
    z = -special_normal_quantile(alpha) * sqrt(fmax(0, e.edge))
        + special_normal_quantile(power) * sqrt(fmax(0, e.variance));
    root = (z + sqrt(z * z + 2 * far)) / (2 * far);
    return ceil(root * root);
}
