/*
 * The one style of all charts: paper, ink, sizes, and marks that stay apart
 * for colour-blind eyes and in grey print, because no two series share both
 * colour and shape.
 */
#ifndef RETORT_REPORT_CHART_CHART_STYLE_H
#define RETORT_REPORT_CHART_CHART_STYLE_H

#include <stddef.h>

#include "report/chart/chart.h"

#define CHART_STYLE_FONT "DejaVu Sans"
#define CHART_STYLE_FALLBACK "Verdana&#44; Arial&#44; sans-serif"

enum { // colours as 0xRRGGBB
    CHART_STYLE_PAPER = 0xFFFFFF,
    CHART_STYLE_INK = 0x1A1A1A,
    CHART_STYLE_SOFT = 0x5A5A5A, // subtitles, ticks, captions
    CHART_STYLE_GRID = 0xE4E4E4,
    CHART_STYLE_FRAME = 0x8C8C8C,
    CHART_STYLE_FRONTIER = 0xC4C4C4
};

enum { // px
    CHART_STYLE_WIDTH = 1600,
    CHART_STYLE_HEIGHT = 1000, // at least
    CHART_STYLE_SNUG = 620,    // ... where little is to be shown
    CHART_STYLE_MARGIN = 46,
    CHART_STYLE_TITLE = 38,
    CHART_STYLE_SUBTITLE = 23,
    CHART_STYLE_LABEL = 21,
    CHART_STYLE_SMALL = 18, // labels when there are many, and captions
    CHART_STYLE_NOTE = 16,
    CHART_STYLE_MARK = 9 // radius
};

struct chart_style_mark {
    unsigned color;
    int point;   // gnuplot's number of the shape
    double grow; // makes shapes of one radius look of one size
};

/* The mark of series i. The first 42 differ in colour or shape. */
struct chart_style_mark chart_style_mark(size_t i);

/* The mark of a role, the same in all charts. */
struct chart_style_mark chart_style_role(enum chart_role role);

#endif
