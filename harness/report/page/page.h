/*
 * One page for who decides: what was found in words, then the tables and
 * pictures it rests on, then how all of it was made. Composed of what run,
 * compare, trend, show and cost tell; nothing here computes a figure anew.
 */
#ifndef RETORT_REPORT_PAGE_PAGE_H
#define RETORT_REPORT_PAGE_PAGE_H

#include "report/bill/bill_swing.h"
#include "report/compare/compare.h"
#include "report/runs.h"
#include "report/trend.h"
#include "stats/calibration.h"

struct page_sure { // a run whose letters' probabilities are stored
    const struct data_run *run;
    struct calibration c;
};

struct page_chart {
    char *name;  // "frontier-gsm8k": the part before the first "-" is its kind
    char *title; // what it finds
    char *svg;   // to be put into a page as it is
};

struct page { // borrows all it points to
    int64_t wall_us;
    double level;
    const struct runs_line *lines; // runs of a suite together
    size_t n;
    const struct compare *compare; // whole suites; n 0: nothing to compare
    const struct compare *groups;  // the same with a row for each group; NULL
    const char *apart;             // pairs that were not compared, a line each
    const struct bill *bill;
    const struct bill_swings *swings;
    const char *cost_unknown; // why no cost at all is known; NULL
    const struct price_book *prices;
    const struct trend *trends;
    size_t trend_count;
    const struct page_sure *sure;
    size_t sure_count;
    const struct page_chart *charts;
    size_t chart_count;
    const char *no_charts; // why some are missing, a line each; ""
    const char *commands;  // that make it again, a line each
};

/* The first paragraph: who was measured on what, who keeps how much, who is
 * the cheapest at what volume. Lines. */
void page_finding(const struct page *p, struct buf *out);

/* What is not known, and what a figure must not be taken for. Lines. */
void page_unknown(const struct page *p, struct buf *out);

/* Why no cost is known, where that is so. A line. */
void page_no_cost(const struct page *p, struct buf *out);

/* How it was made: statistics with their papers. Lines. */
void page_methods(const struct page *p, struct buf *out);

/* A whole HTML document: one file, without scripts and outer resources. */
void page_html(const struct page *p, struct buf *out);

/* A summary for a comment of a pull request. */
void page_markdown(const struct page *p, struct buf *out);

/* One object: "finding", "not_known", and as "run", "compare", "by_group",
 * "cost", "trends" what these commands write with --json. */
void page_json(const struct page *p, struct buf *out);

#endif
