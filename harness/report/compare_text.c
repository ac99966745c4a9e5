/* The comparison as people read it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/compare.h"
#include "report/runs.h"
#include "report/table.h"

static void cell_share(struct table *t, double share)
{
    struct buf b = { 0 };

    runs_percent(&b, share);
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

/* Points of a difference, always with their sign. */
static void put_points(struct buf *b, double x)
{
    if (isnan(x))
        buf_puts(b, "-");
    else
        buf_printf(b, "%+.1f", 100 * x);
}

static void cell_diff(struct table *t, const struct compare_row *r)
{
    struct buf b = { 0 };

    put_points(&b, r->diff);
    buf_puts(&b, " (");
    put_points(&b, r->ci.low);
    buf_puts(&b, " to ");
    put_points(&b, r->ci.high);
    buf_puts(&b, ")");
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

static void cell_kept(struct table *t, const struct compare_row *r)
{
    struct buf b = { 0 };

    runs_percent(&b, r->kept.ratio);
    if (!isnan(r->kept.ratio)) {
        buf_puts(&b, " (");
        runs_interval(&b, r->kept.ci);
        buf_puts(&b, ")");
    }
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

static void cell_p(struct table *t, double p, double log10_p)
{
    if (isnan(p))
        table_cell(t, "-");
    else if (p >= 0.001)
        table_cellf(t, "%.3f", p);
    else if (p >= 1e-300)
        table_cellf(t, "%.1e", p);
    else
        table_cellf(t, "1e%.0f", log10_p);
}

static void row(struct table *t, const struct compare_row *r)
{
    table_cell(t, r->group != NULL ? r->group : r->suite);
    table_cellf(t, "%lld", (long long)paired_n(&r->cells));
    cell_share(t, paired_accuracy_a(&r->cells));
    cell_share(t, paired_accuracy_b(&r->cells));
    cell_diff(t, r);
    cell_kept(t, r);
    cell_p(t, r->test.p, r->test.p_log10);
    cell_p(t, r->p_holm, r->test.p_log10);
    table_cellf(t, "%lld/%lld/%lld/%lld", (long long)r->cells.both,
        (long long)r->cells.only_a, (long long)r->cells.only_b,
        (long long)r->cells.neither);
}

static struct table *new_table(double level)
{
    struct table *t = table_new();
    char diff[48], keeps[48];

    snprintf(diff, sizeof diff, "A-B points (%g%% CI)", 100 * level);
    snprintf(keeps, sizeof keeps, "B keeps %% of A (%g%% CI)", 100 * level);
    table_column(t, "suite", TABLE_LEFT, TABLE_KEEP);
    table_column(t, "n", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, "A %", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, "B %", TABLE_RIGHT, TABLE_KEEP);
    table_column(t, diff, TABLE_RIGHT, TABLE_KEEP);
    table_column(t, keeps, TABLE_RIGHT, TABLE_DROP);
    table_column(t, "p", TABLE_RIGHT, TABLE_DROP);
    table_column(t, "p Holm", TABLE_RIGHT, TABLE_DROP);
    table_column(t, "both/A/B/none", TABLE_RIGHT, TABLE_DROP);
    return t;
}

/* Samples that one side has alone are named, never dropped in silence. */
static void notes(const struct pair *p, bool several, struct buf *out)
{
    const char *suite = p->a->row.suite, *on = several ? " on " : "";
    const char *model = several ? p->b->row.model : "";

    if (p->only_a + p->only_b > 0)
        buf_printf(out,
            "%s%s%s: left out are %lld samples only A has and %lld only B has "
            "(%lld of them have the same name but another prompt or "
            "target).\n",
            suite, on, model, (long long)p->only_a, (long long)p->only_b,
            (long long)p->changed);
    if (p->repeats > 1)
        buf_printf(out,
            "%s%s%s: each sample was asked %d times; intervals and p count it "
            "once.\n",
            suite, on, model, p->repeats);
    if (p->no_verdict > 0)
        buf_printf(out,
            "%s%s%s: left out are %lld samples whose request failed on one "
            "side.\n",
            suite, on, model, (long long)p->no_verdict);
}

static bool same_models(const struct pair *p, const struct pair *q)
{
    return strcmp(p->a->row.model, q->a->row.model) == 0
           && strcmp(p->b->row.model, q->b->row.model) == 0;
}

void compare_text(
    const struct compare *c, size_t width, int look, struct buf *out)
{
    const struct pair *last = &c->pairs[c->pair_count - 1];

    for (size_t i = 0; i < c->n;) {
        const struct pair *first = c->rows[i].pair;
        struct table *t = new_table(c->level);

        buf_printf(out, "%sA = %s%s%s, B = %s%s%s\n", i > 0 ? "\n" : "",
            first->a->row.model, first->a->row.role[0] ? ", " : "",
            first->a->row.role, first->b->row.model,
            first->b->row.role[0] ? ", " : "", first->b->row.role);
        for (; i < c->n && same_models(c->rows[i].pair, first); i++)
            row(t, &c->rows[i]);
        table_print(t, width, look, out);
        table_free(t);
    }
    buf_printf(out,
        "\npaired by sample; p: exact McNemar, Holm over the %zu row%s "
        "shown; difference: Tango's score interval.\n",
        c->n, c->n == 1 ? "" : "s");
    for (size_t i = 0; i < c->pair_count; i++)
        notes(&c->pairs[i], !same_models(&c->pairs[0], last), out);
}

static void flip_row(struct table *t, const struct pair *p, size_t i)
{
    const struct data_item *a = &p->a->items[p->matches[i].a];
    const struct data_item *b = &p->b->items[p->matches[i].b];

    table_cell(t, p->a->row.suite);
    table_cell(t, a->id);
    table_cell(t, a->group);
    table_cell(t, outcome_name(a->outcome));
    table_cell(t, outcome_name(b->outcome));
}

void compare_flips(const struct compare *c, int64_t most, size_t width,
    int look, struct buf *out)
{
    struct table *t = table_new();
    int64_t left = most, hidden = 0;

    table_column(t, "suite", TABLE_LEFT, TABLE_KEEP);
    table_column(t, "sample", TABLE_LEFT, TABLE_KEEP);
    table_column(t, "group", TABLE_LEFT, TABLE_IF_ANY);
    table_column(t, "A", TABLE_LEFT, TABLE_KEEP);
    table_column(t, "B", TABLE_LEFT, TABLE_KEEP);
    for (size_t k = 0; k < c->pair_count; k++)
        for (size_t i = 0; i < c->pairs[k].n; i++) {
            const struct pair *p = &c->pairs[k];
            if (p->a->items[p->matches[i].a].outcome
                == p->b->items[p->matches[i].b].outcome)
                continue;
            if (left-- > 0)
                flip_row(t, p, i);
            else
                hidden++;
        }
    buf_putc(out, '\n');
    table_print(t, width, look, out);
    if (hidden > 0)
        buf_printf(out, "... and %lld more (--flips N shows more)\n",
            (long long)hidden);
    table_free(t);
}
