/* Forest plots of a comparison: a chart for each suite with groups, and one
 * of whole suites where there are none. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/chart/chart_forest.h"
#include "report/chart/draw.h"

struct forest { // rows of one chart, with names of their own
    struct chart_forest_row *rows;
    size_t n;
    size_t worse, better, groups; // certainly
    const struct data_run **runs; // two of each row
    size_t n_runs;
};

static struct forest new_forest(size_t rows)
{
    return (struct forest){
        .rows = mem_zalloc(rows + 1, sizeof(struct chart_forest_row)),
        .runs = mem_zalloc(2 * rows + 1, sizeof(struct data_run *)),
    };
}

static void add(struct forest *f, const struct compare *c,
    const struct compare_row *r, char *name, bool whole)
{
    struct chart_forest_row *row = &f->rows[f->n++];
    bool certain = r->p_holm < 1 - c->level;

    *row = (struct chart_forest_row){ .name = name,
        .points = 100 * r->diff,
        .ci = { 100 * r->ci.low, 100 * r->ci.high },
        .n = paired_n(&r->cells),
        .certain = certain,
        .whole = whole };
    f->runs[f->n_runs++] = r->pair->a;
    f->runs[f->n_runs++] = r->pair->b;
    if (whole)
        return;
    f->groups++;
    f->worse += certain && r->diff > 0;
    f->better += certain && r->diff < 0;
}

/* All samples first, then the groups, the greatest loss of B first. */
static int by_loss(const void *x, const void *y)
{
    const struct chart_forest_row *a = x, *b = y;

    if (a->whole != b->whole)
        return a->whole ? -1 : 1;
    if (a->points > b->points || a->points < b->points)
        return a->points > b->points ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* The finding. b NULL: the rows are of several models. */
static char *title_of(
    const struct forest *f, const char *a, const char *b, const char *what)
{
    const char *who = b != NULL ? b : "", *is = b != NULL ? " is c" : "C";

    if (f->worse + f->better == 0 && f->groups == 1)
        return mem_printf("No difference to %s is certain", a);
    if (f->worse + f->better == 0)
        return mem_printf("In none of %zu %s is a difference to %s certain",
            f->groups, what, a);
    if (f->better == 0)
        return mem_printf("%s%sertainly worse than %s in %zu of %zu %s", who,
            is, a, f->worse, f->groups, what);
    return mem_printf("%s%sertainly worse than %s in %zu and better in %zu of "
                      "%zu %s",
        who, is, a, f->worse, f->better, f->groups, what);
}

/* What a model's name may not hold in the name of a file. */
static char *file_name(const char *suite, const char *model)
{
    char *name = model != NULL && suite != NULL
                     ? mem_printf("forest-%s-%s", suite, model)
                 : suite != NULL ? mem_printf("forest-%s", suite)
                                 : mem_str("forest");

    for (char *p = name; *p != '\0'; p++)
        if (!isalnum((unsigned char)*p) && strchr("-._", *p) == NULL)
            *p = '-';
    return name;
}

static int draw(const char *dir, const struct compare *c, struct forest *f,
    const struct pair *p, const char *b, const char *what, char *name,
    struct err *e)
{
    const char *a = p->a->row.model;
    char *title = title_of(f, a, b, what);
    const char *other = b != NULL ? b : "the other model";
    char *sub = mem_printf("accuracy of %s minus that of %s on the same "
                           "samples%s%s, with %g %% intervals",
        a, other, f->groups < f->n ? ", by group of " : "",
        f->groups < f->n ? p->a->row.suite : "", 100 * c->level);
    char *left = mem_printf("%s better", other);
    char *right = mem_printf("%s better", a);
    char *certain =
        mem_printf("certain: exact p below %g after Holm's correction for "
                   "the %zu rows compared",
            1 - c->level, c->n);
    struct chart_forest chart = { f->rows, f->n, left, right, certain };
    struct buf note = { 0 };
    struct chart_out out = { dir, name, title, sub, NULL };
    int rc;

    buf_puts(&note,
        "Each interval holds for its own row, uncorrected (Tango's and "
        "Newcombe's joined; Student's t over clusters where the suite names "
        "them).");
    draw_note_below((struct draw_runs){ f->runs, f->n_runs }, &note);
    out.note = note.s;

    qsort(f->rows, f->n, sizeof *f->rows, by_loss);
    rc = chart_forest(&out, &chart, e);
    free(title);
    free(sub);
    free(left);
    free(right);
    free(certain);
    free(name);
    buf_clear(&note);
    return rc;
}

static void clear(struct forest *f)
{
    for (size_t i = 0; i < f->n; i++)
        free((char *)(uintptr_t)f->rows[i].name);
    free(f->rows);
    free(f->runs);
    memset(f, 0, sizeof *f);
}

static bool several_models(const struct compare *c)
{
    for (size_t i = 1; i < c->pair_count; i++)
        if (strcmp(c->pairs[i]->b->row.model, c->pairs[0]->b->row.model) != 0)
            return true;
    return false;
}

/* Rows of one pair, from its first on; returns where the next begins. */
static size_t end_of(const struct compare *c, size_t from)
{
    size_t i = from;

    while (i < c->n && c->rows[i].pair == c->rows[from].pair)
        i++;
    return i;
}

static int draw_groups(
    const char *dir, const struct compare *c, size_t from, struct err *e)
{
    const struct pair *p = c->rows[from].pair;
    size_t end = end_of(c, from);
    struct forest f = new_forest(end - from);
    int rc;

    for (size_t i = from; i < end; i++)
        add(&f, c, &c->rows[i],
            mem_str(i == from ? c->rows[i].suite : c->rows[i].group),
            i == from);
    rc = draw(dir, c, &f, p, p->b->row.model, "groups",
        file_name(p->a->row.suite, several_models(c) ? p->b->row.model : NULL),
        e);
    clear(&f);
    return rc;
}

static int draw_suites(const char *dir, const struct compare *c, struct err *e)
{
    struct forest f = new_forest(c->n);
    bool several = several_models(c);
    int rc;

    for (size_t i = 0; i < c->n; i++) {
        const struct compare_row *r = &c->rows[i];
        if (r->group == NULL)
            add(&f, c, r,
                several ? mem_printf("%s, %s", r->suite, r->pair->b->row.model)
                        : mem_str(r->suite),
                false);
    }
    rc = draw(dir, c, &f, c->pairs[0],
        several ? NULL : c->pairs[0]->b->row.model,
        several ? "comparisons" : "suites", file_name(NULL, NULL), e);
    clear(&f);
    return rc;
}

int draw_forest(const char *dir, const struct compare *c, struct err *e)
{
    bool groups = false;

    for (size_t i = 0, end; i < c->n; i = end) {
        end = end_of(c, i);
        if (end - i < 2)
            continue;
        groups = true;
        if (draw_groups(dir, c, i, e) < 0)
            return -1;
    }
    return groups ? 0 : draw_suites(dir, c, e);
}
