#include <math.h>

#include "report/chart/chart_choice.h"
#include "report/chart/chart_page.h"
#include "report/chart/chart_text.h"

enum {
    NAME_MAX_PX = 480,
    ROW_WIDE = 44, // px from row to row
    ROW_TIGHT = 30,
    ROWS_WIDE = 14,
    SIDE_GAP = 22,
    RANGE_W = 210, // column of ranges
    FLIPS_W = 150  // ... of where it flips
};

/* Below the next best, and not: the palette's blue and vermillion, which
 * differ in lightness too; the second is hatched. */
static const unsigned color_holds = 0x56B4E9, color_flipped = 0xD55E00;

struct tornado {
    const struct chart_swing *s;
    size_t n;
    double now, row, font;
    struct chart_scale x;
    struct buf holds, flipped; // rows of two blocks of boxes
    struct chart_script page;
};

static void fit(struct tornado *t)
{
    chart_scale_init(&t->x, CHART_USD, false);
    chart_scale_see(&t->x, 0);
    chart_scale_see(&t->x, t->now);
    for (size_t i = 0; i < t->n; i++) {
        chart_scale_see(&t->x, t->s[i].at_low);
        chart_scale_see(&t->x, t->s[i].at_high);
    }
    chart_scale_fit(&t->x, 0.05);
    if (t->x.low >= 0) /* zero, where the choice flips, is a line within */
        t->x.low = -0.03 * t->x.high;
}

static double name_width(const struct tornado *t)
{
    double widest = 100;

    for (size_t i = 0; i < t->n; i++)
        widest = fmax(widest,
            chart_text_clipped(t->s[i].label, t->font, false, NAME_MAX_PX));
    return widest;
}

static bool flips(const struct tornado *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->s[i].flips != NULL)
            return true;
    return false;
}

static void begin(struct tornado *t, const struct chart_out *out)
{
    struct chart_style_mark disc = { CHART_STYLE_INK, 7, 1 };
    struct chart_key key[] = {
        { .mark = disc, .hollow = true, .text = "low end of the range" },
        { .mark = disc, .text = "high end" },
        { .mark = { color_holds, 5, 1 }, .text = "the choice holds" },
        { .pattern = 4,
            .line = color_flipped,
            .text = "hatched: another one is cheaper" },
    };

    t->row = t->n <= ROWS_WIDE ? ROW_WIDE : ROW_TIGHT;
    t->font = t->n <= ROWS_WIDE ? CHART_STYLE_LABEL : CHART_STYLE_SMALL;
    fit(t);
    struct chart_frame frame = {
        .left = CHART_STYLE_MARGIN + name_width(t) + SIDE_GAP,
        .right = SIDE_GAP + RANGE_W + FLIPS_W + CHART_STYLE_MARGIN,
        .height = (double)t->n * t->row + 10,
        .x_label = "USD a year cheaper than the next best",
        .y_label = "",
        .key = key,
        .n_key = sizeof key / sizeof *key - (flips(t) ? 0 : 1),
        .snug = true,
    };
    chart_page_begin(&t->page, out, &frame);
    chart_script_axes(&t->page, &t->x, NULL);
}

static void column(struct tornado *t, double right, double y, double width,
    const char *text, bool bold)
{
    chart_script_clip(&t->page, right, y, width,
        (struct chart_ink){ .size = CHART_STYLE_SMALL,
            .color = bold ? CHART_STYLE_INK : CHART_STYLE_SOFT,
            .align = CHART_RIGHT,
            .bold = bold },
        text);
}

static void write_row(struct tornado *t, const struct chart_swing *s, double y)
{
    struct buf text = { 0 };
    double right = t->page.w - CHART_STYLE_MARGIN;

    chart_script_clip(&t->page, CHART_STYLE_MARGIN, y, NAME_MAX_PX,
        (struct chart_ink){ .size = t->font, .color = CHART_STYLE_INK },
        s->label);
    buf_printf(&text, "%s to %s", s->low, s->high);
    column(t, right - FLIPS_W, y, RANGE_W - 14, buf_str(&text), false);
    if (s->flips != NULL)
        column(t, right, y, FLIPS_W - 14, s->flips, true);
    buf_clear(&text);
}

/* x y xlow xhigh ylow yhigh, as gnuplot's boxxyerror wants it. */
static void add_box(
    struct buf *rows, double from, double to, double y, double half)
{
    if (from < to)
        buf_printf(rows, "%.10g %.10g %.10g %.10g %.10g %.10g\n", from, y, from,
            to, y - half, y + half);
}

static void draw_row(struct tornado *t, const struct chart_swing *s, double y)
{
    double from = fmin(s->at_low, s->at_high), to = fmax(s->at_low, s->at_high);
    double half = t->row * 0.3, radius = t->n <= ROWS_WIDE ? 7 : 5.5;
    struct chart_style_mark disc = { CHART_STYLE_INK, 7, 1 };

    from = fmin(from, t->now); /* both ends on one side: from the middle */
    to = fmax(to, t->now);
    add_box(&t->holds, fmax(from, 0), to, y, half);
    add_box(&t->flipped, from, fmin(to, 0), y, half);
    chart_script_point(&t->page, s->at_low, y, radius, disc, true);
    chart_script_point(&t->page, s->at_high, y, radius, disc, false);
    write_row(t, s, t->page.plot.y + y);
}

static void draw_boxes(struct tornado *t, const char *name,
    const struct buf *rows, unsigned color, const char *fill)
{
    if (rows->len == 0)
        return;
    buf_printf(&t->page.blocks,
        "# x y xlow xhigh ylow yhigh\n$%s << EOD\n"
        "%sEOD\n",
        name, rows->s);
    chart_script_plot(&t->page,
        "$%s using 1:2:3:4:5:6 with boxxyerror fillstyle %s border lc rgb "
        "'#%06x' fillcolor rgb '#%06x'",
        name, fill, color, color);
}

/* Zero, and where all assumptions are in the middle. */
static void draw_lines(struct tornado *t)
{
    double h = t->page.plot.h, y = t->page.plot.y - 26;
    double right = t->page.w - CHART_STYLE_MARGIN;
    struct chart_ink ink = { .size = CHART_STYLE_SMALL,
        .color = CHART_STYLE_INK,
        .align = CHART_RIGHT };
    double zero = chart_scale_px(&t->x, 0), now = chart_scale_px(&t->x, t->now);

    buf_printf(&t->page.blocks, "$zero << EOD\n0 0\n0 %g\nEOD\n", h);
    chart_script_plot(&t->page,
        "$zero using 1:2 with lines lw 3 dt 1 lc rgb '#%06x'", CHART_STYLE_INK);
    buf_printf(&t->page.blocks, "$now << EOD\n%.10g 0\n%.10g %g\nEOD\n", t->now,
        t->now, h);
    chart_script_plot(&t->page,
        "$now using 1:2 with lines lw 2 dt 2 lc rgb '#%06x'", CHART_STYLE_SOFT);
    chart_script_text(&t->page, zero - 6, y, ink, "flips");
    ink.align = CHART_LEFT;
    chart_script_text(&t->page, fmax(now, zero) + 6, y, ink, "as assumed");
    column(t, right - FLIPS_W, y, RANGE_W, "range", false);
    if (flips(t))
        column(t, right, y, FLIPS_W, "flips at", true);
}

int chart_tornado(const struct chart_out *out, double now,
    const struct chart_swing *swings, size_t n, struct err *e)
{
    struct tornado t = { .s = swings, .n = n, .now = now };

    begin(&t, out);
    double spare = t.page.plot.h - ((double)n * t.row + 10);
    double row = t.row + (n > 0 ? fmin(30, spare / (double)n) : 0);
    for (size_t i = 0; i < n; i++)
        draw_row(&t, &swings[i], 5 + ((double)i + 0.5) * row);
    draw_boxes(&t, "holds", &t.holds, color_holds, "solid 0.75");
    draw_boxes(&t, "flipped", &t.flipped, color_flipped, "pattern 4");
    draw_lines(&t);
    if (n == 0)
        chart_page_empty(&t.page);
    buf_clear(&t.holds);
    buf_clear(&t.flipped);
    return chart_script_finish(&t.page, e);
}
