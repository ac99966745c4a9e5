#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/chart/chart_choice.h"
#include "report/chart/chart_page.h"
#include "report/chart/chart_text.h"

enum {
    LEFT = 140,      // px: ticks as "$0.0001"
    LABEL_MAX = 420, //
    LABEL_H = 30,    // px of a name and the air above and below it
    MARK_ROOM = 34,  // px of a mark beside a name
    KEYS = 42        // as many marks as there are
};

struct map {
    const double *x_at;
    size_t columns;
    const struct chart_region *regions;
    size_t n;
    struct chart_scale x, y;
    struct chart_script page;
};

static bool there(const struct chart_region *r, size_t k)
{
    return r->low[k] < r->high[k];
}

static bool anywhere(const struct map *m, const struct chart_region *r)
{
    for (size_t k = 0; k < m->columns; k++)
        if (there(r, k))
            return true;
    return false;
}

static void begin(
    struct map *m, const struct chart_out *out, double y_low, double y_high)
{
    struct chart_key key[KEYS];
    size_t n = 0;

    for (size_t i = 0; i < m->n && n < KEYS; i++)
        if (anywhere(m, &m->regions[i]))
            key[n++] = (struct chart_key){
                .mark = chart_style_mark(m->regions[i].way),
                .text = m->regions[i].label,
            };
    chart_scale_init(&m->x, CHART_COUNT, true);
    chart_scale_init(&m->y, CHART_USD, true);
    if (m->columns > 0) {
        chart_scale_see(&m->x, m->x_at[0]);
        chart_scale_see(&m->x, m->x_at[m->columns - 1]);
        chart_scale_see(&m->y, y_low);
        chart_scale_see(&m->y, y_high);
    }
    chart_scale_fit(&m->x, 0);
    chart_scale_fit(&m->y, 0);
    struct chart_frame frame = {
        .left = LEFT,
        .right = CHART_STYLE_MARGIN + 20,
        .height = 600,
        .x_label = "requests per day, log scale",
        .y_label = "what a wrong answer costs (USD), log scale",
        .key = key,
        .n_key = n,
    };
    chart_page_begin(&m->page, out, &frame);
    chart_script_axes(&m->page, &m->x, &m->y);
}

/* Halfway to white: hatching must not drown what is written on it. */
static unsigned paler(unsigned color)
{
    unsigned out = 0;

    for (int shift = 0; shift <= 16; shift += 8) {
        unsigned part = color >> shift & 0xff;
        out |= (part + (0xff - part) / 2) << shift;
    }
    return out;
}

/* Where a run of columns ends: halfway to the neighbour that has none. */
static double edge(const struct map *m, size_t k, bool after)
{
    if (after ? k + 1 == m->columns : k == 0)
        return m->x_at[k];
    return sqrt(m->x_at[k] * m->x_at[after ? k + 1 : k - 1]);
}

/* Rows of a region, run by run: its area, or the line around it but for its
 * upper edge, which is the lower edge of another. */
static void put_rows(
    const struct map *m, const struct chart_region *r, bool area, struct buf *b)
{
    for (size_t k = 0; k < m->columns; k++) {
        bool first = k == 0 || !there(r, k - 1);
        bool last = k + 1 == m->columns || !there(r, k + 1);
        if (!there(r, k))
            continue;
        if (first && !area)
            buf_printf(b, "%.10g %.10g\n", edge(m, k, false), r->high[k]);
        if (first)
            buf_printf(b, "%.10g %.10g %.10g\n", edge(m, k, false), r->low[k],
                r->high[k]);
        buf_printf(b, "%.10g %.10g %.10g\n", m->x_at[k], r->low[k], r->high[k]);
        if (last)
            buf_printf(b, "%.10g %.10g %.10g\n", edge(m, k, true), r->low[k],
                r->high[k]);
        if (last && !area)
            buf_printf(b, "%.10g %.10g\n", edge(m, k, true), r->high[k]);
        if (last)
            buf_putc(b, '\n');
    }
}

/* A region is pale and, for grey print, hatched in its own way: neighbours in
 * the order of the regions there are, whatever their marks. */
static void draw_region(struct map *m, size_t i, size_t order)
{
    static const int patterns[] = { 0, 4, 5, 6, 7, 1 };
    const struct chart_region *r = &m->regions[i];
    unsigned color = chart_style_mark(r->way).color;
    int pattern = patterns[order % (sizeof patterns / sizeof *patterns)];

    buf_printf(&m->page.blocks, "# x low high\n$region%zu << EOD\n", i + 1);
    put_rows(m, r, true, &m->page.blocks);
    buf_printf(&m->page.blocks, "EOD\n$edge%zu << EOD\n", i + 1);
    put_rows(m, r, false, &m->page.blocks);
    buf_puts(&m->page.blocks, "EOD\n");
    chart_script_plot(&m->page,
        "$region%zu using 1:2:3 with filledcurves fillcolor rgb '#%06x' "
        "fillstyle transparent solid 0.2 noborder",
        i + 1, color);
    if (pattern > 0)
        chart_script_plot(&m->page,
            "$region%zu using 1:2:3 with filledcurves fillcolor rgb '#%06x' "
            "fillstyle transparent pattern %d noborder",
            i + 1, paler(color), pattern);
    chart_script_plot(&m->page,
        "$edge%zu using 1:2 with lines lw 1.6 dt 1 lc rgb '#%06x'", i + 1,
        CHART_STYLE_INK);
}

/* How far a box of this width around column k is from the region's edges, in
 * px up and down; negative when it does not fit. */
static double air_at(const struct map *m, const struct chart_region *r,
    size_t k, double width, double *middle)
{
    double left = chart_scale_px(&m->x, m->x_at[k]) - width / 2;
    double top = m->page.plot.y, bottom = top + m->page.plot.h;

    if (left < m->page.plot.x + 4
        || left + width > m->page.plot.x + m->page.plot.w - 4)
        return -1;
    for (size_t j = 0; j < m->columns; j++) {
        double px = chart_scale_px(&m->x, m->x_at[j]);
        if (px < left || px > left + width)
            continue;
        if (!there(r, j))
            return -1;
        top = fmax(top, chart_scale_px(&m->y, r->high[j]));
        bottom = fmin(bottom, chart_scale_px(&m->y, r->low[j]));
    }
    *middle = (top + bottom) / 2;
    return (bottom - top) / 2;
}

/* The column where a box of this width has much air, in the middle of such
 * columns; m->columns when a box of that height fits nowhere. */
static size_t roomiest(const struct map *m, const struct chart_region *r,
    double width, double height, double *middle)
{
    double *air = mem_zalloc(m->columns + 1, sizeof *air), most = height / 2;
    size_t k, fit = 0, seen = 0;

    for (k = 0; k < m->columns; k++) {
        air[k] = air_at(m, r, k, width, middle);
        most = fmax(most, air[k]);
    }
    most = fmax(height / 2, 0.7 * most);
    for (k = 0; k < m->columns; k++)
        fit += air[k] >= most ? 1 : 0;
    for (k = 0; k < m->columns; k++) {
        seen += air[k] >= most ? 1 : 0;
        if (fit > 0 && seen == (fit + 1) / 2)
            break;
    }
    if (k < m->columns)
        air_at(m, r, k, width, middle);
    free(air);
    return k;
}

struct name { // of a region: in it, or beside it with a leader
    struct buf text;
    struct chart_label label;
    struct chart_style_mark mark;
    bool inside;
};

/* Where a region is at its widest, for a name that has to stand beside it. */
static void anchor(
    const struct map *m, const struct chart_region *r, struct chart_label *l)
{
    double y = 0, best = -1;
    size_t k = roomiest(m, r, 8, 16, &y);

    if (k == m->columns) {
        for (size_t j = 0; j < m->columns; j++) {
            double low, high;
            if (!there(r, j))
                continue;
            low = chart_scale_px(&m->y, r->low[j]);
            high = chart_scale_px(&m->y, r->high[j]);
            if (low - high > best) {
                best = low - high;
                k = j;
                y = (low + high) / 2;
            }
        }
    }
    l->x = chart_scale_px(&m->x, m->x_at[k]);
    l->y = y;
}

static void find_name(
    const struct map *m, const struct chart_region *r, struct name *out)
{
    struct chart_label *l = &out->label;
    double y = 0;
    size_t k;

    *out = (struct name){ .mark = chart_style_mark(r->way) };
    chart_text_clip(&out->text, r->label, CHART_STYLE_LABEL, true, LABEL_MAX);
    l->w = MARK_ROOM + 12
           + chart_text_width(
               buf_str(&out->text), out->text.len, CHART_STYLE_LABEL, true);
    l->h = LABEL_H;
    k = roomiest(m, r, l->w, LABEL_H + 6, &y);
    out->inside = k < m->columns;
    if (out->inside) {
        l->x = chart_scale_px(&m->x, m->x_at[k]);
        l->y = y;
        l->box =
            (struct chart_box){ l->x - l->w / 2, y - l->h / 2, l->w, l->h };
    } else {
        anchor(m, r, l);
    }
}

static void draw_name(struct map *m, const struct name *name)
{
    const struct chart_box *b = &name->label.box;
    double y = b->y + b->h / 2;

    if (!name->inside) {
        struct chart_label far = name->label;
        far.far = true;
        chart_script_leader(&m->page, &far, CHART_STYLE_MARK);
        chart_script_mark(&m->page, name->label.x, name->label.y,
            CHART_STYLE_MARK - 2, name->mark, false);
    }
    chart_script_paper(&m->page, b);
    chart_script_mark(
        &m->page, b->x + 16, y, CHART_STYLE_MARK, name->mark, false);
    chart_script_text(&m->page, b->x + MARK_ROOM, y,
        (struct chart_ink){
            .size = CHART_STYLE_LABEL, .color = CHART_STYLE_INK, .bold = true },
        buf_str(&name->text));
}

/* Names stand in their region where there is room, else as near as may be,
 * and keep off the others. */
static void draw_names(struct map *m)
{
    struct name *names = mem_zalloc(m->n + 1, sizeof *names);
    struct chart_box *taken = mem_zalloc(2 * m->n + 1, sizeof *taken);
    struct chart_label *beside = mem_zalloc(m->n + 1, sizeof *beside);
    struct chart_field field = { .area = m->page.plot, .marks = taken };
    size_t n = 0, outside = 0;

    for (size_t i = 0; i < m->n; i++)
        if (anywhere(m, &m->regions[i]))
            find_name(m, &m->regions[i], &names[n++]);
    for (size_t i = 0; i < n; i++) {
        const struct chart_label *l = &names[i].label;
        if (!names[i].inside)
            beside[outside++] = *l;
        taken[field.n_marks++] =
            names[i].inside
                ? l->box
                : (struct chart_box){ l->x - 10, l->y - 10, 20, 20 };
    }
    chart_place_around(&field, beside, outside);
    outside = 0;
    for (size_t i = 0; i < n; i++) {
        if (!names[i].inside)
            names[i].label = beside[outside++];
        draw_name(m, &names[i]);
        buf_clear(&names[i].text);
    }
    free(names);
    free(taken);
    free(beside);
}

int chart_map(const struct chart_out *out, const double *x, size_t columns,
    double y_low, double y_high, const struct chart_region *regions, size_t n,
    struct err *e)
{
    struct map m = {
        .x_at = x, .columns = columns, .regions = regions, .n = n
    };
    size_t seen = 0;

    begin(&m, out, y_low, y_high);
    for (size_t i = 0; i < n; i++)
        if (anywhere(&m, &regions[i]))
            draw_region(&m, i, seen++);
    draw_names(&m);
    if (m.page.plots.len == 0)
        chart_page_empty(&m.page);
    return chart_script_finish(&m.page, e);
}
