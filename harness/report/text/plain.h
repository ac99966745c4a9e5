/*
 * Text from outside on its way to a terminal: nothing in it may drive the
 * terminal, and it is broken into lines where words end.
 *
 * Control characters (ESC, NUL, C1, ...), broken UTF-8 and the marks that
 * turn the direction of writing are spelled out: \x1b, \u202e.
 */
#ifndef RETORT_REPORT_TEXT_PLAIN_H
#define RETORT_REPORT_TEXT_PLAIN_H

#include <stddef.h>

#include "base/buf.h"

/* Adds text on one line: newlines and tabs become blanks. */
void plain_line(struct buf *out, const char *s, size_t len);

/* Adds text with its lines kept; tabs become four blanks. The same control
 * character many times over is written once and counted. */
void plain_text(struct buf *out, const char *s, size_t len);

/* Adds text as plain_text does, no line wider than width (0: no limit),
 * indent blanks before each, a newline behind each. */
void plain_wrap(
    struct buf *out, const char *s, size_t len, size_t indent, size_t width);

/* The same as an item of a list: "- " before the first line, blanks before
 * the others. */
void plain_item(struct buf *out, const char *s, size_t len, size_t width);

/* Adds text that is harmless and in lines already, tables among them: a line
 * wider than width (0: no limit) goes on below, under what stands in it behind
 * a dash, or behind a name and two blanks. Lines of JSON, of tables in Markdown
 * and in colour stay. */
void plain_hang(struct buf *out, const char *s, size_t len, size_t width);

/* How many bytes of harmless text go on a line of this width (not 0), broken
 * behind a blank where there is one; at least one character. */
size_t plain_fit(const char *s, size_t len, size_t width);

#endif
