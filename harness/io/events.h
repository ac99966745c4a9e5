/*
 * The events of a streamed reply, from bytes that were split anywhere:
 * server-sent events (PROVIDER-APIS 2.1), or JSON values one a line. Knows
 * nothing of sockets, nor of what an event means.
 */
#ifndef RETORT_IO_EVENTS_H
#define RETORT_IO_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum events_kind {
    EVENTS_SSE,  // fields by line, an empty line behind each event
    EVENTS_LINES // each line that is not empty is one
};

struct events { // starts as { .kind = ... }
    enum events_kind kind;
    struct buf line;    // the one that is under way
    struct buf name;    // of the event under way
    struct buf data;    // its data lines, a newline between
    bool has_data;      // it has one, which may be empty
    bool return_before; // the last byte was CR: LF would belong to it
    size_t start;       // bytes of a byte order mark that were seen, 3: over
};

/* name is "" where an event has none; data has a NUL behind it and may hold
 * more. Both borrowed for the call. */
typedef void (*events_fn)(
    void *arg, const char *name, const char *data, size_t len);

/* Takes the next bytes and calls fn for each event that is whole. */
void events_feed(
    struct events *ev, const char *bytes, size_t len, events_fn fn, void *arg);

/* No more will come: what has no line end behind it counts as it is. (A
 * browser would drop it. Some servers close right behind their last line.) */
void events_end(struct events *ev, events_fn fn, void *arg);

void events_clear(struct events *ev);

#endif
