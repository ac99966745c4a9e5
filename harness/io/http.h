/*
 * HTTP client: many requests at once over libcurl, on the one loop. Header
 * lines hold keys: they are never logged and never in an error.
 */
#ifndef RETORT_IO_HTTP_H
#define RETORT_IO_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "io/loop.h"

struct http_options {
    size_t max_reply;           // bytes, unpacked; 0: 64 MiB
    int64_t connect_timeout_us; // to name, connect and TLS; 0: 10 s
    const char *user_agent;     // NULL: none is sent
};

enum http_fail {
    HTTP_OK,       // a whole reply came, whatever its status
    HTTP_RESOLVE,  // the name has no address
    HTTP_CONNECT,  // nobody answers there, or not in connect_timeout_us
    HTTP_TLS,      // no TLS at all, or it broke down
    HTTP_TRUST,    // its certificate does not verify: nothing was sent
    HTTP_TIMEOUT,  // not done in time
    HTTP_RESET,    // closed before the whole reply was here
    HTTP_TOO_BIG,  // above max_reply
    HTTP_PROTOCOL, // not HTTP, or damaged compression
    HTTP_CANCELLED // by http_cancel or http_free
};

struct http_reply {
    enum http_fail fail;
    const char *why;       // a sentence for people; "" when fail is HTTP_OK
    int status;            // 0 when no status line came
    const char *body;      // never NULL, NUL behind; a piece if it failed
    size_t len;            // bytes of body, which may hold NUL
    int64_t sent_us;       // connection ready, writing began; 0: never
    int64_t first_byte_us; // of the status line; 0: never
    int64_t done_us;       // of the last byte, or when it failed; all three on
                           // clock_now_us
    bool maybe_processed;  // request bytes left us: it may have been billed
    bool connected;        // a connection was made for it
    const struct http_request *from;
};

/* Borrows the reply. May call http_send and http_cancel, not http_free. */
typedef void (*http_done_fn)(void *arg, const struct http_reply *reply);

/* Returns a client on l, which must outlive it; NULL with ERR_SYSTEM. */
struct http *http_new(
    struct loop *l, const struct http_options *o, struct err *e);

/* Cancels what is in flight (those done must not send), frees all of h. */
void http_free(struct http *h);

/* Returns an endpoint that lives as long as h; copies headers ("Name: value",
 * NULL-ended, or NULL; JSON is the default content type); ca_file is trusted
 * beside the system's (NULL: none). NULL with ERR_CONFIG naming the bad URL,
 * header (never its value) or file. */
struct http_endpoint *http_endpoint_new(struct http *h, const char *url,
    const char *const *headers, const char *ca_file, struct err *e);

/* Starts a POST (body NULL: a GET); done is called exactly once, later, and
 * the returned handle is good until then. Borrows body until done is called,
 * so a retry still has it. timeout_us > 0 bounds the whole exchange. */
struct http_request *http_send(struct http *h, struct http_endpoint *to,
    const char *body, size_t len, int64_t timeout_us, http_done_fn done,
    void *arg);

/* From now on the bytes of a body with status 200 go to fn as they come, with
 * the arg of done, and not into the reply: its body stays empty. Once fn has
 * returned true the exchange has a second left, for an end of the connection
 * that may never come. idle_us > 0: HTTP_TIMEOUT when no byte at all has come
 * for so long. fn may neither send nor cancel. */
typedef bool (*http_bytes_fn)(void *arg, const char *bytes, size_t len);
void http_feed(struct http_request *r, int64_t idle_us, http_bytes_fn fn);

void http_cancel(struct http *h, struct http_request *r); // calls its done

size_t http_in_flight(const struct http *h); // whose done is to come

/* Value of a reply header, any case, or NULL; borrowed for the call. */
const char *http_reply_header(const struct http_reply *reply, const char *name);

const char *http_fail_name(enum http_fail fail); // "ok", "resolve", ...

#endif
