/* The bill as JSON: keys that stay. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/bill/bill.h"
#include "report/bill/bill_bands.h"
#include "report/bill/bill_quality.h"
#include "report/bill/bill_swing.h"

static const char *const kinds[] = { "api", "selfhost", "priced", "student",
    "hybrid" };

/* Money to 12 figures: 365000, not 365000.00000000006. */
static void put_usd(struct jsonw *w, const char *key, double usd)
{
    char text[40];

    snprintf(text, sizeof text, "%.12g", usd);
    jsonw_num(w, key, isfinite(usd) ? strtod(text, NULL) : (double)NAN);
}

static void put_interval(struct jsonw *w, const char *key, struct interval ci)
{
    jsonw_begin(w, key, '[');
    put_usd(w, NULL, ci.low);
    put_usd(w, NULL, ci.high);
    jsonw_end(w, ']');
}

static void write_years(
    const struct bill *b, size_t i, double volume, struct jsonw *w)
{
    const struct annual_way *way = &b->ways[i].way;

    jsonw_begin(w, "years", '[');
    for (int y = 0; y < (int)way->years; y++)
        put_usd(w, NULL, annual_running_usd(way, y, volume));
    jsonw_end(w, ']');
}

static void write_yearly(const struct bill *b, size_t i, struct jsonw *w)
{
    const struct bill_way *way = &b->ways[i];

    jsonw_begin(w, "yearly", '[');
    for (size_t k = 0; k < b->volume_count; k++) {
        struct interval ci = bill_yearly_ci(b, i, b->volumes[k]);
        jsonw_begin(w, NULL, '{');
        jsonw_num(w, "requests_per_day", b->volumes[k]);
        put_usd(w, "usd", bill_yearly(b, i, b->volumes[k]));
        put_usd(w, "low", ci.low);
        put_usd(w, "high", ci.high);
        jsonw_num(w, "replicas", annual_replicas(&way->way, b->volumes[k]));
        if (way->way.years > 1)
            write_years(b, i, b->volumes[k], w);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

static void write_way(const struct bill *b, size_t i, struct jsonw *w)
{
    const struct bill_way *way = &b->ways[i];
    struct interval none = { (double)NAN, (double)NAN };
    bool own = way->way.gpus != 0;

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "model", way->model);
    jsonw_str(w, "kind", kinds[way->kind]);
    put_usd(
        w, "usd_per_request", own ? (double)NAN : annual_each_usd(&way->way));
    put_interval(w, "usd_per_request_ci", own ? none : way->each);
    put_usd(w, "usd_per_1000", 1000 * annual_each_usd(&way->way));
    put_interval(w, "usd_per_1000_ci",
        (struct interval){ 1000 * way->each.low, 1000 * way->each.high });
    put_usd(w, "usd_per_correct", way->usd_per_correct);
    put_interval(w, "usd_per_correct_ci", way->correct_ci);
    jsonw_num(w, "accuracy", way->accuracy);
    put_interval(w, "accuracy_ci", way->accuracy_ci);
    jsonw_num(w, "tokens_in", way->mean.in);
    jsonw_num(w, "tokens_out", way->mean.out);
    jsonw_num(w, "tokens_reasoning",
        way->work.reasons ? way->mean.reasoning : (double)NAN);
    jsonw_num(w, "latency_s", way->own ? way->mean.seconds : (double)NAN);
    jsonw_num(w, "usd_per_hour", own ? way->way.usd_per_gpu_hour : (double)NAN);
    jsonw_num(w, "gpus", own ? way->way.gpus : (double)NAN);
    put_usd(w, "once_usd",
        way->kind == BILL_STUDENT ? way->way.once_usd : (double)NAN);
    jsonw_str(w, "basis", way->basis);
    jsonw_str(w, "unknown", way->why_unknown);
    write_yearly(b, i, w);
    jsonw_end(w, '}');
}

static void write_crossings(const struct bill *b, struct jsonw *w)
{
    jsonw_begin(w, "crossings", '[');
    for (size_t i = 0; i < b->crossing_count; i++) {
        const struct bill_crossing *c = &b->crossings[i];
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "a", b->ways[c->a].model);
        jsonw_str(w, "b", b->ways[c->b].model);
        put_usd(w, "requests_per_day", c->at.first);
        put_usd(w, "low", c->low);
        put_usd(w, "high", c->high);
        jsonw_str(
            w, "cheaper_above", b->ways[c->at.a_last ? c->a : c->b].model);
        jsonw_int(w, "changes", (int64_t)c->at.changes);
        put_usd(w, "last", c->at.last);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

/* A number in force, where it differs from the usual. */
static void write_value(const struct scenario *s, const struct scenario_way *w,
    enum scenario_field field, struct jsonw *out)
{
    static const char *const from[] = { "usual", "file", "--set", "models.lua",
        "stored answers" };
    const struct scenario_number *n = w != NULL ? &w->n[field] : &s->n[field];

    if (isnan(n->low) || (w != NULL && n->from == SCENARIO_USUAL))
        return;
    jsonw_begin(out, NULL, '{');
    jsonw_str(out, "way", w != NULL ? w->name : NULL);
    jsonw_str(out, "field", scenario_row(field)->name);
    put_usd(out, "low", n->low);
    put_usd(out, "high", n->high);
    jsonw_str(out, "from", from[n->from]);
    jsonw_count(out, "line", n->line > 0 ? n->line : -1);
    jsonw_end(out, '}');
}

static void write_values(const struct scenario *s, struct jsonw *w)
{
    jsonw_begin(w, "values", '[');
    for (int f = 0; f < SCENARIO_NUMBERS; f++)
        write_value(s, NULL, (enum scenario_field)f, w);
    for (size_t i = 0; i < s->count; i++)
        for (int f = 0; f < SCENARIO_NUMBERS; f++)
            write_value(s, &s->ways[i], (enum scenario_field)f, w);
    jsonw_end(w, ']');
}

static void write_assumptions(const struct bill *b, struct jsonw *w)
{
    jsonw_begin(w, "assumptions", '{');
    jsonw_num(w, "confidence", b->level);
    jsonw_num(w, "reference_tokens_per_request", b->reference_tokens);
    jsonw_int(w, "days_per_year", 365);
    jsonw_int(w, "draws", (int64_t)b->draws);
    jsonw_int(w, "seed", (int64_t)b->seed);
    jsonw_str(w, "scenario", b->scenario->where);
    write_values(b->scenario, w);
    jsonw_begin(w, "sentences", '[');
    for (size_t i = 0; i < b->assumption_count; i++)
        jsonw_str(w, NULL, b->assumptions[i]);
    jsonw_end(w, ']');
    jsonw_end(w, '}');
}

void bill_json(
    const struct bill *b, const struct bill_swings *swings, struct buf *out)
{
    struct jsonw w = { out, false };
    struct bill_quality q;

    bill_quality_make(&q, b);
    jsonw_begin(&w, NULL, '{');
    write_assumptions(b, &w);
    jsonw_begin(&w, "models", '[');
    for (size_t i = 0; i < b->n; i++)
        write_way(b, i, &w);
    jsonw_end(&w, ']');
    write_crossings(b, &w);
    bill_bands_json(b, &w);
    bill_quality_json(&q, b, &w);
    bill_quality_clear(&q);
    bill_swings_json(swings, b, &w);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
