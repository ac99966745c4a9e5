/* The bill as JSON: keys that stay. */
#include <math.h>
#include <string.h>

#include "report/bill.h"

static const char *const kinds[] = { "api", "selfhost", "priced" };

static void write_yearly(const struct bill *b, size_t i, struct jsonw *w)
{
    const struct bill_way *way = &b->ways[i];

    jsonw_begin(w, "yearly", '[');
    for (size_t k = 0; k < b->volume_count; k++) {
        jsonw_begin(w, NULL, '{');
        jsonw_num(w, "requests_per_day", b->volumes[k]);
        jsonw_num(w, "usd", bill_yearly(b, i, k));
        jsonw_num(w, "low", bill_yearly_at(b, i, way->low, b->volumes[k]));
        jsonw_num(w, "high", bill_yearly_at(b, i, way->high, b->volumes[k]));
        jsonw_num(w, "replicas", annual_replicas(&way->way, b->volumes[k]));
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

static void write_way(const struct bill *b, size_t i, struct jsonw *w)
{
    const struct bill_way *way = &b->ways[i];
    bool own = way->kind == BILL_SELFHOST;

    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "model", way->model);
    jsonw_str(w, "kind", kinds[way->kind]);
    jsonw_num(
        w, "usd_per_request", own ? (double)NAN : way->way.usd_per_request);
    jsonw_begin(w, "usd_per_request_ci", '[');
    jsonw_num(w, NULL, own ? (double)NAN : way->low);
    jsonw_num(w, NULL, own ? (double)NAN : way->high);
    jsonw_end(w, ']');
    jsonw_num(w, "usd_per_correct", way->usd_per_correct);
    jsonw_num(w, "tokens_in", way->tokens_in);
    jsonw_num(w, "tokens_out", way->tokens_out);
    jsonw_num(w, "latency_s", way->latency_s);
    jsonw_num(w, "usd_per_hour", own ? way->way.usd_per_gpu_hour : (double)NAN);
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
        jsonw_num(w, "requests_per_day", c->at.first);
        jsonw_num(w, "low", c->low);
        jsonw_num(w, "high", c->high);
        jsonw_str(
            w, "cheaper_above", b->ways[c->at.a_last ? c->a : c->b].model);
        jsonw_int(w, "changes", (int64_t)c->at.changes);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}

void bill_json(const struct bill *b, struct buf *out)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_begin(&w, "assumptions", '{');
    jsonw_num(&w, "confidence", b->level);
    jsonw_num(&w, "reference_tokens_per_request", b->reference_tokens);
    jsonw_int(&w, "days_per_year", 365);
    jsonw_begin(&w, "sentences", '[');
    for (size_t i = 0; i < b->assumption_count; i++)
        jsonw_str(&w, NULL, b->assumptions[i]);
    for (size_t i = 0; i < b->n; i++)
        if (b->ways[i].machine != NULL)
            jsonw_str(&w, NULL, b->ways[i].machine);
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    jsonw_begin(&w, "models", '[');
    for (size_t i = 0; i < b->n; i++)
        write_way(b, i, &w);
    jsonw_end(&w, ']');
    write_crossings(b, &w);
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
