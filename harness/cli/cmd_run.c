/* retort run: suites on models, and the table at the end. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/batching.h"
#include "cli/command.h"
#include "cli/estimate.h"
#include "cli/results.h"
#include "cli/session.h"
#include "cli/terminal.h"

struct job { // one `retort run`
    struct session s;
    struct results results;
    struct batching batching; // with --batch
};

static int parse_models(struct session *s, struct err *e)
{
    const struct options *o = s->c.o;

    if (o->models.n == 0)
        return err_set(e, ERR_USAGE,
            "name at least one model: -m gpt-4o, or -m "
            "student=http://127.0.0.1:8080/v1#NAME");
    for (size_t i = 0; i < o->models.n; i++)
        if (session_model(s, o->models.item[i], e) < 0)
            return -1;
    return 0;
}

static int load_suites(struct session *s, struct err *e)
{
    for (size_t i = 0; i < s->c.o->operand_count; i++)
        if (session_suite(s, s->c.o->operands[i], e) < 0)
            return -1;
    return 0;
}

/* With --offline nothing is sent, whichever way. */
static bool by_batch(const struct session *s)
{
    return s->c.o->batch && !s->c.o->offline;
}

static int open_session(struct session *s, struct err *e)
{
    if (session_settings(s, e) < 0 || parse_models(s, e) < 0
        || load_suites(s, e) < 0 || (by_batch(s) && batching_check(s, e) < 0)
        || estimate_budget(s, e) < 0 || session_network(s, e) < 0)
        return -1;
    return context_store(&s->c, false, e);
}

/* Needs no key and leaves no trace. */
static enum exit_code dry_run(struct session *s, struct err *e)
{
    struct err none = { 0 };

    if (session_settings(s, e) < 0 || parse_models(s, e) < 0
        || load_suites(s, e) < 0 || (by_batch(s) && batching_check(s, e) < 0))
        return exit_of(e->kind);
    /* a folder that is not there yet holds no replies */
    if (context_store(&s->c, true, &none) < 0 && none.kind != ERR_USAGE) {
        *e = none;
        return exit_of(e->kind);
    }
    if (s->c.store != NULL && batching_learn(s, e) < 0)
        return exit_of(e->kind);
    return estimate_dry_run(s, e) < 0 ? exit_of(e->kind) : EXIT_DONE;
}

struct hearing {
    struct context *c;
    struct data_live *live;
};

static void on_begun(void *arg, const struct run_row *row)
{
    struct hearing *h = arg;

    data_live_begin(h->live, row);
}

/* Where there are no prices nothing is printed at the end, but that. */
static void on_reply(void *arg, int64_t n, int repeat, const struct answer *a)
{
    struct hearing *h = arg;
    struct err said_then = { 0 };

    context_prices(h->c, &said_then);
    data_live_reply(h->live, n, repeat, a);
}

static void on_verdict(void *arg, const struct verdict_row *v)
{
    struct hearing *h = arg;

    data_live_verdict(h->live, v);
}

/* One suite on one model. */
static int run_pair(
    struct job *j, size_t model, size_t suite, enum run_end *end, struct err *e)
{
    const struct options *o = j->s.c.o;
    /* -n 10 and -n 20 are two runs; the second finds the replies of the
     * first in the store */
    const struct model *judge =
        suite_info(j->s.suites[suite])->needs_judge ? j->s.judge.model : NULL;
    char *identity = mem_printf("limit %lld shots %lld%s%s",
        (long long)o->limit, (long long)o->shots,
        judge != NULL ? " judge " : "", judge != NULL ? judge->name : "");
    struct run_config rc = session_config(&j->s, model, suite);
    struct run_result result;
    struct hearing h = { &j->s.c, data_live_new(&j->s.c.prices) };
    struct run_hearer hearer = { on_begun, on_reply, on_verdict, &h };
    char *part = context_part(o);
    int code;

    if (o->repeat == 1) /* others are looked at one by one */
        rc.hearer = &hearer;
    rc.sample_id = o->sample;
    rc.part = part;
    rc.identity = identity;
    rc.repeat = (int)o->repeat;
    rc.total = o->sample != NULL ? o->repeat : -1;
    if (by_batch(&j->s))
        batching_take(&j->batching, model, &rc);
    if (!o->quiet && !o->offline)
        estimate_say(&j->s, &rc);
    code = session_run(&j->s, &rc, &result, e);
    free(identity);
    free(part);
    *end = result.end;
    if (result.run > 0)
        results_note(&j->results, result.run, result.last.sent,
            result.last.reused + result.last.kept);
    if (result.run > 0 && result.heard)
        results_note_live(&j->results, h.live);
    else
        data_live_free(h.live);
    return code;
}

/* All pairs, until one of them ends the whole. */
static enum exit_code run_all(struct job *j, struct err *e)
{
    enum exit_code worst = EXIT_DONE;

    for (size_t suite = 0; suite < j->s.suite_count; suite++)
        for (size_t model = 0; model < j->s.model_count; model++) {
            enum run_end end = RUN_INCOMPLETE;
            int rc;
            if (j->s.models[model].role == ROLE_JUDGE)
                continue;
            rc = run_pair(j, model, suite, &end, e);
            if (rc < 0)
                return exit_of(e->kind);
            if (end != RUN_COMPLETE)
                worst = session_code(end);
            if (end == RUN_INTERRUPTED || end == RUN_BUDGET)
                return worst;
        }
    return worst;
}

/* Stopped while a service was asked is stopped by the user. */
static enum exit_code batch_code(const struct err *e)
{
    return e->kind == ERR_STOP ? EXIT_INTERRUPTED : exit_of(e->kind);
}

/* What is with the services is collected first; what is not stored then is
 * handed in. */
static enum exit_code run_batches(struct job *j, struct err *e)
{
    enum exit_code code;

    if (batching_open(&j->batching, &j->s, e) < 0
        || batching_collect(&j->batching, &j->s, e) < 0)
        return batch_code(e);
    code = run_all(j, e);
    if (e->kind != ERR_NONE || code == EXIT_INTERRUPTED)
        return code;
    if (batching_hand_in(&j->batching, e) < 0)
        return batch_code(e);
    return j->batching.beyond > 0    ? EXIT_BUDGET
           : j->batching.waiting > 0 ? EXIT_INCOMPLETE
                                     : code;
}

static enum exit_code run_way(struct job *j, struct err *e)
{
    const struct options *o = j->s.c.o;

    if (by_batch(&j->s))
        return run_batches(j, e);
    if (batching_learn(&j->s, e) < 0
        || (!o->offline && batching_warn(&j->s, e) < 0))
        return exit_of(e->kind);
    return run_all(j, e);
}

/* To somebody who watches. */
static void say_next(const struct options *o)
{
    bool usual = strcmp(o->out, "results") == 0;

    if (o->quiet || o->json || terminal_error_width() == 0)
        return;
    terminal_say("go on with: retort show MODEL, %sretort cost, retort "
                 "report%s%s",
        o->models.n > 1 ? "retort compare MODEL MODEL, " : "",
        usual ? "" : ", each with -o ", usual ? "" : o->out);
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct job j = { .results = { 0 } };
    enum exit_code code;
    struct err late = { 0 };

    context_open(&j.s.c, o);
    if (o->dry_run) {
        code = dry_run(&j.s, e);
    } else if (open_session(&j.s, e) < 0) {
        code = exit_of(e->kind);
    } else {
        code = run_way(&j, e);
        if (j.results.n > 0 && j.batching.waiting == 0
            && results_print(&j.results, &j.s.c, &late) < 0
            && e->kind == ERR_NONE) {
            *e = late;
            code = exit_of(e->kind);
        }
        if (code == EXIT_DONE)
            say_next(o);
    }
    batching_close(&j.batching);
    results_clear(&j.results);
    session_close(&j.s);
    return code;
}

const struct command cmd_run = {
    .name = "run",
    .usage = "SUITE... -m [ROLE=]MODEL...",
    .about = "Evaluate suites on models; the same command again continues",
    .more = "Replies are stored before they are judged; what is stored is "
            "never asked again.\nEnds with a table: accuracy with its "
            "interval, the six outcomes, tokens, cost,\nmedian latency, and "
            "what each student retains of the teacher.\nWith "
            "--batch requests go to the provider's batch service, at its "
            "price; the same\ncommand asks how they stand (exit 4), collects, "
            "and hands in again what failed\nbut for a final reason. --budget "
            "then keeps aside the most that each request may cost,\nand a "
            "judge is asked at once.",
    .options = OPT(MODEL) | OPT(LIMIT) | OPT(SAMPLE) | OPT(SHOTS) | OPT(REPEAT)
               | OPT(SEED) | OPT(OPTION) | OPT(GENERATE) | OPT(JOBS)
               | OPT(TIMEOUT) | OPT(IDLE) | OPT(RPM) | OPT(TPM) | OPT(BUDGET)
               | OPT(UNPRICED) | OPT(DRY_RUN) | OPT(STREAM) | OPT(TTFT)
               | OPT(VARIANT) | OPT(OFFLINE) | OPT(NO_CACHE) | OPT(NO_WARM)
               | OPT(BATCH) | OPT(DATA) | OPT(OUT) | OPT(MODELS_FILE)
               | OPT(PRICES) | OPT(CONFIDENCE) | OPT(VERBOSE) | OPT(JSON),
    .operands_min = 1,
    .run = run,
};
