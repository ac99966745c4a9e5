#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/endpoint.h"
#include "cli/learned.h"
#include "cli/terminal.h"
#include "model/dialect.h"

/* Bytes: what comes back from a batch is one file, for 20,000 requests. */
static const size_t BATCH_REPLY_MOST = (size_t)2 << 30;

static void on_progress(void *arg, const struct run_progress *p)
{
    struct session *s = arg;

    progress_show(&s->progress, p);
}

static int64_t on_price(
    void *arg, const struct model *m, const struct reply *r, int64_t wall_us)
{
    struct session *s = arg;

    return context_price(&s->c, m, r, wall_us);
}

static void on_held(void *arg, bool held)
{
    struct session *s = arg;

    progress_held(&s->progress, held);
}

bool session_refused(
    struct session *s, size_t i, enum refused what, const char *why)
{
    const struct model *m = &s->models[i];

    /* once each: one that refuses both names of a thing is not asked forever */
    if ((s->refused[i] >> what & 1) || !refused_learn(what, &s->models[i].caps))
        return false;
    s->refused[i] |= 1u << what;
    progress_clear(&s->progress);
    learned_say(s->c.catalog, m, what, s->refused[i], why);
    return true;
}

static bool on_refused(
    void *arg, const struct model *m, enum refused what, const char *why)
{
    struct session *s = arg;
    size_t i = 0;

    while (&s->models[i] != m)
        i++;
    return session_refused(s, i, what, why);
}

int session_model(struct session *s, const char *spec, struct err *e)
{
    struct model *m = &s->models[s->model_count];

    if (context_catalog(&s->c, e) < 0
        || model_parse(spec, s->c.catalog, m, e) < 0)
        return -1;
    s->model_count++;
    for (size_t k = 0; k + 1 < s->model_count; k++)
        if (strcmp(s->models[k].name, m->name) == 0)
            return err_set(e, ERR_USAGE,
                "two models are called '%s': give one another name with "
                "-m NAME@URL#SERVED",
                m->name);
    return 0;
}

static int two_suites(
    const struct suite_info *a, const struct suite_info *b, struct err *e)
{
    if (strcmp(a->path, b->path) == 0)
        return err_set(e, ERR_USAGE,
            "the suite %s is named twice (-e 2 asks each sample twice)",
            a->name);
    return err_set(e, ERR_USAGE,
        "two suites are called '%s', %s and %s: results would be mixed up; "
        "give one of them another name",
        a->name, a->path, b->path);
}

int session_suite(struct session *s, const char *name, struct err *e)
{
    struct suite **new = &s->suites[s->suite_count];

    if (context_suite(&s->c, name, new, e) < 0)
        return -1;
    s->suite_count++;
    for (size_t k = 0; k + 1 < s->suite_count; k++)
        if (strcmp(suite_info(s->suites[k])->name, suite_info(*new)->name) == 0)
            return two_suites(suite_info(s->suites[k]), suite_info(*new), e);
    return 0;
}

int session_settings(struct session *s, struct err *e)
{
    const struct options *o = s->c.o;

    if (o->jobs < 1 || o->jobs > 4096)
        return err_set(e, ERR_USAGE, "--jobs wants 1 to 4096, not %lld",
            (long long)o->jobs);
    if (o->repeat < 1 || o->repeat > 1000)
        return err_set(e, ERR_USAGE, "--repeat wants 1 to 1000, not %lld",
            (long long)o->repeat);
    if (endpoint_timeout(o->timeout_s, e) < 0)
        return -1;
    if (o->idle_s > 86400)
        return err_set(e, ERR_USAGE,
            "--idle wants up to 86400 seconds (0: as long as --timeout)");
    if (o->offline && o->no_cache)
        return err_set(e, ERR_USAGE,
            "--offline sends nothing and --no-cache uses nothing that is "
            "stored: leave one of the two out");
    /* the built-in prices can wait until the first requests are out */
    if (context_catalog(&s->c, e) < 0)
        return -1;
    return o->prices_file != NULL ? context_prices(&s->c, e) : 0;
}

/* Suites that run code need a jail that works, and what their languages need:
 * said before money is spent. */
static int open_jail(struct session *s, struct err *e)
{
    for (size_t i = 0; i < s->suite_count; i++) {
        const struct suite_info *info = suite_info(s->suites[i]);
        if (info->runs_code == NULL)
            continue;
        if (s->jail == NULL)
            s->jail = jail_new(s->loop, NULL, e);
        if (s->jail == NULL || jail_probe(s->jail, info->runs_code, e) < 0)
            return err_wrap(
                e, "%s runs code, and the jail does not work", info->name);
    }
    return 0;
}

static bool wants_streams(const struct options *o)
{
    return o->stream || o->ttft;
}

/* Whether the replies of m are to come in pieces. */
static bool streams(const struct session *s, const struct model *m)
{
    return wants_streams(s->c.o) && m->dialect->stream != NULL
           && m->caps.stream;
}

/* Limits are an endpoint's: models with one URL share them, and so do all
 * suites that run on it. */
static struct limit *limit_of(struct session *s, size_t model)
{
    const struct options *o = s->c.o;
    size_t i = 0;

    while (strcmp(s->models[i].url, s->models[model].url) != 0)
        i++;
    if (s->limits[i].c.most == 0)
        limit_init(&s->limits[i], &(struct limit_config){ .most = (int)o->jobs,
                                      .per_minute = o->rpm,
                                      .tokens_in_minute = o->tpm });
    return &s->limits[i];
}

/* Model i is asked by suites, and not a subject of its own. */
static void open_judge(struct session *s)
{
    for (size_t i = 0; i < s->model_count; i++)
        if (s->models[i].role == ROLE_JUDGE)
            s->judge = (struct run_side){ &s->models[i], s->endpoints[i],
                endpoint_key(&s->models[i]), streams(s, &s->models[i]),
                limit_of(s, i) };
}

/* One judge where a suite needs one, and something for it to judge. */
static int check_judge(const struct session *s, struct err *e)
{
    size_t judges = 0;

    for (size_t i = 0; i < s->model_count; i++)
        judges += s->models[i].role == ROLE_JUDGE;
    if (judges > 1)
        return err_set(e, ERR_USAGE, "one judge is enough: -m judge=MODEL");
    if (judges == s->model_count && judges > 0)
        return err_set(e, ERR_USAGE,
            "a judge alone has nothing to judge: name a model with -m too");
    for (size_t i = 0; judges == 0 && i < s->suite_count; i++)
        if (suite_info(s->suites[i])->needs_judge)
            return err_set(e, ERR_USAGE,
                "%s asks a judge: say which model that is, -m judge=MODEL",
                suite_info(s->suites[i])->name);
    return 0;
}

int session_network(struct session *s, struct err *e)
{
    if (check_judge(s, e) < 0)
        return -1;
    struct http_options ho = { .user_agent = "retort/" RETORT_VERSION,
        .max_reply = s->c.o->batch ? BATCH_REPLY_MOST : 0 };

    endpoint_keys(s->models, s->model_count);
    s->loop = loop_new(e);
    if (s->loop == NULL)
        return -1;
    s->http = http_new(s->loop, &ho, e);
    if (s->http == NULL)
        return -1;
    for (size_t i = 0; i < s->model_count; i++) {
        const struct model *m = &s->models[i];
        if (wants_streams(s->c.o) && !streams(s, m))
            terminal_say(
                "retort: %s gives whole replies only: --%s is not for it",
                m->name, s->c.o->ttft ? "ttft" : "stream");
        s->endpoints[i] = endpoint_open(s->http, m,
            s->c.o->offline ? ENDPOINT_OFFLINE
            : streams(s, m) ? ENDPOINT_STREAM
                            : ENDPOINT_WHOLE,
            e);
        if (s->endpoints[i] == NULL)
            return -1;
    }
    open_judge(s);
    return open_jail(s, e);
}

static void free_all(struct session *s)
{
    http_free(s->http);
    loop_free(s->loop);
    for (size_t i = 0; i < s->model_count; i++) {
        limit_clear(&s->limits[i]);
        model_clear(&s->models[i]);
    }
}

void session_close(struct session *s)
{
    jail_free(s->jail); /* what runs there ends */
    if (mem_is_watched())
        free_all(s);
    context_close(&s->c);
}

int64_t session_budget_left(const struct session *s)
{
    double most_usd = 1e6, usd = s->c.o->budget;
    int64_t left;

    if (usd < 0 || usd > most_usd)
        return -1;
    left = (int64_t)(usd * 1e12) - s->spent_pusd;
    return left > 0 ? left : 0;
}

struct run_config session_config(struct session *s, size_t model, size_t suite)
{
    const struct options *o = s->c.o;

    return (struct run_config){
        .loop = s->loop,
        .http = s->http,
        .endpoint = s->endpoints[model],
        .limit = limit_of(s, model),
        .judge = s->judge.model != NULL ? &s->judge : NULL,
        .jail = s->jail,
        .store = s->c.store,
        .suite = s->suites[suite],
        .model = &s->models[model],
        .jobs = (int)o->jobs,
        .repeat = 1,
        .timeout_us = o->timeout_s * 1000000,
        .idle_us = o->idle_s * 1000000,
        .budget_pusd = session_budget_left(s),
        .secret = endpoint_key(&s->models[model]),
        .total = -1,
        .offline = o->offline,
        .no_cache = o->no_cache,
        .no_warm = o->no_warm,
        .stream = streams(s, &s->models[model]),
        .seed = (uint64_t)o->seed,
        .stop = context_signals(),
        .price = on_price,
        .progress = o->quiet ? NULL : on_progress,
        .refused = on_refused,
        .held = on_held,
        .arg = s,
        .version = RETORT_VERSION,
    };
}

int session_run(struct session *s, const struct run_config *rc,
    struct run_result *out, struct err *e)
{
    const struct options *o = s->c.o;
    char *what =
        mem_printf("%s on %s", suite_info(rc->suite)->name, rc->model->name);
    int code;

    progress_start(&s->progress, what, o->quiet, o->verbose);
    code = run_suite(rc, out, e);
    progress_end(&s->progress, out);
    if (out->last.served[1][0] != '\0')
        terminal_say(
            "retort: %s: the model behind the name changed on the way: '%s' "
            "and '%s' both answered",
            what, out->last.served[0], out->last.served[1]);
    free(what);
    s->spent_pusd += out->last.cost_pusd + out->last.feared_pusd;
    return code;
}

enum exit_code session_code(enum run_end end)
{
    switch (end) {
    case RUN_COMPLETE:
    case RUN_ENOUGH: return EXIT_DONE;
    case RUN_INCOMPLETE: return EXIT_INCOMPLETE;
    case RUN_INTERRUPTED: return EXIT_INTERRUPTED;
    case RUN_BUDGET: return EXIT_BUDGET;
    }
    return EXIT_SYSTEM;
}
