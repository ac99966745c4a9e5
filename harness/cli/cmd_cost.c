/* retort cost: what each way of serving costs a year. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "catalog/embed.h"
#include "cli/command.h"
#include "cli/costing.h"
#include "cli/terminal.h"
#include "report/draw.h"
#include "report/table.h"

enum { MOST = OPTIONS_LIST };

static double extreme(const struct bill *b, bool high)
{
    double x = b->volumes[0];

    for (size_t i = 1; i < b->volume_count; i++)
        x = high ? fmax(x, b->volumes[i]) : fmin(x, b->volumes[i]);
    return x;
}

/* Published figures that fit a suite: MMLU's for suites in its style. */
static size_t claims_for(const struct json *points, const char *suite,
    struct draw_claim *out, char notes[][64])
{
    size_t n = 0;

    if (strncmp(suite, "mmlu", 4) != 0)
        return 0;
    JSON_EACH(point, points) {
        if (n == MOST)
            break;
        snprintf(notes[n], sizeof notes[n], "published %.20s%s, %.10s",
            json_str(json_get(point, "benchmark")),
            json_true(json_get(point, "at_least")) ? ", at least" : "",
            json_str(json_get(point, "said_on")));
        out[n] = (struct draw_claim){
            .label = json_str(json_get(point, "label")),
            .model = json_str(json_get(point, "model")),
            .provider = json_str(json_get(point, "provider")),
            .note = notes[n],
            .value = json_num(json_get(point, "value"), (double)NAN),
        };
        n++;
    }
    return n;
}

/* The run whose tokens published models are priced for: the first way's. */
static const struct data_run *work_of(
    const struct costing *k, const struct bill *b, const char *suite)
{
    const struct costing_source *s = &k->sources[b->ways[0].assumed];

    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->runs[i]->row.suite, suite) == 0)
            return s->runs[i];
    return NULL;
}

static int draw_suite(struct costing *k, const char *suite,
    const struct json *points, struct err *e)
{
    struct draw_claim claims[MOST];
    char notes[MOST][64];
    struct draw_suite s = { .suite = suite,
        .claims = claims,
        .claim_count = claims_for(points, suite, claims, notes),
        .prices = &k->c.prices,
        .wall_us = k->wall_us };
    struct bill b;
    int rc = 0;

    costing_suite(k, suite, &b);
    for (size_t i = 0; i < b.n && i < MOST; i++)
        s.roles[i] = k->sources[b.ways[i].assumed].runs[0]->row.role;
    if (b.n > 0) {
        s.work = work_of(k, &b, suite);
        rc = draw_frontier(k->c.o->charts, &b, &s, e);
    }
    bill_clear(&b);
    return rc;
}

static bool first_of_suite(const struct costing *k, size_t pick, size_t run)
{
    const char *suite = k->picks[pick].runs[run].row.suite;

    for (size_t p = 0; p <= pick; p++)
        for (size_t i = 0; i < k->picks[p].n; i++) {
            if (p == pick && i == run)
                return true;
            if (strcmp(k->picks[p].runs[i].row.suite, suite) == 0)
                return false;
        }
    return true;
}

static int draw(struct costing *k, struct err *e)
{
    const char *dir = k->c.o->charts;
    struct json *claims = json_parse(claims_json, claims_json_len, e);
    double low = fmin(extreme(&k->bill, false), 100);
    double high = fmax(extreme(&k->bill, true), 1e6);
    int rc;

    if (claims == NULL)
        return -1;
    rc = file_mkdirs(dir, e);
    if (rc == 0)
        rc = draw_cost(dir, &k->bill, low, high, e);
    if (rc == 0 && !isnan(k->swings.gap))
        rc = draw_tornado(dir, &k->swings, &k->bill, e);
    if (rc == 0 && draw_has_map(&k->bill))
        rc = draw_map(dir, &k->bill, low, high, e);
    for (size_t p = 0; p < k->pick_count && rc == 0; p++)
        for (size_t i = 0; i < k->picks[p].n && rc == 0; i++)
            if (first_of_suite(k, p, i))
                rc = draw_suite(k, k->picks[p].runs[i].row.suite,
                    json_get(claims, "points"), e);
    json_free(claims);
    if (rc == 0 && !k->c.o->quiet)
        fprintf(stderr, "charts: %s/cost.svg%s%s%s (and .png, .gp)\n", dir,
            isnan(k->swings.gap) ? "" : ", tornado.svg",
            draw_has_map(&k->bill) ? ", map.svg" : "",
            k->bill.keys.suites > 0 ? ", frontier-SUITE.svg" : "");
    return rc;
}

static void print(struct costing *k)
{
    struct buf out = { 0 };
    int look = TABLE_RULE | (terminal_color(k->c.o->color) ? TABLE_COLOR : 0);

    if (k->c.o->json) {
        bill_json(&k->bill, &k->swings, &out);
        context_price_age(&k->c, &out); // text: among what is assumed
    } else {
        bill_text(&k->bill, &k->swings, terminal_width(), look, &out);
    }
    fwrite(buf_str(&out), 1, out.len, stdout);
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
