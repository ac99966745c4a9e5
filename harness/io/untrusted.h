/*
 * A port on 127.0.0.1 that speaks TLS with a certificate that does not verify,
 * for `retort serve --faults bad_certificate`: counts who hangs up and who
 * does not, and answers nobody.
 */
#ifndef RETORT_IO_UNTRUSTED_H
#define RETORT_IO_UNTRUSTED_H

#include <stdint.h>

#include "base/err.h"
#include "io/loop.h"

struct untrusted;

/* port 0: the system picks. NULL with ERR_SYSTEM. l must outlive it. */
struct untrusted *untrusted_open(struct loop *l, int port, struct err *e);
void untrusted_close(struct untrusted *u);

int untrusted_port(const struct untrusted *u);

struct untrusted_count {
    int64_t refused; // connections that ended before or at the certificate
    int64_t taken;   // whose client would have sent its request
};
struct untrusted_count untrusted_count(const struct untrusted *u);

#endif
