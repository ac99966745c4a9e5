/*
 * Tables of what checkpoints answered (run/import.h), row by row as an import
 * has them.
 */
#ifndef RETORT_RUN_IMPORT_TABLE_H
#define RETORT_RUN_IMPORT_TABLE_H

#include "base/err.h"
#include "base/json.h"

/* A row {"id":"SUBJECT/INDEX","reply":..,"answer":..}; -1 ends the walk. */
typedef int (*import_row_fn)(
    void *arg, const struct json *row, long line, struct err *e);

/* Calls fn for each row whose cell in the column is not empty. ERR_USAGE when
 * there is no such file or column; ERR_DATA with file:line. */
int import_table_read(const char *path, const char *column, import_row_fn fn,
    void *arg, struct err *e);

#endif
