/*
 * The script of one picture: what the charts draw, in px of a canvas whose
 * origin is the upper left corner, or at data coordinates.
 */
#ifndef RETORT_REPORT_CHART_CHART_SCRIPT_H
#define RETORT_REPORT_CHART_CHART_SCRIPT_H

#include "base/buf.h"
#include "report/chart/chart.h"
#include "report/chart/chart_place.h"
#include "report/chart/chart_scale.h"
#include "report/chart/chart_style.h"

struct chart_script {
    const struct chart_out *out;
    double w, h;                        // of the canvas
    struct chart_box plot;              // where the data go
    struct buf blocks, settings, plots; // parts of the script
    struct buf marks;                   // rows of the block of all marks
    struct buf bold;                    // numbers of the labels in bold
    int next;                           // number of the next label
};

enum chart_align { CHART_LEFT, CHART_CENTER, CHART_RIGHT };

struct chart_ink {
    double size; // of the font, px
    unsigned color;
    enum chart_align align;
    bool bold;
};

/* Sets both ranges, the ticks and the grid, and tells the scales where they
 * lie. y NULL: no ticks, and the y of data is px below the plot's top. */
void chart_script_axes(
    struct chart_script *p, struct chart_scale *x, struct chart_scale *y);

/* One line of text, its middle at height y. */
void chart_script_text(struct chart_script *p, double x, double y,
    struct chart_ink ink, const char *text);

/* The same, cut in the middle where it is wider than width. */
void chart_script_clip(struct chart_script *p, double x, double y, double width,
    struct chart_ink ink, const char *text);

/* A mark on the canvas, in front of the data. */
void chart_script_mark(struct chart_script *p, double x, double y,
    double radius, struct chart_style_mark mark, bool hollow);

/* A straight line on the canvas, in front of the data. */
void chart_script_rule(struct chart_script *p, const struct chart_segment *s,
    unsigned color, double width);

/* Paper under text that has to lie on the data. */
void chart_script_paper(struct chart_script *p, const struct chart_box *box);

/* An area on the canvas, hatched in one of gnuplot's patterns. */
void chart_script_hatch(struct chart_script *p, const struct chart_box *box,
    unsigned color, int pattern);

/* A mark at data coordinates, drawn over all lines, in order. */
void chart_script_point(struct chart_script *p, double x, double y,
    double radius, struct chart_style_mark mark, bool hollow);

/* A thin line from a mark of this radius to a label that is far from it. */
void chart_script_leader(
    struct chart_script *p, const struct chart_label *l, double radius);

/* Adds one element to the plot command: "$data using 1:2 with lines". */
void chart_script_plot(struct chart_script *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Draws straight lines of this width below the marks: rows of "x y dx dy
 * colour" at data coordinates, in a block of that name; none is fine. */
void chart_script_vectors(struct chart_script *p, const char *name,
    const struct buf *rows, double line_px);

/* Writes the script and runs it. Clears it in any case. */
int chart_script_finish(struct chart_script *p, struct err *e);

#endif
