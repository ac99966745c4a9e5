/*
 * Two pictures of a choice: what would flip it (a tornado), and who is the
 * cheapest over volume and price of an error (a map). As in chart.h.
 */
#ifndef RETORT_REPORT_CHART_CHART_CHOICE_H
#define RETORT_REPORT_CHART_CHART_CHOICE_H

#include "report/chart/chart.h"

struct chart_swing {        // one assumption
    const char *label;      //
    const char *low, *high; // ends of its range, as text
    const char *flips;      // where the choice flips, or NULL
    double at_low, at_high; // USD a year below the next best, there
};

struct chart_region { // where one way is the cheapest
    const char *label;
    size_t way;               // of its mark, the same as in the yearly chart
    const double *low, *high; // of y at each x; low >= high: nowhere there
};

/* A bar for each assumption, in their order; `now` is where all of them are
 * in the middle. Negative values mean another choice. */
int chart_tornado(const struct chart_out *out, double now,
    const struct chart_swing *swings, size_t n, struct err *e);

/* Regions over requests a day (x, columns of them, from low to high) and the
 * price of a wrong answer (y), both logarithmic. */
int chart_map(const struct chart_out *out, const double *x, size_t columns,
    double y_low, double y_high, const struct chart_region *regions, size_t n,
    struct err *e);

#endif
