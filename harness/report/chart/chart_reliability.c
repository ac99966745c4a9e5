#include "report/chart/chart.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/chart/chart_page.h"

enum { LEFT = 110, RIGHT = 60 };

/* The diagonal: as sure as it is right. */
static void draw_diagonal(struct chart_script *p)
{
    buf_puts(&p->blocks, "$diagonal << EOD\n0 0\n1 1\nEOD\n");
    chart_script_plot(p,
        "$diagonal using 1:2 with lines lw 2 dt 2 lc rgb "
        "'#%06x'",
        CHART_STYLE_SOFT);
}

/* A mark with its interval, and under the plot's top how many it stands for. */
static void draw_bin(struct chart_script *p, const struct chart_scale *x,
    const struct chart_bin *b, struct buf *intervals)
{
    struct chart_style_mark mark = chart_style_mark(0);
    char *count = mem_printf("%zu", b->n);

    if (!isnan(b->ci.low)) /* of one cluster nothing is known */
        buf_printf(intervals, "%.10g %.10g 0 %.10g %u\n", b->x, b->ci.low,
            b->ci.high - b->ci.low, mark.color);
    chart_script_point(p, b->x, b->y, CHART_STYLE_MARK, mark, false);
    chart_script_text(p, chart_scale_px(x, b->x), p->plot.y + 14,
        (struct chart_ink){ .size = CHART_STYLE_SMALL,
            .color = CHART_STYLE_SOFT,
            .align = CHART_CENTER },
        count);
    free(count);
}

int chart_reliability(const struct chart_out *out, const struct chart_bin *bins,
    size_t n, struct err *e)
{
    struct chart_script page;
    struct chart_scale x, y;
    struct buf intervals = { 0 };
    const struct chart_key key[] = {
        { .mark = chart_style_mark(0),
            .text = "share that is right, of so "
                    "many samples" },
        { .dash = 2,
            .line = CHART_STYLE_SOFT,
            .text = "as sure as it is "
                    "right" },
    };
    struct chart_frame frame = { .left = LEFT,
        .right = RIGHT,
        .height = 520,
        .x_label = "probability that the model gives its likeliest letter",
        .y_label = "how often that letter is right",
        .key = key,
        .n_key = 2 };

    chart_scale_init(&x, CHART_PERCENT, false);
    chart_scale_init(&y, CHART_PERCENT, false);
    for (int end = 0; end < 2; end++) {
        chart_scale_see(&x, end);
        chart_scale_see(&y, end * 1.06); // room for the counts
    }
    chart_scale_fit(&x, 0);
    chart_scale_fit(&y, 0);
    chart_page_begin(&page, out, &frame);
    chart_script_axes(&page, &x, &y);
    draw_diagonal(&page);
    for (size_t i = 0; i < n; i++)
        if (bins[i].n > 0)
            draw_bin(&page, &x, &bins[i], &intervals);
    chart_script_vectors(&page, "intervals", &intervals, 2.2);
    buf_clear(&intervals);
    return chart_script_finish(&page, e);
}
