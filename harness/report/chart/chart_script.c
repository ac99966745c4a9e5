#include "report/chart/chart_script.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/chart/chart_run.h"
#include "report/chart/chart_text.h"

/* px of radius of a mark of pointsize 1 in the svg terminal at font size 20
 * (gnuplot 5.4: 0.375 of the font size); pngcairo is scaled to the same. */
static const double point_px = 7.5;

/* A run may take a second; a minute means that something is stuck. */
static const int64_t limit_us = 60 * 1000000LL;

static double at_x(const struct chart_script *p, double x)
{
    return x / p->w;
}

static double at_y(const struct chart_script *p, double y)
{
    return 1 - y / p->h;
}

void chart_script_text(struct chart_script *p, double x, double y,
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
        buf_printf(
            &p->bold, "set label %d font BOLD.',%g'\n", number, ink.size);
}

static void mark_label(struct chart_script *p, double x, double y,
    double radius, int point, unsigned color)
{
    buf_printf(&p->settings,
        "set label %d '' at screen %.5f,%.5f front"
        " point pt %d ps %.3f lc rgb '#%06x'\n",
        p->next++, at_x(p, x), at_y(p, y), point, radius / point_px, color);
}

void chart_script_mark(struct chart_script *p, double x, double y,
    double radius, struct chart_style_mark mark, bool hollow)
{
    radius *= mark.grow;
    mark_label(p, x, y, radius, mark.point, mark.color);
    if (hollow)
        mark_label(p, x, y, radius * 0.55, mark.point, CHART_STYLE_PAPER);
}

void chart_script_clip(struct chart_script *p, double x, double y, double width,
    struct chart_ink ink, const char *text)
{
    struct buf cut = { 0 };

    chart_text_clip(&cut, text, ink.size, ink.bold, width);
    chart_script_text(p, x, y, ink, buf_str(&cut));
    buf_clear(&cut);
}

void chart_script_rule(struct chart_script *p, const struct chart_segment *s,
    unsigned color, double width)
{
    buf_printf(&p->settings,
        "set arrow from screen %.5f,%.5f to screen %.5f,%.5f nohead front"
        " lw %g lc rgb '#%06x'\n",
        at_x(p, s->x0), at_y(p, s->y0), at_x(p, s->x1), at_y(p, s->y1), width,
        color);
}

void chart_script_paper(struct chart_script *p, const struct chart_box *box)
{
    double air = 3; // above and below the ink

    buf_printf(&p->settings,
        "set object rectangle from screen %.5f,%.5f to screen %.5f,%.5f"
        " front fillcolor rgb '#%06x' fillstyle solid noborder\n",
        at_x(p, box->x), at_y(p, box->y + box->h - air),
        at_x(p, box->x + box->w), at_y(p, box->y + air), CHART_STYLE_PAPER);
}

void chart_script_hatch(struct chart_script *p, const struct chart_box *box,
    unsigned color, int pattern)
{
    buf_printf(&p->settings,
        "set object rectangle from screen %.5f,%.5f to screen %.5f,%.5f"
        " front fillcolor rgb '#%06x' fillstyle pattern %d border lc rgb"
        " '#%06x'\n",
        at_x(p, box->x), at_y(p, box->y + box->h), at_x(p, box->x + box->w),
        at_y(p, box->y), color, pattern, color);
}

static void point_row(struct chart_script *p, double x, double y, double size,
    int point, unsigned color)
{
    buf_printf(&p->marks, "%.10g %.10g %.3f %d %u\n", x, y, size, point, color);
}

void chart_script_point(struct chart_script *p, double x, double y,
    double radius, struct chart_style_mark mark, bool hollow)
{
    double size = radius * mark.grow / point_px;
    double ring = 2.2 / point_px; // of paper, to part it from what is below

    point_row(p, x, y, size + ring, mark.point, CHART_STYLE_PAPER);
    point_row(p, x, y, size, mark.point, mark.color);
    if (hollow)
        point_row(p, x, y, size * 0.55, mark.point, CHART_STYLE_PAPER);
}

void chart_script_leader(
    struct chart_script *p, const struct chart_label *l, double radius)
{
    struct chart_segment s = { l->x, l->y, 0, 0 };

    chart_place_nearest(&l->box, l->x, l->y, &s.x1, &s.y1);
    double far = hypot(s.x1 - l->x, s.y1 - l->y);
    if (!l->far || far <= radius)
        return;
    s.x0 += (s.x1 - l->x) * radius / far;
    s.y0 += (s.y1 - l->y) * radius / far;
    chart_script_rule(p, &s, CHART_STYLE_FRAME, 1.2);
}

void chart_script_plot(struct chart_script *p, const char *fmt, ...)
{
    char text[400];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    buf_puts(&p->plots, p->plots.len > 0 ? ", \\\n     " : "");
    buf_puts(&p->plots, text);
}

static void axis(struct buf *out, const struct chart_scale *s, char name)
{
    buf_printf(
        out, "set %crange [%.10g:%.10g] noextend\n", name, s->low, s->high);
    if (s->log)
        buf_printf(out, "set logscale %c 10\n", name);
    buf_printf(out,
        "set %ctics scale 0 nomirror font ',%d' textcolor rgb '#%06x' ", name,
        CHART_STYLE_LABEL, CHART_STYLE_SOFT);
    chart_scale_ticks(s, out);
    buf_putc(out, '\n');
}

void chart_script_axes(
    struct chart_script *p, struct chart_scale *x, struct chart_scale *y)
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
    axis(out, x, 'x');
    if (y != NULL) {
        y->px_low = b->y + b->h;
        y->px_high = b->y;
        axis(out, y, 'y');
    } else {
        buf_printf(out, "set yrange [%.10g:0]\nunset ytics\n", b->h);
    }
    buf_printf(out,
        "set border 1 lw 1.5 lc rgb '#%06x'\n"
        "set grid xtics ytics back lt 1 lw 1 lc rgb '#%06x'\n",
        CHART_STYLE_FRAME, CHART_STYLE_GRID);
}

/* The head of the script: what it is, and how to run it again. */
static void script_head(struct buf *s, const struct chart_script *p)
{
    struct buf title = { 0 };

    chart_text_clean(&title, p->out->title, false);
    buf_printf(s,
        "# %s\n# Written by retort; to draw it again: gnuplot %s.gp\n"
        "reset\nset encoding utf8\nunset key\n",
        buf_str(&title), p->out->name);
    buf_clear(&title);
}

int chart_title(
    const char *dir, const char *name, struct buf *out, struct err *e)
{
    char *path = mem_printf("%s/%s.gp", dir, name);
    struct buf script = { 0 };
    int rc = file_read(path, &script, e);

    if (rc == 0 && strncmp(buf_str(&script), "# ", 2) == 0)
        buf_add(out, script.s + 2, strcspn(script.s + 2, "\n"));
    buf_clear(&script);
    free(path);
    return rc;
}

static void script_output(
    struct buf *s, const struct chart_script *p, const char *suffix)
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
static void script_tail(struct buf *s, const struct chart_script *p)
{
    buf_printf(s,
        "\nset terminal svg size %g,%g dynamic dashlength 0.7 background "
        "'#ffffff'"
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

static void clear(struct chart_script *p)
{
    buf_clear(&p->blocks);
    buf_clear(&p->settings);
    buf_clear(&p->plots);
    buf_clear(&p->marks);
    buf_clear(&p->bold);
}

static void marks_last(struct chart_script *p)
{
    if (p->marks.len == 0)
        return;
    buf_printf(&p->blocks,
        "\n# x y size shape colour, drawn in this order\n"
        "$marks << EOD\n%sEOD\n",
        buf_str(&p->marks));
    chart_script_plot(p, "$marks using 1:2:3:4:5 with points pointsize variable"
                         " pointtype variable lc rgb variable");
}

/* Path of a file of this chart. The caller frees. */
static char *path_of(const struct chart_script *p, const char *suffix)
{
    return mem_printf("%s/%s.%s", p->out->dir, p->out->name, suffix);
}

static int check_made(
    const struct chart_script *p, const char *suffix, struct err *e)
{
    char *path = path_of(p, suffix);
    int rc = file_exists(path)
                 ? 0
                 : err_set(e, ERR_SYSTEM, "gnuplot did not write %s", path);

    free(path);
    return rc;
}

static void forget(const struct chart_script *p, const char *suffix)
{
    char *path = path_of(p, suffix);

    unlink(path);
    free(path);
}

void chart_script_vectors(struct chart_script *p, const char *name,
    const struct buf *rows, double line_px)
{
    if (rows->len == 0)
        return;
    buf_printf(
        &p->blocks, "# x y dx dy colour\n$%s << EOD\n%sEOD\n", name, rows->s);
    chart_script_plot(p,
        "$%s using 1:2:3:4:5 with vectors nohead lw %g lc rgb variable", name,
        line_px);
}

int chart_script_finish(struct chart_script *p, struct err *e)
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
