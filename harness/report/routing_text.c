/* Routing for people, and as JSON. */
#include <math.h>

#include "cost/money.h"
#include "cost/volume.h"
#include "report/routing.h"
#include "report/runs.h"
#include "report/text/cell.h"
#include "report/text/plain.h"
#include "report/text/table.h"

static void cell_usd(struct table *t, double usd)
{
    char text[MONEY_SIZE];

    table_cell(t, isnan(usd) ? "unknown" : money_short(usd, text));
}

static void model_row(struct table *t, const struct data_run *d,
    double accuracy, struct interval ci, double usd)
{
    table_cellf(t, "%s alone", d->row.model);
    cell_percent(t, accuracy);
    cell_interval(t, ci);
    cell_usd(t, 1000 * usd);
}

static void models(
    const struct routing *r, size_t width, int look, struct buf *out)
{
    struct table *t = table_new("|>acc %%|>interval|>1,000 answers");
    model_row(t, r->c.cheap, r->cheap, r->cheap_ci, r->cheap_usd);
    model_row(t, r->c.dear, r->dear, r->dear_ci, r->dear_usd);
    table_print(t, width, look, out);
    table_free(t);
}

static void line_row(struct table *t, const struct routing_line *l)
{
    table_cell(t, l->name);
    table_cellf(t, isnan(l->apgr) ? "-" : "%.2f", l->apgr);
    for (int i = 0; i < 3; i++)
        cell_percent(t, l->cpt[i]);
    cell_percent(t, l->reaches ? l->share : (double)NAN);
    cell_percent(t, l->reaches ? l->accuracy : (double)NAN);
    cell_usd(t, l->reaches ? 1000 * l->usd : (double)NAN);
    cell_usd(t, l->reaches ? l->saved_usd : (double)NAN);
}

/* Lots recover a share x of the gap with a share x of the calls. */
static void bound_rows(struct table *t, const struct routing *r)
{
    static const double parts[] = { .2, .5, .8 };
    bool gap = r->dear > r->cheap;
    double then = fmax(r->wanted, r->cheap); /* a share of 0 has more */

    table_cell(t, "drawing lots");
    table_cell(t, gap ? "0.50" : "-");
    for (int i = 0; i < 3; i++)
        cell_percent(t, gap ? parts[i] : (double)NAN);
    cell_percent(t, r->random_share);
    cell_percent(t, isnan(r->random_share) ? (double)NAN : then);
    table_end_row(t);
    table_cell(t, "knowing all");
    table_cell(t, "");
    for (int i = 0; i < 3; i++)
        cell_percent(t, gap ? route_oracle_share(r->items, r->n,
                            r->cheap + parts[i] * (r->dear - r->cheap))
                            : (double)NAN);
    cell_percent(t, r->oracle_share);
    cell_percent(t, isnan(r->oracle_share) ? (double)NAN : then);
    table_end_row(t);
}

static void signals(
    const struct routing *r, size_t width, int look, struct buf *out)
{
    struct table *t = table_new(
        "signal|>APGR|>CPT 20 %%:next|>CPT 50 %%:next|>CPT 80 %%:next|"
        ">to dear %%:next|>then acc %%:next|>1,000 answers:next|"
        ">saves a year:next");
    for (size_t i = 0; i < r->line_count; i++)
        line_row(t, &r->lines[i]);
    bound_rows(t, r);
    table_print(t, width, look, out);
    table_free(t);
}

static void say_saving(
    const struct routing *r, const struct routing_line *l, struct buf *out)
{
    char usd[MONEY_SIZE], low[MONEY_SIZE], high[MONEY_SIZE], volume[32];

    double year = l->saved_usd, sign = year < 0 ? -1 : 1;

    if (isnan(year)) {
        buf_puts(out, "What it saves is unknown, because a price is.");
        return;
    }
    buf_printf(out, "At %s requests a day that %s %s a year (",
        volume_long(r->c.requests_per_day, volume),
        year < 0 ? "costs more than asking it alone, by" : "saves",
        money_short(fabs(year), usd));
    buf_printf(out, "%s to %s).",
        money_short(sign > 0 ? l->saved_ci.low : -l->saved_ci.high, low),
        money_short(sign > 0 ? l->saved_ci.high : -l->saved_ci.low, high));
}

/* "Send to DEAR what ... : 31 % of the requests, ..." */
static void advise(const struct routing *r, struct buf *out)
{
    const struct routing_line *l = routing_best(r);
    const char *dear = r->c.dear->row.model;
    char share[RUNS_SHARE], right[RUNS_SHARE];

    if (!(r->dear > r->cheap)) {
        buf_printf(out,
            "%s is not the better one here: there is nothing to route for.",
            dear);
    } else if (l == NULL) {
        buf_puts(out, "No signal here says anything about the answers.");
    } else if (l->share == 0) {
        buf_printf(out, "%s alone is good enough for what is wanted. ",
            r->c.cheap->row.model);
        say_saving(r, l, out);
    } else if (l->share == 1) {
        buf_printf(out,
            "No signal reaches what is wanted before all goes to %s: asking "
            "it alone is cheaper.",
            dear);
    } else {
        buf_printf(out, "With what has a %s (%s) of %s ", l->name, l->about,
            l->above ? "at least" : "at most");
        buf_figures(out, l->threshold, 4);
        buf_printf(out,
            " sent to %s, %s %% of the requests, %s %% of all answers are "
            "right (",
            dear, runs_share(l->share, 1, share),
            runs_share(l->accuracy, 1, right));
        runs_interval(out, l->accuracy_ci);
        buf_puts(out, "). ");
        say_saving(r, l, out);
    }
}

void routing_text(
    const struct routing *r, size_t width, int look, struct buf *out)
{
    struct buf words = { 0 };
    int most = 1;

    buf_printf(out, "%s: %s first, %s where it is unsure (%zu sample%s",
        r->c.cheap->row.suite, r->c.cheap->row.model, r->c.dear->row.model,
        r->n, r->n == 1 ? "" : "s");
    if (r->left_out > 0)
        buf_printf(out,
            ", %zu answers left out: not in both, or without a verdict",
            r->left_out);
    buf_puts(out, ")\n\n");
    models(r, width, look, out);
    buf_printf(out, "\nwanted: %.1f %% right, %g %% of what %s has\n\n",
        100 * r->wanted, 100 * r->c.quality, r->c.dear->row.model);
    signals(r, width, look, out);
    advise(r, &words);
    buf_puts(&words, " Every request is answered by the cheap model first, "
                     "which is in these costs");
    for (size_t i = 0; i < r->line_count; i++)
        if (r->lines[i].asks > most)
            most = r->lines[i].asks;
    if (most > 1)
        buf_printf(&words, ", %d times where it votes", most);
    buf_puts(&words, "; prices are those in force, as 'retort cost' has them. "
                     "Each signal was judged on samples that it was not tuned "
                     "on (10 folds). APGR: the part of the gap between the two "
                     "that is won, the mean over all shares sent (drawing "
                     "lots: 0.50); CPT 50 %: % of requests to send for half of "
                     "the gap.");
    buf_putc(out, '\n');
    plain_wrap(out, buf_str(&words), words.len, 0, width);
    buf_clear(&words);
}

static void line_json(const struct routing_line *l, struct jsonw *w)
{
    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "signal", l->name);
    jsonw_int(w, "known", (int64_t)l->known);
    jsonw_int(w, "cheap_asked", l->asks);
    jsonw_num(w, "apgr", l->apgr);
    jsonw_num(w, "cpt_20", l->cpt[0]);
    jsonw_num(w, "cpt_50", l->cpt[1]);
    jsonw_num(w, "cpt_80", l->cpt[2]);
    jsonw_bool(w, "reaches", l->reaches);
    jsonw_num(w, "share_to_dear", l->reaches ? l->share : (double)NAN);
    jsonw_num(w, "accuracy", l->reaches ? l->accuracy : (double)NAN);
    runs_interval_json(
        w, "ci", l->reaches ? l->accuracy_ci : (struct interval){ NAN, NAN });
    jsonw_num(w, "usd_per_request", l->reaches ? l->usd : (double)NAN);
    jsonw_num(w, "saved_usd", l->reaches ? l->saved_usd : (double)NAN);
    runs_interval_json(w, "saved_ci",
        l->reaches ? l->saved_ci : (struct interval){ NAN, NAN });
    jsonw_num(w, "threshold", l->reaches ? l->threshold : (double)NAN);
    jsonw_str(w, "dear_when", l->above ? "at_least" : "at_most");
    jsonw_begin(w, "curve", '[');
    for (int i = 0; i <= ROUTE_BINS; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_num(w, "share_to_dear", l->curve.bins[i].share);
        jsonw_num(w, "accuracy", l->curve.bins[i].accuracy);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    jsonw_end(w, '}');
}

static void side_json(struct jsonw *w, const char *key,
    const struct data_run *d, double accuracy, struct interval ci, double usd)
{
    jsonw_begin(w, key, '{');
    jsonw_int(w, "run", d->row.id);
    jsonw_str(w, "model", d->row.model);
    jsonw_num(w, "accuracy", accuracy);
    runs_interval_json(w, "ci", ci);
    jsonw_num(w, "usd_per_request", usd);
    jsonw_end(w, '}');
}

void routing_json(const struct routing *r, struct jsonw *w)
{
    jsonw_begin(w, NULL, '{');
    jsonw_str(w, "suite", r->c.cheap->row.suite);
    jsonw_int(w, "n", (int64_t)r->n);
    jsonw_int(w, "left_out", (int64_t)r->left_out);
    side_json(w, "cheap", r->c.cheap, r->cheap, r->cheap_ci, r->cheap_usd);
    side_json(w, "dear", r->c.dear, r->dear, r->dear_ci, r->dear_usd);
    jsonw_num(w, "quality", r->c.quality);
    jsonw_num(w, "wanted", r->wanted);
    jsonw_num(w, "requests_per_day", r->c.requests_per_day);
    jsonw_num(w, "random_share", r->random_share);
    jsonw_num(w, "oracle_share", r->oracle_share);
    jsonw_begin(w, "signals", '[');
    for (size_t i = 0; i < r->line_count; i++)
        line_json(&r->lines[i], w);
    jsonw_end(w, ']');
    jsonw_end(w, '}');
}
