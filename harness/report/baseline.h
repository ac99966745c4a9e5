/*
 * A baseline as a small file, to be committed beside a training script: which
 * samples, what they were (hashes) and what became of them. No texts.
 *
 * Format 1, JSON lines, plain or .gz. A suite is a line that is an object:
 *   {"retort_baseline":1,"suite":..,"suite_version":..,"suite_hash":..,
 *    "model":..,"served":..,"sampling":{..},"options":{..},"made":..,
 *    "retort":..,"status":..,"part":..,"samples":N,"outcomes":{"correct":..,..},
 *    "tokens":{"replies":..,"input":..,..}}       tokens: null is unknown
 * and behind it a line for each of its N samples that is an array:
 *   [place, "id", "hash", "outcomes"] or [..., "cluster"]
 * with 16 hexadecimal digits of the SHA-256 of prompt and target, and one
 * letter for each time it was asked: correct, wrong, unread, truncated,
 * refused, failed, or - for never.
 */
#ifndef RETORT_REPORT_BASELINE_H
#define RETORT_REPORT_BASELINE_H

#include "report/pick.h"

/* Bytes of the hash that the file keeps. */
enum { BASELINE_HASH = 8 };

/* True for a word that names such a file, never a run: it ends in .jsonl or
 * .gz. */
bool baseline_is_file(const char *word);

/* Adds a run as one suite of a baseline file. */
void baseline_write(const struct data_run *d, struct buf *out);

/* Adds the suites of a file to p, as runs without a number, whose items have
 * hash_len bytes of hash. ERR_USAGE when the file is not there, ERR_DATA with
 * file and line when it is none, or cut. */
int baseline_read(const char *path, struct pick *p, struct err *e);

/* Keeps of every hash what a file keeps: then the two can be paired. */
void baseline_shorten(struct pick *p);

#endif
