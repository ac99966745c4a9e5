/*
 * What came over the wire, before it is read: for flights and for probes.
 */
#ifndef RETORT_RUN_WIRE_H
#define RETORT_RUN_WIRE_H

#include <stddef.h>

#include "base/buf.h"
#include "io/http.h"
#include "model/outcome.h"

/* Why there is no reply, when HTTP has none. */
enum failure wire_failure(enum http_fail fail);

/* Some servers repeat the key in their errors; it shall stand nowhere. Where
 * key (or NULL) stands in the bytes they are copied to clean with "[key]" in
 * its place, and *bytes and *len are those; where it stood it is
 * wiped, so they must be writable. Short words ("none", "ollama")
 * are no keys. */
void wire_scrub(
    const char *key, const char **bytes, size_t *len, struct buf *clean);

#endif
