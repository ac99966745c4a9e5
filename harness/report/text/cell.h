/*
 * Cells of tables: shares, their intervals, differences and p, in the words of
 * report/runs.h. "-" stands for what is not known.
 */
#ifndef RETORT_REPORT_TEXT_CELL_H
#define RETORT_REPORT_TEXT_CELL_H

#include "report/text/table.h"
#include "stats/interval.h"

void cell_percent(struct table *t, double share);        // 71.3
void cell_interval(struct table *t, struct interval ci); // 64.2-77.5
void cell_percent_ci(struct table *t, double share, struct interval ci); // both
void cell_points(struct table *t, double points);                        // +1.2
void cell_points_ci(
    struct table *t, double points, struct interval ci); // +1.2 (+0.3 to +2.1)

/* 0.031, 6.2e-08, 6.2e-758: the smallest never become 0. */
void cell_p(struct table *t, double log10_p);

#endif
