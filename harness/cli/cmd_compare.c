/* retort compare: models on the same samples. */

#include "base/file.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/picking.h"
#include "cli/terminal.h"
#include "report/chart/draw.h"
#include "report/compare/compare.h"
#include "report/text/table.h"

enum { DRAWS = 10000 }; // of the bootstrap

static void print(
    const struct options *o, const struct compare *c, struct buf *out)
{
    int look = terminal_look(o->color);

    if (o->json) {
        compare_json(c, o->flips, out);
        return;
    }
    compare_text(c, terminal_width(), look, out);
    if (o->flips > 0)
        compare_flips(c, o->flips, terminal_width(), look, out);
}

static int draw(const struct options *o, const struct compare *c, struct err *e)
{
    if (o->charts == NULL)
        return 0;
    if (file_mkdirs(o->charts, e) < 0 || draw_retention(o->charts, c, e) < 0
        || draw_forest(o->charts, c, e) < 0)
        return -1;
    if (!o->quiet)
        terminal_say("charts: %s/retention and forest*: .svg, .png", o->charts);
    return 0;
}

static int compare(const struct options *o, struct context *c,
    struct pick *picks, struct compare *result, struct err *e)
{
    if (!(o->temperature > 0))
        return err_set(e, ERR_USAGE, "--temperature wants more than 0");
    if (o->accept != NULL && alike_read(o->accept, &result->accept, e) < 0)
        return -1;
    if (context_prices(c, e) < 0 || context_store(c, true, e) < 0)
        return -1;
    for (size_t i = 0; i < o->operand_count; i++)
        if (picking_add(c, &picks[i], o->operands[i], e) < 0)
            return -1;
    for (size_t i = 1; i < o->operand_count; i++)
        if (compare_add(result, &picks[0], &picks[i], o->groups, e) < 0)
            return -1;
    compare_correct(result);
    return 0;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct context c;
    struct pick picks[OPTIONS_LIST] = { { 0 } };
    struct compare result = { .level = o->confidence,
        .draws = o->json ? DRAWS : 0, /* the table has no room for it */
        .seed = (uint64_t)o->seed,
        .temperature = o->temperature };
    struct buf out = { 0 };
    enum exit_code code = EXIT_DONE;

    context_open(&c, o);
    if (compare(o, &c, picks, &result, e) < 0) {
        code = exit_of(e->kind);
    } else {
        print(o, &result, &out);
        terminal_print(&out);
        if (draw(o, &result, e) < 0)
            code = exit_of(e->kind);
    }
    buf_clear(&out);
    compare_clear(&result);
    for (size_t i = 0; i < OPTIONS_LIST; i++)
        pick_clear(&picks[i]);
    context_close(&c);
    return code;
}

const struct command cmd_compare = {
    .name = "compare",
    .usage = "A B [C...]",
    .about = "Compare models on the same samples: difference, retention, p",
    .more = "A, B: a model (its latest run of each suite), SUITE/MODEL, or a "
            "run's number.\nEach is compared with A. Samples are paired by "
            "name and content; what only one\nside has is counted and named. "
            "Differences are A minus B; retention is B over A.\nA number "
            "behind --flips is its N: put run numbers before it.",
    .options = OPT(OUT) | OPT(PRICES) | OPT(GROUPS) | OPT(FLIPS) | OPT(ACCEPT)
               | OPT(TEMPERATURE) | OPT(CONFIDENCE) | OPT(SEED) | OPT(CHARTS)
               | OPT(JSON),
    .operands_min = 2,
    .run = run,
};
