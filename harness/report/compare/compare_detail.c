/* The tables under a comparison: where the loss comes from, and whether the
 * two go wrong alike. */
#include <math.h>

#include "report/compare/compare.h"
#include "report/text/cell.h"

/* "69 wrong, 3 unread" */
static void cell_outcomes(struct table *t, const int64_t counts[OUTCOME_COUNT])
{
    struct buf b = { 0 };

    for (int o = 0; o < OUTCOME_COUNT; o++)
        if (counts[o] > 0)
            buf_printf(&b, "%s%lld %s", b.len > 0 ? ", " : "",
                (long long)counts[o], outcome_name((enum outcome)o));
    table_cell(t, b.len > 0 ? b.s : "none");
    buf_clear(&b);
}

struct table *compare_loss_table(
    const struct compare *c, size_t from, bool groups, size_t end)
{
    struct table *t = table_new(
        "suite|A alone right, B's are:wrap|B alone right, A's are:wrap|"
        ">A-B = format|>+ wrong answers:next");
    for (size_t i = from; i < end; i++) {
        const struct compare_row *r = &c->rows[i];
        if (r->group != NULL && !groups)
            continue;
        table_cell(t, r->group != NULL ? r->group : r->suite);
        cell_outcomes(t, r->loss.lost);
        cell_outcomes(t, r->loss.won);
        cell_points_ci(t, r->loss.format, r->loss.format_ci);
        cell_points_ci(t, r->loss.wrong, r->loss.wrong_ci);
    }
    return t;
}

static void group_row(struct table *t, const struct compare_row *r)
{
    table_cell(t, r->group);
    table_cellf(t, "%lld", (long long)paired_n(&r->cells));
    cell_percent(t, paired_accuracy_a(&r->cells));
    cell_percent(t, paired_accuracy_b(&r->cells));
    cell_points_ci(t, r->diff, r->ci);
    cell_p(t, r->log10_p_holm);
    table_cellf(t, "%lld/%lld/%lld/%lld", (long long)r->cells.both,
        (long long)r->cells.only_a, (long long)r->cells.only_b,
        (long long)r->cells.neither);
    cell_points(t, r->loss.format);
    cell_points(t, r->loss.wrong);
    cell_percent_ci(t, r->kept.ratio, r->kept.ci);
    cell_p(t, r->log10_p);
    cell_interval(t, r->a_ci);
    cell_interval(t, r->b_ci);
}

struct table *compare_group_table(
    const struct compare *c, size_t from, size_t end)
{
    double x = 100 * c->level;
    struct table *t = table_new(
        "group|>n|>A %%|>B %%|>A-B points (%g%% CI)|>p Holm:drop|"
        ">both/A/B/none:drop|>= format:drop|>+ wrong:drop|"
        ">B keeps %% of A:drop|>p:drop|>A %g%% CI:drop|>B %g%% CI:drop",
        x, x, x);

    for (size_t i = from; i < end; i++)
        group_row(t, &c->rows[i]);
    return t;
}

static void cell_kappa(struct table *t, const struct agree *a)
{
    struct buf b = { 0 };

    if (isnan(a->kappa)) {
        table_cell(t, "-");
        return;
    }
    buf_printf(&b, "%.2f", a->kappa);
    if (!isnan(a->kappa_ci.low))
        buf_printf(&b, " (%.2f to %.2f)", a->kappa_ci.low, a->kappa_ci.high);
    table_cell(t, b.s);
    buf_clear(&b);
}

static void agree_row(struct table *t, const struct compare_row *r)
{
    const struct agree *a = &r->agree;
    const struct letters_pair *l = &r->letters;

    table_cell(t, r->suite);
    table_cellf(t, "%lld", (long long)a->wrong);
    if (a->wrong > 0) {
        cell_percent_ci(t, a->observed, a->ci);
        cell_percent(t, a->chance);
        cell_kappa(t, a);
    } else {
        table_cell(t, "-");
        table_cell(t, "-");
        table_cell(t, "-");
    }
    if (l->n > 0) {
        cell_percent_ci(t, l->same, l->same_ci);
        if (isnan(l->kl_ci.low))
            table_cellf(t, "%.3f (-)", l->kl);
        else
            table_cellf(
                t, "%.3f (%.3f-%.3f)", l->kl, l->kl_ci.low, l->kl_ci.high);
    }
    table_end_row(t);
}

struct table *compare_agree_table(
    const struct compare *c, size_t from, size_t end)
{
    struct table *t = table_new(
        "suite|>both wrong|>same answer %%|>by chance:next|>kappa:next");
    bool letters = false;

    for (size_t i = from; i < end; i++)
        letters = letters || c->rows[i].letters.n > 0;
    if (letters)
        table_columns(t, ">same letter %%|>KL, nats");
    for (size_t i = from; i < end; i++)
        if (c->rows[i].group == NULL)
            agree_row(t, &c->rows[i]);
    return t;
}
