#include "report/chart/chart_forest.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/chart/chart_page.h"
#include "report/chart/chart_text.h"

enum {
    NAME_MAX_PX = 420,
    ROW_WIDE = 42, // px from row to row
    ROW_TIGHT = 27,
    ROWS_WIDE = 16, // more rows than these stand tight
    SIDE_GAP = 22,
    COLUMN = 170, // of the intervals; the estimates stand left of it
    SAMPLES = 70  // of the numbers of samples
};

struct drawing {
    const struct chart_forest *f;
    double row, font;
    struct chart_scale x;
    struct buf guides, intervals;
    struct chart_script page;
};

static struct chart_style_mark mark_of(const struct chart_forest_row *r)
{
    return chart_style_mark(r->whole ? 1 : 0);
}

static bool has_interval(const struct chart_forest_row *r)
{
    return isfinite(r->points) && isfinite(r->ci.low) && isfinite(r->ci.high);
}

static void fit(struct drawing *d)
{
    chart_scale_init(&d->x, CHART_PLAIN, false);
    chart_scale_see(&d->x, -2);
    chart_scale_see(&d->x, 2);
    for (size_t i = 0; i < d->f->n; i++) {
        const struct chart_forest_row *r = &d->f->rows[i];
        if (isfinite(r->points))
            chart_scale_see(&d->x, r->points);
        if (has_interval(r)) {
            chart_scale_see(&d->x, r->ci.low);
            chart_scale_see(&d->x, r->ci.high);
        }
    }
    chart_scale_fit(&d->x, 0.04);
}

static double name_width(const struct drawing *d)
{
    double widest = 100;

    for (size_t i = 0; i < d->f->n; i++) {
        const struct chart_forest_row *r = &d->f->rows[i];
        widest = fmax(widest,
            chart_text_clipped(r->name, d->font, r->whole, NAME_MAX_PX));
    }
    return widest;
}

static void begin(struct drawing *d, const struct chart_out *out)
{
    bool any_whole = false;
    struct buf label = { 0 };
    struct chart_key key[3] = {
        { .mark = chart_style_mark(0), .text = d->f->certain },
        { .mark = chart_style_mark(0), .hollow = true, .text = "not certain" },
        { .mark = chart_style_mark(1), .text = "all samples" },
    };

    for (size_t i = 0; i < d->f->n; i++)
        any_whole = any_whole || d->f->rows[i].whole;
    d->row = d->f->n <= ROWS_WIDE ? ROW_WIDE : ROW_TIGHT;
    d->font = d->f->n <= ROWS_WIDE ? CHART_STYLE_LABEL : CHART_STYLE_SMALL;
    fit(d);
    buf_puts(&label, "difference in points; right of 0: ");
    chart_text_clip(&label, d->f->right, CHART_STYLE_LABEL, false, 500);
    struct chart_frame frame = {
        .left = CHART_STYLE_MARGIN + name_width(d) + SAMPLES + SIDE_GAP,
        .right = SIDE_GAP + 90 + COLUMN + CHART_STYLE_MARGIN,
        .height = (double)d->f->n * d->row + 10,
        .x_label = buf_str(&label),
        .y_label = "",
        .key = key,
        .n_key = any_whole ? 3 : 2,
        .snug = true,
    };
    chart_page_begin(&d->page, out, &frame);
    chart_script_axes(&d->page, &d->x, NULL);
    buf_clear(&label);
}

static void write_number(struct drawing *d, double x, double y, double size,
    bool bold, const char *text)
{
    struct chart_ink ink = { .size = size,
        .color = bold ? CHART_STYLE_INK : CHART_STYLE_SOFT,
        .align = CHART_RIGHT,
        .bold = bold };

    chart_script_text(&d->page, x, y, ink, text);
}

static void write_row(
    struct drawing *d, const struct chart_forest_row *r, double y)
{
    double right = d->page.w - CHART_STYLE_MARGIN;
    char *text;

    chart_script_clip(&d->page, CHART_STYLE_MARGIN, y, NAME_MAX_PX,
        (struct chart_ink){
            .size = d->font, .color = CHART_STYLE_INK, .bold = r->whole },
        r->name);
    text = mem_printf("%lld", (long long)r->n);
    write_number(
        d, d->page.plot.x - SIDE_GAP, y, CHART_STYLE_SMALL, false, text);
    free(text);
    text = isfinite(r->points) ? mem_printf("%+.1f", r->points)
                               : mem_str("unknown");
    write_number(d, right - COLUMN, y, d->font, isfinite(r->points), text);
    free(text);
    if (!has_interval(r))
        return;
    text = mem_printf("%+.1f to %+.1f", r->ci.low, r->ci.high);
    write_number(d, right, y, CHART_STYLE_SMALL, false, text);
    free(text);
}

static void draw_row(
    struct drawing *d, const struct chart_forest_row *r, double y)
{
    struct chart_style_mark mark = mark_of(r);

    buf_printf(&d->guides, "%.10g %.10g %.10g 0 %u\n", d->x.low, y,
        d->x.high - d->x.low, CHART_STYLE_GRID);
    write_row(d, r, d->page.plot.y + y);
    if (has_interval(r))
        buf_printf(&d->intervals, "%.10g %.10g %.10g 0 %u\n", r->ci.low, y,
            r->ci.high - r->ci.low, mark.color);
    if (isfinite(r->points))
        chart_script_point(&d->page, r->points, y,
            d->row < ROW_WIDE ? CHART_STYLE_MARK - 2 : CHART_STYLE_MARK, mark,
            !r->certain);
}

static void vectors(
    struct drawing *d, const char *name, const struct buf *rows, double line_px)
{
    if (rows->len == 0)
        return;
    buf_printf(&d->page.blocks,
        "# points row length 0 colour\n$%s << EOD\n%sEOD\n", name,
        buf_str(rows));
    chart_script_plot(&d->page,
        "$%s using 1:2:3:4:5 with vectors nohead lw %g lc rgb variable", name,
        line_px);
}

/* What either side of 0 means stands above the plot, beside the line, where
 * there is room for it; the axis says it too. */
static void sides(struct drawing *d)
{
    const struct chart_box *b = &d->page.plot;
    double zero = chart_scale_px(&d->x, 0), y = b->y - 22;
    struct chart_ink ink = { .size = CHART_STYLE_SMALL,
        .color = CHART_STYLE_INK,
        .align = CHART_RIGHT };
    struct buf text = { 0 };

    buf_printf(&d->page.blocks, "$none << EOD\n0 0\n0 %g\nEOD\n", b->h);
    chart_script_plot(&d->page,
        "$none using 1:2 with lines lw 2 dt 1 lc rgb '#%06x'", CHART_STYLE_INK);
    chart_text_clean(&text, d->f->left, false);
    if (chart_text_width(text.s, text.len, ink.size, false) + 14 < zero - b->x)
        chart_script_text(&d->page, zero - 14, y, ink, text.s);
    buf_reset(&text);
    ink.align = CHART_LEFT;
    chart_text_clean(&text, d->f->right, false);
    if (chart_text_width(text.s, text.len, ink.size, false) + 14
        < b->x + b->w - zero)
        chart_script_text(&d->page, zero + 14, y, ink, text.s);
    buf_clear(&text);
    write_number(d, b->x - SIDE_GAP, y, CHART_STYLE_SMALL, false, "samples");
    write_number(d, d->page.w - CHART_STYLE_MARGIN, y, CHART_STYLE_SMALL, false,
        "interval");
}

int chart_forest(
    const struct chart_out *out, const struct chart_forest *f, struct err *e)
{
    struct drawing d = { .f = f };
    double row;

    begin(&d, out);
    row = d.row
          + (f->n > 0 ? fmin(
                 40, (d.page.plot.h - (double)f->n * d.row - 10) / (double)f->n)
                      : 0);
    for (size_t i = 0; i < f->n; i++)
        draw_row(&d, &f->rows[i], 5 + ((double)i + 0.5) * row);
    vectors(&d, "guides", &d.guides, 1);
    sides(&d);
    vectors(&d, "intervals", &d.intervals, d.row < ROW_WIDE ? 2.2 : 3.0);
    buf_clear(&d.guides);
    buf_clear(&d.intervals);
    return chart_script_finish(&d.page, e);
}
