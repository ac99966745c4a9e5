/*
 * Reads one HTTP/1.1 request in place, as its bytes arrive. Pure: the caller
 * owns the bytes and may move them between calls, so places are offsets.
 */
#ifndef RETORT_IO_LISTEN_PARSE_H
#define RETORT_IO_LISTEN_PARSE_H

#include <stdbool.h>
#include <stddef.h>

enum listen_phase {
    LISTEN_HEAD,
    LISTEN_FIXED, // a body of known length
    LISTEN_SIZE,  // a chunk's size line
    LISTEN_CHUNK, // its bytes
    LISTEN_AFTER, // the line end behind them
    LISTEN_TRAILER
};

struct listen_parse {
    enum listen_phase phase;
    size_t seen;       // bytes that need no second look
    size_t path_at;    // the method stands at 0
    size_t headers_at; // lines, each NUL-ended, two bytes apart
    size_t body_at;
    size_t body_len; // whole, or of the chunks so far
    size_t left;     // bytes of the current chunk still to come
    size_t end;      // bytes of the request, once it is whole
    bool keep_alive;
    bool expects; // 100-continue
};

enum { LISTEN_MORE = 0, LISTEN_WHOLE = 1 };

/* Looks at len (> 0) bytes of a request from its start; p starts as { 0 } and
 * the bytes must stay between calls. Returns LISTEN_WHOLE, LISTEN_MORE, or the
 * status to refuse with (400, 413, 431, 501). */
int listen_parse(struct listen_parse *p, char *s, size_t len, size_t max_header,
    size_t max_body);

/* Value of a header of a parsed head, any case, or NULL. */
const char *listen_parse_header(
    const struct listen_parse *p, const char *s, const char *name);

#endif
