/* retort gate: may this checkpoint ship? */
#include <stdio.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/terminal.h"
#include "report/gating.h"
#include "report/table.h"

static int read_rule(
    const struct options *o, struct gate_rule *rule, struct err *e)
{
    if (o->baseline == NULL || o->candidate == NULL)
        return err_set(e, ERR_USAGE,
            "name both: --baseline RUN --candidate RUN ('retort ls runs' "
            "lists them)");
    if ((o->margin == NULL) == (o->retain == NULL))
        return err_set(e, ERR_USAGE,
            "say what is allowed: either --margin 1pt or --retain 98%%");
    if (o->confidence <= 0.5 || o->confidence >= 1)
        return err_set(
            e, ERR_USAGE, "--confidence wants a share from 0.5 to 1");
    rule->alpha = 1 - o->confidence;
    rule->family = 1;
    return o->margin != NULL ? gating_margin(o->margin, rule, e)
                             : gating_retain(o->retain, rule, e);
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
    int look = TABLE_RULE | (terminal_color(o->color) ? TABLE_COLOR : 0);

    if (o->json)
        gating_json(g, &out);
    else
        gating_text(g, terminal_width(), look, &out);
    fwrite(buf_str(&out), 1, out.len, stdout);
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

static enum exit_code run(const struct options *o, struct err *e)
{
    struct context c;
    struct pick baseline = { 0 }, candidate = { 0 };
    struct gating g = { .n = 0 };
    enum exit_code code;

    context_open(&c, o);
    if (read_rule(o, &g.rule, e) < 0 || context_prices(&c, e) < 0
        || context_store(&c, true, e) < 0
        || pick_add(&baseline, c.store, o->baseline, &c.prices, e) < 0
        || pick_add(&candidate, c.store, o->candidate, &c.prices, e) < 0
        || gating_decide(&g, &baseline, &candidate, e) < 0)
        code = exit_of(e->kind);
    else
        code = print(o, &g, e) < 0 ? exit_of(e->kind) : code_of(g.verdict);
    gating_clear(&g);
    pick_clear(&baseline);
    pick_clear(&candidate);
    context_close(&c);
    return code;
}

const struct command cmd_gate = {
    .name = "gate",
    .usage = "--baseline RUN --candidate RUN (--margin 1pt | --retain 98%)",
    .about = "Is the candidate worse? not worse (0), worse (1), unknown (4)",
    .more = "RUN is a number, SUITE/MODEL, or a model: its latest run of each "
            "suite. Samples\nare paired; a verdict that failed requests could "
            "flip is not known yet.",
    .options = OPT(BASELINE) | OPT(CANDIDATE) | OPT(MARGIN) | OPT(RETAIN)
               | OPT(CONFIDENCE) | OPT(JUNIT) | OPT(MARKDOWN) | OPT(OUT)
               | OPT(PRICES) | OPT(JSON),
    .operands_min = 0,
    .run = run,
};
