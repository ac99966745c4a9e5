/* retort check: what works here, whether suites are sound, endpoints. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/check.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/terminal.h"
#include "report/text/plain.h"
#include "report/text/table.h"
#include "run/students.h"

enum { SAMPLES = 1000, HOSTILE = 50, SHOWN_FAULTS = 5 };

struct checking { // one `retort check SUITE...`
    struct context *c;
    struct loop *loop;
    struct jail *jail; // once a suite needs it
    struct table *t;   // NULL with --json
    struct jsonw *w;
    struct buf faults;
    const char *name; // of the suite under way
    int64_t next_us;  // not before: progress
    bool shown;
    enum exit_code code;
};

static void on_progress(void *arg, int64_t samples)
{
    struct checking *k = arg;
    int64_t now = clock_now_us();

    if (k->c->o->quiet || now < k->next_us || !isatty(STDERR_FILENO))
        return;
    k->next_us = now + 200000;
    k->shown = true;
    fprintf(stderr, "\r\033[K%s: %lld samples", k->name, (long long)samples);
    fflush(stderr);
}

static void end_progress(struct checking *k)
{
    if (k->shown)
        fprintf(stderr, "\r\033[K");
    k->shown = false;
}

static int open_jail(struct checking *k, const char *languages, struct err *e)
{
    if (k->loop == NULL && (k->loop = loop_new(e)) == NULL)
        return -1;
    if (k->jail == NULL)
        k->jail = jail_new(k->loop, NULL, e);
    if (k->jail == NULL || jail_probe(k->jail, languages, e) < 0)
        return err_wrap(e, "%s runs code, and the jail does not work", k->name);
    return 0;
}

static void share_cell(
    struct table *t, const struct students_result *r, enum student s)
{
    if (r->asked[s] == 0)
        table_cell(t, "-");
    else
        table_cellf(
            t, "%lld/%lld", (long long)r->passed[s], (long long)r->asked[s]);
}

static const char *verdict(const struct students_result *r)
{
    return r->fault_count > 0 ? "unsound"
           : r->stopped       ? "stopped"
           : r->no_ideal      ? "sound, but has no slot ideal"
                              : "sound";
}

static void add_row(struct checking *k, const struct students_result *r)
{
    table_cell(k->t, k->name);
    table_cellf(k->t, "%lld%s", (long long)r->samples, r->more ? "+" : "");
    for (int s = 0; s < STUDENTS; s++)
        share_cell(k->t, r, (enum student)s);
    if (r->slowest != NULL)
        table_cellf(
            k->t, "%.1f ms (%s)", (double)r->slowest_us / 1000, r->slowest);
    else
        table_cell(k->t, "-");
    table_cell(k->t, verdict(r));
}

static void add_faults(struct checking *k, const struct students_result *r)
{
    for (int64_t i = 0; i < r->fault_count && i < SHOWN_FAULTS; i++) {
        const struct students_fault *f = &r->faults[i];
        struct buf b = { 0 };
        buf_printf(&b, "%s: sample %s: %s student: %s", k->name, f->sample,
            students_name(f->student), f->what);
        plain_wrap(&k->faults, b.s, b.len, 0, terminal_prose());
        buf_clear(&b);
    }
    if (r->fault_count > SHOWN_FAULTS)
        buf_printf(&k->faults, "%s: ... and %lld more\n", k->name,
            (long long)(r->fault_count - SHOWN_FAULTS));
}

static void add_json(
    struct checking *k, const struct students_result *r, const struct err *why)
{
    struct jsonw *w = k->w;

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "suite", k->name);
    jsonw_int(w, "samples", r->samples);
    for (int s = 0; s < STUDENTS; s++) {
        jsonw_begin(w, students_name((enum student)s), '{');
        jsonw_int(w, "asked", r->asked[s]);
        jsonw_int(w, "passed", r->passed[s]);
        jsonw_end(w, '}');
    }
    jsonw_num(w, "slowest_ms", (double)r->slowest_us / 1000);
    jsonw_bool(w, "sound", why == NULL && r->fault_count == 0);
    jsonw_str(w, "error", why != NULL ? why->text : NULL);
    jsonw_int(w, "fault_count", r->fault_count);
    jsonw_begin(w, "faults", '[');
    for (int64_t i = 0; i < r->fault_count && i < STUDENTS_FAULTS; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "sample", r->faults[i].sample);
        jsonw_str(w, "student", students_name(r->faults[i].student));
        jsonw_str(w, "what", r->faults[i].what);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    jsonw_end(w, '}');
}

/* A suite that cannot even be asked: its Lua fails, its data is not there. */
static void add_failed(struct checking *k, const struct err *why)
{
    static const struct students_result none = { 0 };

    k->code = exit_of(why->kind);
    if (k->t == NULL) {
        add_json(k, &none, why);
        return;
    }
    table_cell(k->t, k->name);
    for (int i = 0; i < 5; i++)
        table_cell(k->t, "-");
    table_cell(
        k->t, why->kind == ERR_CONFIG ? "data missing or damaged" : "fails");
}

static int check_suite(struct checking *k, struct err *e)
{
    int64_t limit = k->c->o->limit;
    struct students_config config = {
        .samples = limit > 0 ? limit : SAMPLES,
        .hostile = limit > 0 && limit < HOSTILE ? limit : HOSTILE,
        .stop = context_signals(),
        .progress = on_progress,
        .arg = k,
    };
    struct students_result r;
    int rc;

    if (context_suite(k->c, k->name, &config.suite, e) < 0)
        return -1;
    if (suite_info(config.suite)->runs_code != NULL
        && open_jail(k, suite_info(config.suite)->runs_code, e) < 0)
        return -1;
    config.jail = k->jail;
    config.loop = k->loop;
    rc = students_run(&config, &r, e);
    end_progress(k);
    if (rc < 0)
        return -1;
    if (r.stopped)
        k->code = EXIT_INTERRUPTED;
    else if (r.fault_count > 0 && k->code == EXIT_DONE)
        k->code = EXIT_FINDING;
    if (k->t == NULL) {
        add_json(k, &r, NULL);
    } else {
        add_row(k, &r);
        add_faults(k, &r);
    }
    return 0;
}

static void check_all(struct checking *k, struct err *e)
{
    const struct options *o = k->c->o;

    for (size_t i = 0; i < o->operand_count && k->code != EXIT_INTERRUPTED;
         i++) {
        struct err why = { 0 };
        k->name = o->operands[i];
        if (check_suite(k, &why) == 0)
            continue;
        if (e->kind != ERR_NONE) /* the last one is for main to print */
            terminal_say("retort: %s", e->text);
        *e = why;
        add_failed(k, &why);
    }
}

static enum exit_code check_suites(
    struct context *c, struct buf *out, struct jsonw *w, struct err *e)
{
    struct checking k = { .c = c, .w = w, .code = EXIT_DONE };

    if (c->o->json)
        jsonw_begin(w, "suites", '[');
    else
        k.t = table_new("suite|>samples|>ideal|>silent|>hostile|"
                        "slowest hostile:drop|verdict");
    check_all(&k, e);
    if (k.t != NULL) {
        table_print(k.t, terminal_width(), terminal_look(c->o->color), out);
        if (k.faults.len > 0)
            buf_printf(out, "\n%s", k.faults.s);
    } else {
        jsonw_end(w, ']');
    }
    table_free(k.t);
    jail_free(k.jail);
    loop_free(k.loop);
    buf_clear(&k.faults);
    return k.code;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct context c;
    struct buf out = { 0 };
    struct jsonw w = { &out, false };
    enum exit_code code = EXIT_DONE, models;

    context_open(&c, o);
    if (o->json)
        jsonw_begin(&w, NULL, '{');
    if (o->operand_count > 0)
        code = check_suites(&c, &out, &w, e);
    else if (o->models.n == 0)
        code = check_here(&c, &out, &w);
    if (o->models.n > 0) {
        if (e->kind != ERR_NONE)
            terminal_say("retort: %s", e->text);
        err_clear(e);
        if (out.len > 0 && !o->json)
            buf_putc(&out, '\n');
        models = check_models(&c, &out, &w, e);
        if (code == EXIT_DONE)
            code = models;
    }
    if (o->json) {
        jsonw_end(&w, '}');
        buf_putc(&out, '\n');
    }
    terminal_print(&out);
    fflush(stdout);
    buf_clear(&out);
    context_close(&c);
    return code;
}

const struct command cmd_check = {
    .name = "check",
    .usage = "[SUITE...] [-m MODEL]",
    .about = "What works here, and whether a suite reads answers right",
    .more = "Without arguments: jail, charts, results, models, prices, "
            "suites, and what to do\nabout what does not work. With suites: "
            "three canned students take each one; the\nideal one must be "
            "right, the silent one unread, the hostile one never right, "
            "never\nslow. With -m: five tiny requests show what an endpoint "
            "tells. Exit code 1: unsound.",
    .options = OPT(MODEL) | OPT(LIMIT) | OPT(OPTION) | OPT(VARIANT)
               | OPT(GENERATE) | OPT(SEED) | OPT(SHOTS) | OPT(DATA) | OPT(OUT)
               | OPT(TIMEOUT) | OPT(MODELS_FILE) | OPT(PRICES) | OPT(JSON),
    .run = run,
};
