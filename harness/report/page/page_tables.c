#include "report/page/page_tables.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "report/text/cell.h"
#include "report/ask.h"

enum {
    WORST = 5, // groups shown of each pair; of many pairs fewer
    ROWS = 60
};

/* The greatest loss first; of equal ones the surer. */
static int by_loss(const void *a, const void *b)
{
    const struct compare_row *x = *(const struct compare_row *const *)a;
    const struct compare_row *y = *(const struct compare_row *const *)b;

    if (x->diff != y->diff)
        return x->diff > y->diff ? -1 : 1;
    return (x->log10_p > y->log10_p) - (x->log10_p < y->log10_p);
}

/* Rows of groups of one pair, sorted; moves *i behind them. */
static size_t groups_of(
    const struct compare *c, size_t *i, const struct compare_row **out)
{
    const struct pair *pair = c->rows[*i].pair;
    size_t n = 0;

    for (; *i < c->n && c->rows[*i].pair == pair; (*i)++)
        if (c->rows[*i].group != NULL && !isnan(c->rows[*i].diff))
            out[n++] = &c->rows[*i];
    if (n > 1)
        qsort(out, n, sizeof(*out), by_loss);
    return n;
}

static void lost_row(struct table *t, const struct compare_row *r)
{
    table_cell(t, r->pair->b->row.model);
    table_cell(t, r->suite);
    table_cell(t, r->group);
    table_cellf(t, "%lld", (long long)paired_n(&r->cells));
    cell_percent(t, paired_accuracy_a(&r->cells));
    cell_percent(t, paired_accuracy_b(&r->cells));
    cell_points_ci(t, r->diff, r->ci);
    cell_points(t, r->loss.format);
    cell_points(t, r->loss.wrong);
    cell_p(t, r->log10_p_holm);
}

struct table *page_lost_table(const struct compare *c)
{
    const struct compare_row **rows = mem_zalloc(c->n + 1, sizeof(*rows));
    struct table *t = table_new(
        "B|suite|group|>n|>A %%|>B %%|>A-B points (%g%% CI)|>format|>wrong|"
        ">p Holm",
        100 * c->level);
    size_t most =
        c->pair_count * WORST > ROWS ? ROWS / c->pair_count + 1 : WORST;

    for (size_t i = 0; i < c->n;) {
        size_t n = groups_of(c, &i, rows);
        for (size_t k = 0; k < n && k < most && rows[k]->diff > 0; k++)
            lost_row(t, rows[k]);
    }
    free(rows);
    return t;
}

/* Of one pair: in how many groups B is certainly worse, or better. */
static void lost_line(const struct compare *c, const struct pair *p,
    const struct compare_row **rows, size_t n, struct buf *out)
{
    size_t worse = 0, better = 0;

    for (size_t k = 0; k < n; k++)
        if (rows[k]->p_holm < 1 - c->level) {
            worse += rows[k]->diff > 0;
            better += rows[k]->diff < 0;
        }
    if (worse > 0)
        buf_printf(out,
            "- %s is certainly worse than %s in %zu of %zu groups "
            "of %s\n",
            p->b->row.model, p->a->row.model, worse, n, p->a->row.suite);
    if (better > 0)
        buf_printf(out,
            "- %s is certainly better than %s in %zu of %zu groups "
            "of %s\n",
            p->b->row.model, p->a->row.model, better, n, p->a->row.suite);
}

void page_lost_words(const struct compare *c, struct buf *out)
{
    const struct compare_row **rows = mem_zalloc(c->n + 1, sizeof(*rows));
    size_t groups = 0, before = out->len;

    for (size_t i = 0; i < c->n;) {
        const struct pair *p = c->rows[i].pair;
        size_t n = groups_of(c, &i, rows);
        lost_line(c, p, rows, n, out);
        groups += n;
    }
    if (out->len == before)
        buf_printf(out,
            "In none of %zu comparisons of groups is a difference "
            "certain. ",
            groups);
    buf_printf(out,
        "The table has the greatest losses of each model and suite; p is "
        "corrected for all %zu rows compared (Holm).\n",
        c->n);
    free(rows);
}

struct table *page_sure_table(const struct page_sure *s, size_t n)
{
    struct table *t = table_new("model|suite|>samples|>sure %%|>right %%|"
                                ">calibration error, points|>Brier");
    for (size_t i = 0; i < n; i++) {
        table_cell(t, s[i].run->row.model);
        table_cell(t, s[i].run->row.suite);
        table_cellf(t, "%zu", s[i].c.n);
        cell_percent(t, s[i].c.confidence);
        cell_percent(t, s[i].c.accuracy);
        cell_percent(t, s[i].c.ece);
        table_cellf(t, "%.3f", s[i].c.brier);
    }
    return t;
}

static void cell_options(struct table *t, const char *json)
{
    struct buf b = { 0 };

    ask_options(json, &b);
    table_cell(t, buf_str(&b));
    buf_clear(&b);
}

struct table *page_runs_table(const struct runs_line *lines, size_t n)
{
    struct table *t =
        table_new("model|suite, version|hash|>run|served as|endpoint:wrap|"
                  "sampling:wrap|options, seed:wrap|only:wrap|started|status|"
                  "retort");
    char date[24];

    for (size_t i = 0; i < n; i++) {
        const struct run_row *r = &lines[i].run->row;
        table_cell(t, r->model);
        table_cellf(t, "%s, %d", r->suite, r->suite_version);
        table_cellf(t, "%.12s", r->suite_hash);
        table_cellf(t, "%lld", (long long)r->id);
        table_cell(t, r->served);
        table_cell(t, r->endpoint);
        cell_options(t, r->sampling);
        cell_options(t, r->options);
        table_cell(t, r->part);
        table_cell(t, clock_iso(r->started_us, date));
        table_cell(t, r->status);
        table_cell(t, r->version);
    }
    return t;
}

struct table *page_rules_table(const struct runs_line *lines, size_t n)
{
    struct table *t = table_new("suite|model|rule|>read|>right");
    for (size_t i = 0; i < n; i++) {
        const struct reading *r = &lines[i].run->reading;
        for (size_t k = 0; k < r->n; k++) {
            table_cell(t, lines[i].run->row.suite);
            table_cell(t, lines[i].run->row.model);
            table_cell(t, r->rules[k].name);
            table_cellf(t, "%lld", (long long)r->rules[k].n);
            table_cellf(t, "%lld", (long long)r->rules[k].correct);
        }
    }
    return t;
}
