/*
 * Text from outside on its way into HTML, XML or Markdown: whatever it holds,
 * it stays text. What could drive a terminal is spelled out
 * (report/text/plain.h).
 */
#ifndef RETORT_REPORT_TEXT_MARKUP_H
#define RETORT_REPORT_TEXT_MARKUP_H

#include <stddef.h>

#include "base/buf.h"

/* Adds it for an element or a quoted attribute of HTML or XML, on one line. */
void markup_text(struct buf *out, const char *s, size_t len);

/* Adds it for a line or a table's cell of Markdown as GitHub and GitLab read
 * it: no tag, link, mention or number of an issue comes of it. */
void markup_markdown(struct buf *out, const char *s, size_t len);

#endif
