#include "report/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/runs.h"
#include "stats/multiple.h"

static void add_row(struct compare *c, size_t pair, const char *group)
{
    struct paired_cells cells = pair_cells_once(&c->pairs[pair], group);
    struct paired_cells turned = cells;
    struct compare_row *r;
    int64_t n = paired_n(&cells);

    c->rows = mem_resize(c->rows, c->n + 1, sizeof *c->rows);
    r = &c->rows[c->n++];
    memset(r, 0, sizeof *r);
    r->suite = c->pairs[pair].a->row.suite;
    r->group = group;
    r->cells = pair_cells(&c->pairs[pair], group);
    r->a_ci = interval_wilson(cells.both + cells.only_a, n, c->level);
    r->b_ci = interval_wilson(cells.both + cells.only_b, n, c->level);
    r->diff = paired_diff(&r->cells);
    r->se = paired_se(&cells);
    r->ci = paired_ci_tango(&cells, c->level);
    r->test = paired_mcnemar(&cells);
    turned.only_a = cells.only_b; /* retention_of wants the student first */
    turned.only_b = cells.only_a;
    r->kept = retention_of(&turned, c->level);
    if (c->pairs[pair].repeats > 1 && paired_accuracy_a(&r->cells) > 0)
        r->kept.ratio =
            paired_accuracy_b(&r->cells) / paired_accuracy_a(&r->cells);
}

static void add_groups(struct compare *c, size_t pair)
{
    size_t n;
    const char **names = data_groups(c->pairs[pair].a, &n);

    for (size_t i = 0; i < n; i++) {
        struct paired_cells cells = pair_cells(&c->pairs[pair], names[i]);
        if (names[i][0] != '\0' && paired_n(&cells) > 0)
            add_row(c, pair, names[i]);
    }
    free(names);
}

static int add_pair(struct compare *c, const struct data_run *a,
    const struct data_run *b, bool groups, struct err *e)
{
    struct pair *p;

    c->pairs = mem_resize(c->pairs, c->pair_count + 1, sizeof *c->pairs);
    p = &c->pairs[c->pair_count++];
    pair_make(p, a, b);
    if (p->n == 0)
        return err_set(e, ERR_USAGE,
            "runs %lld and %lld of %s share no sample%s: run both with the "
            "same suite, options and seed",
            (long long)a->row.id, (long long)b->row.id, a->row.suite,
            p->changed > 0 ? " with the same prompt and target" : "");
    add_row(c, c->pair_count - 1, NULL);
    if (groups)
        add_groups(c, c->pair_count - 1);
    return 0;
}

static void list_suites(const struct pick *p, struct buf *b)
{
    for (size_t i = 0; i < p->n; i++)
        buf_printf(b, "%s%s", i > 0 ? ", " : "", p->runs[i].row.suite);
}

int compare_add(struct compare *c, const struct pick *a, const struct pick *b,
    bool groups, struct err *e)
{
    size_t before = c->pair_count;
    struct buf has_a = { 0 }, has_b = { 0 };

    for (size_t i = 0; i < a->n; i++) {
        const struct data_run *other = pick_suite(b, a->runs[i].row.suite);
        if (other != NULL && other->row.id != a->runs[i].row.id
            && add_pair(c, &a->runs[i], other, groups, e) < 0)
            return -1;
    }
    if (c->pair_count > before)
        return 0;
    if (a->n > 0 && b->n > 0 && a->runs[0].row.id == b->runs[0].row.id)
        return err_set(e, ERR_USAGE,
            "nothing to compare: both are run %lld of %s on %s",
            (long long)a->runs[0].row.id, a->runs[0].row.suite,
            a->runs[0].row.model);
    list_suites(a, &has_a);
    list_suites(b, &has_b);
    err_set(e, ERR_USAGE,
        "nothing to compare: one has runs of %s, the other of %s",
        buf_str(&has_a), buf_str(&has_b));
    buf_clear(&has_a);
    buf_clear(&has_b);
    return -1;
}

/* Pairs no longer move: rows may point at them now. */
static void link_rows(struct compare *c)
{
    size_t pair = 0;

    for (size_t i = 0; i < c->n; i++) {
        if (i > 0 && c->rows[i].group == NULL)
            pair++;
        c->rows[i].pair = &c->pairs[pair];
    }
}

void compare_correct(struct compare *c)
{
    double *p = mem_zalloc(c->n, sizeof *p), *out;

    link_rows(c);
    out = mem_zalloc(c->n, sizeof *out);
    for (size_t i = 0; i < c->n; i++)
        p[i] = c->rows[i].test.p;
    multiple_holm(p, c->n, out);
    for (size_t i = 0; i < c->n; i++)
        c->rows[i].p_holm = out[i];
    free(p);
    free(out);
}

void compare_clear(struct compare *c)
{
    for (size_t i = 0; i < c->pair_count; i++)
        pair_clear(&c->pairs[i]);
    free(c->pairs);
    free(c->rows);
    memset(c, 0, sizeof *c);
}

static void write_row(const struct compare_row *r, struct jsonw *w)
{
    const struct pair *p = r->pair;
    bool whole = r->group == NULL;

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "suite", r->suite);
    jsonw_str(w, "group", r->group);
    jsonw_str(w, "a", p->a->row.model);
    jsonw_str(w, "b", p->b->row.model);
    jsonw_int(w, "run_a", p->a->row.id);
    jsonw_int(w, "run_b", p->b->row.id);
    jsonw_int(w, "n", paired_n(&r->cells));
    jsonw_int(w, "both", r->cells.both);
    jsonw_int(w, "only_a", r->cells.only_a);
    jsonw_int(w, "only_b", r->cells.only_b);
    jsonw_int(w, "neither", r->cells.neither);
    jsonw_num(w, "accuracy_a", paired_accuracy_a(&r->cells));
    runs_interval_json(w, "ci_a", r->a_ci);
    jsonw_num(w, "accuracy_b", paired_accuracy_b(&r->cells));
    runs_interval_json(w, "ci_b", r->b_ci);
    jsonw_num(w, "diff", r->diff);
    jsonw_num(w, "se", r->se);
    runs_interval_json(w, "ci", r->ci);
    jsonw_num(w, "p", r->test.p);
    jsonw_num(w, "log10_p", r->test.p_log10);
    jsonw_num(w, "p_holm", r->p_holm);
    jsonw_num(w, "retention", r->kept.ratio);
    runs_interval_json(w, "retention_ci", r->kept.ci);
    jsonw_count(w, "samples_only_in_a", whole ? p->only_a : -1);
    jsonw_count(w, "samples_only_in_b", whole ? p->only_b : -1);
    jsonw_count(w, "samples_changed", whole ? p->changed : -1);
    jsonw_count(w, "samples_without_verdict", whole ? p->no_verdict : -1);
    jsonw_end(w, '}');
}

void compare_json(const struct compare *c, struct buf *out)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_begin(&w, "pairs", '[');
    for (size_t i = 0; i < c->n; i++)
        write_row(&c->rows[i], &w);
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
