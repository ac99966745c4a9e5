/* retort route: a cheap model first, a dear one where it is unsure. */
#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/picking.h"
#include "cli/terminal.h"
#include "cost/volume.h"
#include "report/chart/draw.h"
#include "report/pick.h"
#include "report/routing.h"
#include "report/text/table.h"
#include "suite/signal.h"

struct route { // one `retort route`
    const struct options *o;
    struct context c;
    struct pick cheap, dear;
    struct signal *own;
    struct routing_config config; // without the runs
    struct buf out;
    struct jsonw w;
};

static int on_own(
    void *arg, const struct routing_sample *s, double *out, struct err *e)
{
    struct signal_view v = { .id = s->id,
        .group = s->group,
        .reply = s->reply,
        .reply_len = s->len,
        .extracted = s->extracted,
        .tokens = s->output_tokens,
        .letter = s->letter,
        .vote = s->vote,
        .voted = s->voted };

    return signal_of(arg, &v, out, e);
}

static int read_settings(struct route *r, struct err *e)
{
    const struct options *o = r->o;
    struct volume v;
    double percent = 95;
    char end = '\0';

    if (o->quality != NULL
        && (sscanf(o->quality, "%lf%c", &percent, &end) < 1
            || (end != '\0' && end != '%') || !(percent > 0) || percent > 100))
        return err_set(e, ERR_USAGE,
            "--quality '%s' is no share of the dear model's accuracy, like "
            "95%%",
            o->quality);
    if (volume_parse(o->requests != NULL ? o->requests : "10K", &v, e) < 0)
        return err_wrap(e, "--requests (a day)");
    if (v.tokens || !(v.per_day > 0))
        return err_set(e, ERR_USAGE,
            "--requests wants one number of requests a day above 0, like 10K");
    if (o->signal != NULL && signal_load(o->signal, &r->own, e) < 0)
        return -1;
    r->config = (struct routing_config){ .quality = percent / 100,
        .requests_per_day = v.per_day,
        .level = o->confidence,
        .seed = (uint64_t)o->seed,
        .own = r->own != NULL ? on_own : NULL,
        .own_arg = r->own,
        .own_name = o->signal };
    return 0;
}

static int draw(
    const struct route *r, const struct routing *routing, struct err *e)
{
    if (r->o->charts == NULL)
        return 0;
    if (file_mkdirs(r->o->charts, e) < 0
        || draw_routing(r->o->charts, routing, e) < 0)
        return -1;
    if (!r->o->quiet)
        terminal_say("charts: %s/route-%s.svg, .png, and route-cost-%s",
            r->o->charts, routing->c.cheap->row.suite,
            routing->c.cheap->row.suite);
    return 0;
}

/* One suite that both have answered. */
static int route_suite(struct route *r, const struct data_run *cheap,
    const struct data_run *dear, size_t before, struct err *e)
{
    struct routing routing;
    struct routing_config c = r->config;
    int rc;

    if (cheap->row.id == dear->row.id)
        return err_set(e, ERR_USAGE,
            "nothing to route: both are run %lld of %s on %s",
            (long long)cheap->row.id, cheap->row.suite, cheap->row.model);
    c.store = r->c.store;
    c.prices = &r->c.prices;
    c.wall_us = context_now(&r->c);
    c.cheap = cheap;
    c.dear = dear;
    rc = routing_make(&c, &routing, e);
    if (rc == 0 && r->o->json) {
        routing_json(&routing, &r->w);
    } else if (rc == 0) {
        if (before > 0)
            buf_putc(&r->out, '\n');
        routing_text(
            &routing, terminal_width(), terminal_look(r->o->color), &r->out);
    }
    if (rc == 0)
        rc = draw(r, &routing, e);
    routing_clear(&routing);
    return rc;
}

static int route_all(struct route *r, struct err *e)
{
    size_t done = 0;

    r->w.out = &r->out;
    if (r->o->json) {
        jsonw_begin(&r->w, NULL, '{');
        jsonw_begin(&r->w, "routes", '[');
    }
    for (size_t i = 0; i < r->cheap.n; i++) {
        const struct data_run *cheap = &r->cheap.runs[i];
        const struct data_run *dear = pick_suite(&r->dear, cheap->row.suite);
        if (dear != NULL && route_suite(r, cheap, dear, done++, e) < 0)
            return -1;
    }
    if (done == 0)
        return err_set(e, ERR_USAGE,
            "%s and %s have no suite in common ('retort ls runs' lists runs)",
            r->o->operands[0], r->o->operands[1]);
    if (r->o->json) {
        jsonw_end(&r->w, ']');
        jsonw_end(&r->w, '}');
        buf_putc(&r->out, '\n');
    }
    return 0;
}

static int load(struct route *r, struct err *e)
{
    if (r->o->operand_count != 2)
        return err_set(e, ERR_USAGE,
            "name two models or runs, the cheap one first: retort route CHEAP "
            "DEAR");
    if (read_settings(r, e) < 0 || context_prices(&r->c, e) < 0
        || context_store(&r->c, true, e) < 0
        || picking_add(&r->c, &r->cheap, r->o->operands[0], e) < 0
        || picking_add(&r->c, &r->dear, r->o->operands[1], e) < 0)
        return -1;
    return 0;
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct route r = { .o = o };
    enum exit_code code = EXIT_DONE;

    context_open(&r.c, o);
    if (load(&r, e) < 0 || route_all(&r, e) < 0) {
        code = exit_of(e->kind);
    } else {
        context_price_age(&r.c, &r.out);
        terminal_print(&r.out);
    }
    buf_clear(&r.out);
    pick_clear(&r.cheap);
    pick_clear(&r.dear);
    signal_free(r.own);
    context_close(&r.c);
    return code;
}

const struct command cmd_route = {
    .name = "route",
    .usage = "CHEAP DEAR [--quality 95%]",
    .about = "Cheap model first, dear one where it is unsure: from stored "
             "answers",
    .more =
        "CHEAP, DEAR: a model (its latest run of each suite), SUITE/MODEL, "
        "or a run's number.\nSignals of the cheap one's stored answers "
        "(letter probability, log-probability, votes\nof repeats, length, "
        "a function of yours) decide what goes to the dear one; nothing is\n"
        "asked again. APGR and CPT are RouteLLM's. --signal names a Lua "
        "file that returns a\nfunction (s) -> number: s.reply, s.extracted, "
        "s.tokens, s.letter, s.vote, s.group, s.id;\none that looks at s.vote "
        "pays for all that voted.",
    .options = OPT(QUALITY) | OPT(SIGNAL) | OPT(REQUESTS) | OPT(CHARTS)
               | OPT(CONFIDENCE) | OPT(SEED) | OPT(OUT) | OPT(PRICES)
               | OPT(TODAY) | OPT(JSON),
    .operands_min = 0,
    .run = run,
};
