/*
 * The server's side of TLS handshakes with a certificate that nobody has
 * signed: a client that checks it hangs up. No socket here: bytes in, bytes
 * out. OpenSSL's libssl is loaded when the first server is made, as only
 * `retort serve` wants it.
 */
#ifndef RETORT_BASE_HANDSHAKE_H
#define RETORT_BASE_HANDSHAKE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct handshake_server; // the certificate, for 127.0.0.1 and localhost
struct handshake;

/* NULL with ERR_SYSTEM: libssl is not there, or too old. */
struct handshake_server *handshake_server_new(struct err *e);
void handshake_server_free(struct handshake_server *s);

enum handshake_state {
    HANDSHAKE_GOING,
    HANDSHAKE_TAKEN,  // the client is content with it
    HANDSHAKE_REFUSED // it is not, or speaks no TLS
};

struct handshake *handshake_new(const struct handshake_server *s);
void handshake_free(struct handshake *h);

/* Takes what the client sent, adds what it is to get. */
enum handshake_state handshake_feed(
    struct handshake *h, const char *bytes, size_t len, struct buf *out);

#endif
