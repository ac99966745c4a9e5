/*
 * Files: whole ones read (gzip undone by itself), lines streamed, folders
 * made, new content put in place at once.
 */
#ifndef RETORT_BASE_FILE_H
#define RETORT_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct file_lines;

/* Adds the whole content of path to out; a gzip file is unpacked. Fails with
 * ERR_SYSTEM, the text naming the path. */
int file_read(const char *path, struct buf *out, struct err *e);

/* The same of a file of at most so many bytes; ERR_DATA of a larger one, a
 * device that never ends among them. */
int file_read_most(
    const char *path, size_t most, struct buf *out, struct err *e);

/* Writes a file at once: to a temporary beside it, then renamed; a folder that
 * is not there is made. One that is a database (of replies that were paid for)
 * is not written over: ERR_USAGE. */
int file_write(const char *path, const void *bytes, size_t len, struct err *e);

/* Makes a folder and those above it; one that is there is fine. */
int file_mkdirs(const char *path, struct err *e);

/* True when something is there under this name. */
bool file_exists(const char *path);
bool file_is_folder(const char *path);

/* Returns "dir/name", or name itself when it is absolute. Caller frees. */
char *file_join(const char *dir, const char *name);

/* Where name is in the tree that this program was built in, as
 * TREE/build/MODE/PROGRAM; NULL when it was not. Caller frees. */
char *file_of_tree(const char *name);

/* Where name was installed with this program, wherever both are now:
 * ANY/share/retort/NAME of ANY/bin/PROGRAM; NULL when it is not there. Caller
 * frees. */
char *file_of_share(const char *name);

/* Opens a plain or gzip file for reading in pieces; NULL on error. */
struct file_lines *file_lines_open(const char *path, struct err *e);

/* Refuses text that begins as UTF-16 does: -1, ERR_DATA and what to do. */
int file_refuse_utf16(
    const char *path, const char *s, size_t len, struct err *e);

/* Reads up to and with the next newline into line (reset first). Returns 1,
 * 0 at the end, -1 on error (unreadable, damaged gzip). */
int file_lines_next(struct file_lines *f, struct buf *line, struct err *e);

/* Number of the line read last, from 1. */
long file_lines_number(const struct file_lines *f);

void file_lines_close(struct file_lines *f);

#endif
