/*
 * Where labels go so that no text lies on text: beside points on a plane, or
 * down a column. All in px, y downwards.
 */
#ifndef RETORT_REPORT_CHART_CHART_PLACE_H
#define RETORT_REPORT_CHART_CHART_PLACE_H

#include <stdbool.h>
#include <stddef.h>

struct chart_box {
    double x, y; // upper left corner
    double w, h;
};

struct chart_segment { // a line that labels had better not lie on
    double x0, y0, x1, y1;
};

struct chart_label {
    double x, y;          // the point it belongs to
    double w, h;          // of the text
    struct chart_box box; // out: where it goes
    bool far;             // out: not beside its point, a leader is needed
};

struct chart_field {
    struct chart_box area;                // labels stay inside
    const struct chart_box *marks;        // labels keep off these
    size_t n_marks;                       //
    const struct chart_segment *segments; // ... and, if they can, these
    size_t n_segments;
};

/* Gives every label its box. Labels never overlap each other or a mark as
 * long as the area has room for them. */
void chart_place_around(
    const struct chart_field *field, struct chart_label *labels, size_t n);

/* Moves the centres y[0..n) apart to gap at least, in their order, as little
 * as may be, within low..high if that is long enough. */
void chart_place_column(
    double *y, size_t n, double gap, double low, double high);

/* The point of a box nearest to x, y: where a leader ends. */
void chart_place_nearest(
    const struct chart_box *box, double x, double y, double *px, double *py);

#endif
