#include "report/chart/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/chart/chart_page.h"
#include "report/chart/chart_text.h"
#include "report/runs.h"

enum {
    NAME_MAX_PX = 420,
    ROW_WIDE = 44, // px from row to row
    ROW_TIGHT = 29,
    ROWS_WIDE = 14, // more rows than these stand tight
    SUITE_GAP = 14, // above each suite but the first
    INDENT = 24,    // of a student under the name of a suite
    SIDE_GAP = 22,  // between plot and the columns beside it
    COLUMN = 165    // width of the column of intervals
};

struct retention_page {
    const char *teacher;
    const struct chart_bar *bars;
    size_t n;
    size_t *order; // indices of bars, suite by suite
    size_t *model; // which student a bar is of, by first arrival
    size_t n_models;
    size_t n_suites;
    double row;  // px
    double font; //
    struct chart_scale x;
    struct buf guides, intervals; // rows of two blocks of vectors
    struct chart_script page;
};

static bool same(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static bool usable(const struct chart_bar *b)
{
    return b->known && isfinite(b->ratio);
}

static bool has_interval(const struct chart_bar *b)
{
    return usable(b) && isfinite(b->ci.low) && isfinite(b->ci.high);
}

/* Brings the bars of a suite together and numbers the students, both in
 * order of first arrival. */
static void group(struct retention_page *r)
{
    bool *taken = mem_zalloc(r->n + 1, sizeof *taken);
    size_t k = 0;

    for (size_t i = 0; i < r->n; i++) {
        if (taken[i])
            continue;
        r->n_suites++;
        for (size_t j = i; j < r->n; j++) {
            if (taken[j] || !same(r->bars[i].suite, r->bars[j].suite))
                continue;
            taken[j] = true;
            r->order[k++] = j;
        }
    }
    for (size_t i = 0; i < r->n; i++) {
        size_t j = 0;
        while (!same(r->bars[j].model, r->bars[i].model))
            j++;
        r->model[i] = j == i ? r->n_models++ : r->model[j];
    }
    free(taken);
}

static void fit(struct retention_page *r)
{
    double most = 1;

    chart_scale_init(&r->x, CHART_PERCENT, false);
    chart_scale_see(&r->x, 0.98);
    /* 100 % is a line within the picture, not its edge. */
    chart_scale_see(&r->x, 1.02);
    for (size_t i = 0; i < r->n; i++) {
        if (usable(&r->bars[i]))
            most = fmax(most, r->bars[i].ratio);
    }
    for (size_t i = 0; i < r->n; i++) {
        const struct chart_bar *b = &r->bars[i];
        if (!usable(b))
            continue;
        chart_scale_see(&r->x, b->ratio);
        if (!has_interval(b))
            continue;
        /* A teacher near zero gives limits without bound: they are cut. */
        chart_scale_see(&r->x, fmax(b->ci.low, 0));
        chart_scale_see(&r->x, fmin(b->ci.high, most * 1.3));
    }
    chart_scale_fit(&r->x, 0.05);
}

/* With one student, rows are named by suite; with more, by student under the
 * name of the suite. */
static bool headed(const struct retention_page *r)
{
    return r->n_models > 1;
}

static const char *row_name(
    const struct retention_page *r, const struct chart_bar *b)
{
    return headed(r) ? b->model : b->suite;
}

static double name_width(const struct retention_page *r)
{
    double widest = 100;

    for (size_t i = 0; i < r->n; i++) {
        const struct chart_bar *b = &r->bars[i];
        double w =
            chart_text_clipped(row_name(r, b), r->font, false, NAME_MAX_PX);
        widest = fmax(widest, w + (headed(r) ? INDENT : 0));
        if (headed(r))
            widest = fmax(widest,
                chart_text_clipped(b->suite, r->font, true, NAME_MAX_PX));
    }
    return widest;
}

static double height(const struct retention_page *r)
{
    double h = (double)r->n * r->row;

    if (headed(r))
        h += (double)r->n_suites * (r->row + SUITE_GAP);
    return h;
}

static void begin(struct retention_page *r, const struct chart_out *out)
{
    struct chart_key key = { .mark = chart_style_mark(0) };
    struct buf student = { 0 };
    size_t rows = r->n + (headed(r) ? r->n_suites : 0);

    if (r->n_models == 1)
        chart_text_clip(&student, r->bars[0].model, CHART_STYLE_SMALL, false,
            CHART_STYLE_WIDTH - 4 * CHART_STYLE_MARGIN);
    key.text = buf_str(&student);
    r->row = rows <= ROWS_WIDE ? ROW_WIDE : ROW_TIGHT;
    r->font = rows <= ROWS_WIDE ? CHART_STYLE_LABEL : CHART_STYLE_SMALL + 1;
    fit(r);
    struct chart_frame frame = {
        .left = CHART_STYLE_MARGIN + name_width(r) + SIDE_GAP,
        .right = SIDE_GAP + 110 + COLUMN + CHART_STYLE_MARGIN,
        .height = height(r) + 10,
        .x_label = "student's score as a share of the teacher's",
        .y_label = "",
        .key = &key,
        .n_key = r->n_models == 1,
        .snug = true,
    };
    chart_page_begin(&r->page, out, &frame);
    chart_script_axes(&r->page, &r->x, NULL);
    buf_clear(&student);
}

/* An arrow head where an interval goes on beyond the axis. */
static void cut_end(
    struct retention_page *r, double y, int side, unsigned color)
{
    const struct chart_box *box = &r->page.plot;
    double x = side < 0 ? box->x : box->x + box->w;

    for (int up = -1; up <= 1; up += 2) {
        struct chart_segment s = { x, box->y + y, x - side * 9,
            box->y + y + up * 7 };
        chart_script_rule(&r->page, &s, color, 2.2);
    }
}

static void write_numbers(
    struct retention_page *r, const struct chart_bar *b, double y)
{
    char share[RUNS_SHARE];
    char *text = usable(b) ? mem_printf("%s %%", runs_share(b->ratio, 1, share))
                           : mem_str("unknown");
    double right = r->page.w - CHART_STYLE_MARGIN;
    struct chart_ink ink = { .size = r->font,
        .color = usable(b) ? CHART_STYLE_INK : CHART_STYLE_SOFT,
        .align = CHART_RIGHT,
        .bold = usable(b) };

    chart_script_text(&r->page, right - COLUMN, y, ink, text);
    free(text);
    if (!has_interval(b))
        return;
    double low = 100 * b->ci.low, high = 100 * b->ci.high;
    int decimals = fmax(fabs(low), fabs(high)) < 1000 ? 1 : 0;
    text = mem_printf("%.*f to %.*f", decimals, low, decimals, high);
    ink = (struct chart_ink){ .size = CHART_STYLE_SMALL,
        .color = CHART_STYLE_SOFT,
        .align = CHART_RIGHT };
    chart_script_clip(&r->page, right, y, COLUMN - 8, ink, text);
    free(text);
}

static void write_name(
    struct retention_page *r, const char *name, double y, bool heading)
{
    double indent = headed(r) && !heading ? INDENT : 0;

    chart_script_clip(&r->page, CHART_STYLE_MARGIN + indent, y, NAME_MAX_PX,
        (struct chart_ink){
            .size = r->font, .color = CHART_STYLE_INK, .bold = heading },
        name);
}

static void draw_bar(struct retention_page *r, size_t i, double y)
{
    const struct chart_bar *b = &r->bars[i];
    struct chart_style_mark mark = chart_style_mark(r->model[i]);

    /* First a pale line that leads the eye from the name to the number. */
    buf_printf(&r->guides, "%.10g %.10g %.10g 0 %u\n", r->x.low, y,
        r->x.high - r->x.low, CHART_STYLE_GRID);
    write_name(r, row_name(r, b), r->page.plot.y + y, false);
    write_numbers(r, b, r->page.plot.y + y);
    if (has_interval(b)) {
        double low = chart_scale_cut(&r->x, b->ci.low);
        double high = chart_scale_cut(&r->x, b->ci.high);
        buf_printf(&r->intervals, "%.10g %.10g %.10g 0 %u\n", low, y,
            high - low, mark.color);
        if (b->ci.low < r->x.low)
            cut_end(r, y, -1, mark.color);
        if (b->ci.high > r->x.high)
            cut_end(r, y, 1, mark.color);
    }
    if (usable(b))
        chart_script_point(&r->page, b->ratio, y,
            r->row < ROW_WIDE ? CHART_STYLE_MARK - 1 : CHART_STYLE_MARK + 1,
            mark, false);
}

static void draw_rows(struct retention_page *r)
{
    double y = 5, spare = r->page.plot.h - height(r) - 10;
    const char *suite = NULL;

    /* A short list fills the picture without growing apart. */
    double rows = (double)(r->n + (headed(r) ? r->n_suites : 0));
    double row = r->row + (rows > 0 ? fmin(46, spare / rows) : 0);
    for (size_t k = 0; k < r->n; k++) {
        size_t i = r->order[k];
        const struct chart_bar *b = &r->bars[i];
        if (headed(r) && (k == 0 || !same(b->suite, suite))) {
            y += k > 0 ? SUITE_GAP : 0;
            write_name(r, b->suite, r->page.plot.y + y + row / 2, true);
            y += row;
        }
        suite = b->suite;
        draw_bar(r, i, y + row / 2);
        y += row;
    }
}

/* 100 %: as good as the teacher, whose name stands above the line. */
static void draw_reference(struct retention_page *r)
{
    struct buf text = { 0 };
    const struct chart_box *b = &r->page.plot;
    struct chart_ink ink = { .size = CHART_STYLE_LABEL,
        .color = CHART_STYLE_INK,
        .align = CHART_CENTER,
        .bold = true };
    double y = b->y - 26;

    buf_printf(&r->page.blocks, "$teacher << EOD\n1 0\n1 %g\nEOD\n", b->h);
    chart_script_plot(&r->page,
        "$teacher using 1:2 with lines lw 2.5 dt 1 lc rgb '#%06x'",
        CHART_STYLE_INK);
    chart_text_clip(&text, r->teacher == NULL ? "teacher" : r->teacher,
        ink.size, true, 500);
    buf_puts(&text, " = 100 %");
    double half = chart_text_width(text.s, text.len, ink.size, true) / 2;
    double x = fmin(chart_scale_px(&r->x, 1), b->x + b->w - half);
    chart_script_text(
        &r->page, fmax(CHART_STYLE_MARGIN + half, x), y, ink, text.s);
    ink = (struct chart_ink){ .size = CHART_STYLE_SMALL,
        .color = CHART_STYLE_SOFT,
        .align = CHART_RIGHT };
    double right = r->page.w - CHART_STYLE_MARGIN;
    chart_script_text(&r->page, right - COLUMN, y, ink, "kept");
    chart_script_text(&r->page, right, y, ink, "interval, %");
    buf_clear(&text);
}

int chart_retention(const struct chart_out *out, const char *teacher,
    const struct chart_bar *bars, size_t n, struct err *e)
{
    struct retention_page r = { .teacher = teacher, .bars = bars, .n = n };

    r.order = mem_zalloc(n + 1, sizeof *r.order);
    r.model = mem_zalloc(n + 1, sizeof *r.model);
    group(&r);
    begin(&r, out);
    draw_rows(&r);
    chart_script_vectors(&r.page, "guides", &r.guides, 1);
    draw_reference(&r);
    chart_script_vectors(
        &r.page, "intervals", &r.intervals, r.row < ROW_WIDE ? 2.2 : 3.0);
    buf_clear(&r.guides);
    buf_clear(&r.intervals);
    free(r.model);
    free(r.order);
    return chart_script_finish(&r.page, e);
}
