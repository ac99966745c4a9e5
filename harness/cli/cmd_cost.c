/* retort cost: what each way of serving costs a year. */
#include <stdio.h>

#include "base/file.h"
#include "catalog/embed.h"
#include "cli/command.h"
#include "cli/costing.h"
#include "cli/terminal.h"
#include "report/chart/draw.h"
#include "report/text/table.h"

static int draw(struct costing *k, struct err *e)
{
    const char *dir = k->c.o->charts;

    if (file_mkdirs(dir, e) < 0 || costing_draw(k, dir, e) < 0)
        return -1;
    if (!k->c.o->quiet)
        terminal_say("charts: %s/cost.svg%s%s%s (and .png, .gp)", dir,
            bill_swings_choose(&k->swings) ? ", tornado.svg" : "",
            draw_has_map(&k->bill) ? ", map.svg" : "",
            k->bill.keys.suites > 0 ? ", frontier-SUITE.svg" : "");
    return 0;
}

static void print(struct costing *k)
{
    struct buf out = { 0 };
    int look = terminal_look(k->c.o->color);

    if (k->c.o->json) {
        bill_json(&k->bill, &k->swings, &out);
        context_price_age(&k->c, &out); // text: among what is assumed
    } else {
        bill_text(&k->bill, &k->swings, terminal_width(), look, &out);
    }
    terminal_print(&out);
    buf_clear(&out);
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct costing k;
    enum exit_code code = EXIT_DONE;

    if (o->example) {
        fwrite(scenario_lua, 1, scenario_lua_len, stdout);
        return EXIT_DONE;
    }
    costing_open(&k, o);
    if (costing_build(&k, e) < 0) {
        code = exit_of(e->kind);
    } else {
        print(&k);
        if (costing_known(&k, e) < 0 || (o->charts != NULL && draw(&k, e) < 0))
            code = exit_of(e->kind);
    }
    costing_close(&k);
    return code;
}

const struct command cmd_cost = {
    .name = "cost",
    .usage = "[RUN|MODEL...] [-m MODEL...]",
    .about =
        "Yearly cost at your volume, from measured tokens and dated prices",
    .more = "Measured models are priced by their own tokens; models named "
            "with -m are only\npriced, for the tokens of the teacher (or the "
            "first run). -m PROVIDER/MODEL picks\none of several sellers. "
            "With --mix and -m, or "
            "with a --scenario, no run is needed.",
    .options = OPT(MODEL) | OPT(OUT) | OPT(PRICES) | OPT(MODELS_FILE)
               | OPT(SCENARIO) | OPT(EXAMPLE) | OPT(SET) | OPT(YEARS)
               | OPT(SEED) | OPT(REQUESTS) | OPT(PER_DAY) | OPT(MIX)
               | OPT(CHARTS) | OPT(CONFIDENCE) | OPT(JSON),
    .operands_min = 0,
    .run = run,
};
