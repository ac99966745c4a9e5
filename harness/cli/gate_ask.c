#include "cli/gate_ask.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/estimate.h"
#include "report/gate/gating_cluster.h"
#include "run/trial.h"

struct ask { // one `retort gate` on a model
    struct session *s;
    const struct pick *baseline;
    const struct data_run *base[OPTIONS_LIST]; // by suite of the session
    struct pick *asked; // with --no-sequential: the candidate's runs
    struct gating *g;
};

struct seen {
    const char *model;
    bool found;
};

static int look_for_run(void *arg, const struct run_row *r)
{
    struct seen *s = arg;

    s->found = s->found || (strcmp(r->model, s->model) == 0 && !r->gated);
    return s->found;
}

bool gate_asks(struct context *c)
{
    struct seen seen = { c->o->candidate, false };
    struct model m;
    struct err ignored = { 0 };

    if (strstr(seen.model, "://") != NULL)
        return true;
    if (context_catalog(c, &ignored) < 0
        || model_parse(seen.model, c->catalog, &m, &ignored) < 0)
        return false;
    model_clear(&m);
    if (c->o->sequential || context_store(c, true, &ignored) < 0)
        return true;
    store_runs(c->store, look_for_run, &seen, &ignored);
    return !seen.found;
}

/* Everything that would make an answer about something else. */
static int check_baseline(const struct data_run *b, const struct suite *suite,
    const struct gating *g, struct err *e)
{
    const struct suite_info *info = suite_info(suite);
    struct buf sampling = { 0 };
    int64_t failed = 0, again = 0, right = 0;
    bool same;

    if (b->row.suite_version != info->version && !g->accept.version)
        return err_set(e, ERR_USAGE,
            "%s: the baseline is of version %d of the suite, and this is "
            "version %d: make a baseline with this one, or --accept version",
            info->name, b->row.suite_version, info->version);
    for (size_t i = 0; i < b->n; i++) {
        failed += b->items[i].outcome == OUTCOME_FAILED;
        again += b->items[i].repeat > 0;
        right += b->items[i].outcome == OUTCOME_CORRECT;
    }
    if (again > 0)
        return err_set(e, ERR_USAGE,
            "%s: the baseline asked its samples more than once each, which a "
            "sequence cannot use: take one made without -e, or run the "
            "candidate with -e too and compare the two runs",
            info->name);
    if (failed > 0 || b->n == 0 || strcmp(b->row.status, "complete") != 0)
        return err_set(e, ERR_USAGE,
            "%s: the baseline is incomplete (%lld samples, %lld of them "
            "failed): run it again until it is complete",
            info->name, (long long)b->n, (long long)failed);
    if (gating_sense(&g->rule, info->name, (double)right / (double)b->n, e) < 0)
        return -1;
    run_sampling(&info->sampling, &sampling);
    same =
        g->accept.sampling || strcmp(buf_str(&sampling), b->row.sampling) == 0;
    if (!same)
        err_set(e, ERR_USAGE,
            "%s: the baseline was sampled with %.200s, and the candidate would "
            "be with %.200s: say the same with -G, or --accept sampling",
            info->name, b->row.sampling, buf_str(&sampling));
    buf_clear(&sampling);
    return same ? 0 : -1;
}

/* The suites: those named, or what the baseline has. */
static int load_suites(struct ask *a, struct err *e)
{
    const struct options *o = a->s->c.o;
    size_t n = o->operand_count > 0 ? o->operand_count : a->baseline->n;

    if (n > OPTIONS_LIST)
        return err_set(e, ERR_USAGE, "more than %d suites", OPTIONS_LIST);
    for (size_t i = 0; i < n; i++) {
        const char *name = o->operand_count > 0
                               ? o->operands[i]
                               : a->baseline->runs[i].row.suite;
        if (session_suite(a->s, name, e) < 0)
            return o->operand_count > 0 || e->kind != ERR_USAGE
                       ? -1
                       : err_set(e, ERR_USAGE,
                           "the baseline's suite '%s' is not here by this "
                           "name: give its file, as in 'retort gate ... "
                           "./%s.lua'",
                           name, name);
        name = suite_info(a->s->suites[i])->name;
        a->base[i] = pick_suite(a->baseline, name);
        if (a->base[i] == NULL)
            return err_set(
                e, ERR_USAGE, "the baseline has nothing of suite '%s'", name);
        if (check_baseline(a->base[i], a->s->suites[i], a->g, e) < 0)
            return -1;
    }
    return 0;
}

static struct trial_item *items_of(const struct data_run *b)
{
    struct trial_item *items = mem_zalloc(b->n, sizeof *items);

    for (size_t i = 0; i < b->n; i++)
        items[i] = (struct trial_item){ b->items[i].n, b->items[i].id,
            b->items[i].hash, b->items[i].outcome == OUTCOME_CORRECT };
    return items;
}

/* What the run in the store has cost so far, a sample. */
static int read_costs(
    struct ask *a, int64_t run, struct gating_asked *out, struct err *e)
{
    struct context *c = &a->s->c;
    struct data_run d;
    struct data_summary sum;
    double n;

    if (context_prices(c, e) < 0
        || data_load_sum(c->store, run, &c->prices, &d, e) < 0)
        return -1;
    sum = data_sum(&d, c->o->confidence);
    out->answered = sum.n;
    n = (double)(sum.n - sum.outcomes[OUTCOME_FAILED]);
    out->replies = n > 0 ? (double)sum.usage.replies / n : (double)NAN;
    out->usd = n > 0 ? sum.cost_usd / n : (double)NAN;
    data_clear(&d);
    return 0;
}

static void note_end(const struct run_result *r, int rc, const struct err *e,
    struct gating_asked *out)
{
    if (rc < 0)
        snprintf(out->stopped, sizeof out->stopped, "%.490s", e->text);
    else if (r->end == RUN_INTERRUPTED)
        snprintf(out->stopped, sizeof out->stopped,
            "interrupted; the same command goes on");
    else if (r->end == RUN_BUDGET)
        snprintf(out->stopped, sizeof out->stopped, "the budget is used up");
    else if (r->last.outcomes[OUTCOME_FAILED] > 0)
        snprintf(out->stopped, sizeof out->stopped, "last failure: %.200s",
            r->last.last_failure);
}

/* Bytes of the hashes that must agree. */
static size_t known_hash(const struct ask *a, const struct data_run *b)
{
    if (a->g->accept.prompt)
        return 0;
    return b->hash_len > 0 ? b->hash_len : HASH_SIZE;
}

static int ask_suite(struct ask *a, size_t i, enum run_end *end, struct err *e)
{
    const struct options *o = a->s->c.o;
    const struct data_run *b = a->base[i];
    struct gating_suite *out = &a->g->suites[i];
    struct trial_item *items = items_of(b);
    struct trial_plan plan = { a->s->suites[i], items, b->n, known_hash(a, b),
        &a->g->rule, (uint64_t)o->seed, o->no_sequential };
    struct trial *trial = trial_new(&plan);
    struct run_config rc = session_config(a->s, 0, i);
    char *identity = mem_printf(
        "gate of %zu samples, shots %lld", b->n, (long long)o->shots);
    struct run_result result;
    struct err late = { 0 };
    int code;

    rc.part = b->row.part;
    rc.identity = identity;
    rc.total = (int64_t)b->n;
    rc.next = trial_next;
    rc.judged = trial_judged;
    rc.watch_arg = trial;
    rc.gated = !o->no_sequential;
    code = session_run(a->s, &rc, &result, e);
    *end = result.end;
    out->result = trial_result(trial, &out->cells);
    /* of those with a verdict: a failed request is nobody's answer */
    out->result.estimate = paired_diff(&out->cells);
    out->asked.looked = out->result.n + out->result.open;
    out->asked.sent = result.last.sent;
    out->asked.reused = result.last.reused + result.last.kept;
    if (out->result.verdict == GATE_UNKNOWN)
        note_end(&result, code, e, &out->asked);
    if (result.run > 0 && read_costs(a, result.run, &out->asked, &late) < 0
        && code == 0) {
        *e = late;
        code = -1;
    }
    if (code == 0 && o->no_sequential) {
        char number[24];
        snprintf(number, sizeof number, "%lld", (long long)result.run);
        code = pick_add(a->asked, a->s->c.store, number, &a->s->c.prices, e);
    }
    trial_free(trial);
    free(identity);
    free(items);
    return code;
}

/* Until one is worse: then the whole is, and asking more is for nothing. */
static int ask_all(struct ask *a, enum run_end *end, struct err *e)
{
    bool worse = false;

    for (size_t i = 0; i < a->s->suite_count; i++) {
        struct gating_suite *out = &a->g->suites[i];
        enum run_end this = RUN_COMPLETE;

        if (worse || *end == RUN_INTERRUPTED || *end == RUN_BUDGET) {
            out->asked.skipped = worse;
            if (!worse)
                snprintf(
                    out->asked.stopped, sizeof out->asked.stopped, "not asked");
            continue;
        }
        if (ask_suite(a, i, &this, e) < 0)
            return -1;
        if (this == RUN_INTERRUPTED || this == RUN_BUDGET)
            *end = this;
        worse = !a->s->c.o->no_sequential && out->result.verdict == GATE_WORSE;
    }
    return 0;
}

static void begin_suites(struct ask *a)
{
    a->g->rule.family = (int)a->s->suite_count;
    for (size_t i = 0; i < a->s->suite_count; i++) {
        struct gating_suite *out = gating_add(a->g, a->base[i]->row.suite);
        out->asked = (struct gating_asked){ .yes = true,
            .of = (int64_t)a->base[i]->n,
            .replies = (double)NAN,
            .usd = (double)NAN,
            .seed = (uint64_t)a->s->c.o->seed };
        out->result = (struct gate_result){ GATE_UNKNOWN, GATE_EMPTY,
            (double)NAN, (double)NAN, { (double)NAN, (double)NAN },
            { (double)NAN, (double)NAN }, 0, 0 };
        out->clusters = gating_clusters(a->base[i]);
        if (strcmp(
                a->base[i]->row.suite_hash, suite_info(a->s->suites[i])->hash)
            != 0)
            snprintf(out->note, sizeof out->note,
                "the suite's file is not the one of the baseline, though its "
                "version is: if it judges otherwise now, 'retort score' judges "
                "the baseline again");
    }
}

int gate_ask(struct session *s, const struct pick *baseline, struct pick *asked,
    struct gating *g, enum run_end *end, struct err *e)
{
    struct ask a = { .s = s, .baseline = baseline, .asked = asked, .g = g };

    *end = RUN_COMPLETE;
    if (session_settings(s, e) < 0 || session_model(s, s->c.o->candidate, e) < 0
        || load_suites(&a, e) < 0 || estimate_budget(s, e) < 0
        || session_network(s, e) < 0 || context_store(&s->c, false, e) < 0)
        return -1;
    g->baseline = baseline->runs[0].row.model;
    g->candidate = s->models[0].name;
    begin_suites(&a);
    return ask_all(&a, end, e);
}
