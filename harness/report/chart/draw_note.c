#include "report/chart/draw_note.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/runs.h"

enum { TOLD = 6 }; // models in a caption

struct open { // of one model
    const char *model;
    int64_t n, count[OUTCOME_COUNT];
};

static bool before(struct draw_runs runs, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (runs.run[k] == runs.run[i])
            return true;
    return false;
}

static struct open *of_model(struct open *list, size_t *n, const char *model)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(list[i].model, model) == 0)
            return &list[i];
    list[*n].model = model;
    return &list[(*n)++];
}

/* Samples that have no read answer. */
static int64_t unsure(const struct open *o)
{
    return o->n - o->count[OUTCOME_CORRECT] - o->count[OUTCOME_WRONG];
}

/* The widest bounds first. */
static int by_width(const void *a, const void *b)
{
    const struct open *x = a, *y = b;
    double wide = (double)unsure(x) / (double)(x->n > 0 ? x->n : 1);
    double other = (double)unsure(y) / (double)(y->n > 0 ? y->n : 1);

    return wide != other ? (wide < other) - (wide > other)
                         : strcmp(x->model, y->model);
}

static void put(const struct open *o, struct buf *out)
{
    static const enum outcome order[] = { OUTCOME_FAILED, OUTCOME_TRUNCATED,
        OUTCOME_REFUSED, OUTCOME_UNREAD };
    struct interval bounds = { (double)o->count[OUTCOME_CORRECT] / (double)o->n,
        (double)(o->n - o->count[OUTCOME_WRONG]) / (double)o->n };
    bool comma = false;

    buf_printf(out, "%s%s: of %lld samples ", out->len > 0 ? " " : "", o->model,
        (long long)o->n);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (o->count[order[i]] == 0)
            continue;
        buf_printf(out, "%s%lld %s", comma ? ", " : "",
            (long long)o->count[order[i]], outcome_name(order[i]));
        comma = true;
    }
    buf_puts(out, ": ");
    runs_interval(out, bounds);
    buf_puts(out, " % right at worst and best.");
}

void draw_note(struct draw_runs runs, struct buf *out)
{
    struct open *list = mem_zalloc(runs.n + 1, sizeof *list);
    bool failed = false, other = false;
    size_t n = 0, told = 0;

    for (size_t i = 0; i < runs.n; i++) {
        struct open *o;
        if (before(runs, i))
            continue;
        o = of_model(list, &n, runs.run[i]->row.model);
        struct data_summary s = data_sum(runs.run[i], 0.95);
        o->n += s.n;
        for (int k = 0; k < OUTCOME_COUNT; k++)
            o->count[k] += s.outcomes[k];
    }
    if (n > 1)
        qsort(list, n, sizeof *list, by_width);
    while (told < n && unsure(&list[told]) > 0) {
        const struct open *o = &list[told];
        failed = failed || o->count[OUTCOME_FAILED] > 0;
        other = other || unsure(o) > o->count[OUTCOME_FAILED];
        if (told++ < TOLD)
            put(o, out);
    }
    if (told > TOLD)
        buf_printf(out, " So have %zu more models.", told - TOLD);
    if (failed)
        buf_puts(out, " Failed ones are left out of what is drawn.");
    if (other)
        buf_puts(out, " What was truncated, refused or unread counts as not "
                      "right.");
    free(list);
}

void draw_note_below(struct draw_runs runs, struct buf *out)
{
    struct buf note = { 0 };

    draw_note(runs, &note);
    if (note.len > 0)
        buf_printf(out, "%s%s", out->len > 0 ? "\n" : "", note.s);
    buf_clear(&note);
}
