/*
 * Replies in CSV or TSV, the names of the columns in the first line: id and
 * reply (or task_id and completion), and repeat, finish, latency_ms, model,
 * prompt_tokens, completion_tokens where they are known. Other columns are
 * for others. Row by row as an import has them (run/import.h).
 */
#ifndef RETORT_RUN_IMPORT_CSV_H
#define RETORT_RUN_IMPORT_CSV_H

#include "run/import_table.h"

/* What stands between the columns of a file of that name: ',' in .csv, a tab
 * in .tsv, both also behind .gz cut off; 0: it is called otherwise. */
char import_csv_separator(const char *path);

/* Calls fn for each row, an empty cell left out unless it is the reply's.
 * ERR_USAGE when there is no such file; ERR_DATA with file:line. */
int import_csv_read(const char *path, char separator, import_row_fn fn,
    void *arg, struct err *e);

#endif
