/*
 * A forest plot: a difference with its interval in every row, and a line at
 * none. Rows stand as they come.
 */
#ifndef RETORT_REPORT_CHART_CHART_FOREST_H
#define RETORT_REPORT_CHART_CHART_FOREST_H

#include <stdint.h>

#include "report/chart/chart.h"

struct chart_forest_row {
    const char *name;
    double points;      // the difference, in points; NAN: "unknown"
    struct interval ci; // of it; NAN limits: none is drawn
    int64_t n;          // samples
    bool certain;       // filled mark; else hollow
    bool whole;         // of all rows below it: bold, a mark of its own
};

struct chart_forest {
    const struct chart_forest_row *rows;
    size_t n;
    const char *left, *right; // what a point on that side of 0 means
    const char *certain;      // what a filled mark means
};

int chart_forest(
    const struct chart_out *out, const struct chart_forest *f, struct err *e);

#endif
