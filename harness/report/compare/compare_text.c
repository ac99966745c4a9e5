/* The comparison as people read it. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/compare/compare.h"
#include "report/runs.h"
#include "report/text/cell.h"
#include "report/text/plain.h"
#include "report/text/table.h"

static void row(struct table *t, const struct compare_row *r)
{
    table_cell(t, r->group != NULL ? r->group : r->suite);
    table_cellf(t, "%lld", (long long)paired_n(&r->cells));
    cell_percent(t, paired_accuracy_a(&r->cells));
    cell_percent(t, paired_accuracy_b(&r->cells));
    cell_points_ci(t, r->diff, r->ci);
    cell_percent_ci(t, r->kept.ratio, r->kept.ci);
    cell_p(t, r->log10_p);
    cell_p(t, r->log10_p_holm);
    table_cellf(t, "%lld/%lld/%lld/%lld", (long long)r->cells.both,
        (long long)r->cells.only_a, (long long)r->cells.only_b,
        (long long)r->cells.neither);
    cell_interval(t, r->a_ci);
    cell_interval(t, r->b_ci);
}

static void macro_row(struct table *t, const struct compare_macro *m)
{
    table_cellf(t, "mean of %zu groups", m->groups);
    table_cell(t, NULL);
    cell_percent(t, m->a);
    cell_percent(t, m->b);
    cell_points_ci(t, m->diff, m->ci);
    cell_percent_ci(t, m->kept.ratio, m->kept.ci);
    for (int i = 0; i < 3; i++)
        table_cell(t, NULL);
    cell_interval(t, m->a_ci);
    cell_interval(t, m->b_ci);
}

static struct table *new_table(double level)
{
    double x = 100 * level;

    return table_new("suite|>n|>A %%|>B %%|>A-B points (%g%% CI)|"
                     ">B keeps %% of A (%g%% CI):next|>p:next|>p Holm:next|"
                     ">both/A/B/none:next|>A %g%% CI:next|>B %g%% CI:next",
        x, x, x, x);
}

static bool same_models(const struct pair *p, const struct pair *q)
{
    return strcmp(p->a->row.model, q->a->row.model) == 0
           && strcmp(p->b->row.model, q->b->row.model) == 0;
}

/* Some row before, of another pair, tells the suite of row i already. */
static bool told_by_other(const struct compare *c, size_t from, size_t i)
{
    for (size_t k = from; k < i; k++)
        if (c->rows[k].pair != c->rows[i].pair
            && strcmp(c->rows[k].suite, c->rows[i].suite) == 0)
            return true;
    return false;
}

size_t compare_end(const struct compare *c, size_t from)
{
    size_t i = from;

    while (i < c->n && same_models(c->rows[i].pair, c->rows[from].pair)
           && !told_by_other(c, from, i))
        i++;
    return i;
}

static const struct compare_macro *macro_of(
    const struct compare *c, const struct pair *p)
{
    for (size_t i = 0; i < c->macro_count; i++)
        if (c->macros[i].pair == p)
            return &c->macros[i];
    return NULL;
}

/* "qwen, teacher (runs 1, 4)" */
static void put_side(
    const struct compare *c, size_t from, bool b, struct buf *out)
{
    const struct pair *first = c->rows[from].pair;
    const struct run_row *row = b ? &first->b->row : &first->a->row;
    struct buf runs = { 0 };
    size_t n = 0;

    for (size_t i = from, end = compare_end(c, from); i < end; i++)
        if (c->rows[i].group == NULL)
            buf_printf(&runs, "%s%lld", n++ > 0 ? ", " : "",
                (long long)(b ? c->rows[i].pair->b : c->rows[i].pair->a)
                    ->row.id);
    plain_line(out, row->model, strlen(row->model));
    buf_printf(out, "%s%s (run%s %s)", row->role[0] ? ", " : "", row->role,
        n > 1 ? "s" : "", buf_str(&runs));
    buf_clear(&runs);
}

void compare_sides(const struct compare *c, size_t from, struct buf *out)
{
    buf_puts(out, "A = ");
    put_side(c, from, false, out);
    buf_puts(out, ", B = ");
    put_side(c, from, true, out);
}

struct table *compare_table(
    const struct compare *c, size_t from, bool groups, size_t *end)
{
    struct table *t = new_table(c->level);

    *end = compare_end(c, from);
    for (size_t i = from; i < *end; i++) {
        const struct compare_macro *m = macro_of(c, c->rows[i].pair);
        if (groups || c->rows[i].group == NULL)
            row(t, &c->rows[i]);
        if (m != NULL
            && (i + 1 == c->n || c->rows[i + 1].pair != c->rows[i].pair))
            macro_row(t, m);
    }
    return t;
}

/* How far apart the probabilities of letters are, where they were told. */
static void letters_words(const struct compare *c, struct buf *out)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->rows[i].letters.n > 0) {
            buf_printf(out, " KL: of B's letters from A's, at temperature %g.",
                c->temperature);
            return;
        }
}

void compare_method(const struct compare *c, size_t width, struct buf *out)
{
    struct buf b = { 0 };
    bool plain = false;

    for (size_t i = 0; i < c->n; i++)
        plain = plain || c->rows[i].clusters == 0;
    buf_puts(&b, "paired by sample");
    if (plain)
        buf_puts(&b,
            "; p: exact McNemar; intervals: Clopper-Pearson for accuracy "
            "(Wilson from 1,000 samples on, with 30 right and 30 not), Tango's "
            "and "
            "Newcombe's joined for "
            "the difference, Tang's for what B keeps");
    buf_printf(&b,
        "; Holm over the %zu row%s shown. format: points lost to replies that "
        "were unread, truncated or refused; a better prompt might win them. "
        "same answer: of the samples that both answered wrong; by chance: "
        "what a liking for some answers would give; kappa: what is beyond "
        "it.",
        c->n, c->n == 1 ? "" : "s");
    letters_words(c, &b);
    plain_wrap(out, b.s, b.len, 0, width);
    buf_clear(&b);
}

static bool told_before(const struct compare *c, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (c->rows[k].group == NULL
            && strcmp(c->rows[k].suite, c->rows[i].suite) == 0)
            return true;
    return false;
}

/* By which rules the answers of all runs of a suite were read. */
static void reading(const struct compare *c, size_t width, struct buf *out)
{
    struct buf line = { 0 };

    for (size_t i = 0; i < c->n; i++) {
        struct reading all = { 0 };
        const struct data_run *a = c->rows[i].pair->a;
        if (c->rows[i].group != NULL || told_before(c, i))
            continue;
        reading_add(&all, &a->reading);
        for (size_t k = i; k < c->n; k++)
            if (c->rows[k].group == NULL
                && strcmp(c->rows[k].suite, c->rows[i].suite) == 0)
                reading_add(&all, &c->rows[k].pair->b->reading);
        if (all.n > 0) {
            buf_puts(&line, line.len > 0 ? "; " : "read by: ");
            buf_printf(&line, "%s ", c->rows[i].suite);
            reading_words(&all, &line);
        }
        reading_clear(&all);
    }
    buf_puts(&line, line.len > 0 ? "." : "");
    plain_wrap(out, buf_str(&line), line.len, 0, width);
    buf_clear(&line);
}

void compare_below(const struct compare *c, size_t width, struct buf *out)
{
    bool several = !same_models(c->pairs[0], c->pairs[c->pair_count - 1]);

    reading(c, width, out);
    for (size_t i = 0; i < c->n; i++)
        if (c->rows[i].group == NULL)
            compare_notes(
                &c->rows[i], macro_of(c, c->rows[i].pair), several, width, out);
}

static void put_table(struct table *t, size_t width, int look, struct buf *out)
{
    table_print(t, width, look, out);
    table_free(t);
}

/* The groups of each suite in one table that fits: a line each, the columns
 * that say most first. */
static void put_groups(const struct compare *c, size_t from, size_t end,
    size_t width, int look, struct buf *out)
{
    for (size_t i = from; i < end;) {
        size_t first = i++;
        while (i < end && c->rows[i].group != NULL)
            i++;
        if (i == first + 1)
            continue;
        buf_putc(out, '\n');
        plain_line(out, c->rows[first].suite, strlen(c->rows[first].suite));
        buf_puts(out, " by group:\n");
        put_table(compare_group_table(c, first + 1, i), width, look, out);
    }
}

void compare_text(
    const struct compare *c, size_t width, int look, struct buf *out)
{
    size_t prose = width == 0 || width > 100 ? 100 : width;

    for (size_t i = 0; i < c->n;) {
        size_t end;
        buf_puts(out, i > 0 ? "\n" : "");
        compare_sides(c, i, out);
        buf_putc(out, '\n');
        put_table(compare_table(c, i, false, &end), width, look, out);
        buf_putc(out, '\n');
        put_table(compare_loss_table(c, i, false, end), width, look, out);
        buf_putc(out, '\n');
        put_table(compare_agree_table(c, i, end), width, look, out);
        put_groups(c, i, end, width, look, out);
        i = end;
    }
    buf_putc(out, '\n');
    compare_method(c, prose, out);
    compare_below(c, prose, out);
}
