/*
 * What the processes of a job say on the pipe of its result: lines of text, of
 * which nothing is believed before it is read here.
 */
#ifndef RETORT_IO_JAIL_JAIL_SAID_H
#define RETORT_IO_JAIL_JAIL_SAID_H

#include <stddef.h>

#include "base/buf.h"
#include "io/jail/jail.h"

/* Returns what is behind this word at the start of a line that is whole, or
 * NULL. */
const char *jail_said(const struct buf *said, const char *word);

/* Copies up to the end of the line, printable ASCII only. */
void jail_said_copy(char *to, size_t size, const char *from);

/* Reads "WORD MESSAGE"; a word that is none is a broken jail. */
void jail_said_verdict(const char *line, struct jail_result *r);

#endif
