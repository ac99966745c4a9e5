/*
 * What standard output is: how wide, and whether colour is welcome there; and
 * text on its way to people, which is broken at the end of a screen's line
 * where words end.
 */
#ifndef RETORT_CLI_TERMINAL_H
#define RETORT_CLI_TERMINAL_H

#include <stddef.h>

#include "base/buf.h"

/* Columns of the terminal, or what COLUMNS says; 0 when it is none: tables
 * may be as wide as they need. */
size_t terminal_width(void);

/* The same for prose, which is wrapped everywhere: never 0, at most 100. */
size_t terminal_prose(void);

/* Columns of the terminal behind standard error, 0 when it is none. */
size_t terminal_error_width(void);

/* Prints the text of a table, its notes, or JSON, on standard output. */
void terminal_print(const struct buf *text);

/* Prints lines on standard error, a newline behind the last. */
void terminal_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The look of a table there: in colour when --color (auto, always, never)
 * asks for it. */
int terminal_look(const char *color);

#endif
