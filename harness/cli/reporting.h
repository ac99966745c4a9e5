/*
 * What `retort report` is told, made into a page: runs picked, compared,
 * priced, drawn.
 */
#ifndef RETORT_CLI_REPORTING_H
#define RETORT_CLI_REPORTING_H

#include "cli/costing.h"
#include "report/page/page.h"

struct reporting {
    const struct options *said;
    struct options o; // the same; of its models only those without runs
    struct costing k; // picks[0] holds all runs
    struct compare compare, groups;
    struct runs_line *lines;
    struct repeats **repeats;
    struct trend *trends;
    struct page_sure *sure;
    struct page_chart *charts;
    struct buf apart, no_charts, commands;
    struct err cost_unknown;
    struct page page; // of all these
};

void reporting_open(struct reporting *r, const struct options *o);
void reporting_close(struct reporting *r);

/* Picks and computes; then page is whole but for its charts. */
int reporting_build(struct reporting *r, struct err *e);

/* Draws the charts where gnuplot is there; what is missing is said in the
 * page, and no error. */
void reporting_draw(struct reporting *r);

#endif
