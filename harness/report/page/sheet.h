/*
 * A page of headings, prose, tables and pictures, written as HTML or as
 * Markdown. All texts are plain: they are escaped here, and nowhere else.
 */
#ifndef RETORT_REPORT_PAGE_SHEET_H
#define RETORT_REPORT_PAGE_SHEET_H

#include <stdbool.h>

#include "base/buf.h"
#include "report/text/table.h"

struct sheet {
    struct buf *out; // borrowed
    bool html;       // else Markdown
    int level;       // of the headings of sections: 2, or 3 in a comment
};

/* A heading depth levels below those of sections; id is the anchor, or NULL. */
void sheet_heading(
    struct sheet *s, int depth, const char *id, const char *text);

/* Lines of text: a paragraph each, or an item of a list behind "- ". small:
 * notes, which a reader may skip. */
void sheet_lines(struct sheet *s, const char *lines, bool small);

/* A table; caption or NULL. The first column names the row. */
void sheet_table(struct sheet *s, const struct table *t, const char *caption);

/* Lines as they stand: commands. */
void sheet_code(struct sheet *s, const char *lines);

#endif
