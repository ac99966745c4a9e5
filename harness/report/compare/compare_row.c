/* One row of a comparison: a suite or a group of it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/compare/compare.h"
#include "report/label.h"
#include "stats/cluster.h"
#include "stats/clustered.h"
#include "stats/mean.h"
#include "stats/signflip.h"
#include "stats/special.h"

struct view { // the samples of a row as arrays
    double *a, *b;
    size_t *cluster;
    size_t n, clusters;
    int repeats;
};

static const struct data_item *item_a(const struct compare_row *r, size_t i)
{
    return &r->pair->a->items[r->pair->matches[r->matches[i]].a];
}

static const struct data_item *item_b(const struct compare_row *r, size_t i)
{
    return &r->pair->b->items[r->pair->matches[r->matches[i]].b];
}

static bool right(const struct data_item *item)
{
    return item->outcome == OUTCOME_CORRECT;
}

static void count(struct compare_row *r)
{
    for (size_t i = 0; i < r->matched; i++) {
        const struct data_item *a = item_a(r, i), *b = item_b(r, i);

        if (!pair_judged(r->pair, r->matches[i]))
            continue;
        paired_add(&r->cells, right(a), right(b));
        if (right(a) && !right(b))
            r->loss.lost[b->outcome]++;
        else if (right(b) && !right(a))
            r->loss.won[a->outcome]++;
    }
}

static void view_open(struct view *v, const struct compare_row *r)
{
    const char **names = mem_zalloc(r->matched + 1, sizeof *names);

    memset(v, 0, sizeof *v);
    v->repeats = r->pair->repeats;
    v->a = mem_zalloc(r->matched + 1, sizeof *v->a);
    v->b = mem_zalloc(r->matched + 1, sizeof *v->b);
    v->cluster = mem_zalloc(r->matched + 1, sizeof *v->cluster);
    for (size_t i = 0; i < r->matched; i++) {
        if (!pair_judged(r->pair, r->matches[i]))
            continue;
        v->a[v->n] = right(item_a(r, i));
        v->b[v->n] = right(item_b(r, i));
        names[v->n++] = label_cluster(item_a(r, i));
    }
    v->clusters = label_numbers(names, v->n, v->cluster);
    free(names);
}

static void view_close(struct view *v)
{
    free(v->a);
    free(v->b);
    free(v->cluster);
}

/* Answers that a has right, less those of b, of each sample: matches of one
 * sample stand together. */
static size_t differences(const struct compare_row *r, int *out)
{
    const struct data_item *last = NULL;
    size_t n = 0;

    for (size_t i = 0; i < r->matched; i++) {
        const struct data_item *a = item_a(r, i);
        if (!pair_judged(r->pair, r->matches[i]))
            continue;
        if (last == NULL || last->n != a->n)
            out[n++] = 0;
        last = a;
        out[n - 1] += (int)right(a) - (int)right(item_b(r, i));
    }
    return n;
}

/* Of samples that were asked several times: exact too, McNemar's where it is
 * once; the error of a sample's mean difference (Miller 2024, section 2.2). */
static void fill_repeats(struct compare_row *r)
{
    int *d = mem_zalloc(r->matched + 1, sizeof *d);
    size_t n = differences(r, d);
    double *share = mem_zalloc(n + 1, sizeof *share), ln_p;

    for (size_t i = 0; i < n; i++)
        share[i] = d[i] * ((double)n / (double)paired_n(&r->cells));
    r->se = r->se_plain = mean_of(share, n).se;
    ln_p = signflip_log_p(d, n);
    r->p = exp(ln_p);
    r->log10_p = ln_p / log(10);
    free(share);
    free(d);
}

static void fill_plain(struct compare_row *r, double level)
{
    const struct paired_cells *c = &r->cells;
    struct paired_cells turned = { c->both, c->only_b, c->only_a,
        c->neither }; /* the student first */
    struct paired_mcnemar test = paired_mcnemar(c);
    struct clustered_items items = { .n = paired_n(c),
        .repeats = r->pair->repeats };

    items.right = (double)(c->both + c->only_a);
    r->a_ci = clustered_accuracy(&items, level);
    items.right = (double)(c->both + c->only_b);
    r->b_ci = clustered_accuracy(&items, level);
    r->se = r->se_plain = paired_se(c);
    r->ci = paired_ci_once(c, r->pair->repeats, level);
    r->p = test.p;
    r->log10_p = test.p_log10;
    r->kept = retention_once(&turned, r->pair->repeats, level);
    if (r->pair->repeats > 1)
        fill_repeats(r);
}

static void fill_clustered(
    struct compare_row *r, const struct view *v, double level)
{
    struct clustered_data d = { v->a, v->b, v->cluster, v->n, v->clusters };
    struct clustered k = clustered_of(&d, level);

    r->clusters = v->clusters;
    r->a_ci = k.a_ci;
    r->b_ci = k.b_ci;
    r->se = k.se;
    r->se_plain = k.se_plain;
    r->ci = k.ci;
    r->p = k.p;
    r->log10_p = k.p_log10;
    r->kept = (struct retention){ k.ratio, k.ratio_ci };
}

static bool is_format(enum outcome o)
{
    return o == OUTCOME_UNREAD || o == OUTCOME_TRUNCATED
           || o == OUTCOME_REFUSED;
}

/* Puts into a and b whether the sample was lost, and won, by one kind; what
 * both have right is so here, too, or the interval would be another one than
 * that of the difference where there is one kind alone. */
static void mark_kind(const struct compare_row *r, bool format, struct view *v)
{
    size_t n = 0;

    for (size_t i = 0; i < r->matched; i++) {
        const struct data_item *a = item_a(r, i), *b = item_b(r, i);
        if (!pair_judged(r->pair, r->matches[i]))
            continue;
        v->a[n] = right(a) && (right(b) || is_format(b->outcome) == format);
        v->b[n++] = right(b) && (right(a) || is_format(a->outcome) == format);
    }
}

static struct interval kind_ci(const struct compare_row *r,
    const struct view *v, int64_t lost, int64_t won, double level)
{
    struct clustered_data d = { v->a, v->b, v->cluster, v->n, v->clusters };
    int64_t both = r->cells.both;
    struct paired_cells c = { both, lost, won,
        (int64_t)v->n - both - lost - won };

    if (r->clusters > 0)
        return clustered_of(&d, level).ci;
    return paired_ci_once(&c, v->repeats, level);
}

static void fill_loss(struct compare_row *r, struct view *v, double level)
{
    struct compare_loss *l = &r->loss;
    int64_t lost[2] = { 0, 0 }, won[2] = { 0, 0 };

    for (int o = 0; o < OUTCOME_COUNT; o++) {
        lost[is_format((enum outcome)o)] += l->lost[o];
        won[is_format((enum outcome)o)] += l->won[o];
    }
    l->format = (double)(lost[1] - won[1]) / (double)v->n;
    l->wrong = (double)(lost[0] - won[0]) / (double)v->n;
    mark_kind(r, true, v);
    l->format_ci = kind_ci(r, v, lost[1], won[1], level);
    mark_kind(r, false, v);
    l->wrong_ci = kind_ci(r, v, lost[0], won[0], level);
}

/* Every row has the seed to itself: it is the same with and without others.
 * Where there are too few samples its intervals would be too short. */
static void fill_boot(
    const struct compare *c, struct compare_row *r, const struct view *v)
{
    struct bootstrap_data d = { v->a, v->n, v->cluster, v->clusters };
    struct rng rng;

    if (!bootstrap_covers(v->n, v->clusters)) {
        const struct interval none = { NAN, NAN };
        r->boot = (struct bootstrap){ NAN, NAN, none, none };
        return;
    }
    rng_init(&rng, c->seed);
    r->boot = bootstrap_diff(&d, v->b, c->draws, c->level, &rng);
}

void compare_row_fill(const struct compare *c, struct compare_row *r)
{
    struct view v;

    count(r);
    r->diff = paired_diff(&r->cells);
    view_open(&v, r);
    if (r->pair->clustered && v.clusters < v.n)
        fill_clustered(r, &v, c->level);
    else
        fill_plain(r, c->level);
    fill_boot(c, r, &v);
    fill_loss(r, &v, c->level);
    view_close(&v);
}

/* The error of a group's mean of x, NAN for one sample. */
static struct mean group_mean(double sum, double squares, int64_t n)
{
    double dn = (double)n, m = sum / dn;
    double sd = n > 1 ? sqrt(fmax(0, squares - sum * m) / (dn - 1)) : NAN;

    return (struct mean){ (size_t)n, m, sd, sd / sqrt(dn) };
}

/* Errors of the row where it has its own: those of clusters. */
static void put_means(const struct compare_row *r, struct mean *a,
    struct mean *b, struct mean *diff)
{
    const struct paired_cells *c = &r->cells;
    int64_t n = paired_n(c);
    double in_a = (double)(c->both + c->only_a);
    double in_b = (double)(c->both + c->only_b);

    *a = group_mean(in_a, in_a, n);
    *b = group_mean(in_b, in_b, n);
    *diff = group_mean(in_a - in_b, (double)(c->only_a + c->only_b), n);
    if (r->clusters > 0 || r->pair->repeats > 1)
        diff->se = r->se;
}

/* Student's quantile for a mean of group means: degrees of freedom after
 * Satterthwaite (1946). */
static double student_quantile(const struct mean *group, size_t n, double level)
{
    double sum = 0, parts = 0;

    for (size_t i = 0; i < n; i++) {
        double v = group[i].se * group[i].se;
        sum += v;
        parts += v * v / (double)(group[i].n - 1);
    }
    return parts > 0 ? -special_t_quantile((1 - level) / 2, sum * sum / parts)
                     : (double)NAN;
}

/* Cut to what is possible; unknown, not empty, where nothing varies. */
static struct interval macro_ci(double mean, double se, double q, double lowest)
{
    return se > 0 ? (struct interval){ fmax(lowest, mean - q * se),
        fmin(1, mean + q * se) }
                  : (struct interval){ NAN, NAN };
}

void compare_macro_fill(struct compare_macro *m, const struct compare_row *rows,
    size_t n, double level)
{
    struct mean *all = mem_zalloc(3 * n, sizeof *all);
    struct mean *a = all, *b = all + n, *diff = all + 2 * n;
    struct cluster_groups of_a, of_b, of_diff;
    struct clustered_ratio r;
    double q;

    for (size_t i = 0; i < n; i++) {
        put_means(&rows[i], &a[i], &b[i], &diff[i]);
        m->single += paired_n(&rows[i].cells) == 1;
    }
    of_a = cluster_groups_of(a, n);
    of_b = cluster_groups_of(b, n);
    of_diff = cluster_groups_of(diff, n);
    q = student_quantile(diff, n, level);
    m->groups = of_diff.groups;
    m->a = of_a.macro;
    m->b = of_b.macro;
    m->diff = of_diff.macro;
    m->se = of_diff.macro_se;
    m->between_se = of_diff.between_se;
    m->stratified_se = of_diff.stratified_se;
    m->a_ci = macro_ci(m->a, of_a.macro_se, student_quantile(a, n, level), 0);
    m->b_ci = macro_ci(m->b, of_b.macro_se, student_quantile(b, n, level), 0);
    m->ci = macro_ci(m->diff, m->se, q, -1);
    r = (struct clustered_ratio){ m->a, m->b, of_a.macro_se * of_a.macro_se,
        of_b.macro_se * of_b.macro_se, 0 };
    r.cov = (r.var_a + r.var_b - m->se * m->se) / 2;
    m->kept.ratio = m->a > 0 ? m->b / m->a : (double)NAN;
    /* a side that never varies has an error too, which nobody knows */
    m->kept.ci = r.var_a > 0 && r.var_b > 0 ? clustered_fieller(&r, q)
                                            : (struct interval){ NAN, NAN };
    free(all);
}
