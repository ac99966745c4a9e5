/*
 * What came over the wire, before it is read: for flights and for probes.
 */
#ifndef RETORT_RUN_WIRE_H
#define RETORT_RUN_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/http.h"
#include "model/outcome.h"

/* Why there is no reply, when HTTP has none. */
enum failure wire_failure(enum http_fail fail);

/* True when the reply is a recorded one: *latency_us is what was measured when
 * it was recorded, -1 when that is not known. */
bool wire_recorded(const struct http_reply *reply, int64_t *latency_us);

/* Some servers repeat the key in their errors; it shall stand nowhere. Where
 * key (or NULL) stands in the bytes they are copied to clean with "[key]" in
 * its place, and *bytes and *len are those; where it stood it is
 * wiped, so they must be writable. Short words ("none", "ollama")
 * are no keys. */
void wire_scrub(
    const char *key, const char **bytes, size_t *len, struct buf *clean);

#endif
