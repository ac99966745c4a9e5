/*
 * An axis: which values it spans, where each of them falls on the canvas,
 * and how its ticks are written.
 */
#ifndef RETORT_REPORT_CHART_CHART_SCALE_H
#define RETORT_REPORT_CHART_CHART_SCALE_H

#include <stdbool.h>

#include "base/buf.h"
#include "report/chart/chart.h"

struct chart_scale {
    double low, high; // values at the two ends
    bool log;         // of base 10
    bool whole;       // ticks at whole numbers only
    double px_low;    // where they fall; y grows downwards
    double px_high;   //
    enum chart_unit unit;
};

/* Starts empty: chart_scale_see widens it, chart_scale_fit finishes it. */
void chart_scale_init(struct chart_scale *s, enum chart_unit unit, bool is_log);

/* Widens the span to a value; unknown ones and, on a logarithmic axis, those
 * that have no logarithm are passed over. */
void chart_scale_see(struct chart_scale *s, double value);

/* True when the axis can show the value: known, and positive if log. */
bool chart_scale_can(const struct chart_scale *s, double value);

/* Adds air of this share of the span on each side; an axis that saw nothing
 * or one value gets a span around it. */
void chart_scale_fit(struct chart_scale *s, double air);

/* The px of a value, which may lie outside the axis. */
double chart_scale_px(const struct chart_scale *s, double value);

/* The value, or the end of the axis that it is beyond. */
double chart_scale_cut(const struct chart_scale *s, double value);

/* Adds a list of ticks for gnuplot: ('$1K' 1000, '$10K' 10000). */
void chart_scale_ticks(const struct chart_scale *s, struct buf *out);

/* Adds a value as people write it: $1.2K, 10K, 95 %. */
void chart_scale_write(struct buf *out, enum chart_unit unit, double value);

#endif
