#include "report/pick.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/find.h"

struct choice { // of one suite and model
    char *suite, *model;
    int64_t run;
    int worth;
    int64_t passed; // newest run that is worth less; 0: none
    char *why;      // what is wrong with that one
};

struct latest {        // the run to take of each suite and model
    const char *suite; // NULL: any
    const char *word;  // NULL: any; or a model
    bool whole;        // word is SUITE/MODEL
    struct choice *found;
    size_t n;
};

/* A run of a part of the suite, or one that has not ended, must not be taken
 * for the whole because it is newer. */
static int worth(const struct run_row *r)
{
    bool complete = strcmp(r->status, "complete") == 0;

    if (r->part[0] != '\0' || (r->gated && !complete))
        return 0;
    return complete ? 2 : 1;
}

static char *why_less(const struct run_row *r)
{
    return r->part[0] != '\0' ? mem_printf("which asked only: %s", r->part)
           : r->gated ? mem_str("which a gate stopped when it knew enough")
                      : mem_printf("which is %s", r->status);
}

static bool fits(const struct latest *l, const struct run_row *r)
{
    size_t n = strlen(r->suite);

    if (l->suite != NULL && strcmp(l->suite, r->suite) != 0)
        return false;
    if (l->word == NULL)
        return true;
    if (!l->whole)
        return strcmp(l->word, r->model) == 0;
    return strncmp(l->word, r->suite, n) == 0 && l->word[n] == '/'
           && strcmp(l->word + n + 1, r->model) == 0;
}

static struct choice *choice_of(struct latest *l, const struct run_row *r)
{
    struct choice *c;

    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->found[i].suite, r->suite) == 0
            && strcmp(l->found[i].model, r->model) == 0)
            return &l->found[i];
    l->found = mem_resize(l->found, ++l->n, sizeof *l->found);
    c = &l->found[l->n - 1];
    *c = (struct choice){
        .suite = mem_str(r->suite), .model = mem_str(r->model), .worth = -1
    };
    return c;
}

/* Runs come in order of their numbers: of equal worth the last is taken. */
static int keep_latest(void *arg, const struct run_row *r)
{
    struct latest *l = arg;
    struct choice *c;

    if (!fits(l, r))
        return 0;
    c = choice_of(l, r);
    free(c->why);
    c->why = NULL;
    c->passed = 0;
    if (worth(r) >= c->worth) {
        c->run = r->id;
        c->worth = worth(r);
    } else {
        c->passed = r->id;
        c->why = why_less(r);
    }
    return 0;
}

static void note_passed(struct pick *p, const struct choice *c)
{
    if (c->passed > 0)
        buf_printf(&p->notes,
            "%s on %s: run %lld is taken, not the later run %lld, %s\n",
            c->suite, c->model, (long long)c->run, (long long)c->passed,
            c->why);
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

static int load_latest(struct pick *p, struct store *s, struct latest *l,
    const struct price_book *prices, struct err *e)
{
    int rc = store_runs(s, keep_latest, l, e);

    for (size_t i = 0; i < l->n; i++) {
        if (rc == 0)
            rc = load(p, s, l->found[i].run, prices, e);
        if (rc == 0)
            note_passed(p, &l->found[i]);
        free(l->found[i].suite);
        free(l->found[i].model);
        free(l->found[i].why);
    }
    free(l->found);
    return rc;
}

int pick_add(struct pick *p, struct store *s, const char *word,
    const struct price_book *prices, struct err *e)
{
    struct latest model = { .word = word },
                  both = { .word = word, .whole = true };
    size_t before = p->n;
    struct find f;
    int rc;

    if (load_latest(p, s, &model, prices, e) < 0)
        return -1;
    if (p->n == before && load_latest(p, s, &both, prices, e) < 0)
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
    struct latest any = { .word = NULL };

    return load_latest(p, s, &any, prices, e);
}

int pick_of_suite(struct pick *p, struct store *s, const char *suite,
    const struct price_book *prices, struct err *e)
{
    struct latest any = { .suite = suite };

    return load_latest(p, s, &any, prices, e);
}

static bool picked_before(const struct pick *p, size_t n, int64_t run)
{
    for (size_t i = 0; i < n; i++)
        if (p->runs[i].row.id == run)
            return true;
    return false;
}

void pick_once(struct pick *p)
{
    size_t kept = 0;

    for (size_t i = 0; i < p->n; i++)
        if (picked_before(p, kept, p->runs[i].row.id))
            data_clear(&p->runs[i]);
        else
            p->runs[kept++] = p->runs[i];
    p->n = kept;
}

void pick_clear(struct pick *p)
{
    for (size_t i = 0; i < p->n; i++)
        data_clear(&p->runs[i]);
    free(p->runs);
    buf_clear(&p->notes);
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
