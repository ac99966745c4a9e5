#include "report/compare/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stats/multiple.h"

static void add_row(struct compare *c, const struct pair *pair,
    const char *group, const size_t *matches, size_t n)
{
    struct compare_row *r;

    c->rows = mem_resize(c->rows, c->n + 1, sizeof *c->rows);
    r = &c->rows[c->n++];
    memset(r, 0, sizeof *r);
    r->pair = pair;
    r->suite = pair->a->row.suite;
    r->group = group;
    r->matches = matches;
    r->matched = n;
    compare_row_fill(c, r);
    if (group != NULL)
        return;
    r->agree = agree_of(pair, c->level);
    r->letters = letters_of(pair, c->temperature, c->level, c->seed);
}

static bool has_verdict(const struct pair *p, const struct pair_group *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (pair_judged(p, g->matches[i]))
            return true;
    return false;
}

static void add_groups(struct compare *c, const struct pair *p)
{
    size_t first = c->n;
    struct compare_macro *m;

    for (size_t i = 0; i < p->group_count; i++) {
        const struct pair_group *g = &p->groups[i];
        if (g->name[0] != '\0' && has_verdict(p, g))
            add_row(c, p, g->name, g->matches, g->n);
    }
    if (c->n - first < 2)
        return;
    c->macros = mem_resize(c->macros, c->macro_count + 1, sizeof *c->macros);
    m = &c->macros[c->macro_count++];
    memset(m, 0, sizeof *m);
    m->pair = p;
    compare_macro_fill(m, &c->rows[first], c->n - first, c->level);
}

int compare_runs(struct compare *c, const struct data_run *a,
    const struct data_run *b, bool groups, struct err *e)
{
    struct pair *p = mem_zalloc(1, sizeof *p);

    c->pairs = mem_resize(c->pairs, c->pair_count + 1, sizeof *c->pairs);
    c->pairs[c->pair_count++] = p;
    pair_make_as(p, a, b, c->accept.prompt);
    if (alike_check(p, &c->accept, e) < 0) {
        pair_clear(c->pairs[--c->pair_count]);
        free(p);
        return -1;
    }
    pair_group_up(p);
    add_row(c, p, NULL, p->order, p->n);
    if (groups)
        add_groups(c, p);
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
            && compare_runs(c, &a->runs[i], other, groups, e) < 0)
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

void compare_correct(struct compare *c)
{
    double *p = mem_zalloc(2 * c->n + 1, sizeof *p), *out = p + c->n;

    for (size_t i = 0; i < c->n; i++)
        p[i] = c->rows[i].log10_p;
    multiple_holm_log10(p, c->n, out);
    for (size_t i = 0; i < c->n; i++) {
        c->rows[i].log10_p_holm = out[i];
        c->rows[i].p_holm = pow(10, out[i]);
    }
    free(p);
}

void compare_clear(struct compare *c)
{
    for (size_t i = 0; i < c->pair_count; i++) {
        pair_clear(c->pairs[i]);
        free(c->pairs[i]);
    }
    free(c->pairs);
    free(c->rows);
    free(c->macros);
    memset(c, 0, sizeof *c);
}
