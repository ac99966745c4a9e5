/*
 * Charts on their way into a page. What gnuplot wrote is let in element by
 * element: nothing that could run, link or load, and no id twice.
 */
#ifndef RETORT_REPORT_PAGE_PAGE_CHART_H
#define RETORT_REPORT_PAGE_PAGE_CHART_H

#include "report/page/page.h"

/* Reads the chart NAME out of dir; as: its name in the page. number tells the
 * ids of charts of one page apart. ERR_DATA when it holds what a chart has no
 * use for. */
int page_chart_read(const char *dir, const char *name, const char *as,
    size_t number, struct page_chart *out, struct err *e);
void page_chart_clear(struct page_chart *c);

/* Adds the drawing to out as described; for tests. */
int page_chart_svg(
    const char *svg, size_t number, struct buf *out, struct err *e);

#endif
