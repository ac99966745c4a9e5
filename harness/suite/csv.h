/*
 * CSV as RFC 4180 has it, streamed: quoted fields with commas, newlines and
 * doubled quotes; CRLF or LF; a BOM is skipped; gzip is undone. Bytes stay
 * what they are: "None", "007" and "1e3" are text (pandas turned the choice
 * "None" of MMLU into nan; SCORING.md section 4).
 */
#ifndef RETORT_SUITE_CSV_H
#define RETORT_SUITE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct csv;

struct csv_field {
    const char *s; // bytes with a NUL behind them; may hold NUL
    size_t len;    // in bytes
};

/* Opens a file and reads its header row. separator is ',' or '\t'. NULL and
 * ERR_SYSTEM or ERR_DATA (an empty file, a name twice). */
struct csv *csv_open(const char *path, char separator, struct err *e);

/* The same for other files: names (copied) are those of n columns when the
 * file has no header row, 0 when it has one; without quotes a quote is a byte
 * as any other, as text/tab-separated-values has it. */
struct csv *csv_open_as(const char *path, char separator, bool quotes,
    const char *const *names, size_t n, struct err *e);

void csv_close(struct csv *r);

/* Returns the names of the columns, *n of them; valid until csv_close. */
const struct csv_field *csv_header(const struct csv *r, size_t *n);

/* Reads the next row; blank lines are skipped. Returns 1, 0 at the end, -1
 * and "file:line: why" (unclosed quote, wrong number of fields). */
int csv_next(struct csv *r, struct err *e);

/* Returns the row read last, as many fields as the header has; valid until
 * the next csv_next or csv_close. */
const struct csv_field *csv_row(const struct csv *r);

/* Number of the line the row began on, from 1. */
long csv_line(const struct csv *r);

#endif
