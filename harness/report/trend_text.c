/* A trend in words and as JSON. */
#include <math.h>
#include <string.h>

#include "report/runs.h"
#include "report/text/cell.h"
#include "report/text/plain.h"
#include "report/text/table.h"
#include "report/trend.h"

enum { LISTED = 4 }; // names in a sentence

static void row(struct table *t, const struct trend *d, size_t i)
{
    const struct trend_point *p = &d->points[i];
    struct buf b = { 0 };

    trend_name(d, i, &b);
    table_cell(t, buf_str(&b));
    table_cellf(t, "%lld", (long long)p->run->row.id);
    cell_percent(t, p->accuracy);
    cell_interval(t, p->ci);
    if (i == d->best)
        table_cell(t, NULL);
    else
        cell_points_ci(t, -p->behind,
            (struct interval){ -p->behind_ci.high, -p->behind_ci.low });
    table_cell(t, i == d->best     ? "looks best"
                  : p->may_be_best ? "may be"
                                   : "no");
    if (!isnan(d->margin))
        table_cell(t, i == d->best                    ? NULL
                      : p->behind_ci.high < d->margin ? "within"
                      : p->behind_ci.low > d->margin  ? "below"
                                                      : "not known");
    buf_clear(&b);
}

/* Those that may be the best besides the one that looks it; many are counted,
 * and the table has them all. */
static void put_others(const struct trend *t, size_t others, struct buf *out)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n && n < LISTED; i++)
        if (i != t->best && t->points[i].may_be_best) {
            buf_puts(out, n++ > 0 ? ", " : "");
            trend_name(t, i, out);
        }
    if (others > n)
        buf_printf(out, " and %zu more", others - n);
}

void trend_best_words(const struct trend *t, struct buf *out)
{
    size_t others = 0;

    for (size_t i = 0; i < t->n; i++)
        others += i != t->best && t->points[i].may_be_best;
    trend_name(t, t->best, out);
    if (others == 0) {
        buf_puts(out, " is the best of them for certain");
        return;
    }
    buf_printf(out, " looks best; %s: ",
        others == 1 ? "one other may be" : "others that may be");
    put_others(t, others, out);
}

void trend_slope_words(const struct trend *t, struct buf *out)
{
    double span = t->points[t->n - 1].x - t->points[0].x;
    double rise = 100 * t->slope * span;

    if (isnan(t->slope_ci.low)) {
        buf_puts(out, "no error of the slope can be told");
        return;
    }
    buf_printf(out,
        "%s: the line through them %s by %.1f points from first "
        "to last (%+.1f to %+.1f)",
        t->slope_ci.low > 0    ? "rising for certain"
        : t->slope_ci.high < 0 ? "falling for certain"
                               : "neither rise nor fall is certain",
        rise < 0 ? "falls" : "rises", fabs(rise), 100 * t->slope_ci.low * span,
        100 * t->slope_ci.high * span);
}

static void note(struct buf *b, size_t width, struct buf *out)
{
    plain_wrap(out, b->s, b->len, 0, width);
    buf_reset(b);
}

void trend_notes(const struct trend *t, size_t width, struct buf *out)
{
    struct buf b = { 0 };

    buf_putc(out, '\n');
    trend_best_words(t, &b);
    buf_printf(&b,
        ". With %g %% confidence the true best is among these (%s, corrected "
        "for %zu other%s each).",
        100 * t->level,
        t->clusters > 0 ? "Student's t over clusters" : "exact tests", t->n - 1,
        t->n == 2 ? "" : "s");
    note(&b, width, out);
    trend_slope_words(t, &b);
    buf_printf(&b,
        ". The error counts that every checkpoint answered the same samples; "
        "it is about new samples%s, not about training again.",
        t->clusters > 0 ? " in new clusters" : "");
    note(&b, width, out);
    if (!isnan(t->margin)) {
        buf_printf(&b,
            "within: certainly less than %g points behind the best; below: "
            "certainly more.",
            100 * t->margin);
        note(&b, width, out);
    }
    if (t->clusters == 1) {
        buf_puts(&b, "all samples are of one cluster: no error can be told "
                     "from it, and any of them may be the best.");
        note(&b, width, out);
    } else if (t->clusters > 1) {
        buf_printf(&b, "errors are clustered: %zu clusters.", t->clusters);
        note(&b, width, out);
    }
    if (t->left_out > 0) {
        buf_printf(&b,
            "%zu %s are left out: not every run has a verdict on them.",
            t->left_out, t->repeats > 1 ? "replies" : "samples");
        note(&b, width, out);
    }
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->points[i].run->row.status, "complete") != 0
            || t->points[i].run->row.part[0] != '\0') {
            trend_name(t, i, &b);
            buf_printf(&b,
                " (run %lld) is NOT COMPLETE: %zu samples are there.",
                (long long)t->points[i].run->row.id, t->points[i].run->n);
            note(&b, width, out);
        }
    buf_clear(&b);
}

void trend_what(const struct trend *t, struct buf *out)
{
    if (t->repeats > 1)
        buf_printf(out, "%zu replies, %d to a sample,", t->samples, t->repeats);
    else
        buf_printf(out, "%zu samples", t->samples);
}

struct table *trend_table(const struct trend *t)
{
    struct table *table =
        table_new("checkpoint|>run:next|>acc %%|>%g%% CI|"
                  ">to the best (all hold):next|the best?:next",
            100 * t->level);

    if (!isnan(t->margin))
        table_columns(table, "margin:next");
    for (size_t i = 0; i < t->n; i++)
        row(table, t, i);
    return table;
}

void trend_text(const struct trend *t, size_t width, int look, struct buf *out)
{
    struct table *table = trend_table(t);

    plain_line(
        out, t->points[0].run->row.suite, strlen(t->points[0].run->row.suite));
    buf_puts(out, ": ");
    trend_what(t, out);
    buf_printf(out, " that all %zu runs have\n", t->n);
    table_print(table, width, look, out);
    table_free(table);
    trend_notes(t, width == 0 || width > 100 ? 100 : width, out);
}

static void write_point(const struct trend *t, size_t i, struct jsonw *w)
{
    const struct trend_point *p = &t->points[i];

    jsonw_begin(w, NULL, '{');
    jsonw_int(w, "run", p->run->row.id);
    jsonw_str(w, "model", p->run->row.model);
    jsonw_str(w, "status", p->run->row.status);
    jsonw_num(w, "x", p->x);
    jsonw_int(w, "right", p->right);
    jsonw_num(w, "accuracy", p->accuracy);
    runs_interval_json(w, "ci", p->ci);
    jsonw_num(w, "behind", p->behind);
    runs_interval_json(w, "behind_ci", p->behind_ci);
    jsonw_num(w, "p_best", p->p_best);
    jsonw_bool(w, "may_be_best", p->may_be_best);
    jsonw_end(w, '}');
}

void trend_json(const struct trend *t, struct buf *out)
{
    struct jsonw w = { out, false };
    bool certain = t->slope_ci.low > 0 || t->slope_ci.high < 0;

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "suite", t->points[0].run->row.suite);
    jsonw_int(&w, "n", (int64_t)t->samples);
    jsonw_int(&w, "repeats", t->repeats);
    jsonw_int(&w, "left_out", (int64_t)t->left_out);
    jsonw_count(&w, "clusters", t->clusters > 0 ? (int64_t)t->clusters : -1);
    jsonw_num(&w, "confidence", t->level);
    jsonw_num(&w, "margin", t->margin);
    jsonw_int(&w, "best", t->points[t->best].run->row.id);
    jsonw_begin(&w, "slope", '{');
    jsonw_bool(&w, "x_is_number_in_name", t->named);
    jsonw_num(&w, "per_x", t->slope);
    jsonw_num(&w, "se", t->slope_se);
    runs_interval_json(&w, "ci", t->slope_ci);
    jsonw_num(&w, "p", pow(10, t->slope_log10_p));
    jsonw_num(&w, "log10_p", t->slope_log10_p);
    jsonw_str(&w, "verdict",
        isnan(t->slope_ci.low) ? "unknown"
        : !certain             ? "not_certain"
        : t->slope > 0         ? "rising"
                               : "falling");
    jsonw_end(&w, '}');
    jsonw_begin(&w, "checkpoints", '[');
    for (size_t i = 0; i < t->n; i++)
        write_point(t, i, &w);
    jsonw_end(&w, ']');
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
}
