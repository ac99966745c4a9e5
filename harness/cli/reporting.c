#include "cli/reporting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/report_commands.h"
#include "cli/results.h"
#include "cli/terminal.h"
#include "report/calibrated.h"
#include "report/page/page_chart.h"

enum {
    DRAWS = 10000,  // of the bootstrap, as `compare --json` has it
    CHECKPOINTS = 3 // make a trend
};

void reporting_open(struct reporting *r, const struct options *o)
{
    memset(r, 0, sizeof *r);
    r->said = o;
    r->o = *o;
    costing_open(&r->k, &r->o);
}

void reporting_close(struct reporting *r)
{
    for (size_t i = 0; i < r->page.n; i++)
        free(r->repeats[i]);
    for (size_t i = 0; i < r->page.trend_count; i++)
        trend_clear(&r->trends[i]);
    for (size_t i = 0; i < r->page.chart_count; i++)
        page_chart_clear(&r->charts[i]);
    free(r->lines);
    free(r->repeats);
    free(r->trends);
    free(r->sure);
    free(r->charts);
    buf_clear(&r->apart);
    buf_clear(&r->no_charts);
    buf_clear(&r->commands);
    compare_clear(&r->compare);
    compare_clear(&r->groups);
    costing_close(&r->k);
}

/* --- picking ---------------------------------------------------------------
 */

struct look { // for a word among the stored runs
    const char *word;
    bool suite, model;
};

static int see_run(void *arg, const struct run_row *row)
{
    struct look *l = arg;

    l->suite = l->suite || strcmp(row->suite, l->word) == 0;
    l->model = l->model || strcmp(row->model, l->word) == 0;
    return 0;
}

static int pick_word(struct reporting *r, const char *word, struct err *e)
{
    struct context *c = &r->k.c;
    struct look l = { .word = word };

    if (store_runs(c->store, see_run, &l, e) < 0)
        return -1;
    if (l.suite && !l.model)
        return pick_of_suite(&r->k.picks[0], c->store, word, &c->prices, e);
    return pick_add(&r->k.picks[0], c->store, word, &c->prices, e);
}

/* The name that runs of "student=URL#x" have. The caller frees; NULL: no such
 * role. */
static char *name_of(const struct reporting *r, const char *word, struct err *e)
{
    struct model m = { 0 };
    enum role role;
    char *out;

    if (model_role(&word, &role, e) < 0)
        return NULL;
    out = mem_str(
        model_parse(word, r->k.c.catalog, &m, NULL) == 0 ? m.name : word);
    model_clear(&m);
    return out;
}

/* -m: a model with runs is measured; another one stays, to be priced. */
static int pick_model(struct reporting *r, const char *word, struct err *e)
{
    char *name = name_of(r, word, e);
    struct look l = { .word = name };
    int rc = name != NULL ? store_runs(r->k.c.store, see_run, &l, e) : -1;

    if (rc == 0 && l.model)
        rc = pick_word(r, name, e);
    else if (rc == 0)
        r->o.models.item[r->o.models.n++] = word;
    free(name);
    return rc;
}

static int pick_models(struct reporting *r, struct err *e)
{
    struct options_list words = r->o.models;

    r->o.models.n = 0;
    for (size_t i = 0; i < words.n; i++)
        if (pick_model(r, words.item[i], e) < 0)
            return -1;
    return 0;
}

static int pick(struct reporting *r, struct err *e)
{
    struct context *c = &r->k.c;
    struct pick *p = &r->k.picks[0];

    if (context_store(c, true, e) < 0)
        return -1;
    r->k.pick_count = 1;
    for (size_t i = 0; i < r->o.operand_count; i++)
        if (pick_word(r, r->o.operands[i], e) < 0)
            return -1;
    if (pick_models(r, e) < 0)
        return -1;
    if (p->n == 0 && pick_all(p, c->store, &c->prices, e) < 0)
        return -1;
    if (p->n == 0)
        return err_set(e, ERR_USAGE,
            "no runs in %s yet (retort run SUITE -m MODEL makes one; -o DIR "
            "names another folder)",
            r->o.out);
    pick_once(p);
    terminal_say("%s", buf_str(&p->notes));
    return 0;
}

/* --- runs ------------------------------------------------------------------
 */

static bool is_teacher(const struct data_run *d)
{
    return strcmp(d->row.role, "teacher") == 0;
}

static bool suite_before(const struct pick *p, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(p->runs[k].row.suite, p->runs[i].row.suite) == 0)
            return true;
    return false;
}

/* Runs of a suite together, its teacher first. */
static int add_lines(struct reporting *r, struct err *e)
{
    const struct pick *p = &r->k.picks[0];
    size_t n = 0;

    r->lines = mem_zalloc(p->n, sizeof *r->lines);
    r->repeats = mem_zalloc(p->n, sizeof *r->repeats);
    r->page.n = p->n;
    for (size_t i = 0; i < p->n; i++)
        for (int turn = 0; turn < 2 && !suite_before(p, i); turn++)
            for (size_t k = i; k < p->n; k++)
                if (strcmp(p->runs[k].row.suite, p->runs[i].row.suite) == 0
                    && is_teacher(&p->runs[k]) == (turn == 0))
                    r->lines[n++] = (struct runs_line){
                        .run = &p->runs[k], .sent = -1, .reused = -1
                    };
    for (size_t i = 0; i < n; i++) {
        if (results_repeats(&r->k.c, r->lines[i].run, &r->repeats[i], e) < 0)
            return -1;
        r->lines[i].repeats = r->repeats[i];
    }
    runs_sum(r->lines, n, r->o.confidence);
    return 0;
}

/* --- comparisons -----------------------------------------------------------
 */

/* The one that all others of its suite are held against: its teacher, else
 * the model that was picked first, else the suite's first. */
static size_t reference_of(const struct reporting *r, size_t line)
{
    const char *suite = r->lines[line].run->row.suite;
    const char *first = r->k.picks[0].runs[0].row.model;
    size_t best = r->page.n;

    for (size_t i = 0; i < r->page.n; i++) {
        const struct data_run *d = r->lines[i].run;
        if (strcmp(d->row.suite, suite) != 0)
            continue;
        if (is_teacher(d))
            return i; /* it stands first */
        if (best == r->page.n
            || (strcmp(d->row.model, first) == 0
                && strcmp(r->lines[best].run->row.model, first) != 0))
            best = i;
    }
    return best;
}

static void compare_one(
    struct reporting *r, const struct data_run *a, const struct data_run *b)
{
    struct err e = { 0 };

    if (compare_runs(&r->compare, a, b, false, &e) < 0) {
        buf_printf(&r->apart, "- %s and %s were not compared on %s: %s\n",
            a->row.model, b->row.model, a->row.suite, e.text);
        return;
    }
    compare_runs(&r->groups, a, b, true, &e);
}

/* Model by model, and suite by suite in it, as `compare` has them. */
static void compare_all(struct reporting *r)
{
    size_t n = r->page.n;
    bool *done = mem_zalloc(n * n + 1, sizeof *done);

    for (size_t i = 0; i < n; i++) {
        size_t a = reference_of(r, i);
        for (size_t k = i; k < n && a != i; k++) {
            size_t b = reference_of(r, k);
            if (done[k] || b == k
                || strcmp(
                       r->lines[k].run->row.model, r->lines[i].run->row.model)
                       != 0
                || strcmp(
                       r->lines[b].run->row.model, r->lines[a].run->row.model)
                       != 0)
                continue;
            done[k] = true;
            compare_one(r, r->lines[b].run, r->lines[k].run);
        }
    }
    free(done);
    compare_correct(&r->compare);
    compare_correct(&r->groups);
}

static void say_reference(struct reporting *r)
{
    const struct data_run *a;

    if (r->compare.n == 0)
        return;
    a = r->compare.rows[0].pair->a;
    if (!is_teacher(a))
        buf_printf(&r->apart,
            "- no run has the role of a teacher: the others are held against "
            "%s, which came first\n",
            a->row.model);
}

static int compare(struct reporting *r, struct err *e)
{
    struct compare *c = &r->compare;

    if (!(r->o.temperature > 0))
        return err_set(e, ERR_USAGE, "--temperature wants more than 0");
    if (r->o.accept != NULL && alike_read(r->o.accept, &c->accept, e) < 0)
        return -1;
    c->level = r->o.confidence;
    c->draws = r->o.json ? DRAWS : 0;
    c->seed = (uint64_t)r->o.seed;
    c->temperature = r->o.temperature;
    r->groups = *c;
    r->groups.draws = 0;
    compare_all(r);
    say_reference(r);
    return 0;
}

/* --- checkpoints and letters -----------------------------------------------
 */

static int by_x(const void *a, const void *b)
{
    struct buf stem = { 0 };
    const struct data_run *const *x = a, *const *y = b;
    double at = 0, other = 0;

    trend_stem((*x)->row.model, &stem, &at);
    trend_stem((*y)->row.model, &stem, &other);
    buf_clear(&stem);
    return (at > other) - (at < other);
}

/* Runs of the suite and training of line i; none when an earlier one has
 * them. */
static size_t family(
    const struct reporting *r, size_t i, const struct data_run **out)
{
    struct buf mine = { 0 }, other = { 0 };
    const struct run_row *row = &r->lines[i].run->row;
    size_t n = 0;
    double x;

    for (size_t k = 0; k < r->page.n && !is_teacher(r->lines[i].run); k++) {
        const struct data_run *d = r->lines[k].run;
        buf_reset(&mine);
        buf_reset(&other);
        if (is_teacher(d) || strcmp(d->row.suite, row->suite) != 0
            || !trend_stem(row->model, &mine, &x)
            || !trend_stem(d->row.model, &other, &x)
            || strcmp(mine.s, other.s) != 0)
            continue;
        if (k < i) {
            n = 0;
            break;
        }
        out[n++] = d;
    }
    buf_clear(&mine);
    buf_clear(&other);
    if (n > 1)
        qsort(out, n, sizeof(*out), by_x);
    return n;
}

static void add_trends(struct reporting *r)
{
    const struct data_run **runs = mem_zalloc(r->page.n + 1, sizeof(*runs));

    r->trends = mem_zalloc(r->page.n + 1, sizeof *r->trends);
    for (size_t i = 0; i < r->page.n; i++) {
        struct trend *t = &r->trends[r->page.trend_count];
        struct err e = { 0 };
        size_t n = family(r, i, runs);
        if (n < CHECKPOINTS)
            continue;
        t->level = r->o.confidence;
        t->margin = (double)NAN;
        if (trend_of(t, runs, n, &r->compare.accept, &e) == 0 && t->named)
            r->page.trend_count++;
        else
            trend_clear(t);
    }
    free(runs);
}

/* How sure a run was, of the verdicts that it holds already. */
static struct calibration sure_of(const struct data_run *d, double level)
{
    struct transcript t = { .places = mem_zalloc(d->n + 1, sizeof *t.places),
        .n = d->n };
    struct calibration c;

    for (size_t i = 0; i < d->n; i++) {
        t.places[i].id = d->items[i].id;
        t.places[i].cluster = d->items[i].cluster;
        t.places[i].target = d->items[i].target;
        t.places[i].detail = d->items[i].detail;
    }
    c = calibrated(&t, level);
    free(t.places);
    return c;
}

static void add_sure(struct reporting *r)
{
    r->sure = mem_zalloc(r->page.n + 1, sizeof *r->sure);
    for (size_t i = 0; i < r->page.n; i++) {
        struct page_sure s = { r->lines[i].run,
            sure_of(r->lines[i].run, r->o.confidence) };
        if (s.c.n > 0)
            r->sure[r->page.sure_count++] = s;
    }
}

/* --- all of it -------------------------------------------------------------
 */

static void fill_page(struct reporting *r)
{
    struct page *p = &r->page;

    p->wall_us = r->k.wall_us;
    p->level = r->o.confidence;
    p->lines = r->lines;
    p->compare = &r->compare;
    p->groups = r->groups.macro_count > 0 ? &r->groups : NULL;
    p->apart = buf_str(&r->apart);
    p->bill = &r->k.bill;
    p->swings = &r->k.swings;
    p->cost_unknown =
        r->cost_unknown.kind != ERR_NONE ? r->cost_unknown.text : NULL;
    p->prices = &r->k.c.prices;
    p->trends = r->trends;
    p->sure = r->sure;
    p->no_charts = "";
    p->commands = buf_str(&r->commands);
}

int reporting_build(struct reporting *r, struct err *e)
{
    if (costing_read(&r->k, e) < 0 || pick(r, e) < 0 || add_lines(r, e) < 0
        || compare(r, e) < 0 || costing_price(&r->k, e) < 0)
        return -1;
    costing_known(&r->k, &r->cost_unknown);
    add_trends(r);
    add_sure(r);
    report_commands(r->said, &r->o, r->lines, r->page.n, &r->commands);
    fill_page(r);
    return 0;
}
