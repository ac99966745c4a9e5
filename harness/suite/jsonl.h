/*
 * Rows of JSON: one value per line, streamed, or the elements of an array in
 * one JSON file. A BOM and blank lines are skipped; gzip is undone. A whole
 * number from 2^53 on, which no double holds for sure, comes as the text of its
 * digits.
 */
#ifndef RETORT_SUITE_JSONL_H
#define RETORT_SUITE_JSONL_H

#include "base/err.h"
#include "base/json.h"

struct jsonl;

/* Opens a file of JSON lines. NULL and ERR_SYSTEM. */
struct jsonl *jsonl_open(const char *path, struct err *e);

/* Reads a whole JSON file and walks an array in it: the one at member
 * ("examples", "data.rows"); with member NULL the root, or the only member
 * of the root object that is an array. NULL and ERR_SYSTEM or ERR_DATA. */
struct jsonl *jsonl_open_array(
    const char *path, const char *member, struct err *e);

void jsonl_close(struct jsonl *r);

/* Reads the next row into *row, valid until the next call or jsonl_close.
 * Returns 1, 0 at the end, -1 and "file:line: why". */
int jsonl_next(struct jsonl *r, const struct json **row, struct err *e);

/* Where the row stands, from 1: its line, or its place in the array. */
long jsonl_number(const struct jsonl *r);

#endif
