/*
 * What standard output is: how wide, and whether colour is welcome there.
 */
#ifndef RETORT_CLI_TERMINAL_H
#define RETORT_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Columns of the terminal, or what COLUMNS says; 0 when it is none: tables
 * may be as wide as they need. */
size_t terminal_width(void);

/* The same for prose, which is wrapped everywhere: never 0, at most 100. */
size_t terminal_prose(void);

/* True when --color (auto, always, never) asks for colour there. */
bool terminal_color(const char *when);

#endif
