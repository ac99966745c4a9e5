/*
 * A small HTTP/1.1 server on 127.0.0.1: recorded replies, and an endpoint
 * with faults on demand for tests. One request at a time per connection,
 * kept alive; answered at once or later.
 *
 * Each request is ended exactly once, by listen_reply or listen_end, however
 * long that takes: when the client has gone meanwhile, both just clean up.
 */
#ifndef RETORT_IO_LISTEN_H
#define RETORT_IO_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "io/loop.h"

struct listen;
struct listen_request;

struct listen_options {
    int port;          // 0: the system picks
    size_t max_header; // bytes; 0: 64 KiB; more gets 431
    size_t max_body;   // bytes; 0: 64 MiB; more gets 413
};

/* Gets a whole request, to be ended now or later. */
typedef void (*listen_fn)(void *arg, struct listen_request *r);

/* Returns a server that accepts from the next turn of l on, or NULL with
 * ERR_SYSTEM (port taken). l must outlive it. */
struct listen *listen_open(struct loop *l, const struct listen_options *o,
    listen_fn fn, void *arg, struct err *e);

/* Returns a socket that listens on 127.0.0.1, *port (0: the system picks, and
 * *port gets it); -1 with ERR_SYSTEM. */
int listen_socket(int *port, struct err *e);

/* Closes everything, requests that are not ended too: they are gone.
 * Not from within listen_fn. */
void listen_close(struct listen *s);

int listen_port(const struct listen *s);

/* Connections accepted so far. */
size_t listen_accepted(const struct listen *s);

/* Parts of a request, borrowed until it is ended. A body may hold NUL and has
 * a NUL behind it; a header that is not there is NULL, its name any case. */
const char *listen_method(const struct listen_request *r);
const char *listen_path(const struct listen_request *r); // with its query
const char *listen_header(const struct listen_request *r, const char *name);
const char *listen_body(const struct listen_request *r, size_t *len);

/* Ends a request with a reply. type is its content type (NULL: JSON), extra
 * are whole lines "Name: value\r\n" or NULL. All borrowed for the call. */
void listen_reply(struct listen_request *r, int status, const char *type,
    const char *extra, const char *body, size_t len);

/* Sends bytes as they are, the request stays open: for replies in pieces and
 * for broken ones. */
void listen_write(struct listen_request *r, const char *bytes, size_t len);

/* Ends a request answered by listen_write. */
enum listen_how {
    LISTEN_KEEP,  // the connection goes on
    LISTEN_CLOSE, // closed behind what was written
    LISTEN_RESET  // broken off with RST
};
void listen_end(struct listen_request *r, enum listen_how how);

/* True when the client has gone and nobody will read the answer. */
bool listen_gone(const struct listen_request *r);

#endif
