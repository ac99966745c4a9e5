/* Takes the key out of what an endpoint sent: it shall stand nowhere. */
#ifndef RETORT_RUN_SCRUB_H
#define RETORT_RUN_SCRUB_H

#include <stddef.h>

#include "base/buf.h"

/* Some servers repeat the key in their errors. Where key (or NULL) stands in
 * the bytes they are copied to clean with "[key]" in its place, and *bytes and
 * *len are those. Short words ("none", "ollama") are no keys. */
void scrub(const char *key, const char **bytes, size_t *len, struct buf *clean);

#endif
