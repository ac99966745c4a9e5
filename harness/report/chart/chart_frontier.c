#include "report/chart/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/chart/chart_page.h"
#include "report/chart/chart_text.h"

enum {
    MANY = 14,       // points beyond which they carry numbers
    LEFT = 128,      // px
    LABEL_MAX = 420, //
    LABEL_H = 26,    //
    NOTE_H = 21,     // a note under a label
    STEP = 27,       // between rows of the list of numbers
    LIST_SIGN = 74   // of a row, before the words: mark and number
};

static const double log_from = 20; // a wider span gets a log scale

struct frontier {
    const struct chart_axis *axis_x, *axis_y;
    const struct chart_point **points; // those that can be drawn, best first
    size_t n;
    struct chart_scale x, y;
    struct chart_script page;
    bool many;
};

/* What is drawn, in px too, so that labels keep off it. */
struct lines {
    struct chart_segment *s;
    size_t n;
};

struct words { // what is written beside a point
    struct buf label, note;
    double label_w, note_w;
};

static double width(const struct buf *text, double size, bool bold)
{
    return chart_text_width(buf_str(text), text->len, size, bold);
}

/* The texts of a point, cut to LABEL_MAX. words_clear frees them. */
static struct words words_of(const struct chart_point *p, double size)
{
    struct words w = { 0 };

    chart_text_clip(&w.label, p->label, size, p->on_frontier, LABEL_MAX);
    chart_text_clip(&w.note, p->note, CHART_STYLE_NOTE, false, LABEL_MAX);
    w.label_w = width(&w.label, size, p->on_frontier);
    w.note_w = width(&w.note, CHART_STYLE_NOTE, false);
    return w;
}

static void words_clear(struct words *w)
{
    buf_clear(&w->label);
    buf_clear(&w->note);
}

/* Best first, then cheapest, then by name: the order of the list. */
static int by_rank(const void *a, const void *b)
{
    const struct chart_point *one = *(const struct chart_point *const *)a;
    const struct chart_point *other = *(const struct chart_point *const *)b;

    if (one->y != other->y)
        return one->y > other->y ? -1 : 1;
    if (one->x != other->x)
        return one->x < other->x ? -1 : 1;
    return strcmp(one->label, other->label);
}

static bool wants_log(const struct chart_point *points, size_t n)
{
    double low = INFINITY, high = 0;

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(points[i].x) || points[i].x <= 0)
            continue;
        low = fmin(low, points[i].x);
        high = fmax(high, points[i].x);
    }
    return low < high && high / low > log_from;
}

enum missing { DRAWN, X_UNKNOWN, Y_UNKNOWN, NO_LOG };

static enum missing missing(
    const struct frontier *f, const struct chart_point *p)
{
    if (!isfinite(p->x))
        return X_UNKNOWN;
    if (!isfinite(p->y))
        return Y_UNKNOWN;
    return chart_scale_can(&f->x, p->x) ? DRAWN : NO_LOG;
}

/* "Not drawn, X unknown: " */
static void note_why(
    const struct frontier *f, struct buf *notes, enum missing m)
{
    buf_puts(notes, notes->len > 0 ? "\nNot drawn, " : "Not drawn, ");
    if (m == NO_LOG) {
        buf_puts(notes, "because a log scale has no zero: ");
        return;
    }
    buf_puts(notes, "unknown on the axis “");
    chart_text_clean(
        notes, m == X_UNKNOWN ? f->axis_x->label : f->axis_y->label, false);
    buf_puts(notes, "”: ");
}

/* A name and the one value of it that is known. */
static void note_point(
    const struct frontier *f, struct buf *notes, const struct chart_point *p)
{
    bool y = isfinite(p->y);

    chart_text_clean(notes, p->label, false);
    if (!y && !isfinite(p->x))
        return;
    buf_puts(notes, " (");
    chart_scale_write(
        notes, y ? f->axis_y->unit : f->axis_x->unit, y ? p->y : p->x);
    buf_putc(notes, ')');
}

/* Names what is not in the picture, and why. */
static void note_missing(const struct frontier *f, struct buf *notes,
    const struct chart_point *points, size_t n)
{
    for (enum missing m = X_UNKNOWN; m <= NO_LOG; m++) {
        bool any = false;
        for (size_t i = 0; i < n; i++) {
            if (missing(f, &points[i]) != m)
                continue;
            if (any)
                buf_puts(notes, ", ");
            else
                note_why(f, notes, m);
            note_point(f, notes, &points[i]);
            any = true;
        }
    }
}

/* Finds the points that can be drawn and spans the axes over them. */
static void choose(
    struct frontier *f, const struct chart_point *points, size_t n)
{
    chart_scale_init(&f->x, f->axis_x->unit, wants_log(points, n));
    chart_scale_init(&f->y, f->axis_y->unit, false);
    f->points = mem_zalloc(n + 1, sizeof(struct chart_point *));
    for (size_t i = 0; i < n; i++) {
        if (missing(f, &points[i]) == DRAWN)
            f->points[f->n++] = &points[i];
    }
    qsort(f->points, f->n, sizeof(struct chart_point *), by_rank);
    for (size_t i = 0; i < f->n; i++) {
        const struct chart_point *p = f->points[i];
        chart_scale_see(&f->x, p->x);
        chart_scale_see(&f->x, p->x_ci.high);
        /* A lower limit near nothing must not stretch a log axis. */
        bool cut = f->x.log && p->x_ci.low < p->x / 10;
        chart_scale_see(&f->x, cut ? p->x / 10 : p->x_ci.low);
        chart_scale_see(&f->y, p->y);
        chart_scale_see(&f->y, p->y_ci.low);
        chart_scale_see(&f->y, p->y_ci.high);
    }
    chart_scale_fit(&f->x, 0.07);
    chart_scale_fit(&f->y, 0.06);
    f->many = f->n > MANY;
}

static size_t role_key(const struct frontier *f, struct chart_key *key)
{
    static const struct {
        enum chart_role role;
        const char *text;
    } roles[] = {
        { CHART_ROLE_TEACHER, "teacher" },
        { CHART_ROLE_STUDENT, "student" },
        { CHART_ROLE_COMMERCIAL, "commercial" },
        { CHART_ROLE_OTHER, "other" },
    };
    size_t n = 0;

    for (size_t r = 0; r < sizeof roles / sizeof roles[0]; r++) {
        bool any = false;
        for (size_t i = 0; i < f->n; i++)
            any = any || f->points[i]->role == roles[r].role;
        if (any)
            key[n++] = (struct chart_key){
                .mark = chart_style_role(roles[r].role),
                .text = roles[r].text,
            };
    }
    /* Only nameless roles: nothing to explain. */
    return n == 1 && key[0].mark.color == chart_style_role(0).color ? 0 : n;
}

static size_t make_key(const struct frontier *f, struct chart_key key[8])
{
    bool published = false, frontier = false;
    size_t n = role_key(f, key);

    for (size_t i = 0; i < f->n; i++) {
        published = published || f->points[i]->published;
        frontier = frontier || f->points[i]->on_frontier;
    }
    if (published)
        key[n++] = (struct chart_key){
            .mark = { CHART_STYLE_SOFT, 7, 1 },
            .hollow = true,
            .text = "hollow: published, not measured",
        };
    if (frontier)
        key[n++] = (struct chart_key){
            .dash = 1,
            .line = CHART_STYLE_FRONTIER,
            .text = "frontier, names in bold: nothing is better for less",
        };
    return n;
}

static double list_width(const struct frontier *f)
{
    double widest = 0;

    for (size_t i = 0; i < f->n; i++) {
        struct words w = words_of(f->points[i], CHART_STYLE_SMALL);
        widest = fmax(widest, w.label_w + (w.note_w > 0 ? 10 : 0) + w.note_w);
        words_clear(&w);
    }
    return widest + LIST_SIGN;
}

static char *axis_label(const struct chart_axis *a, const struct chart_scale *s)
{
    return mem_printf(
        "%s%s", a->label == NULL ? "" : a->label, s->log ? ", log scale" : "");
}

static void begin(struct frontier *f, const struct chart_out *out,
    const struct chart_point *points, size_t n)
{
    struct chart_key key[8];
    struct buf notes = { 0 };
    char *x_label, *y_label;

    choose(f, points, n);
    note_missing(f, &notes, points, n);
    x_label = axis_label(f->axis_x, &f->x);
    y_label = axis_label(f->axis_y, &f->y);
    struct chart_frame frame = {
        .left = LEFT,
        .right = CHART_STYLE_MARGIN + (f->many ? list_width(f) + 24 : 20),
        .height = fmax(600, f->many ? (double)f->n * STEP : 0),
        .x_label = x_label,
        .y_label = y_label,
        .key = key,
        .n_key = make_key(f, key),
        .notes = buf_str(&notes),
    };
    chart_page_begin(&f->page, out, &frame);
    chart_script_axes(&f->page, &f->x, &f->y);
    free(x_label);
    free(y_label);
    buf_clear(&notes);
}

/* Notes a straight line between data coordinates, so that labels keep off. */
static void add_line(struct frontier *f, struct lines *lines, double x0,
    double y0, double x1, double y1)
{
    lines->s[lines->n++] = (struct chart_segment){
        chart_scale_px(&f->x, x0),
        chart_scale_px(&f->y, y0),
        chart_scale_px(&f->x, x1),
        chart_scale_px(&f->y, y1),
    };
}

/* A row of the block of intervals: a vector. */
static void add_interval(struct frontier *f, struct lines *lines, double x0,
    double y0, double x1, double y1, unsigned color)
{
    x0 = chart_scale_cut(&f->x, x0);
    x1 = chart_scale_cut(&f->x, x1);
    buf_printf(&f->page.blocks, "%.10g %.10g %.10g %.10g %u\n", x0, y0, x1 - x0,
        y1 - y0, color);
    add_line(f, lines, x0, y0, x1, y1);
}

static bool known(struct interval ci)
{
    return isfinite(ci.low) && isfinite(ci.high);
}

static void draw_intervals(struct frontier *f, struct lines *lines)
{
    size_t before = lines->n;

    buf_puts(&f->page.blocks, "# x y dx dy colour\n$intervals << EOD\n");
    for (size_t i = 0; i < f->n; i++) {
        const struct chart_point *p = f->points[i];
        unsigned color = chart_style_role(p->role).color;
        if (known(p->x_ci))
            add_interval(
                f, lines, p->x_ci.low, p->y, p->x_ci.high, p->y, color);
        if (known(p->y_ci))
            add_interval(
                f, lines, p->x, p->y_ci.low, p->x, p->y_ci.high, color);
    }
    buf_puts(&f->page.blocks, "EOD\n");
    if (lines->n > before)
        chart_script_plot(&f->page,
            "$intervals using 1:2:3:4:5 with vectors nohead lw %g"
            " lc rgb variable",
            f->many ? 1.3 : 2.0);
}

/* Stairs: what a cost buys is the best point at or below it. */
static void draw_stairs(struct frontier *f, struct lines *lines)
{
    const struct chart_point *last = NULL;

    buf_puts(&f->page.blocks, "# x y\n$frontier << EOD\n");
    for (size_t i = f->n; i > 0; i--) { // worst first, so cheapest first
        const struct chart_point *p = f->points[i - 1];
        if (!p->on_frontier)
            continue;
        if (last != NULL) {
            buf_printf(&f->page.blocks, "%.10g %.10g\n", p->x, last->y);
            add_line(f, lines, last->x, last->y, p->x, last->y);
            add_line(f, lines, p->x, last->y, p->x, p->y);
        }
        buf_printf(&f->page.blocks, "%.10g %.10g\n", p->x, p->y);
        last = p;
    }
    if (last != NULL) {
        buf_printf(&f->page.blocks, "%.10g %.10g\n", f->x.high, last->y);
        add_line(f, lines, last->x, last->y, f->x.high, last->y);
        chart_script_plot(&f->page,
            "$frontier using 1:2 with lines lw 5 lc rgb '#%06x'",
            CHART_STYLE_FRONTIER);
    }
    buf_puts(&f->page.blocks, "EOD\n");
}

static void draw_points(struct frontier *f)
{
    double radius = f->many ? CHART_STYLE_MARK - 1 : CHART_STYLE_MARK + 1;

    for (size_t i = f->n; i > 0; i--) {
        const struct chart_point *p = f->points[i - 1];
        chart_script_point(&f->page, p->x, p->y, radius,
            chart_style_role(p->role), p->published);
    }
}

static void draw_label(
    struct frontier *f, const struct chart_label *l, size_t i)
{
    const struct chart_point *p = f->points[i];
    struct words w = words_of(p, CHART_STYLE_LABEL);
    struct chart_ink ink = { .size = CHART_STYLE_LABEL,
        .color = CHART_STYLE_INK,
        .bold = p->on_frontier };
    double y = l->box.y + LABEL_H / 2.0;

    /* Text begins at its point: a gap would make it look like another's. */
    bool left = l->box.x + 0.6 * l->box.w <= l->x;
    double x = left ? l->box.x + l->box.w - 3 : l->box.x + 3;
    ink.align = left ? CHART_RIGHT : CHART_LEFT;
    chart_script_leader(&f->page, l, CHART_STYLE_MARK + 3);
    chart_script_paper(&f->page, &l->box);
    chart_script_text(&f->page, x, y, ink, buf_str(&w.label));
    ink.size = CHART_STYLE_NOTE;
    ink.color = CHART_STYLE_SOFT;
    ink.bold = false;
    if (w.note.len > 0)
        chart_script_text(&f->page, x, y + NOTE_H, ink, buf_str(&w.note));
    words_clear(&w);
}

static void draw_number(
    struct frontier *f, const struct chart_label *l, size_t i)
{
    char *text = mem_printf("%zu", i + 1);

    chart_script_leader(&f->page, l, CHART_STYLE_MARK);
    chart_script_paper(&f->page, &l->box);
    chart_script_text(&f->page, l->box.x + l->box.w / 2,
        l->box.y + l->box.h / 2,
        (struct chart_ink){ .size = CHART_STYLE_NOTE,
            .color = CHART_STYLE_INK,
            .align = CHART_CENTER,
            .bold = f->points[i]->on_frontier },
        text);
    free(text);
}

/* Where the label of point i belongs and the room that it needs. */
static struct chart_label label_of(const struct frontier *f, size_t i)
{
    const struct chart_point *p = f->points[i];
    struct chart_label l = { .x = chart_scale_px(&f->x, p->x),
        .y = chart_scale_px(&f->y, p->y),
        .w = f->n > 99 ? 34 : 25,
        .h = 20 };

    if (!f->many) {
        struct words w = words_of(p, CHART_STYLE_LABEL);
        l.w = 6 + fmax(w.label_w, w.note_w);
        l.h = LABEL_H + (w.note.len > 0 ? NOTE_H : 0);
        words_clear(&w);
    }
    return l;
}

static void draw_labels(struct frontier *f, const struct lines *lines)
{
    struct chart_label *labels = mem_zalloc(f->n + 1, sizeof *labels);
    struct chart_box *marks = mem_zalloc(f->n + 1, sizeof *marks);
    struct chart_field field = {
        .area = f->page.plot,
        .marks = marks,
        .n_marks = f->n,
        .segments = lines->s,
        .n_segments = lines->n,
    };
    double r = CHART_STYLE_MARK + 2;

    for (size_t i = 0; i < f->n; i++) {
        struct chart_label l = labels[i] = label_of(f, i);
        marks[i] = (struct chart_box){ l.x - r, l.y - r, 2 * r, 2 * r };
    }
    chart_place_around(&field, labels, f->n);
    for (size_t i = 0; i < f->n; i++) {
        if (f->many)
            draw_number(f, &labels[i], i);
        else
            draw_label(f, &labels[i], i);
    }
    free(marks);
    free(labels);
}

/* One row of the list right of the plot: mark, number, name, note. */
static void list_row(struct frontier *f, size_t i, double x, double y)
{
    const struct chart_point *p = f->points[i];
    struct words w = words_of(p, CHART_STYLE_SMALL);
    char *number = mem_printf("%zu", i + 1);
    struct chart_ink ink = { .size = CHART_STYLE_SMALL,
        .color = CHART_STYLE_INK,
        .align = CHART_RIGHT,
        .bold = p->on_frontier };

    chart_script_mark(
        &f->page, x + 8, y, 7, chart_style_role(p->role), p->published);
    chart_script_text(&f->page, x + LIST_SIGN - 22, y, ink, number);
    ink.align = CHART_LEFT;
    chart_script_text(&f->page, x + LIST_SIGN - 10, y, ink, buf_str(&w.label));
    ink = (struct chart_ink){ .size = CHART_STYLE_NOTE,
        .color = CHART_STYLE_SOFT };
    if (w.note.len > 0)
        chart_script_text(
            &f->page, x + LIST_SIGN + w.label_w, y, ink, buf_str(&w.note));
    free(number);
    words_clear(&w);
}

int chart_frontier(const struct chart_out *out, const struct chart_axis *x,
    const struct chart_axis *y, const struct chart_point *points, size_t n,
    struct err *e)
{
    struct frontier f = { .axis_x = x, .axis_y = y };
    struct lines lines = { 0 };

    begin(&f, out, points, n);
    lines.s = mem_zalloc(4 * f.n + 1, sizeof *lines.s);
    draw_stairs(&f, &lines);
    draw_intervals(&f, &lines);
    draw_points(&f);
    draw_labels(&f, &lines);
    if (f.n == 0)
        chart_page_empty(&f.page);
    for (size_t i = 0; f.many && i < f.n; i++)
        list_row(&f, i, f.page.plot.x + f.page.plot.w + 24,
            f.page.plot.y + ((double)i + 0.5) * STEP);
    free(lines.s);
    free(f.points);
    return chart_script_finish(&f.page, e);
}
