/*
 * Text in a chart: made harmless for gnuplot and XML, measured, wrapped,
 * cut. Widths are those of DejaVu Sans, so that C can know what will overlap
 * before gnuplot draws it.
 */
#ifndef RETORT_REPORT_CHART_CHART_TEXT_H
#define RETORT_REPORT_CHART_CHART_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Adds s with control characters as blanks and broken UTF-8 as U+FFFD; NULL
 * adds nothing. Newlines stay when lines says so. */
void chart_text_clean(struct buf *out, const char *s, bool lines);

/* Adds s as a gnuplot string in double quotes; a backquote, which would run
 * a command even there, goes in octal. (In single quotes gnuplot 5.4 fails
 * on a text that begins with a quote.) */
void chart_text_quote(struct buf *out, const char *s);

/* Width in px of len bytes at a font size in px; a little too much rather
 * than too little for letters outside ASCII. */
double chart_text_width(const char *s, size_t len, double size, bool bold);

/* Adds s cleaned and broken into lines no wider than width, newlines
 * between. Returns the number of lines, 0 for NULL and "". */
size_t chart_text_wrap(
    struct buf *out, const char *s, double size, bool bold, double width);

/* Adds s cleaned and, where wider than width, cut in the middle with "…":
 * names of models differ at both ends. */
void chart_text_clip(
    struct buf *out, const char *s, double size, bool bold, double width);

/* How wide that is. */
double chart_text_clipped(const char *s, double size, bool bold, double width);

#endif
