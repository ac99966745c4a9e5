/* retort run: suites on models, and the table at the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/endpoint.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cost/money.h"
#include "run/run.h"

enum { MODELS = OPTIONS_LIST };

struct session { // one `retort run`
    struct context c;
    struct model models[MODELS];
    struct http_endpoint *endpoints[MODELS];
    size_t model_count;
    struct suite *suites[OPTIONS_LIST];
    size_t suite_count;
    struct loop *loop;
    struct http *http;
    struct jail *jail;
    struct progress progress;
    struct results results;
    int64_t spent_pusd; // of the budget, which is for the whole command
};

static void on_progress(void *arg, const struct run_progress *p)
{
    struct session *s = arg;

    progress_show(&s->progress, p);
}

static int64_t on_price(
    void *arg, const struct model *m, const struct usage *u, int64_t wall_us)
{
    struct session *s = arg;

    return context_price(&s->c, m, u, wall_us);
}

static int parse_models(struct session *s, struct err *e)
{
    const struct options *o = s->c.o;

    if (o->models.n == 0)
        return err_set(e, ERR_USAGE,
            "name at least one model: -m gpt-4o, or -m "
            "student=http://127.0.0.1:8080/v1#NAME");
    for (size_t i = 0; i < o->models.n; i++) {
        struct model *m = &s->models[s->model_count];
        if (model_parse(o->models.item[i], s->c.catalog, m, e) < 0)
            return -1;
        s->model_count++;
        for (size_t k = 0; k < i; k++)
            if (strcmp(s->models[k].name, m->name) == 0)
                return err_set(e, ERR_USAGE,
                    "two models are called '%s': give one another name with "
                    "-m NAME@URL#SERVED",
                    m->name);
    }
    return 0;
}

/* Suites that run code need a jail that works: said before money is spent. */
static int open_jail(struct session *s, struct err *e)
{
    struct jail_options jo = { 0 };
    bool needed = false;

    for (size_t i = 0; i < s->suite_count; i++)
        needed = needed || suite_info(s->suites[i])->runs_code;
    if (!needed)
        return 0;
    if (jail_probe(&jo, e) < 0)
        return err_wrap(e, "this suite runs code, and the jail does not work");
    s->jail = jail_new(s->loop, &jo, e);
    return s->jail == NULL ? -1 : 0;
}

static int open_network(struct session *s, struct err *e)
{
    struct http_options ho = { .user_agent = "retort/" RETORT_VERSION };

    s->loop = loop_new(e);
    if (s->loop == NULL)
        return -1;
    s->http = http_new(s->loop, &ho, e);
    if (s->http == NULL)
        return -1;
    for (size_t i = 0; i < s->model_count; i++) {
        s->endpoints[i] =
            endpoint_open(s->http, &s->models[i], s->c.o->offline, e);
        if (s->endpoints[i] == NULL)
            return -1;
    }
    return open_jail(s, e);
}

static int load_suites(struct session *s, struct err *e)
{
    for (size_t i = 0; i < s->c.o->operand_count; i++) {
        if (context_suite(
                &s->c, s->c.o->operands[i], &s->suites[s->suite_count], e)
            < 0)
            return -1;
        s->suite_count++;
        for (size_t k = 0; k < i; k++)
            if (strcmp(suite_info(s->suites[k])->name,
                    suite_info(s->suites[i])->name)
                == 0)
                return err_set(e, ERR_USAGE, "two suites are called '%s'",
                    suite_info(s->suites[i])->name);
    }
    return 0;
}

static int open_session(struct session *s, struct err *e)
{
    const struct options *o = s->c.o;

    if (o->jobs < 1 || o->jobs > 4096)
        return err_set(e, ERR_USAGE, "--jobs wants 1 to 4096");
    if (o->repeat < 1 || o->repeat > 1000)
        return err_set(e, ERR_USAGE, "--repeat wants 1 to 1000");
    if (o->timeout_s < 1 || o->timeout_s > 86400)
        return err_set(e, ERR_USAGE, "--timeout wants 1 to 86400 seconds");
    /* the built-in prices can wait until the first requests are out */
    if (context_catalog(&s->c, e) < 0
        || (o->prices_file != NULL && context_prices(&s->c, e) < 0)
        || parse_models(s, e) < 0 || load_suites(s, e) < 0
        || open_network(s, e) < 0)
        return -1;
    return context_store(&s->c, false, e);
}

static void close_session(struct session *s)
{
    jail_free(s->jail);
    http_free(s->http);
    loop_free(s->loop);
    results_clear(&s->results);
    for (size_t i = 0; i < s->model_count; i++)
        model_clear(&s->models[i]);
    context_close(&s->c);
}

static int64_t budget_left(const struct session *s)
{
    double most_usd = 1e6, usd = s->c.o->budget;
    int64_t left;

    if (usd < 0 || usd > most_usd)
        return -1;
    left = (int64_t)(usd * 1e12) - s->spent_pusd;
    return left > 0 ? left : 0;
}

/* One suite on one model. */
static int run_pair(struct session *s, size_t model, size_t suite,
    enum run_end *end, struct err *e)
{
    const struct options *o = s->c.o;
    /* -n 10 and -n 20 are two runs; the second finds the replies of the
     * first in the store */
    char *identity = mem_printf(
        "limit %lld shots %lld", (long long)o->limit, (long long)o->shots);
    struct run_config rc = {
        .loop = s->loop,
        .http = s->http,
        .endpoint = s->endpoints[model],
        .jail = s->jail,
        .store = s->c.store,
        .suite = s->suites[suite],
        .model = &s->models[model],
        .sample_id = o->sample,
        .identity = identity,
        .jobs = (int)o->jobs,
        .repeat = (int)o->repeat,
        .timeout_us = o->timeout_s * 1000000,
        .budget_pusd = budget_left(s),
        .secret = endpoint_key(&s->models[model]),
        .total = o->sample != NULL ? o->repeat : -1,
        .offline = o->offline,
        .no_cache = o->no_cache,
        .seed = (uint64_t)o->seed,
        .stop = context_signals(),
        .price = on_price,
        .progress = o->quiet ? NULL : on_progress,
        .arg = s,
        .version = RETORT_VERSION,
    };
    struct run_result result;
    char *what = mem_printf(
        "%s on %s", suite_info(rc.suite)->name, s->models[model].name);
    int code;

    progress_start(&s->progress, what, o->quiet, o->verbose);
    code = run_suite(&rc, &result, e);
    progress_end(&s->progress, &result.last, result.end, result.wall_us);
    free(what);
    free(identity);
    s->spent_pusd += result.last.cost_pusd;
    *end = result.end;
    if (result.run > 0)
        results_note(&s->results, result.run, result.last.sent,
            result.last.reused + result.last.kept);
    return code;
}

static enum exit_code code_of(enum run_end end)
{
    switch (end) {
    case RUN_COMPLETE: return EXIT_DONE;
    case RUN_INCOMPLETE: return EXIT_INCOMPLETE;
    case RUN_INTERRUPTED: return EXIT_INTERRUPTED;
    case RUN_BUDGET: return EXIT_BUDGET;
    }
    return EXIT_SYSTEM;
}

/* What has no price cannot be held to a budget: said, not guessed. */
static void note_budget(struct session *s)
{
    const struct usage one = {
        .tokens = { [USAGE_INPUT] = 1, [USAGE_OUTPUT] = 1 }, .reported_pusd = -1
    };

    if (s->c.o->budget < 0 || s->c.o->offline)
        return;
    for (size_t i = 0; i < s->model_count; i++)
        if (context_price(&s->c, &s->models[i], &one, clock_wall_us()) < 0)
            fprintf(stderr,
                "retort: --budget does not hold for %s, whose price is not "
                "known (--prices FILE can tell it)\n",
                s->models[i].name);
}

/* All pairs, until one of them ends the whole. */
static enum exit_code run_all(struct session *s, struct err *e)
{
    enum exit_code worst = EXIT_DONE;

    for (size_t suite = 0; suite < s->suite_count; suite++)
        for (size_t model = 0; model < s->model_count; model++) {
            enum run_end end = RUN_INCOMPLETE;
            int rc = run_pair(s, model, suite, &end, e);
            if (rc < 0)
                return exit_of(e->kind);
            if (end != RUN_COMPLETE)
                worst = code_of(end);
            if (end == RUN_INTERRUPTED || end == RUN_BUDGET)
                return worst;
        }
    return worst;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct session s = { .model_count = 0 };
    enum exit_code code;
    struct err late = { 0 };

    context_open(&s.c, o);
    if (open_session(&s, e) < 0) {
        code = exit_of(e->kind);
    } else {
        note_budget(&s);
        code = run_all(&s, e);
        if (s.results.n > 0 && results_print(&s.results, &s.c, &late) < 0
            && e->kind == ERR_NONE) {
            *e = late;
            code = exit_of(e->kind);
        }
    }
    close_session(&s);
    return code;
}

const struct command cmd_run = {
    .name = "run",
    .usage = "SUITE... -m [ROLE=]MODEL...",
    .about = "Evaluate suites on models; the same command again continues",
    .more = "Replies are stored before they are judged; what is stored is "
            "never asked again.\nEnds with a table: accuracy with its "
            "interval, the six outcomes, tokens, cost,\nmedian latency, and "
            "what each student retains of the teacher.",
    .options = OPT(MODEL) | OPT(LIMIT) | OPT(SAMPLE) | OPT(SHOTS) | OPT(REPEAT)
               | OPT(SEED) | OPT(OPTION) | OPT(GENERATE) | OPT(JOBS)
               | OPT(TIMEOUT) | OPT(BUDGET) | OPT(OFFLINE) | OPT(NO_CACHE)
               | OPT(DATA) | OPT(OUT) | OPT(MODELS_FILE) | OPT(PRICES)
               | OPT(CONFIDENCE) | OPT(VERBOSE) | OPT(JSON),
    .operands_min = 1,
    .run = run,
};
