/* retort gate: may this checkpoint ship? */
#include <stdio.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/gate_ask.h"
#include "cli/gate_rule.h"
#include "cli/picking.h"
#include "cli/terminal.h"
#include "report/baseline.h"
#include "report/gate/gating.h"
#include "report/text/table.h"

struct job { // one `retort gate`
    struct session s;
    struct pick baseline, candidate;
    struct gating g;
    enum run_end end;
};

static int read_rule(const struct options *o, struct gate_rule *rule,
    struct alike *accept, struct err *e)
{
    if (o->baseline == NULL || o->candidate == NULL)
        return err_set(e, ERR_USAGE,
            "name both: --baseline RUN --candidate MODEL|RUN ('retort ls runs' "
            "lists runs, 'retort ls models' models)");
    if (o->sequential && o->no_sequential)
        return err_set(e, ERR_USAGE,
            "--sequential and --no-sequential: say one of them, or neither");
    if (o->accept != NULL && alike_read(o->accept, accept, e) < 0)
        return -1;
    return gate_rule_read(o, rule, e);
}

typedef void (*write_fn)(const struct gating *g, struct buf *out);

static int write_file(
    const char *path, const struct gating *g, write_fn fn, struct err *e)
{
    struct buf text = { 0 };
    int rc;

    if (path == NULL)
        return 0;
    fn(g, &text);
    rc = file_write(path, buf_str(&text), text.len, e);
    buf_clear(&text);
    return rc;
}

static int print(const struct options *o, const struct gating *g, struct err *e)
{
    struct buf out = { 0 };
    int look = terminal_look(o->color);

    if (o->json)
        gating_json(g, &out);
    else
        gating_text(g, terminal_width(), look, &out);
    terminal_print(&out);
    buf_clear(&out);
    return write_file(o->junit, g, gating_junit, e) < 0
                   || write_file(o->markdown, g, gating_markdown, e) < 0
               ? -1
               : 0;
}

static enum exit_code code_of(enum gate_verdict v)
{
    return v == GATE_NOT_WORSE ? EXIT_DONE
           : v == GATE_WORSE   ? EXIT_FINDING
                               : EXIT_INCOMPLETE;
}

/* Two runs, or a baseline's file and a run, side by side. */
static int pair(struct job *j, struct err *e)
{
    if (j->baseline.runs[0].hash_len > 0)
        baseline_shorten(&j->candidate);
    return gating_pair(&j->g, &j->baseline, &j->candidate, e);
}

/* The candidate is stored. */
static int decide(struct job *j, struct err *e)
{
    const struct options *o = j->s.c.o;

    if (o->sequential) // it is no model, and this says what is near
        return session_model(&j->s, o->candidate, e);
    if (context_store(&j->s.c, true, e) < 0
        || gate_choose(&j->baseline, o, e) < 0
        || picking_add(&j->s.c, &j->candidate, o->candidate, e) < 0)
        return -1;
    return pair(j, e);
}

/* The candidate is a model: asked, on a store that can be written. */
static int ask(struct job *j, struct err *e)
{
    const char *names[OPTIONS_LIST];

    store_close(j->s.c.store);
    j->s.c.store = NULL;
    if (gate_ask(&j->s, &j->baseline, &j->candidate, &j->g, &j->end, e) < 0)
        return -1;
    if (!j->s.c.o->no_sequential)
        return 0;
    for (size_t i = 0; i < j->s.suite_count; i++)
        names[i] = suite_info(j->s.suites[i])->name;
    pick_keep(&j->baseline, names, j->s.suite_count);
    gating_clear(&j->g);
    return pair(j, e);
}

/* What was found is told even when something ended it early. */
static enum exit_code finish(struct job *j, int rc, struct err *e)
{
    struct err late = { 0 };

    if (j->g.n > 0 && (rc == 0 || j->g.suites[0].asked.yes)) {
        gating_end(&j->g);
        if (print(j->s.c.o, &j->g, &late) < 0 && rc == 0) {
            *e = late;
            rc = -1;
        }
    }
    if (rc < 0)
        return exit_of(e->kind);
    if (j->g.verdict == GATE_UNKNOWN && j->end != RUN_COMPLETE
        && session_code(j->end) != EXIT_DONE)
        return session_code(j->end);
    return code_of(j->g.verdict);
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct job j = { .end = RUN_COMPLETE };
    enum exit_code code;
    int rc = -1;

    context_open(&j.s.c, o);
    if (read_rule(o, &j.g.rule, &j.g.accept, e) == 0
        && context_prices(&j.s.c, e) == 0
        && gate_baseline(&j.s.c, &j.baseline, e) == 0)
        rc = gate_asks(&j.s.c) ? ask(&j, e) : decide(&j, e);
    code = finish(&j, rc, e);
    gating_clear(&j.g);
    pick_clear(&j.baseline);
    pick_clear(&j.candidate);
    session_close(&j.s);
    return code;
}

const struct command cmd_gate = {
    .name = "gate",
    .usage =
        "--baseline RUN|FILE --candidate MODEL|RUN\n       (--margin 1pt | "
        "--retain 98%)\n       [SUITE...]",
    .about = "Is the candidate worse? not worse (0), worse (1), unknown (4)",
    .more =
        "RUN is a number, SUITE/MODEL, or a model: its latest run of each "
        "suite; FILE is\nwhat 'retort export --baseline' wrote. A candidate "
        "that has no run of its own is\nasked: in a random order, until the "
        "verdict is certain and not longer; the same\ncommand again goes on "
        "from what is stored. That verdict is about the samples of\nthis "
        "suite; two runs are held against each other as a sample of all that "
        "could be\nasked. What failed requests could flip is not known yet.",
    .options = OPT(BASELINE) | OPT(CANDIDATE) | OPT(MARGIN) | OPT(RETAIN)
               | OPT(CONFIDENCE) | OPT(SEQUENTIAL) | OPT(NO_SEQUENTIAL)
               | OPT(JUNIT) | OPT(MARKDOWN) | OPT(SEED) | OPT(OPTION)
               | OPT(GENERATE) | OPT(SHOTS) | OPT(JOBS) | OPT(TIMEOUT)
               | OPT(IDLE) | OPT(RPM) | OPT(TPM) | OPT(BUDGET) | OPT(UNPRICED)
               | OPT(STREAM) | OPT(ACCEPT) | OPT(OFFLINE) | OPT(DATA) | OPT(OUT)
               | OPT(MODELS_FILE) | OPT(PRICES) | OPT(VERBOSE) | OPT(JSON),
    .operands_min = 0,
    .run = run,
};
