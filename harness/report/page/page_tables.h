/*
 * Inside a page only: tables that no command prints. The caller frees them.
 */
#ifndef RETORT_REPORT_PAGE_PAGE_TABLES_H
#define RETORT_REPORT_PAGE_PAGE_TABLES_H

#include "report/page/page.h"

/* The groups in which each B lost most to its A; and in how many of all it
 * certainly differs, in words. */
struct table *page_lost_table(const struct compare *c);
void page_lost_words(const struct compare *c, struct buf *out);

/* How sure each run was and how often it was right. */
struct table *page_sure_table(const struct page_sure *s, size_t n);

/* How the runs were made: endpoint, sampling, options, dates, versions. */
struct table *page_runs_table(const struct runs_line *lines, size_t n);

/* Every rule of every run: how many answers it read, how many were right. */
struct table *page_rules_table(const struct runs_line *lines, size_t n);

#endif
