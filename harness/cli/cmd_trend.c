/* retort trend: checkpoints on the same samples. */
#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/picking.h"
#include "cli/terminal.h"
#include "report/gate/gating.h"
#include "report/pick.h"
#include "report/text/table.h"
#include "report/trend.h"

/* The one suite they are of: --suite, or what all words have in common. */
static const char *suite_of(
    const struct options *o, const struct pick *picks, const char **other)
{
    const char *suite = o->suite;

    *other = NULL;
    for (size_t k = 0; k < picks[0].n && o->suite == NULL; k++) {
        bool common = true;
        for (size_t i = 1; i < o->operand_count && common; i++)
            common = pick_suite(&picks[i], picks[0].runs[k].row.suite) != NULL;
        if (!common)
            continue;
        if (suite != NULL)
            *other = picks[0].runs[k].row.suite;
        suite = suite == NULL ? picks[0].runs[k].row.suite : suite;
    }
    return suite;
}

static int choose(const struct options *o, const struct pick *picks,
    const struct data_run **runs, struct err *e)
{
    const char *other, *suite = suite_of(o, picks, &other);

    if (suite == NULL)
        return err_set(e, ERR_USAGE,
            "these runs have no suite in common: nothing to draw");
    if (other != NULL)
        return err_set(e, ERR_USAGE,
            "they have runs of %s, %s...: say which with --suite", suite,
            other);
    for (size_t i = 0; i < o->operand_count; i++) {
        runs[i] = pick_suite(&picks[i], suite);
        if (runs[i] == NULL)
            return err_set(
                e, ERR_USAGE, "'%s' has no run of %s", o->operands[i], suite);
    }
    return 0;
}

static int work(const struct options *o, struct context *c, struct pick *picks,
    struct trend *t, struct err *e)
{
    const struct data_run *runs[OPTIONS_LIST];
    struct alike accept = { false, false, false };
    struct gate_rule rule;

    t->level = o->confidence;
    t->margin = NAN;
    if (o->accept != NULL && alike_read(o->accept, &accept, e) < 0)
        return -1;
    if (o->margin != NULL) {
        if (gating_margin(o->margin, &rule, e) < 0)
            return -1;
        t->margin = rule.amount;
    }
    if (context_prices(c, e) < 0 || context_store(c, true, e) < 0)
        return -1;
    for (size_t i = 0; i < o->operand_count; i++)
        if (picking_add(c, &picks[i], o->operands[i], e) < 0)
            return -1;
    if (choose(o, picks, runs, e) < 0)
        return -1;
    return trend_of(t, runs, o->operand_count, &accept, e);
}

static int draw(const struct options *o, const struct trend *t, struct err *e)
{
    if (o->charts == NULL)
        return 0;
    if (file_mkdirs(o->charts, e) < 0 || trend_draw(o->charts, t, e) < 0)
        return -1;
    if (!o->quiet)
        terminal_say("chart: %s/trend.svg, .png", o->charts);
    return 0;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct context c;
    struct pick picks[OPTIONS_LIST] = { { 0 } };
    struct trend t = { .n = 0 };
    struct buf out = { 0 };
    enum exit_code code = EXIT_DONE;

    context_open(&c, o);
    if (work(o, &c, picks, &t, e) < 0) {
        code = exit_of(e->kind);
    } else {
        if (o->json)
            trend_json(&t, &out);
        else
            trend_text(&t, terminal_width(), terminal_look(o->color), &out);
        terminal_print(&out);
        if (draw(o, &t, e) < 0)
            code = exit_of(e->kind);
    }
    buf_clear(&out);
    trend_clear(&t);
    for (size_t i = 0; i < OPTIONS_LIST; i++)
        pick_clear(&picks[i]);
    context_close(&c);
    return code;
}

const struct command cmd_trend = {
    .name = "trend",
    .usage = "RUN RUN [RUN...]",
    .about = "Checkpoints on the same samples: which is best, does it rise",
    .more = "RUNs in the order of training: numbers, models or SUITE/MODEL. "
            "Names that differ in\none number (ck50, ck100) stand at that "
            "number, others at 1, 2, 3. Says which\ncheckpoints may be the "
            "best after having looked at all of them, and whether the\nslope "
            "is certain. --margin: how far behind the best is good enough.",
    .options = OPT(OUT) | OPT(SUITE) | OPT(MARGIN) | OPT(ACCEPT)
               | OPT(CONFIDENCE) | OPT(CHARTS) | OPT(PRICES) | OPT(JSON),
    .operands_min = 2,
    .run = run,
};
