/*
 * Packing to gzip. Unpacking is file_read's own business.
 */
#ifndef RETORT_BASE_GZIP_H
#define RETORT_BASE_GZIP_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* Adds the gzip form of len bytes to out. The same bytes always give the
 * same file: no name, no date inside. */
void gzip_pack(const void *bytes, size_t len, struct buf *out);

/* Writes a file as file_write does, packed when its name ends in ".gz". */
int gzip_write(const char *path, const void *bytes, size_t len, struct err *e);

#endif
