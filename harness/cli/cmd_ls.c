/* retort ls: suites, models, prices, rules and runs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/ls_prices.h"
#include "cli/ls_rules.h"
#include "cli/terminal.h"
#include "report/runs.h"
#include "report/text/table.h"

enum { LAST_RUNS = 10 };

enum part {
    PART_SUITES,
    PART_MODELS,
    PART_PRICES,
    PART_RULES,
    PART_RUNS,
    PARTS
};

static const char *const parts[PARTS] = { "suites", "models", "prices", "rules",
    "runs" };

struct listing { // one `retort ls`
    struct context c;
    struct buf out;
    struct jsonw w;
    struct table *t; // under way
    bool wanted[PARTS];
    bool brief; // no operand: the short form
    struct err *e;
};

/* --- suites ------------------------------------------------------------- */

enum data { DATA_HERE, DATA_MISSING, DATA_BROKEN };

/* Is the data of a suite here? The first row tells. */
static enum data data_of(struct suite *s, struct err *e)
{
    struct sample sample = { 0 };
    int rc = suite_rewind(s, e);

    if (rc == 0)
        rc = suite_next(s, &sample, e);
    sample_clear(&sample);
    return rc >= 0                 ? DATA_HERE
           : e->kind == ERR_CONFIG ? DATA_MISSING
                                   : DATA_BROKEN;
}

static const char *needs(const struct suite_info *i, enum data data)
{
    if (i->runs_code)
        return data == DATA_MISSING ? "jail, --data" : "jail";
    return data == DATA_MISSING ? "--data" : "";
}

static void suite_json(struct jsonw *w, const char *name, const char *path,
    const struct suite_info *i, enum data data, const struct err *why)
{
    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "suite", name);
    jsonw_str(w, "file", path);
    if (i != NULL) {
        jsonw_int(w, "version", i->version);
        jsonw_str(w, "about", i->about);
        jsonw_str(w, "license", i->license);
        jsonw_bool(w, "jail", i->runs_code != NULL);
        jsonw_bool(w, "data", data == DATA_HERE);
    }
    jsonw_str(w, "error", why->kind != ERR_NONE ? why->text : NULL);
    jsonw_end(w, '}');
}

static void on_suite(void *arg, const char *name, const char *path)
{
    struct listing *l = arg;
    struct suite *s = NULL;
    struct err why = { 0 };
    enum data data = DATA_BROKEN;
    const struct suite_info *i = NULL;

    if (context_suite(&l->c, path, &s, &why) == 0) {
        i = suite_info(s);
        data = data_of(s, &why);
    }
    if (l->c.o->json) {
        suite_json(&l->w, name, path, i, data, &why);
        return;
    }
    table_cell(l->t, name);
    if (i == NULL)
        table_cell(l->t, "-");
    else
        table_cellf(l->t, "%d", i->version);
    table_cell(l->t, i == NULL || data == DATA_BROKEN ? why.text : i->about);
    table_cell(l->t, i == NULL ? "mending" : needs(i, data));
}

static int list_suites(struct listing *l)
{
    if (l->c.o->json) {
        jsonw_begin(&l->w, "suites", '[');
        suite_each(on_suite, l);
        jsonw_end(&l->w, ']');
        return 0;
    }
    l->t = table_new("suite|>version:drop|about:wrap|needs:any");
    suite_each(on_suite, l);
    if (table_rows(l->t) == 0) {
        char *at = suite_installed();
        buf_printf(&l->out, "no suites: none in ./suites and none in %s\n", at);
        free(at);
    } else {
        table_print(
            l->t, terminal_width(), terminal_look(l->c.o->color), &l->out);
    }
    table_free(l->t);
    return 0;
}

/* --- models ------------------------------------------------------------- */

static bool key_is_set(const struct model *m)
{
    const char *key = m->key_env != NULL ? getenv(m->key_env) : NULL;

    return key != NULL && key[0] != '\0';
}

static void on_model(void *arg, const struct model *m)
{
    struct listing *l = arg;

    if (l->c.o->json) {
        jsonw_begin(&l->w, NULL, '{');
        jsonw_str(&l->w, "model", m->name);
        jsonw_str(&l->w, "served", m->served);
        jsonw_str(&l->w, "provider", m->provider);
        jsonw_str(&l->w, "url", m->url);
        jsonw_str(&l->w, "dialect", m->dialect->name);
        jsonw_str(&l->w, "key", m->key_env);
        jsonw_bool(&l->w, "key_set", key_is_set(m));
        jsonw_end(&l->w, '}');
        return;
    }
    table_cell(l->t, m->name);
    table_cell(l->t, m->provider);
    table_cell(l->t, m->key_env != NULL ? m->key_env : "none needed");
    table_cell(l->t, m->key_env == NULL ? "" : key_is_set(m) ? "yes" : "no");
    table_cell(l->t, m->url);
}

static int list_models(struct listing *l)
{
    int rc;

    if (context_catalog(&l->c, l->e) < 0)
        return -1;
    if (l->c.o->json) {
        jsonw_begin(&l->w, "models", '[');
        rc = model_catalog_each(l->c.catalog, on_model, l, l->e);
        jsonw_end(&l->w, ']');
        return rc;
    }
    l->t = table_new("model|provider:drop|key|set|url:drop");
    rc = model_catalog_each(l->c.catalog, on_model, l, l->e);
    if (rc == 0) {
        table_print(
            l->t, terminal_width(), terminal_look(l->c.o->color), &l->out);
        buf_puts(&l->out, "Any other endpoint: -m NAME@URL#SERVED, or a row "
                          "in models.lua.\n");
    }
    table_free(l->t);
    return rc;
}

/* --- runs --------------------------------------------------------------- */

struct counted {
    int64_t n, correct, failed;
};

static int count(struct store *s, int64_t run, struct counted *k, struct err *e)
{
    int64_t outcomes[OUTCOME_COUNT];

    if (store_outcomes(s, run, outcomes, e) < 0)
        return -1;
    for (int i = 0; i < OUTCOME_COUNT; i++)
        k->n += outcomes[i];
    k->correct = outcomes[OUTCOME_CORRECT];
    k->failed = outcomes[OUTCOME_FAILED];
    return 0;
}

/* Of those that were answered: a failed request is no answer. */
static double accuracy(const struct counted *k)
{
    int64_t judged = k->n - k->failed;

    return judged > 0 ? (double)k->correct / (double)judged : (double)NAN;
}

static void run_json(
    struct jsonw *w, const struct run_row *r, const struct counted *k)
{
    char date[24];

    jsonw_begin(w, NULL, '{');
    jsonw_int(w, "run", r->id);
    jsonw_str(w, "suite", r->suite);
    jsonw_str(w, "model", r->model);
    jsonw_str(w, "role", r->role);
    jsonw_int(w, "n", k->n);
    jsonw_int(w, "correct", k->correct);
    jsonw_int(w, "failed", k->failed);
    jsonw_num(w, "accuracy", accuracy(k));
    jsonw_str(w, "status", r->status);
    jsonw_str(w, "part", r->part[0] != '\0' ? r->part : NULL);
    jsonw_str(w, "started", clock_iso(r->started_us, date));
    jsonw_end(w, '}');
}

static void run_cells(
    struct table *t, const struct run_row *r, const struct counted *k)
{
    double a = accuracy(k);
    char date[24], share[RUNS_SHARE];

    table_cellf(t, "%lld", (long long)r->id);
    table_cell(t, r->suite);
    table_cell(t, r->model);
    table_cell(t, r->role);
    if (r->planned > k->n)
        table_cellf(t, "%lld/%lld", (long long)k->n, (long long)r->planned);
    else
        table_cellf(t, "%lld", (long long)k->n);
    if (isnan(a))
        table_cell(t, "-");
    else
        table_cellf(t, "%s %%", runs_share(a, 1, share));
    table_cell(t, r->part);
    if (k->failed > 0)
        table_cellf(t, "%s, %lld failed", r->status, (long long)k->failed);
    else
        table_cell(t, r->status);
    clock_iso(r->started_us, date);
    table_cellf(t, "%.10s %.5s", date, date + 11);
}

struct last { // runs from `from` on are shown
    struct listing *l;
    int64_t seen, from;
};

static int tally(void *arg, const struct run_row *r)
{
    (void)r;
    ((struct last *)arg)->seen++;
    return 0;
}

static int on_run(void *arg, const struct run_row *r)
{
    struct last *last = arg;
    struct listing *l = last->l;
    struct counted k = { 0 };

    if (last->seen++ < last->from)
        return 0;
    if (count(l->c.store, r->id, &k, l->e) < 0)
        return -1;
    if (l->c.o->json)
        run_json(&l->w, r, &k);
    else
        run_cells(l->t, r, &k);
    return 0;
}

static int each_run(struct listing *l)
{
    struct last last = { .l = l };

    if (store_runs(l->c.store, tally, &last, l->e) < 0)
        return -1;
    if (l->brief && !l->c.o->json && last.seen > LAST_RUNS)
        last.from = last.seen - LAST_RUNS;
    last.seen = 0;
    if (last.from > 0)
        buf_printf(&l->out,
            "the last %d runs ('retort ls runs' lists all "
            "%lld):\n",
            LAST_RUNS, (long long)(last.from + LAST_RUNS));
    return store_runs(l->c.store, on_run, &last, l->e);
}

/* A folder without a database is a folder without runs. */
static int open_store(struct listing *l)
{
    struct err why = { 0 };

    if (context_store(&l->c, true, &why) == 0)
        return 1;
    if (why.kind == ERR_USAGE)
        return 0;
    *l->e = why;
    return -1;
}

static int list_runs(struct listing *l)
{
    int there = open_store(l), rc = 0;

    if (there < 0)
        return -1;
    if (l->c.o->json) {
        jsonw_begin(&l->w, "runs", '[');
        if (there)
            rc = each_run(l);
        jsonw_end(&l->w, ']');
        return rc;
    }
    l->t = table_new(">run|suite|model:wrap|role:any|>n|>accuracy|only:any|"
                     "status:drop|started (UTC):drop");
    if (there)
        rc = each_run(l);
    if (table_rows(l->t) > 0)
        table_print(
            l->t, terminal_width(), terminal_look(l->c.o->color), &l->out);
    else
        buf_printf(&l->out,
            "no runs in %s yet: retort run SUITE -m MODEL "
            "makes one (-o DIR names another folder)\n",
            l->c.o->out);
    table_free(l->t);
    return rc;
}

/* ------------------------------------------------------------------------ */

static int list_prices(struct listing *l)
{
    if (context_prices(&l->c, l->e) < 0)
        return -1;
    if (l->c.o->json)
        ls_prices_json(&l->c, context_now(&l->c), &l->w);
    else
        ls_prices_text(&l->c, context_now(&l->c), &l->out);
    return 0;
}

static int list_rules(struct listing *l)
{
    if (l->c.o->json)
        ls_rules_json(&l->w);
    else
        ls_rules_text(&l->c, &l->out);
    return 0;
}

static int read_parts(struct listing *l)
{
    const struct options *o = l->c.o;

    for (size_t i = 0; i < o->operand_count; i++) {
        int p = 0;
        while (p < PARTS && strcmp(parts[p], o->operands[i]) != 0)
            p++;
        if (p == PARTS)
            return err_set(l->e, ERR_USAGE,
                "'%s' cannot be listed: there are suites, models, prices, "
                "rules and runs ('retort show %s' shows one thing)",
                o->operands[i], o->operands[i]);
        l->wanted[p] = true;
    }
    l->brief = o->operand_count == 0;
    for (int p = 0; p < PARTS && l->brief; p++)
        l->wanted[p] = (p != PART_PRICES && p != PART_RULES) || o->json;
    return 0;
}

static int list(struct listing *l)
{
    static int (*const listers[PARTS])(struct listing *) = { list_suites,
        list_models, list_prices, list_rules, list_runs };
    bool some = false;

    if (read_parts(l) < 0)
        return -1;
    if (l->c.o->json)
        jsonw_begin(&l->w, NULL, '{');
    for (int p = 0; p < PARTS; p++) {
        if (!l->wanted[p])
            continue;
        if (some && !l->c.o->json)
            buf_putc(&l->out, '\n');
        some = true;
        if (listers[p](l) < 0)
            return -1;
    }
    if (l->c.o->json) {
        jsonw_end(&l->w, '}');
        buf_putc(&l->out, '\n');
    }
    return 0;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct listing l = { .e = e };
    enum exit_code code = EXIT_DONE;

    context_open(&l.c, o);
    l.w.out = &l.out;
    if (list(&l) < 0)
        code = exit_of(e->kind);
    else
        terminal_print(&l.out);
    buf_clear(&l.out);
    context_close(&l.c);
    return code;
}

const struct command cmd_ls = {
    .name = "ls",
    .usage = "[suites|models|prices|rules|runs]...",
    .about = "What there is: suites, models, prices, rules, runs",
    .more = "Keys are named and whether they are set, never shown.",
    .options =
        OPT(OUT) | OPT(DATA) | OPT(MODELS_FILE) | OPT(PRICES) | OPT(JSON),
    .run = run,
};
