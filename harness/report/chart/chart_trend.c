/* Accuracy over checkpoints, with the margin below the best as a band. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/chart/chart_page.h"
#include "report/chart/chart_text.h"
#include "report/trend.h"

enum { NAMED = 12, NAME_PX = 240 }; // more points than these: some have names

struct drawing {
    const struct trend *t;
    struct chart_scale x, y;
    struct chart_script page;
};

static struct chart_style_mark mark_of(const struct trend *t, size_t i)
{
    return chart_style_mark(i == t->best ? 1 : 0);
}

static void fit(struct drawing *d)
{
    const struct trend *t = d->t;
    double best = t->points[t->best].accuracy;

    chart_scale_init(&d->x, CHART_COUNT, false);
    chart_scale_init(&d->y, CHART_PERCENT, false);
    d->x.whole = true;
    for (size_t i = 0; i < t->n; i++) {
        const struct trend_point *p = &t->points[i];
        chart_scale_see(&d->x, p->x);
        chart_scale_see(&d->y, p->accuracy);
        chart_scale_see(&d->y, p->ci.low);
        chart_scale_see(&d->y, p->ci.high);
    }
    if (!isnan(t->margin))
        chart_scale_see(&d->y, best - t->margin);
    chart_scale_fit(&d->x, 0.05);
    if (!t->named) /* there is no checkpoint 0 */
        d->x.low = fmax(d->x.low, 0.5);
    chart_scale_fit(&d->y, 0.08);
}

static void begin(
    struct drawing *d, const struct chart_out *out, const char *band)
{
    const struct chart_key key[] = {
        { .mark = chart_style_mark(1), .text = "looks best" },
        { .mark = chart_style_mark(0), .text = "may be the best" },
        { .mark = chart_style_mark(0),
            .hollow = true,
            .text = "certainly not the best" },
        { .dash = 2, .line = CHART_STYLE_FRAME, .text = band },
    };
    struct chart_frame frame = { .left = 130,
        .right = CHART_STYLE_MARGIN + 40,
        .height = 520,
        .x_label = d->t->named ? "checkpoint: the number in its name"
                               : "checkpoint, in the order given",
        .y_label = "accuracy",
        .key = key,
        .n_key = band != NULL ? 4 : 3,
        .snug = true };

    fit(d);
    chart_page_begin(&d->page, out, &frame);
    chart_script_axes(&d->page, &d->x, &d->y);
}

/* From the best's accuracy down by the margin. */
static void draw_band(struct drawing *d)
{
    double top = d->t->points[d->t->best].accuracy, low = top - d->t->margin;

    if (isnan(low))
        return;
    buf_printf(&d->page.blocks,
        "$band << EOD\n%.10g %.10g %.10g\n%.10g %.10g %.10g\nEOD\n", d->x.low,
        low, top, d->x.high, low, top);
    chart_script_plot(&d->page,
        "$band using 1:2:3 with filledcurves fc rgb '#%06x' fs solid noborder",
        CHART_STYLE_GRID);
    chart_script_plot(&d->page,
        "$band using 1:2 with lines lw 2 dt 2 lc rgb '#%06x'",
        CHART_STYLE_FRAME);
}

static void draw_points(struct drawing *d)
{
    struct buf line = { 0 }, bars = { 0 };

    for (size_t i = 0; i < d->t->n; i++) {
        const struct trend_point *p = &d->t->points[i];
        buf_printf(&line, "%.10g %.10g\n", p->x, p->accuracy);
        if (isfinite(p->ci.low) && isfinite(p->ci.high))
            buf_printf(&bars, "%.10g %.10g 0 %.10g %u\n", p->x, p->ci.low,
                p->ci.high - p->ci.low, mark_of(d->t, i).color);
        chart_script_point(&d->page, p->x, p->accuracy, CHART_STYLE_MARK,
            mark_of(d->t, i), !p->may_be_best);
    }
    buf_printf(&d->page.blocks, "$line << EOD\n%sEOD\n", buf_str(&line));
    chart_script_plot(&d->page,
        "$line using 1:2 with lines lw 2 lc rgb '#%06x'", CHART_STYLE_FRAME);
    if (bars.len > 0) {
        buf_printf(&d->page.blocks, "$bars << EOD\n%sEOD\n", buf_str(&bars));
        chart_script_plot(&d->page,
            "$bars using 1:2:3:4:5 with vectors nohead lw 2.2 lc rgb "
            "variable");
    }
    buf_clear(&line);
    buf_clear(&bars);
}

/* Names of all when there are few; else of the first, the last, and those
 * that may be the best, if they are few. */
static bool named(const struct trend *t, size_t i)
{
    size_t best = 0;

    for (size_t k = 0; k < t->n; k++)
        best += t->points[k].may_be_best;
    return t->n <= NAMED || i == t->best || i == 0 || i + 1 == t->n
           || (best <= NAMED && t->points[i].may_be_best);
}

static void draw_names(struct drawing *d)
{
    const struct trend *t = d->t;
    struct chart_label *labels = mem_zalloc(t->n, sizeof *labels);
    struct chart_box *marks = mem_zalloc(t->n, sizeof *marks);
    struct chart_segment *lines = mem_zalloc(2 * t->n, sizeof *lines);
    char **names = mem_zalloc(t->n, sizeof *names);
    struct chart_field field = { d->page.plot, marks, t->n, lines,
        2 * t->n - 1 };
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++) {
        const struct trend_point *p = &t->points[i];
        double x = chart_scale_px(&d->x, p->x);
        double y = chart_scale_px(&d->y, p->accuracy);
        struct buf name = { 0 }, cut = { 0 };

        marks[i] = (struct chart_box){ x - 10, y - 10, 20, 20 };
        lines[i] = (struct chart_segment){ x, chart_scale_px(&d->y, p->ci.low),
            x, chart_scale_px(&d->y, p->ci.high) };
        if (i > 0) /* the line from the point before */
            lines[t->n + i - 1] =
                (struct chart_segment){ chart_scale_px(&d->x, p[-1].x),
                    chart_scale_px(&d->y, p[-1].accuracy), x, y };
        if (!named(t, i))
            continue;
        trend_name(t, i, &name);
        chart_text_clip(
            &cut, buf_str(&name), CHART_STYLE_SMALL, false, NAME_PX);
        labels[n] = (struct chart_label){ .x = x,
            .y = y,
            .w = chart_text_width(
                buf_str(&cut), cut.len, CHART_STYLE_SMALL, false),
            .h = CHART_STYLE_SMALL + 6 };
        names[n++] = buf_take(&cut);
        buf_clear(&name);
    }
    chart_place_around(&field, labels, n);
    for (size_t i = 0; i < n; i++) {
        const struct chart_box *b = &labels[i].box;
        if (labels[i].far)
            chart_script_leader(&d->page, &labels[i], CHART_STYLE_MARK);
        chart_script_paper(&d->page, b);
        chart_script_text(&d->page, b->x, b->y + b->h / 2,
            (struct chart_ink){
                .size = CHART_STYLE_SMALL, .color = CHART_STYLE_INK },
            names[i]);
        free(names[i]);
    }
    free(labels);
    free(marks);
    free(lines);
    free(names);
}

int trend_draw(const char *dir, const struct trend *t, struct err *e)
{
    struct drawing d = { .t = t };
    struct buf title = { 0 }, note = { 0 }, what = { 0 };
    char *band = isnan(t->margin)
                     ? NULL
                     : mem_printf("%g points below it", 100 * t->margin);
    struct chart_out out = { dir, "trend", NULL, NULL, NULL };
    char *sub;
    int rc;

    trend_what(t, &what);
    sub = mem_printf("%s: accuracy on the %s that all %zu checkpoints have, "
                     "with %g %% intervals",
        t->points[0].run->row.suite, what.s, t->n, 100 * t->level);
    out.subtitle = sub;
    trend_best_words(t, &title);
    trend_slope_words(t, &note);
    buf_printf(&note,
        ". Each interval holds for its own checkpoint; \"may be the best\" is "
        "corrected for having looked at %zu (%s).",
        t->n,
        t->clusters > 0 ? "Student's t over clusters" : "exact paired tests");
    out.title = title.s;
    out.note = note.s;
    begin(&d, &out, band);
    draw_band(&d);
    draw_points(&d);
    draw_names(&d);
    rc = chart_script_finish(&d.page, e);
    buf_clear(&title);
    buf_clear(&note);
    buf_clear(&what);
    free(band);
    free(sub);
    return rc;
}
