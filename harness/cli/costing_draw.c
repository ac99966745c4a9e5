/* The charts of a bill. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "catalog/embed.h"
#include "cli/costing.h"
#include "report/chart/draw.h"

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

/* All runs that ways of this suite were measured by; NULL: of any. The caller
 * frees. */
static struct draw_runs runs_of(const struct costing *k, const char *suite)
{
    const struct data_run **runs;
    size_t n = 0, room = 1;

    for (size_t i = 0; i < k->scenario.count; i++)
        room += k->sources[i].n;
    runs = mem_zalloc(room, sizeof(*runs));
    for (size_t i = 0; i < k->scenario.count; i++)
        for (size_t j = 0; j < k->sources[i].n; j++)
            if (suite == NULL
                || strcmp(k->sources[i].runs[j]->row.suite, suite) == 0)
                runs[n++] = k->sources[i].runs[j];
    return (struct draw_runs){ runs, n };
}

static int draw_suite(struct costing *k, const char *dir, const char *suite,
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

    rc = costing_suite(k, suite, &b, e);
    for (size_t i = 0; i < b.n && i < MOST; i++) {
        const struct costing_source *from = &k->sources[b.ways[i].assumed];
        s.roles[i] = from->n > 0 ? from->runs[0]->row.role : ""; /* hybrid */
    }
    if (rc == 0 && b.n > 0) {
        s.work = work_of(k, &b, suite);
        s.runs = runs_of(k, suite);
        rc = draw_frontier(dir, &b, &s, e);
        free((void *)(uintptr_t)s.runs.run);
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

static int draw_all(struct costing *k, const char *dir, struct draw_runs runs,
    const struct json *points, struct err *e)
{
    double low = fmin(extreme(&k->bill, false), 100);
    double high = fmax(extreme(&k->bill, true), 1e6);
    int rc = draw_cost(dir, &k->bill, runs, low, high, e);

    if (rc == 0 && bill_swings_choose(&k->swings))
        rc = draw_tornado(dir, &k->swings, &k->bill, e);
    if (rc == 0 && draw_has_map(&k->bill))
        rc = draw_map(dir, &k->bill, runs, low, high, e);
    for (size_t p = 0; p < k->pick_count && rc == 0; p++)
        for (size_t i = 0; i < k->picks[p].n && rc == 0; i++)
            if (first_of_suite(k, p, i))
                rc = draw_suite(
                    k, dir, k->picks[p].runs[i].row.suite, points, e);
    return rc;
}

int costing_draw(struct costing *k, const char *dir, struct err *e)
{
    struct json *claims = json_parse(claims_json, claims_json_len, e);
    struct draw_runs runs;
    int rc;

    if (claims == NULL)
        return -1;
    runs = runs_of(k, NULL);
    rc = draw_all(k, dir, runs, json_get(claims, "points"), e);
    free((void *)(uintptr_t)runs.run);
    json_free(claims);
    return rc;
}
