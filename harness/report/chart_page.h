/*
 * One picture on its way to gnuplot: title, key, frame, data, captions. The
 * charts say what goes where in px of a canvas whose origin is the upper left
 * corner; this writes the script.
 */
#ifndef RETORT_REPORT_CHART_PAGE_H
#define RETORT_REPORT_CHART_PAGE_H

#include "base/buf.h"
#include "report/chart.h"
#include "report/chart_place.h"
#include "report/chart_scale.h"
#include "report/chart_style.h"

struct chart_key { // a line of explanation: mark or line, then words
    struct chart_style_mark mark; // point 0: none
    bool hollow;                  //
    int dash;                     // gnuplot's dash type; 0: no line
    unsigned line;                // its colour
    const char *text;
};

struct chart_frame { // what the size of the page follows from
    double left, right;          // px beside the plot
    double height;               // px of the plot, at least
    const char *x_label;         // below, or NULL
    const char *y_label;         // above, or NULL
    const struct chart_key *key; // under the subtitle
    size_t n_key;                //
    const char *notes;           // captions, newlines between; before out's
    bool snug;                   // the page may be low
};

struct chart_page {
    const struct chart_out *out;
    double w, h;                       // of the canvas
    struct chart_box plot;             // where the data go
    struct buf blocks, settings, plots; // parts of the script
    struct buf marks;                  // rows of the block of all marks
    struct buf bold;                   // numbers of the labels in bold
    int next;                          // number of the next label
};

enum chart_align { CHART_LEFT, CHART_CENTER, CHART_RIGHT };

struct chart_ink {
    double size; // of the font, px
    unsigned color;
    enum chart_align align;
    bool bold;
};

/* Measures, then writes title, subtitle, key, axis labels and captions. */
void chart_page_begin(struct chart_page *p, const struct chart_out *out,
    const struct chart_frame *frame);

/* Sets both ranges, the ticks and the grid, and tells the scales where they
 * lie. y NULL: no ticks, and the y of data is px below the plot's top. */
void chart_page_axes(
    struct chart_page *p, struct chart_scale *x, struct chart_scale *y);

/* One line of text, its middle at height y. */
void chart_page_text(struct chart_page *p, double x, double y,
    struct chart_ink ink, const char *text);

/* A mark on the canvas, in front of the data. */
void chart_page_mark(struct chart_page *p, double x, double y, double radius,
    struct chart_style_mark mark, bool hollow);

/* A straight line on the canvas, in front of the data. */
void chart_page_rule(struct chart_page *p, const struct chart_segment *s,
    unsigned color, double width, int dash);

/* Paper under text that has to lie on the data. */
void chart_page_paper(struct chart_page *p, const struct chart_box *box);

/* A mark at data coordinates, drawn over all lines, in order. */
void chart_page_point(struct chart_page *p, double x, double y,
    double radius, struct chart_style_mark mark, bool hollow);

/* A thin line from a mark of this radius to a label that is far from it. */
void chart_page_leader(
    struct chart_page *p, const struct chart_label *l, double radius);

/* Adds one element to the plot command: "$data using 1:2 with lines". */
void chart_page_plot(struct chart_page *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Writes the script and runs it. Clears the page in any case. */
int chart_page_finish(struct chart_page *p, struct err *e);

#endif
