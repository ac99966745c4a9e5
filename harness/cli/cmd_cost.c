/* retort cost: what each way of serving costs a year. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "catalog/embed.h"
#include "cli/command.h"
#include "cli/context.h"
#include "cli/terminal.h"
#include "cost/price_age.h"
#include "cost/volume.h"
#include "report/draw.h"
#include "report/pick.h"
#include "report/table.h"

enum { MOST = OPTIONS_LIST };

/* Above this many requests a day nobody needs a crossing. */
static const double far_away = 1e9;

struct costing {
    struct context c;
    struct pick picks[MOST];
    size_t pick_count;
    struct bill bill;
    struct usage shape; // of one request, with --mix
    int64_t wall_us;
};

/* Runs of one model, in the order they were picked. */
static size_t runs_of(
    const struct costing *k, const char *model, const struct data_run **out)
{
    size_t n = 0;

    for (size_t p = 0; p < k->pick_count; p++)
        for (size_t i = 0; i < k->picks[p].n; i++)
            if (n < MOST && strcmp(k->picks[p].runs[i].row.model, model) == 0)
                out[n++] = &k->picks[p].runs[i];
    return n;
}

static bool added(const struct bill *b, const char *model)
{
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->ways[i].model, model) == 0)
            return true;
    return false;
}

static int pick_runs(struct costing *k, struct err *e)
{
    const struct options *o = k->c.o;

    /* with a mix and models to price no run is needed */
    if (o->operand_count == 0 && o->mix != NULL)
        return 0;
    if (o->mix != NULL) /* tokens of one kind beside those of another */
        return err_set(e, ERR_USAGE,
            "--mix prices models named with -m: leave out '%s', or --mix to "
            "use the tokens it measured",
            o->operands[0]);
    if (context_store(&k->c, true, e) < 0)
        return -1;
    if (o->operand_count == 0) {
        k->pick_count = 1;
        return pick_all(&k->picks[0], k->c.store, &k->c.prices, e);
    }
    for (size_t i = 0; i < o->operand_count; i++) {
        k->pick_count = i + 1;
        if (pick_add(&k->picks[i], k->c.store, o->operands[i], &k->c.prices, e)
            < 0)
            return -1;
    }
    return 0;
}

/* The teacher first: its tokens are the work that others are priced for. */
static void add_measured(struct costing *k, bool teachers)
{
    const struct data_run *runs[MOST];

    for (size_t p = 0; p < k->pick_count; p++)
        for (size_t i = 0; i < k->picks[p].n; i++) {
            const struct run_row *row = &k->picks[p].runs[i].row;
            if ((strcmp(row->role, "teacher") == 0) != teachers
                || added(&k->bill, row->model))
                continue;
            bill_add_measured(&k->bill, runs, runs_of(k, row->model, runs));
        }
}

static bool same_suites(const struct data_run *const *a, size_t a_n,
    const struct data_run *const *b, size_t b_n)
{
    for (size_t i = 0; i < a_n; i++) {
        size_t k = 0;
        while (k < b_n && strcmp(a[i]->row.suite, b[k]->row.suite) != 0)
            k++;
        if (k == b_n)
            return false;
    }
    return a_n == b_n;
}

/* Other suites are other work: longer questions, longer answers. */
static void say_unlike(struct costing *k)
{
    const struct data_run *first[MOST], *other[MOST];
    size_t first_n, other_n;

    for (size_t i = 1; i < k->bill.n; i++) {
        first_n = runs_of(k, k->bill.ways[0].model, first);
        other_n = runs_of(k, k->bill.ways[i].model, other);
        if (!same_suites(first, first_n, other, other_n))
            bill_assume(&k->bill,
                "%.100s was not measured on the suites of %.100s: their costs "
                "are of different work (name runs as SUITE/MODEL)",
                k->bill.ways[i].model, k->bill.ways[0].model);
    }
}

/* NAME, or PROVIDER/NAME where several sell it. */
static void add_priced(struct costing *k, const char *word)
{
    const struct data_run *work[MOST];
    struct model m = { 0 };
    const char *slash = strchr(word, '/'), *model = word;
    char *provider = NULL;
    size_t n = 0;

    if (model_parse(word, k->c.catalog, &m, NULL) == 0 && m.provider[0]) {
        provider = mem_str(m.provider);
        model = m.served;
    } else if (slash != NULL) {
        provider = mem_dup(word, (size_t)(slash - word));
        model = slash + 1;
    }
    if (k->bill.n > 0 && k->bill.ways[0].answers > 0)
        n = runs_of(k, k->bill.ways[0].model, work);
    bill_add_priced(&k->bill, &k->c.prices, model, provider, k->wall_us, work,
        n, &k->shape);
    free(provider);
    model_clear(&m);
}

static int read_mix(struct costing *k, struct err *e)
{
    if (k->c.o->mix == NULL)
        return 0;
    if (volume_mix(k->c.o->mix, &k->shape, e) < 0)
        return -1;
    bill_assume(
        &k->bill, "tokens in to tokens out are %s, as given", k->c.o->mix);
    return 0;
}

static int add_volume(
    struct costing *k, const char *text, bool tokens, struct err *e)
{
    struct volume v;
    double requests;

    if (volume_parse(text, &v, e) < 0)
        return -1;
    v.tokens = v.tokens || tokens;
    requests = volume_requests(&v, k->bill.reference_tokens);
    if (isnan(requests))
        return err_set(e, ERR_USAGE,
            "%s tokens a day cannot be turned into requests: no run tells its "
            "tokens; say --mix IN:OUT or --requests",
            text);
    if (!(requests > 0))
        return err_set(
            e, ERR_USAGE, "a volume must be above zero, not '%s'", text);
    bill_add_volume(&k->bill, requests);
    if (v.tokens)
        bill_assume(&k->bill,
            "%s tokens a day are %.0f requests of %.4g tokens each%s", text,
            requests, k->bill.reference_tokens,
            k->c.o->mix != NULL ? "" : ", as measured on the first model");
    return 0;
}

static int read_volumes(struct costing *k, struct err *e)
{
    const struct options *o = k->c.o;
    char *list, *word, *rest;
    int rc = 0;

    if (o->per_day != NULL)
        rc = add_volume(k, o->per_day, true, e);
    if (rc == 0 && (o->requests != NULL || o->per_day == NULL)) {
        list = mem_str(o->requests != NULL ? o->requests : "1K,10K,100K,1M");
        rest = list; /* an empty word is a mistake as well */
        while (rc == 0 && (word = strsep(&rest, ",")) != NULL)
            rc = add_volume(k, word, false, e);
        free(list);
    }
    return rc;
}

static int build(struct costing *k, struct err *e)
{
    const struct options *o = k->c.o;
    int age;

    if (context_catalog(&k->c, e) < 0 || context_prices(&k->c, e) < 0
        || read_mix(k, e) < 0 || pick_runs(k, e) < 0)
        return -1;
    if (o->mix == NULL) {
        add_measured(k, true);
        add_measured(k, false);
        say_unlike(k);
    }
    for (size_t i = 0; i < o->models.n; i++)
        add_priced(k, o->models.item[i]);
    if (k->bill.n == 0)
        return err_set(
            e, ERR_USAGE, "nothing to price: name runs, or models with -m");
    if (read_volumes(k, e) < 0)
        return -1;
    age = price_book_age_days(&k->c.prices, k->wall_us);
    if (age > 60)
        bill_assume(&k->bill,
            "the price book is %d days old: check it before you decide", age);
    bill_assume(&k->bill, "a year is 365 days of the same volume; prices stay");
    bill_cross(&k->bill, far_away);
    return 0;
}

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

static int draw_suite(struct costing *k, const char *suite,
    const struct json *points, struct err *e)
{
    const struct data_run *runs[MOST];
    struct draw_claim claims[MOST];
    char notes[MOST][64];
    size_t n = 0;

    for (int teachers = 1; teachers >= 0; teachers--)
        for (size_t p = 0; p < k->pick_count; p++)
            for (size_t i = 0; i < k->picks[p].n && n < MOST; i++) {
                const struct data_run *d = &k->picks[p].runs[i];
                if (strcmp(d->row.suite, suite) == 0
                    && (strcmp(d->row.role, "teacher") == 0) == teachers)
                    runs[n++] = d;
            }
    return draw_frontier(k->c.o->charts, runs, n, claims,
        claims_for(points, suite, claims, notes), &k->c.prices, k->wall_us,
        k->c.o->confidence, e);
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
    int rc;

    if (claims == NULL)
        return -1;
    rc = file_mkdirs(dir, e);
    if (rc == 0)
        rc = draw_cost(dir, &k->bill, fmin(extreme(&k->bill, false), 100),
            fmax(extreme(&k->bill, true), 1e6), e);
    for (size_t p = 0; p < k->pick_count && rc == 0; p++)
        for (size_t i = 0; i < k->picks[p].n && rc == 0; i++)
            if (first_of_suite(k, p, i))
                rc = draw_suite(k, k->picks[p].runs[i].row.suite,
                    json_get(claims, "points"), e);
    json_free(claims);
    if (rc == 0 && !k->c.o->quiet)
        fprintf(stderr,
            "charts: %s/cost.svg, frontier-SUITE.svg (and .png, "
            ".gp)\n",
            dir);
    return rc;
}

static void print(struct costing *k)
{
    struct buf out = { 0 };
    int look = TABLE_RULE | (terminal_color(k->c.o->color) ? TABLE_COLOR : 0);

    if (k->c.o->json)
        bill_json(&k->bill, &out);
    else
        bill_text(&k->bill, terminal_width(), look, &out);
    fwrite(buf_str(&out), 1, out.len, stdout);
    buf_clear(&out);
}

static enum exit_code run(const struct options *o, struct err *e)
{
    struct costing k = { .wall_us = clock_wall_us() };
    enum exit_code code = EXIT_DONE;

    context_open(&k.c, o);
    bill_init(&k.bill, o->confidence);
    if (build(&k, e) < 0) {
        code = exit_of(e->kind);
    } else {
        print(&k);
        if (o->charts != NULL && draw(&k, e) < 0)
            code = exit_of(e->kind);
    }
    bill_clear(&k.bill);
    for (size_t i = 0; i < k.pick_count; i++)
        pick_clear(&k.picks[i]);
    context_close(&k.c);
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
            "With --mix and -m no run is needed.",
    .options = OPT(MODEL) | OPT(OUT) | OPT(PRICES) | OPT(MODELS_FILE)
               | OPT(REQUESTS) | OPT(PER_DAY) | OPT(MIX) | OPT(CHARTS)
               | OPT(CONFIDENCE) | OPT(JSON),
    .operands_min = 0,
    .run = run,
};
