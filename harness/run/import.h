/*
 * Replies that were recorded elsewhere: a file of JSON lines, gzip or plain.
 *   {"id":SAMPLE OR ROW NUMBER,"reply":TEXT,"repeat":K,"usage":{..},
 *    "finish":"stop"|"length","latency_ms":X,"model":SERVED}
 * or a row of HumanEval's samples, {"task_id":..,"completion":TEXT}, those of
 * one task counted in their order. Only id and reply must be there; usage is
 * that of a chat completion. Where some id is the name of a sample of the
 * suite, all ids are names; else they are places in the suite, from 1: never
 * both, or a missing row would give its place to another sample's reply.
 * The same as CSV or TSV, by the file's name: run/import_csv.h.
 */
#ifndef RETORT_RUN_IMPORT_H
#define RETORT_RUN_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "run/given.h"
#include "suite/suite.h"

struct import; // the rows of a file

/* Reads a table of letters that checkpoints gave, TSV with the header
 *   subject  index  answer  ck0  ck50 ...
 * index counts from 0 in its subject, which is the group of the sample; what
 * was no letter stands as "[Invalid] : text". Gives the names of the columns
 * behind answer, one a line, into names; 0 when the file is no such table. */
int import_columns(const char *path, struct buf *names, struct err *e);

/* Reads one column of such a table. An empty cell is no reply. */
struct import *import_open_column(
    const char *path, const char *column, struct err *e);

/* Reads a file. NULL: ERR_USAGE when there is none, ERR_DATA with file:line
 * when a row is not as above, or two are for the same place. */
struct import *import_open(const char *path, struct err *e);
void import_free(struct import *m);

/* Rows; repeats of a sample; digits that tell one content from another. */
size_t import_rows(const struct import *m);
int import_repeats(const struct import *m);
const char *import_hash(const struct import *m);

/* Finds out which samples the rows belong to; walks the suite to its end. -1
 * when the suite fails, or ERR_DATA when a row is numbered 0, or when a table
 * has another right answer than the suite. */
int import_match(struct import *m, struct suite *s, struct err *e);

/* Rows that belong to no sample; the first of them as "a, b" in names. */
size_t import_strays(const struct import *m, struct buf *names);

/* A run_given_fn whose arg is the import: the reply as a chat completion. */
int import_give(
    void *arg, const struct run_ask *ask, struct run_given *out, struct err *e);

/* Samples (and repeats) that import_give had no reply for. */
int64_t import_missing(const struct import *m);

#endif
