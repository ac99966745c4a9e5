/*
 * The page around a plot: title, subtitle, key, axis labels, captions. It
 * grows downwards as its texts need.
 */
#ifndef RETORT_REPORT_CHART_CHART_PAGE_H
#define RETORT_REPORT_CHART_CHART_PAGE_H

#include "report/chart/chart_script.h"

struct chart_key { // a line of explanation: mark or line, then words
    struct chart_style_mark mark; // point 0: none
    bool hollow;                  //
    int pattern;                  // of a hatched area; 0: none
    int dash;                     // dash type 1, 2 or 4; 0: no line
    unsigned line;                // its colour
    const char *text;
};

struct chart_frame {             // what the size of the page follows from
    double left, right;          // px beside the plot
    double height;               // px of the plot, at least
    const char *x_label;         // below, or NULL
    const char *y_label;         // above, or NULL
    const struct chart_key *key; // under the subtitle
    size_t n_key;                //
    const char *notes;           // captions, newlines between; before out's
    bool snug;                   // the page may be low
};

/* Measures, then writes title, subtitle, key, axis labels and captions. */
void chart_page_begin(struct chart_script *p, const struct chart_out *out,
    const struct chart_frame *frame);

/* Says in the middle of the plot that there is nothing to draw. */
void chart_page_empty(struct chart_script *p);

#endif
