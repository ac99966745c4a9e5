#include "report/trend.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/label.h"
#include "stats/cluster.h"
#include "stats/clustered.h"
#include "stats/signflip.h"
#include "stats/special.h"

#define LN_10 2.30258509299404568402

struct matrix {    // verdicts of all runs on the samples that all have
    double *right; // [run * samples + sample]
    size_t *cluster;
    int64_t *sample; // whose answer it is
    size_t samples, clusters;
    bool named;  // some sample names its cluster
    int repeats; // how often a sample was asked: each one of samples
};

static bool judged(const struct data_item *item)
{
    return item->outcome != OUTCOME_FAILED;
}

/* place[k]: index of item k of the first run in run i, or SIZE_MAX. */
static int match_all(struct trend *t, const struct alike *accepted,
    size_t **place, struct err *e)
{
    const struct data_run *first = t->points[0].run;

    for (size_t i = 0; i < t->n; i++) {
        const struct data_run *run = t->points[i].run;
        struct pair p;
        int rc;

        place[i] = mem_zalloc(first->n + 1, sizeof **place);
        for (size_t k = 0; k < first->n; k++)
            place[i][k] = i == 0 ? k : SIZE_MAX;
        if (i == 0)
            continue;
        pair_make_as(&p, first, run, accepted->prompt);
        rc = alike_check(&p, accepted, e);
        for (size_t m = 0; m < p.n; m++)
            place[i][p.matches[m].a] = p.matches[m].b;
        pair_clear(&p);
        if (rc < 0)
            return -1;
    }
    return 0;
}

/* Samples, with their repeats, that any of the runs has. */
static size_t count_all(const struct trend *t)
{
    struct label_set all = { 0 };
    size_t n;

    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->points[i].run->n; k++) {
            const struct data_item *item = &t->points[i].run->items[k];
            char *name = mem_printf("%d %s", item->repeat, item->id);
            label_number(&all, name);
            free(name);
        }
    n = all.n;
    label_clear(&all);
    return n;
}

static void fill(const struct trend *t, size_t *const *place, struct matrix *m)
{
    const struct data_run *first = t->points[0].run;
    const char **names = mem_zalloc(first->n + 1, sizeof *names);
    size_t *common = mem_zalloc(first->n + 1, sizeof *common);

    for (size_t k = 0; k < first->n; k++) {
        bool yes = true;
        for (size_t i = 0; i < t->n && yes; i++)
            yes = place[i][k] != SIZE_MAX
                  && judged(&t->points[i].run->items[place[i][k]]);
        if (yes)
            common[m->samples++] = k;
    }
    m->right = mem_zalloc(t->n * m->samples + 1, sizeof *m->right);
    m->cluster = mem_zalloc(m->samples + 1, sizeof *m->cluster);
    m->sample = mem_zalloc(m->samples + 1, sizeof *m->sample);
    for (size_t s = 0; s < m->samples; s++) {
        const struct data_item *item = &first->items[common[s]];
        m->sample[s] = item->n;
        names[s] = label_cluster(item);
        m->named = m->named || item->cluster[0] != '\0';
        if (item->repeat >= m->repeats)
            m->repeats = item->repeat + 1;
        for (size_t i = 0; i < t->n; i++)
            m->right[i * m->samples + s] =
                t->points[i].run->items[place[i][common[s]]].outcome
                == OUTCOME_CORRECT;
    }
    m->clusters = label_numbers(names, m->samples, m->cluster);
    free(common);
    free(names);
}

/* Accuracy of a less that of b, with its interval and log10 of the one-sided p
 * of "a is better". */
struct edge {
    double diff, log10_p;
    struct interval ci, a_ci;
};

static struct edge clustered_edge(
    const struct matrix *m, const double *a, const double *b, double level)
{
    struct clustered_data d = { a, b, m->cluster, m->samples, m->clusters };
    struct clustered k = clustered_of(&d, level);
    double two = k.p_log10 - log10(2);

    return (struct edge){ k.diff, k.diff > 0 ? two : log10(1 - pow(10, two)),
        k.ci, k.a_ci };
}

/* McNemar's one-sided p, over samples where each was asked several times: as
 * compare has it. */
static double better_log10_p(const struct matrix *m, const double *a,
    const double *b, const struct paired_cells *c)
{
    int *d;
    size_t n = 0;
    double out;

    if (m->repeats < 2)
        return special_log_half_tail(c->only_b, c->only_a + c->only_b) / LN_10;
    d = mem_zalloc(m->samples + 1, sizeof *d);
    for (size_t s = 0; s < m->samples; s++) {
        if (s == 0 || m->sample[s] != m->sample[s - 1])
            d[n++] = 0;
        d[n - 1] += (int)a[s] - (int)b[s];
    }
    out = signflip_log_tail(d, n) / LN_10;
    free(d);
    return out;
}

static struct edge edge_of(
    const struct matrix *m, size_t i, size_t j, double level)
{
    const double *a = &m->right[i * m->samples];
    const double *b = &m->right[j * m->samples];
    struct paired_cells all = { 0, 0, 0, 0 };
    struct clustered_items items = { .repeats = m->repeats };

    if (m->named && m->clusters < m->samples)
        return clustered_edge(m, a, b, level);
    for (size_t s = 0; s < m->samples; s++)
        paired_add(&all, a[s] > 0.5, b[s] > 0.5);
    items.n = paired_n(&all);
    items.right = (double)(all.both + all.only_a);
    return (struct edge){ paired_diff(&all), better_log10_p(m, a, b, &all),
        paired_ci_once(&all, m->repeats, level),
        clustered_accuracy(&items, level) }; /* as compare has it */
}

static void find_best(struct trend *t, const struct matrix *m)
{
    double others = (double)t->n - 1;
    double all = 1 - (1 - t->level) / (others * (double)t->n / 2);

    for (size_t i = 0; i < t->n; i++)
        if (t->points[i].right > t->points[t->best].right)
            t->best = i;
    for (size_t i = 0; i < t->n; i++) {
        struct trend_point *p = &t->points[i];
        struct edge e = edge_of(m, t->best, i, all);

        p->behind = e.diff;
        p->behind_ci = e.ci;
        p->p_best = 0;
        for (size_t j = 0; j < t->n; j++)
            if (j != i)
                p->p_best = fmin(p->p_best, edge_of(m, j, i, t->level).log10_p);
        p->p_best = fmin(1, others * pow(10, p->p_best));
        p->may_be_best = !(p->p_best <= 1 - t->level);
        p->ci = edge_of(m, i, i, t->level).a_ci;
    }
}

/* The number that tells names apart: all else in them is the same. */
static bool number_in(const char *name, size_t *from, size_t *to, double *x)
{
    size_t n = strlen(name);

    while (n > 0 && strchr("0123456789", name[n - 1]) == NULL)
        n--;
    *to = n;
    while (n > 0 && strchr("0123456789", name[n - 1]) != NULL)
        n--;
    *from = n;
    *x = strtod(name + n, NULL);
    return *to > n && *to - n < 16;
}

bool trend_stem(const char *name, struct buf *stem, double *x)
{
    size_t from, to;

    if (!number_in(name, &from, &to, x))
        return false;
    /* a size: 8b, 270M */
    if (name[to] != '\0' && strchr("bBmM", name[to]) != NULL
        && !isalnum((unsigned char)name[to + 1]))
        return false;
    buf_add(stem, name, from);
    buf_puts(stem, "#");
    buf_puts(stem, name + to);
    return true;
}

static void place_on_x(struct trend *t)
{
    const char *first = t->points[0].run->row.model;
    size_t head, tail, from, to;
    double x, last = -1;

    t->named = number_in(first, &head, &tail, &x);
    for (size_t i = 0; i < t->n && t->named; i++) {
        const char *name = t->points[i].run->row.model;
        t->named = number_in(name, &from, &to, &x) && from == head
                   && strncmp(name, first, head) == 0
                   && strcmp(name + to, first + tail) == 0 && x > last;
        t->points[i].x = last = x;
    }
    for (size_t i = 0; i < t->n && !t->named; i++)
        t->points[i].x = (double)(i + 1);
}

static void find_slope(struct trend *t, const struct matrix *m)
{
    double *slope = mem_zalloc(m->samples + 1, sizeof *slope), mean = 0,
           spread = 0, df;
    struct cluster_mean k;

    for (size_t i = 0; i < t->n; i++)
        mean += t->points[i].x / (double)t->n;
    for (size_t i = 0; i < t->n; i++)
        spread += pow(t->points[i].x - mean, 2);
    for (size_t i = 0; i < t->n; i++)
        for (size_t s = 0; s < m->samples; s++)
            slope[s] +=
                (t->points[i].x - mean) / spread * m->right[i * m->samples + s];
    k = cluster_mean_of(slope, m->cluster, m->samples, m->clusters);
    df = (double)k.clusters - 1;
    t->slope = k.mean;
    t->slope_se = k.se_cr1 > 1e-12 ? k.se_cr1 : (double)NAN;
    if (!m->named && m->repeats > 1) /* they count once, as in edge_of */
        t->slope_se = fmax(t->slope_se, k.se_plain * sqrt(m->repeats));
    t->slope_ci = (struct interval){ NAN, NAN };
    t->slope_log10_p = NAN;
    if (t->slope_se > 0) {
        double q = -special_t_quantile((1 - t->level) / 2, df);
        t->slope_ci.low = t->slope - q * t->slope_se;
        t->slope_ci.high = t->slope + q * t->slope_se;
        t->slope_log10_p =
            special_t_log_tails(t->slope / t->slope_se, df) / LN_10;
    }
    free(slope);
}

static int check(const struct trend *t, struct err *e)
{
    const struct run_row *first = &t->points[0].run->row;

    for (size_t i = 1; i < t->n; i++) {
        const struct run_row *row = &t->points[i].run->row;
        if (strcmp(row->suite, first->suite) != 0)
            return err_set(e, ERR_USAGE,
                "run %lld is of %s, run %lld of %s: a trend is of one suite",
                (long long)first->id, first->suite, (long long)row->id,
                row->suite);
        for (size_t k = 0; k < i; k++)
            if (t->points[k].run->row.id == row->id)
                return err_set(e, ERR_USAGE, "run %lld is named twice",
                    (long long)row->id);
    }
    return 0;
}

int trend_of(struct trend *t, const struct data_run *const *runs, size_t n,
    const struct alike *accepted, struct err *e)
{
    struct matrix m = { .repeats = 1 };
    size_t **place = mem_zalloc(n + 1, sizeof *place);
    int rc = -1;

    t->points = mem_zalloc(n, sizeof *t->points);
    t->n = n;
    for (size_t i = 0; i < n; i++)
        t->points[i].run = runs[i];
    if (check(t, e) < 0 || match_all(t, accepted, place, e) < 0)
        goto out;
    fill(t, place, &m);
    if (m.samples == 0) {
        err_set(e, ERR_USAGE,
            "no sample has a verdict in all %zu runs: run those that are "
            "incomplete again",
            n);
        goto out;
    }
    t->samples = m.samples;
    t->left_out = count_all(t) - m.samples;
    t->clusters = m.named && m.clusters < m.samples ? m.clusters : 0;
    t->repeats = m.repeats;
    for (size_t i = 0; i < n; i++) {
        for (size_t s = 0; s < m.samples; s++)
            t->points[i].right += m.right[i * m.samples + s] > 0.5;
        t->points[i].accuracy = (double)t->points[i].right / (double)m.samples;
    }
    place_on_x(t);
    find_best(t, &m);
    find_slope(t, &m);
    rc = 0;
out:
    for (size_t i = 0; i < n; i++)
        free(place[i]);
    free(place);
    free(m.right);
    free(m.cluster);
    free(m.sample);
    return rc;
}

void trend_clear(struct trend *t)
{
    free(t->points);
    t->points = NULL;
    t->n = 0;
}

void trend_name(const struct trend *t, size_t i, struct buf *out)
{
    const struct run_row *row = &t->points[i].run->row;
    bool again = false;

    for (size_t k = 0; k < t->n; k++)
        again =
            again
            || (k != i && strcmp(t->points[k].run->row.model, row->model) == 0);
    buf_puts(out, row->model);
    if (again)
        buf_printf(out, " (run %lld)", (long long)row->id);
}
