#include "report/chart_page.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/chart_run.h"
#include "report/chart_text.h"

enum {
    TITLE_STEP = 48, // px from line to line
    TITLE_GAP = 8,   // below the last
    SUBTITLE_STEP = 32,
    KEY_STEP = 36,
    NOTE_STEP = 26,
    TICK_ROOM = 46, // below the plot
    LABEL_ROOM = 40,
    GAP = 16,
    KEY_GAP = 34,   // between two entries
    KEY_SIGN = 34,  // mark or line of an entry
    KEY_LINE = 84   //
};

/* px of radius of a mark of pointsize 1 in the svg terminal at font size 20
 * (gnuplot 5.4: 0.375 of the font size); pngcairo is scaled to the same. */
static const double point_px = 7.5;

/* A run may take a second; a minute means that something is stuck. */
static const int64_t limit_us = 60 * 1000000LL;

static double at_x(const struct chart_page *p, double x)
{
    return x / p->w;
}

static double at_y(const struct chart_page *p, double y)
{
    return 1 - y / p->h;
}

void chart_page_text(struct chart_page *p, double x, double y,
    struct chart_ink ink, const char *text)
{
    static const char *const align[] = { "left", "center", "right" };
    int number = p->next++;

    buf_printf(&p->settings, "set label %d ", number);
    chart_text_quote(&p->settings, text);
    buf_printf(&p->settings,
        " at screen %.5f,%.5f %s front noenhanced font ',%g'"
        " textcolor rgb '#%06x'\n",
        at_x(p, x), at_y(p, y), align[ink.align], ink.size, ink.color);
    if (ink.bold)
        buf_printf(&p->bold, "set label %d font BOLD.',%g'\n", number,
            ink.size);
}

static void mark_label(struct chart_page *p, double x, double y,
    double radius, int point, unsigned color)
{
    buf_printf(&p->settings,
        "set label %d '' at screen %.5f,%.5f front"
        " point pt %d ps %.3f lc rgb '#%06x'\n",
        p->next++, at_x(p, x), at_y(p, y), point, radius / point_px, color);
}

void chart_page_mark(struct chart_page *p, double x, double y, double radius,
    struct chart_style_mark mark, bool hollow)
{
    radius *= mark.grow;
    mark_label(p, x, y, radius, mark.point, mark.color);
    if (hollow)
        mark_label(p, x, y, radius * 0.55, mark.point, CHART_STYLE_PAPER);
}

void chart_page_rule(struct chart_page *p, const struct chart_segment *s,
    unsigned color, double width, int dash)
{
    buf_printf(&p->settings,
        "set arrow from screen %.5f,%.5f to screen %.5f,%.5f nohead front"
        " lw %g dt %d lc rgb '#%06x'\n",
        at_x(p, s->x0), at_y(p, s->y0), at_x(p, s->x1), at_y(p, s->y1), width,
        dash, color);
}

void chart_page_paper(struct chart_page *p, const struct chart_box *box)
{
    double air = 3; // above and below the ink

    buf_printf(&p->settings,
        "set object rectangle from screen %.5f,%.5f to screen %.5f,%.5f"
        " front fillcolor rgb '#%06x' fillstyle solid noborder\n",
        at_x(p, box->x), at_y(p, box->y + box->h - air),
        at_x(p, box->x + box->w), at_y(p, box->y + air), CHART_STYLE_PAPER);
}

static void point_row(struct chart_page *p, double x, double y, double size,
    int point, unsigned color)
{
    buf_printf(&p->marks, "%.10g %.10g %.3f %d %u\n", x, y, size, point,
        color);
}

void chart_page_point(struct chart_page *p, double x, double y,
    double radius, struct chart_style_mark mark, bool hollow)
{
    double size = radius * mark.grow / point_px;
    double ring = 2.2 / point_px; // of paper, to part it from what is below

    point_row(p, x, y, size + ring, mark.point, CHART_STYLE_PAPER);
    point_row(p, x, y, size, mark.point, mark.color);
    if (hollow)
        point_row(p, x, y, size * 0.55, mark.point, CHART_STYLE_PAPER);
}

void chart_page_leader(
    struct chart_page *p, const struct chart_label *l, double radius)
{
    struct chart_segment s = { l->x, l->y, 0, 0 };

    chart_place_nearest(&l->box, l->x, l->y, &s.x1, &s.y1);
    double far = hypot(s.x1 - l->x, s.y1 - l->y);
    if (!l->far || far <= radius)
        return;
    s.x0 += (s.x1 - l->x) * radius / far;
    s.y0 += (s.y1 - l->y) * radius / far;
    chart_page_rule(p, &s, CHART_STYLE_FRAME, 1.2, 1);
}

void chart_page_plot(struct chart_page *p, const char *fmt, ...)
{
    char text[400];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    buf_puts(&p->plots, p->plots.len > 0 ? ", \\\n     " : "");
    buf_puts(&p->plots, text);
}

static double key_width(const struct chart_key *k)
{
    return (k->dash != 0 ? KEY_LINE : KEY_SIGN)
        + chart_text_width(k->text, strlen(k->text), CHART_STYLE_SMALL, false)
        + KEY_GAP;
}

static void key_entry(struct chart_page *p, const struct chart_key *k,
    double x, double y)
{
    double sign = k->dash != 0 ? KEY_LINE : KEY_SIGN;
    struct chart_segment s = { x, y, x + sign - 10, y };

    if (k->dash != 0)
        chart_page_rule(p, &s, k->line, 3, k->dash);
    if (k->mark.point != 0)
        chart_page_mark(
            p, x + (sign - 10) / 2, y, CHART_STYLE_MARK, k->mark, k->hollow);
    chart_page_text(p, x + sign, y,
        (struct chart_ink) {
            .size = CHART_STYLE_SMALL, .color = CHART_STYLE_SOFT },
        k->text);
}

/* Lays the key out in rows; draws it when p is not NULL. Returns the rows. */
static size_t key_rows(
    struct chart_page *p, const struct chart_frame *f, double y)
{
    double x = CHART_STYLE_MARGIN;
    size_t rows = f->n_key > 0;

    for (size_t i = 0; i < f->n_key; i++) {
        double w = key_width(&f->key[i]);
        if (x + w - KEY_GAP > CHART_STYLE_WIDTH - CHART_STYLE_MARGIN
            && x > CHART_STYLE_MARGIN) {
            x = CHART_STYLE_MARGIN;
            rows++;
        }
        if (p != NULL)
            key_entry(p, &f->key[i], x, y + ((double)rows - 0.5) * KEY_STEP);
        x += w;
    }
    return rows;
}

/* Writes lines of text from y downwards; returns where they end. */
static double paragraph(struct chart_page *p, struct buf *lines, double y,
    double line_px, struct chart_ink ink)
{
    for (char *save, *line = lines->s == NULL
            ? NULL
            : strtok_r(lines->s, "\n", &save);
        line != NULL; line = strtok_r(NULL, "\n", &save)) {
        chart_page_text(p, CHART_STYLE_MARGIN, y + line_px / 2, ink, line);
        y += line_px;
    }
    return y;
}

struct words { // the texts of a page, wrapped
    struct buf title, subtitle, notes;
    size_t n_title, n_subtitle, n_notes, n_key;
};

static void wrap_words(struct words *w, const struct chart_out *out,
    const struct chart_frame *f)
{
    double width = CHART_STYLE_WIDTH - 2 * CHART_STYLE_MARGIN;

    w->n_title
        = chart_text_wrap(&w->title, out->title, CHART_STYLE_TITLE, true,
            width);
    w->n_subtitle = chart_text_wrap(
        &w->subtitle, out->subtitle, CHART_STYLE_SUBTITLE, false, width);
    w->n_notes = chart_text_wrap(
        &w->notes, f->notes, CHART_STYLE_SMALL, false, width);
    w->n_notes += chart_text_wrap(
        &w->notes, out->note, CHART_STYLE_SMALL, false, width);
    w->n_key = key_rows(NULL, f, 0);
}

/* Decides the size of the canvas and where the plot lies on it. */
static void measure(struct chart_page *p, const struct chart_frame *f,
    const struct words *w)
{
    double top = CHART_STYLE_MARGIN - 12.0
        + (double)w->n_title * TITLE_STEP + TITLE_GAP
        + (double)w->n_subtitle * SUBTITLE_STEP
        + (w->n_key > 0 ? 10.0 + (double)w->n_key * KEY_STEP : 0)
        + (f->y_label != NULL ? LABEL_ROOM : 0) + GAP;
    double below = TICK_ROOM + (f->x_label != NULL ? LABEL_ROOM : 0)
        + (w->n_notes > 0 ? GAP : 0) + (double)w->n_notes * NOTE_STEP + 24;

    p->w = CHART_STYLE_WIDTH;
    p->h = f->snug ? CHART_STYLE_SNUG : CHART_STYLE_HEIGHT;
    if (top + f->height + below > p->h)
        p->h = top + f->height + below;
    p->h = (double)(int)(p->h + 0.5);
    p->plot = (struct chart_box) { f->left, top, p->w - f->left - f->right,
        p->h - top - below };
}

void chart_page_begin(struct chart_page *p, const struct chart_out *out,
    const struct chart_frame *f)
{
    struct words w = { 0 };
    const struct chart_ink soft
        = { .size = CHART_STYLE_LABEL, .color = CHART_STYLE_SOFT };
    struct chart_ink ink = { .color = CHART_STYLE_INK, .bold = true };

    *p = (struct chart_page) { .out = out, .next = 1 };
    wrap_words(&w, out, f);
    measure(p, f, &w);
    ink.size = CHART_STYLE_TITLE;
    double y = paragraph(
        p, &w.title, CHART_STYLE_MARGIN - 12.0, TITLE_STEP, ink);
    ink = soft;
    ink.size = CHART_STYLE_SUBTITLE;
    y = paragraph(p, &w.subtitle, y + TITLE_GAP, SUBTITLE_STEP, ink);
    key_rows(p, f, y + 10);
    if (f->y_label != NULL)
        chart_page_text(p, CHART_STYLE_MARGIN, p->plot.y - GAP - 16, soft,
            f->y_label);
    double bottom = p->plot.y + p->plot.h;
    if (f->x_label != NULL) {
        ink = soft;
        ink.align = CHART_RIGHT;
        chart_page_text(p, p->plot.x + p->plot.w,
            bottom + TICK_ROOM + LABEL_ROOM / 2.0 - 6, ink, f->x_label);
        bottom += LABEL_ROOM;
    }
    ink = soft;
    ink.size = CHART_STYLE_SMALL;
    paragraph(p, &w.notes, bottom + TICK_ROOM + GAP, NOTE_STEP, ink);
    buf_clear(&w.title);
    buf_clear(&w.subtitle);
    buf_clear(&w.notes);
}

static void axis(
    struct buf *out, const struct chart_scale *s, char name, double px)
{
    buf_printf(out, "set %crange [%.10g:%.10g] noextend\n", name, s->low,
        s->high);
    if (s->log)
        buf_printf(out, "set logscale %c 10\n", name);
    buf_printf(out,
        "set %ctics scale 0 nomirror font ',%g' textcolor rgb '#%06x' ",
        name, px, CHART_STYLE_SOFT);
    chart_scale_ticks(s, out);
    buf_putc(out, '\n');
}

void chart_page_axes(
    struct chart_page *p, struct chart_scale *x, struct chart_scale *y)
{
    struct buf *out = &p->settings;
    const struct chart_box *b = &p->plot;

    x->px_low = b->x;
    x->px_high = b->x + b->w;

    buf_printf(out,
        "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
        "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
        at_x(p, b->x), at_x(p, b->x + b->w), at_y(p, b->y),
        at_y(p, b->y + b->h));
    axis(out, x, 'x', CHART_STYLE_LABEL);
    if (y != NULL) {
        y->px_low = b->y + b->h;
        y->px_high = b->y;
        axis(out, y, 'y', CHART_STYLE_LABEL);
    } else {
        buf_printf(out, "set yrange [%.10g:0]\nunset ytics\n", b->h);
    }
    buf_printf(out,
        "set border 1 lw 1.5 lc rgb '#%06x'\n"
        "set grid xtics ytics back lt 1 lw 1 lc rgb '#%06x'\n",
        CHART_STYLE_FRAME, CHART_STYLE_GRID);
}

/* The head of the script: what it is, and how to run it again. */
static void script_head(struct buf *s, const struct chart_page *p)
{
    struct buf title = { 0 };

    chart_text_clean(&title, p->out->title, false);
    buf_printf(s,
        "# %s\n# Written by retort; to draw it again: gnuplot %s.gp\n"
        "reset\nset encoding utf8\nunset key\n",
        buf_str(&title), p->out->name);
    buf_clear(&title);
}

static void script_output(
    struct buf *s, const struct chart_page *p, const char *suffix)
{
    char *file = mem_printf("%s.%s", p->out->name, suffix);

    buf_puts(s, "set output ");
    chart_text_quote(s, file);
    buf_putc(s, '\n');
    free(file);
}

/* Twice the same plot. Font sizes are px in svg and points of 1/72 inch at
 * 96 dpi in pngcairo, hence 0.75; the point scale makes marks alike too. In
 * svg the font's name goes into an attribute as it is: a comma has to hide
 * from gnuplot, and bold has no other way in (gnuplot 5.4). */
static void script_tail(struct buf *s, const struct chart_page *p)
{
    buf_printf(s,
        "\nset terminal svg size %g,%g dynamic dashlength 0.7 background '#ffffff'"
        " font '" CHART_STYLE_FONT "&#44; " CHART_STYLE_FALLBACK ",20'\n"
        "BOLD = '" CHART_STYLE_FONT "&#44; " CHART_STYLE_FALLBACK
        "\" font-weight=\"bold'\n",
        p->w, p->h);
    buf_puts(s, buf_str(&p->bold));
    script_output(s, p, "svg");
    buf_printf(s, "plot %s\nunset output\n\n",
        p->plots.len > 0 ? buf_str(&p->plots) : "NaN notitle");
    buf_printf(s,
        "if (strstrt(GPVAL_TERMINALS, 'pngcairo')) {\n"
        "  set terminal pngcairo size %g,%g font '" CHART_STYLE_FONT ",20'"
        " fontscale 0.75 pointscale 2.08 dashlength 0.7 background '#ffffff'\n"
        "} else {\n"
        "  set terminal png truecolor size %g,%g font '" CHART_STYLE_FONT
        ",15'\n}\n"
        "BOLD = '" CHART_STYLE_FONT ":Bold'\n",
        p->w, p->h, p->w, p->h);
    buf_puts(s, buf_str(&p->bold));
    script_output(s, p, "png");
    buf_puts(s, "replot\nunset output\n");
}

static void clear(struct chart_page *p)
{
    buf_clear(&p->blocks);
    buf_clear(&p->settings);
    buf_clear(&p->plots);
    buf_clear(&p->marks);
    buf_clear(&p->bold);
}

static void marks_last(struct chart_page *p)
{
    if (p->marks.len == 0)
        return;
    buf_printf(&p->blocks,
        "\n# x y size shape colour, drawn in this order\n"
        "$marks << EOD\n%sEOD\n",
        buf_str(&p->marks));
    chart_page_plot(p,
        "$marks using 1:2:3:4:5 with points pointsize variable"
        " pointtype variable lc rgb variable");
}

/* Path of a file of this chart. The caller frees. */
static char *path_of(const struct chart_page *p, const char *suffix)
{
    return mem_printf("%s/%s.%s", p->out->dir, p->out->name, suffix);
}

static int check_made(
    const struct chart_page *p, const char *suffix, struct err *e)
{
    char *path = path_of(p, suffix);
    int rc = file_exists(path)
        ? 0
        : err_set(e, ERR_SYSTEM, "gnuplot did not write %s", path);

    free(path);
    return rc;
}

static void forget(const struct chart_page *p, const char *suffix)
{
    char *path = path_of(p, suffix);

    unlink(path);
    free(path);
}

int chart_page_finish(struct chart_page *p, struct err *e)
{
    struct buf s = { 0 };
    char *gp = path_of(p, "gp"), *script = mem_printf("%s.gp", p->out->name);
    int rc = -1;

    marks_last(p);
    script_head(&s, p);
    buf_puts(&s, buf_str(&p->blocks));
    buf_putc(&s, '\n');
    buf_puts(&s, buf_str(&p->settings));
    script_tail(&s, p);
    /* No picture of an earlier run may pass for one of this. */
    forget(p, "svg");
    forget(p, "png");
    if (file_write(gp, s.s, s.len, e) < 0)
        goto out;
    rc = chart_run(p->out->dir, script, limit_us, e);
    if (rc < 0) {
        forget(p, "svg");
        forget(p, "png");
        goto out;
    }
    if (check_made(p, "svg", e) < 0 || check_made(p, "png", e) < 0)
        rc = -1;
out:
    free(script);
    free(gp);
    buf_clear(&s);
    clear(p);
    return rc;
}
