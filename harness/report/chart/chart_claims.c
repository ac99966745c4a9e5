/* Published figures against what their own arithmetic gives, a row each. */
#include "report/chart/chart.h"

#include <math.h>
#include <string.h>

#include "report/chart/chart_page.h"
#include "report/chart/chart_text.h"

enum {
    NAME_WIDE = 640,  // px of a row's words, at most
    NAME_TIGHT = 560, //
    FIGURE_PX = 165,  // of each of the two columns of figures
    ROW_WIDE = 44,    // px from row to row
    ROW_TIGHT = 29,
    ROWS_WIDE = 14, // more rows than these stand tight
    GROUP_GAP = 14, // above each group but the first
    INDENT = 24,
    AIR = 5,
    SIDE = 22 // between plot and the columns beside it
};

static const double widest = 30; // times more or less: beyond it an arrow

struct rows {
    const struct chart_claim *claims;
    size_t n, groups;
    double row, font, name; // px
    struct chart_scale x;
    struct buf guides, intervals; // rows of two blocks of vectors
    struct chart_script page;
};

static bool begins(const struct rows *r, size_t i)
{
    return i == 0 || strcmp(r->claims[i].group, r->claims[i - 1].group) != 0;
}

static double within(double times)
{
    return fmin(fmax(times, 1 / widest), widest);
}

static void fit(struct rows *r)
{
    chart_scale_init(&r->x, CHART_PLAIN, true);
    chart_scale_see(&r->x, 0.8);
    chart_scale_see(&r->x, 1.25);
    for (size_t i = 0; i < r->n; i++) {
        const struct chart_claim *c = &r->claims[i];
        const double seen[] = { c->like, c->basis, c->ci.low, c->ci.high };
        for (size_t k = 0; k < sizeof seen / sizeof *seen; k++)
            if (isfinite(seen[k]) && seen[k] > 0)
                chart_scale_see(&r->x, within(seen[k]));
    }
    chart_scale_fit(&r->x, 0.06);
}

static double height(const struct rows *r)
{
    return (double)(r->n + r->groups) * r->row + (double)r->groups * GROUP_GAP
           + 2 * AIR;
}

static void begin(struct rows *r, const struct chart_out *out)
{
    const struct chart_key key[] = {
        { .mark = chart_style_mark(0),
            .text = "like for like, at the prices in force that day" },
        { .mark = chart_style_mark(0),
            .hollow = true,
            .text = "on the basis that comes to the claim" },
        { .dash = 1,
            .line = chart_style_mark(0).color,
            .text = "interval, where a sample size is known" },
    };
    bool tight = r->n + r->groups > ROWS_WIDE;
    struct chart_frame frame = {
        .left = CHART_STYLE_MARGIN + (tight ? NAME_TIGHT : NAME_WIDE) + SIDE,
        .right = SIDE + 2 * FIGURE_PX + CHART_STYLE_MARGIN,
        .x_label =
            "what the arithmetic gives, as a multiple of what is claimed",
        .y_label = "",
        .key = key,
        .n_key = sizeof key / sizeof *key,
        .snug = true,
    };

    r->row = tight ? ROW_TIGHT : ROW_WIDE;
    r->name = tight ? NAME_TIGHT : NAME_WIDE;
    r->font = tight ? CHART_STYLE_SMALL : CHART_STYLE_LABEL;
    frame.height = height(r);
    fit(r);
    chart_page_begin(&r->page, out, &frame);
    chart_script_axes(&r->page, &r->x, NULL);
}

/* Heads above the two columns of figures, and the line of "as claimed". */
static void draw_heads(struct rows *r)
{
    const struct chart_box *b = &r->page.plot;
    double one = chart_scale_px(&r->x, 1),
           right = r->page.w - CHART_STYLE_MARGIN;
    struct chart_ink ink = { .size = CHART_STYLE_SMALL,
        .color = CHART_STYLE_SOFT,
        .align = CHART_RIGHT };

    buf_printf(&r->page.blocks, "$one << EOD\n1 0\n1 %g\nEOD\n", b->h);
    chart_script_plot(&r->page,
        "$one using 1:2 with lines lw 2.5 dt 1 lc rgb '#%06x'",
        CHART_STYLE_INK);
    chart_script_text(&r->page, right - FIGURE_PX, b->y - 26, ink, "claimed");
    chart_script_text(&r->page, right, b->y - 26, ink, "like for like");
    ink.align = CHART_CENTER;
    ink.bold = true;
    ink.color = CHART_STYLE_INK;
    chart_script_text(&r->page, one, b->y - 26, ink, "as claimed");
}

/* An arrow head where a value lies beyond the picture. */
static void beyond(struct rows *r, double y, bool low, unsigned color)
{
    const struct chart_box *b = &r->page.plot;
    double x = low ? b->x : b->x + b->w, back = low ? 9 : -9;

    for (int up = -1; up <= 1; up += 2) {
        struct chart_segment s = { x, b->y + y, x + back, b->y + y + up * 7 };
        chart_script_rule(&r->page, &s, color, 2.2);
    }
}

static void draw_interval(
    struct rows *r, const struct chart_claim *c, double y, unsigned color)
{
    double low = c->ci.low, high = c->ci.high;

    if (!isfinite(low) || !isfinite(high) || !(high > 0))
        return;
    if (low < r->x.low)
        beyond(r, y, true, color);
    if (high > r->x.high)
        beyond(r, y, false, color);
    low = fmax(low, r->x.low);
    high = fmin(high, r->x.high);
    buf_printf(
        &r->intervals, "%.10g %.10g %.10g 0 %u\n", low, y, high - low, color);
}

/* One value: a mark, or an arrow where the axis ends before it. */
static void draw_mark(struct rows *r, double times, double y,
    struct chart_style_mark mark, bool hollow)
{
    if (!(times > 0) || !isfinite(times))
        return;
    if (times < r->x.low || times > r->x.high)
        beyond(r, y, times < 1, mark.color);
    else
        chart_script_point(&r->page, times, y,
            r->row < ROW_WIDE ? CHART_STYLE_MARK - 1 : CHART_STYLE_MARK + 1,
            mark, hollow);
}

static void draw_claim(struct rows *r, const struct chart_claim *c, double y)
{
    struct chart_style_mark mark = chart_style_mark(c->kind);
    double px = r->page.plot.y + y, right = r->page.w - CHART_STYLE_MARGIN;
    struct chart_ink ink = { .size = r->font, .color = CHART_STYLE_INK };

    buf_printf(&r->guides, "%.10g %.10g %.10g 0 %u\n", r->x.low, y,
        r->x.high - r->x.low, CHART_STYLE_GRID);
    chart_script_clip(&r->page, CHART_STYLE_MARGIN + INDENT, px,
        r->name - INDENT, ink, c->label);
    ink.align = CHART_RIGHT;
    ink.color = CHART_STYLE_SOFT;
    chart_script_clip(
        &r->page, right - FIGURE_PX, px, FIGURE_PX - 10, ink, c->claimed);
    ink.color = CHART_STYLE_INK;
    ink.bold = true;
    chart_script_clip(&r->page, right, px, FIGURE_PX - 10, ink, c->gives);
    draw_interval(r, c, y, mark.color);
    draw_mark(r, c->basis, y, mark, true);
    draw_mark(r, c->like, y, mark, false);
}

static void draw_rows(struct rows *r)
{
    double spare = r->page.plot.h - height(r), y = AIR;
    double rows = (double)(r->n + r->groups);
    /* a short list fills the picture without growing apart */
    double step = r->row + (rows > 0 ? fmin(46, fmax(spare, 0) / rows) : 0);

    for (size_t i = 0; i < r->n; i++) {
        if (begins(r, i)) {
            y += i > 0 ? GROUP_GAP : 0;
            chart_script_clip(&r->page, CHART_STYLE_MARGIN,
                r->page.plot.y + y + step / 2, r->name,
                (struct chart_ink){
                    .size = r->font, .color = CHART_STYLE_INK, .bold = true },
                r->claims[i].group);
            y += step;
        }
        draw_claim(r, &r->claims[i], y + step / 2);
        y += step;
    }
}

int chart_claims(const struct chart_out *out, const struct chart_claim *claims,
    size_t n, struct err *e)
{
    struct rows r = { .claims = claims, .n = n };

    for (size_t i = 0; i < n; i++)
        r.groups += begins(&r, i);
    begin(&r, out);
    if (n == 0) {
        chart_page_empty(&r.page);
        return chart_script_finish(&r.page, e);
    }
    draw_rows(&r);
    chart_script_vectors(&r.page, "guides", &r.guides, 1);
    draw_heads(&r);
    chart_script_vectors(&r.page, "intervals", &r.intervals, 2.6);
    buf_clear(&r.guides);
    buf_clear(&r.intervals);
    return chart_script_finish(&r.page, e);
}
