#include "report/chart/chart.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/chart/chart_page.h"

enum { LEFT = 110, RIGHT = 60, KEY_MOST = 12 };

struct routing_chart {
    const struct chart_curve *curves;
    size_t n;
    double wanted;
    struct chart_scale x, y;
    struct chart_script page;
};

static bool drawable(const struct routing_chart *c, size_t i, size_t k)
{
    return chart_scale_can(&c->x, c->curves[i].x[k])
           && chart_scale_can(&c->y, c->curves[i].y[k]);
}

static void fit(struct routing_chart *c, enum chart_unit unit)
{
    chart_scale_init(&c->x, unit, false);
    chart_scale_init(&c->y, CHART_PERCENT, false);
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->curves[i].n; k++) {
            chart_scale_see(&c->x, c->curves[i].x[k]);
            chart_scale_see(&c->y, c->curves[i].y[k]);
        }
    chart_scale_see(&c->y, c->wanted);
    chart_scale_fit(&c->x, 0.02);
    chart_scale_fit(&c->y, 0.06);
}

/* Bounds share a colour and differ in their dashes. */
static int dash_of(const struct routing_chart *c, size_t i)
{
    size_t bounds = 0;

    if (!c->curves[i].bound)
        return 1;
    for (size_t k = 0; k < i; k++)
        bounds += c->curves[k].bound ? 1 : 0;
    return bounds % 2 == 0 ? 2 : 4;
}

static unsigned color_of(const struct routing_chart *c, size_t i)
{
    return c->curves[i].bound ? CHART_STYLE_SOFT : chart_style_mark(i).color;
}

static size_t make_key(const struct routing_chart *c, struct chart_key *key)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n && n < KEY_MOST; i++) {
        key[n] = (struct chart_key){ .dash = dash_of(c, i),
            .line = color_of(c, i),
            .text = c->curves[i].label };
        if (!c->curves[i].bound)
            key[n].mark = chart_style_mark(i);
        n++;
    }
    return n;
}

/* A signal that is the same for all has no point between nothing and all: its
 * marks would lie under those of others. */
static void mark_middle(struct routing_chart *c, size_t i)
{
    const struct chart_curve *curve = &c->curves[i];

    for (size_t k = 1; k < curve->n; k++) {
        double from = curve->x[k - 1], to = curve->x[k];
        if (!drawable(c, i, k - 1) || !drawable(c, i, k)
            || to - from < 0.5 * (c->x.high - c->x.low))
            continue;
        chart_script_point(&c->page, (from + to) / 2,
            (curve->y[k - 1] + curve->y[k]) / 2, CHART_STYLE_MARK - 2,
            chart_style_mark(i), false);
    }
}

static void draw_curve(struct routing_chart *c, size_t i)
{
    const struct chart_curve *curve = &c->curves[i];

    buf_printf(&c->page.blocks, "$curve%zu << EOD\n", i);
    for (size_t k = 0; k < curve->n; k++)
        if (drawable(c, i, k))
            buf_printf(
                &c->page.blocks, "%.10g %.10g\n", curve->x[k], curve->y[k]);
    buf_puts(&c->page.blocks, "EOD\n");
    chart_script_plot(&c->page,
        "$curve%zu using 1:2 with lines lw %s dt %d lc rgb '#%06x'", i,
        curve->bound ? "2" : "3", dash_of(c, i), color_of(c, i));
    for (size_t k = 0; !curve->bound && k < curve->n; k++)
        if (drawable(c, i, k))
            chart_script_point(&c->page, curve->x[k], curve->y[k],
                CHART_STYLE_MARK - 2, chart_style_mark(i), false);
    if (!curve->bound)
        mark_middle(c, i);
}

/* The level that is wanted, its words above the line at the left. */
static void draw_wanted(struct routing_chart *c)
{
    const struct chart_box *b = &c->page.plot;
    double y = chart_scale_px(&c->y, c->wanted);
    struct chart_segment line = { b->x, y, b->x + b->w, y };
    char *text = mem_printf("wanted: %.1f %%", 100 * c->wanted);

    chart_script_rule(&c->page, &line, CHART_STYLE_INK, 1.5);
    chart_script_text(&c->page, b->x + 8, y - 14,
        (struct chart_ink){
            .size = CHART_STYLE_SMALL, .color = CHART_STYLE_INK },
        text);
    free(text);
}

int chart_routing(const struct chart_out *out, const struct chart_axis *x,
    const struct chart_curve *curves, size_t n, double wanted, struct err *e)
{
    struct routing_chart c = { .curves = curves, .n = n, .wanted = wanted };
    struct chart_key key[KEY_MOST];
    struct chart_frame frame = { .left = LEFT,
        .right = RIGHT,
        .height = 520,
        .x_label = x->label,
        .y_label = "right answers",
        .key = key };

    fit(&c, x->unit);
    frame.n_key = make_key(&c, key);
    chart_page_begin(&c.page, out, &frame);
    chart_script_axes(&c.page, &c.x, &c.y);
    if (n == 0)
        chart_page_empty(&c.page);
    for (int bounds = 0; bounds < 2; bounds++)
        for (size_t i = n; i-- > 0;) /* the first lies on top */
            if (curves[i].bound == (bounds == 1))
                draw_curve(&c, i);
    if (isfinite(wanted))
        draw_wanted(&c);
    return chart_script_finish(&c.page, e);
}
