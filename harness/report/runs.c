#include "report/runs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/sampling.h"
#include "report/compare/compare.h"

static bool is_teacher(const struct data_run *d)
{
    return strcmp(d->row.role, "teacher") == 0;
}

static void find_teacher(struct runs_line *lines, size_t n, size_t i)
{
    for (size_t k = 0; k < n && lines[i].teacher == NULL; k++)
        if (k != i && is_teacher(lines[k].run)
            && strcmp(lines[k].run->row.suite, lines[i].run->row.suite) == 0)
            lines[i].teacher = lines[k].run;
}

static void keep_of_teacher(struct runs_line *line, double level)
{
    const struct compare how = { .level = level };
    struct compare_row row = { 0 };
    struct pair p;

    line->kept.ratio = line->kept.ci.low = line->kept.ci.high = (double)NAN;
    if (line->teacher == NULL)
        return;
    pair_make(&p, line->teacher, line->run);
    pair_group_up(&p);
    row.pair = &p;
    row.matches = p.order;
    row.matched = p.n;
    compare_row_fill(&how, &row);
    line->paired = paired_n(&row.cells);
    line->unpaired = line->sum.n - line->paired;
    line->kept = row.kept;
    pair_clear(&p);
}

void runs_sum(struct runs_line *lines, size_t n, double level)
{
    for (size_t i = 0; i < n; i++) {
        lines[i].sum = data_sum(lines[i].run, level);
        if (!is_teacher(lines[i].run))
            find_teacher(lines, n, i);
        keep_of_teacher(&lines[i], level);
    }
}

void runs_interval_json(struct jsonw *w, const char *key, struct interval ci)
{
    jsonw_begin(w, key, '[');
    jsonw_num(w, NULL, ci.low);
    jsonw_num(w, NULL, ci.high);
    jsonw_end(w, ']');
}

void runs_range_json(struct jsonw *w, const char *key, double low, double high)
{
    if (isnan(low) || isnan(high))
        jsonw_null(w, key);
    else
        runs_interval_json(w, key, (struct interval){ low, high });
}

static void write_tokens(struct jsonw *w, const struct usage_sum *u)
{
    int64_t tokens[USAGE_CLASSES];

    for (int c = 0; c < USAGE_CLASSES; c++)
        tokens[c] = usage_sum_class(u, (enum usage_class)c);
    usage_json(tokens, w);
    jsonw_int(w, "replies", u->replies);
    jsonw_int(w, "replies_without_usage", u->unknown);
}

/* Replies by the tier they were served at, where any was not the usual. */
static void write_tiers(struct jsonw *w, const struct data_run *d)
{
    jsonw_int(w, "batch_replies", d->tiers[PRICE_BATCH]);
    if (!data_tiered(d, true))
        return;
    jsonw_begin(w, "tiers", '{');
    for (int t = 0; t <= PRICE_TIERS; t++)
        if (d->tiers[t] > 0)
            jsonw_int(w, price_tier_name((enum price_tier)t), d->tiers[t]);
    jsonw_end(w, '}');
}

static void write_pace(
    struct jsonw *w, const char *key, const struct data_pace *p)
{
    jsonw_begin(w, key, '{');
    jsonw_num(w, "p50", p->q.p50);
    jsonw_num(w, "p90", p->q.p90);
    jsonw_num(w, "p99", p->q.p99);
    jsonw_int(w, "n", (int64_t)p->n);
    jsonw_end(w, '}');
}

/* What was asked of the sampler, and what of it was not sent so. */
static void write_sampling(struct jsonw *w, const struct data_run *d)
{
    jsonw_raw(
        w, "sampling", d->row.sampling[0] != '\0' ? d->row.sampling : "null");
    if (d->noted == 0) {
        jsonw_null(w, "changed");
        return;
    }
    jsonw_begin(w, "changed", '[');
    sampling_put_fields(d->changed, w);
    jsonw_end(w, ']');
}

static void write_line(struct jsonw *w, const struct runs_line *l)
{
    const struct run_row *row = &l->run->row;
    const struct data_summary *s = &l->sum;

    jsonw_begin(w, NULL, '{');
    jsonw_int(w, "run", row->id);
    jsonw_str(w, "suite", row->suite);
    jsonw_int(w, "suite_version", row->suite_version);
    jsonw_str(w, "model", row->model);
    jsonw_str(w, "role", row->role);
    jsonw_str(w, "status", row->status);
    jsonw_int(w, "n", s->n);
    for (int o = 0; o < OUTCOME_COUNT; o++)
        jsonw_int(w, outcome_name((enum outcome)o), s->outcomes[o]);
    jsonw_num(w, "accuracy", s->accuracy);
    runs_interval_json(w, "ci", s->ci);
    runs_interval_json(w, "bounds", s->bounds);
    jsonw_count(w, "clusters", s->clusters > 0 ? (int64_t)s->clusters : -1);
    write_tokens(w, &s->usage);
    jsonw_num(w, "cost_usd", s->cost_usd);
    jsonw_num(w, "cost_known_usd", s->cost_known_usd);
    jsonw_str(w, "cost_unknown", l->run->unpriced);
    billed_json(&l->run->billed, w);
    jsonw_begin(w, "latency_ms", '{');
    jsonw_num(w, "p50", s->p50_ms);
    jsonw_num(w, "p90", s->p90_ms);
    jsonw_num(w, "p99", s->p99_ms);
    jsonw_bool(w, "recorded", s->replayed);
    jsonw_end(w, '}');
    write_pace(w, "ttft_ms", &s->ttft_ms);
    write_pace(w, "tokens_per_s", &s->tokens_per_s);
    write_sampling(w, l->run);
    jsonw_count(w, "sent", l->sent);
    jsonw_count(w, "reused", l->reused);
    jsonw_num(w, "retention", l->kept.ratio);
    runs_interval_json(w, "retention_ci", l->kept.ci);
    jsonw_str(
        w, "retention_of", l->teacher != NULL ? l->teacher->row.model : NULL);
    write_tiers(w, l->run);
    jsonw_int(w, "judge_replies", l->run->judged);
    jsonw_num(
        w, "judge_usd", l->run->judged > 0 ? l->run->judge_usd : (double)NAN);
    reading_json(&l->run->reading, "rules", w);
    repeats_json(l->repeats, w);
    if (l->flips != NULL)
        jsonw_raw(w, "flips", l->flips);
    jsonw_end(w, '}');
}

void runs_json(const struct runs_line *lines, size_t n, struct buf *out)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_begin(&w, "runs", '[');
    for (size_t i = 0; i < n; i++)
        write_line(&w, &lines[i]);
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}

/* Decimals that x is shown with: more than the usual ones where it would else
 * be taken for mark, which it is not. */
static int decimals(double x, double mark, int usual)
{
    enum { MOST = 9 };
    int d = usual;

    while (d < MOST && fabs(x - mark) > 1e-9
           && fabs(x - mark) < 0.5 * pow(10, -d) * (1 + 1e-9))
        d++;
    return d;
}

static int share_decimals(double share, int usual)
{
    int d = decimals(100 * share, 0, usual);
    int all = decimals(100 * share, 100, usual);

    return d > all ? d : all;
}

const char *runs_share(double share, int usual, char out[RUNS_SHARE])
{
    if (isnan(share))
        snprintf(out, RUNS_SHARE, "-");
    else
        snprintf(
            out, RUNS_SHARE, "%.*f", share_decimals(share, usual), 100 * share);
    return out;
}

/* What stands together has as many as the one that needs most: -0.07 is not
 * -0.1 beside +0.02. Not where that would be a long tail of noughts. */
static int together(int a, int b)
{
    enum { MOST = 2 };
    int d = a > b ? a : b;

    return d <= MOST ? d : 1;
}

static void put_percent(struct buf *out, double share, int usual)
{
    char text[RUNS_SHARE];

    buf_puts(out, runs_share(share, usual, text));
}

void runs_percent(struct buf *out, double share)
{
    put_percent(out, share, 1);
}

static int interval_decimals(struct interval ci)
{
    return isnan(ci.low) || isnan(ci.high) ? 1
                                           : together(share_decimals(ci.low, 1),
                                               share_decimals(ci.high, 1));
}

static void put_interval(struct buf *out, struct interval ci, int usual)
{
    if (isnan(ci.low) || isnan(ci.high)) {
        buf_puts(out, "-");
        return;
    }
    put_percent(out, ci.low, usual);
    buf_putc(out, '-');
    put_percent(out, ci.high, usual);
}

void runs_interval(struct buf *out, struct interval ci)
{
    put_interval(out, ci, interval_decimals(ci));
}

void runs_percent_ci(struct buf *out, double share, struct interval ci)
{
    int usual = together(share_decimals(share, 1), interval_decimals(ci));

    put_percent(out, share, usual);
    if (isnan(share))
        return;
    buf_puts(out, " (");
    put_interval(out, ci, usual);
    buf_putc(out, ')');
}

static void put_points(struct buf *out, double share, int usual)
{
    double x = 100 * share;

    if (isnan(x))
        buf_puts(out, "-");
    else
        buf_printf(out, "%+.*f", decimals(x, 0, usual),
            fabs(x) < 1e-9 ? 0 : x); /* no -0.0 */
}

void runs_points(struct buf *out, double share)
{
    put_points(out, share, 1);
}

void runs_points_ci(struct buf *out, double share, struct interval ci)
{
    int usual = decimals(100 * share, 0, 1);

    if (isnan(ci.low) && isnan(ci.high)) {
        put_points(out, share, 1);
        buf_puts(out, " (-)");
        return;
    }
    usual = together(usual,
        together(decimals(100 * ci.low, 0, 1), decimals(100 * ci.high, 0, 1)));
    put_points(out, share, usual);
    buf_puts(out, " (");
    put_points(out, ci.low, usual);
    buf_puts(out, " to ");
    put_points(out, ci.high, usual);
    buf_puts(out, ")");
}
