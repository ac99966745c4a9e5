/*
 * Aligned text tables for terminals. Widths are those of UTF-8 on a screen;
 * what a cell holds cannot drive the terminal (report/text/plain.h).
 *
 *   t = table_new("suite|>n|about:wrap");
 *   table_cell(t, "gsm8k");
 *   table_cellf(t, "%d words", n);
 *   table_print(t, terminal_width(), TABLE_RULE, &out);
 */
#ifndef RETORT_REPORT_TEXT_TABLE_H
#define RETORT_REPORT_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct table;

enum table_look {
    TABLE_PLAIN = 0,
    TABLE_RULE = 1,  // a line under the header
    TABLE_COLOR = 2, // header in bold
    TABLE_BARE = 4   // no header
};

/* A table of columns, given as for printf: titles with | between them, > before
 * those whose cells stand right. What a column does when the table is wider
 * than the screen stands behind its title:
 *   :drop  it is left out and named below; the last of them first
 *   :any   the same, and left out when no row fills it
 *   :wrap  goes on in more lines, the widest first; left out when empty
 *   :next  goes into a further table below, beside the first column; left out
 *          when empty
 * The caller frees. */
struct table *table_new(const char *columns, ...)
    __attribute__((format(printf, 1, 2)));
void table_free(struct table *t);

/* Adds more of them; all come before the first cell. */
void table_columns(struct table *t, const char *columns, ...)
    __attribute__((format(printf, 2, 3)));

/* Fills the next cell, row by row; text is copied, NULL is empty. */
void table_cell(struct table *t, const char *text);
void table_cellf(struct table *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Ends the row early: what is left of it stays empty. */
void table_end_row(struct table *t);

/* Leaves an empty line behind the rows so far. */
void table_gap(struct table *t);

size_t table_rows(const struct table *t);

/* For other forms than text: columns; the title of one, NULL when it is left
 * out because no row fills it; whether its cells stand right; a cell, "" when
 * it is empty. */
size_t table_width(const struct table *t);
const char *table_title(const struct table *t, size_t column);
bool table_right(const struct table *t, size_t column);
const char *table_at(const struct table *t, size_t row, size_t column);

/* Adds the table to out, no wider than width where it can be (0: as wide as
 * it needs). look is a sum of enum table_look. */
void table_print(
    const struct table *t, size_t width, int look, struct buf *out);

#endif
