#include "report/pick.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/find.h"

struct latest {        // newest run of each suite (and model)
    const char *model; // NULL: any
    struct {
        char *suite, *model;
        int64_t run;
    } * found;
    size_t n;
};

static int keep_latest(void *arg, const struct run_row *r)
{
    struct latest *l = arg;
    size_t i;

    if (l->model != NULL && strcmp(l->model, r->model) != 0)
        return 0;
    for (i = 0; i < l->n; i++)
        if (strcmp(l->found[i].suite, r->suite) == 0
            && strcmp(l->found[i].model, r->model) == 0)
            break;
    if (i == l->n) {
        l->found = mem_resize(l->found, ++l->n, sizeof *l->found);
        l->found[i].suite = mem_str(r->suite);
        l->found[i].model = mem_str(r->model);
    }
    l->found[i].run = r->id; /* runs come in order of their numbers */
    return 0;
}

static int load(struct pick *p, struct store *s, int64_t run,
    const struct price_book *prices, struct err *e)
{
    p->runs = mem_resize(p->runs, p->n + 1, sizeof *p->runs);
    if (data_load(s, run, prices, &p->runs[p->n], e) < 0)
        return -1;
    p->n++;
    return 0;
}

static int load_latest(struct pick *p, struct store *s, const char *model,
    const struct price_book *prices, struct err *e)
{
    struct latest l = { .model = model };
    int rc = store_runs(s, keep_latest, &l, e);

    for (size_t i = 0; i < l.n; i++) {
        if (rc == 0)
            rc = load(p, s, l.found[i].run, prices, e);
        free(l.found[i].suite);
        free(l.found[i].model);
    }
    free(l.found);
    return rc;
}

int pick_add(struct pick *p, struct store *s, const char *word,
    const struct price_book *prices, struct err *e)
{
    size_t before = p->n;
    struct find f;
    int rc;

    if (load_latest(p, s, word, prices, e) < 0)
        return -1;
    if (p->n > before)
        return 0;
    if (find_run(s, word, &f, e) < 0)
        return -1;
    rc = load(p, s, f.run.id, prices, e);
    find_clear(&f);
    return rc;
}

int pick_all(struct pick *p, struct store *s, const struct price_book *prices,
    struct err *e)
{
    return load_latest(p, s, NULL, prices, e);
}

void pick_clear(struct pick *p)
{
    for (size_t i = 0; i < p->n; i++)
        data_clear(&p->runs[i]);
    free(p->runs);
    memset(p, 0, sizeof *p);
}

static bool named(const char *suite, const char *const *suites, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(suites[i], suite) == 0)
            return true;
    return false;
}

void pick_keep(struct pick *p, const char *const *suites, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < p->n; i++)
        if (named(p->runs[i].row.suite, suites, n))
            p->runs[kept++] = p->runs[i];
        else
            data_clear(&p->runs[i]);
    p->n = kept;
}

const struct data_run *pick_suite(const struct pick *p, const char *suite)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->runs[i].row.suite, suite) == 0)
            return &p->runs[i];
    return NULL;
}
