#include "report/letters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "report/label.h"
#include "stats/bootstrap.h"
#include "stats/mean.h"

enum { DRAWS_MOST = 10000, DRAWS_LEAST = 1000 };

#define RESAMPLED 2e7 // samples, over all draws

/* "B" told as likely as 1 and " B" beside it add up to more. */
#define ROUNDED 1e-2

bool letters_read(const char *detail, struct letters *out)
{
    struct err ignored = { 0 };
    struct json *tree;

    for (int i = 0; i < LETTERS_MAX; i++)
        out->p[i] = NAN;
    out->told = 0;
    out->least = 1;
    if (detail == NULL || strstr(detail, "\"letters\"") == NULL)
        return false;
    tree = json_parse(detail, strlen(detail), &ignored);
    JSON_EACH(l, json_get(tree, "letters")) {
        const char *key = json_key(l);
        double p = json_num(l, NAN);

        if (key == NULL || key[0] < 'A' || key[0] > 'Z' || key[1] != '\0'
            || !(p > 0) || !(p <= 1 + ROUNDED))
            continue;
        p = fmin(p, 1);
        out->p[key[0] - 'A'] = p;
        out->told++;
        out->least = fmin(out->least, p);
    }
    json_free(tree);
    return out->told > 0;
}

int letters_top(const struct letters *l)
{
    int best = -1;

    for (int i = 0; i < LETTERS_MAX; i++)
        if (!isnan(l->p[i]) && (best < 0 || l->p[i] > l->p[best]))
            best = i;
    return best;
}

/* The most that a letter which was not told can have. */
static double at_most(const struct letters *l)
{
    double left = 1;

    for (int i = 0; i < LETTERS_MAX; i++)
        left -= isnan(l->p[i]) ? 0 : l->p[i];
    return fmax(fmin(left, l->least), 1e-9);
}

/* log p of each letter either side told, at a temperature. */
static void soften(const struct letters *l, const struct letters *other,
    double temperature, double out[LETTERS_MAX])
{
    double rest = at_most(l), top = -INFINITY, sum = 0;

    for (int i = 0; i < LETTERS_MAX; i++) {
        out[i] = isnan(l->p[i]) && isnan(other->p[i])
                     ? -INFINITY
                     : log(isnan(l->p[i]) ? rest : l->p[i]) / temperature;
        top = fmax(top, out[i]);
    }
    for (int i = 0; i < LETTERS_MAX; i++)
        sum += exp(out[i] - top);
    for (int i = 0; i < LETTERS_MAX; i++)
        out[i] -= top + log(sum);
}

double letters_kl(
    const struct letters *a, const struct letters *b, double temperature)
{
    double p[LETTERS_MAX], q[LETTERS_MAX], kl = 0;

    soften(a, b, temperature, p);
    soften(b, a, temperature, q);
    for (int i = 0; i < LETTERS_MAX; i++)
        if (isfinite(p[i]))
            kl += exp(p[i]) * (p[i] - q[i]);
    return fmax(0, kl);
}

static bool same_set(const struct letters *a, const struct letters *b)
{
    for (int i = 0; i < LETTERS_MAX; i++)
        if (isnan(a->p[i]) != isnan(b->p[i]))
            return false;
    return true;
}

struct view {
    double *kl, *same;
    const char **names;
    size_t *cluster;
    size_t n;
};

static void collect(
    const struct pair *p, double temperature, struct view *v, int64_t *filled)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct data_item *ia = &p->a->items[p->matches[i].a];
        const struct data_item *ib = &p->b->items[p->matches[i].b];
        struct letters a, b;

        if (!pair_judged(p, i) || !letters_read(ia->detail, &a)
            || !letters_read(ib->detail, &b))
            continue;
        v->kl[v->n] = letters_kl(&a, &b, temperature);
        v->same[v->n] = letters_top(&a) == letters_top(&b);
        v->names[v->n++] = label_cluster(ia);
        *filled += !same_set(&a, &b);
    }
}

static struct interval mean_ci(const struct view *v, size_t clusters,
    const double *x, const struct letters_pair *k, double level, uint64_t seed)
{
    struct bootstrap_data d = { x, v->n, v->cluster, clusters };
    struct rng rng;

    if (!bootstrap_covers(v->n, clusters))
        return (struct interval){ NAN, NAN };
    rng_init(&rng, seed);
    return bootstrap_mean(&d, k->draws, level, &rng).bca;
}

struct letters_pair letters_of(
    const struct pair *p, double temperature, double level, uint64_t seed)
{
    const struct interval none = { NAN, NAN };
    struct letters_pair out = { 0, 0, NAN, none, NAN, none, temperature, 0 };
    struct view v = { mem_zalloc(p->n + 1, sizeof(double)),
        mem_zalloc(p->n + 1, sizeof(double)),
        mem_zalloc(p->n + 1, sizeof(char *)),
        mem_zalloc(p->n + 1, sizeof(size_t)), 0 };
    size_t clusters;

    collect(p, temperature, &v, &out.filled);
    out.n = (int64_t)v.n;
    if (v.n > 0) {
        clusters = label_numbers(v.names, v.n, v.cluster);
        out.draws = (size_t)fmax(
            DRAWS_LEAST, fmin(DRAWS_MOST, RESAMPLED / (double)clusters));
        out.kl = mean_of(v.kl, v.n).mean;
        out.same = mean_of(v.same, v.n).mean;
        out.kl_ci = mean_ci(&v, clusters, v.kl, &out, level, seed);
        out.same_ci = mean_ci(&v, clusters, v.same, &out, level, seed);
    }
    free(v.kl);
    free(v.same);
    free(v.names);
    free(v.cluster);
    return out;
}
