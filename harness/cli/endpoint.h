/*
 * From a model to an endpoint that requests can go to: where its key comes
 * out of the environment.
 */
#ifndef RETORT_CLI_ENDPOINT_H
#define RETORT_CLI_ENDPOINT_H

#include <stdint.h>

#include "base/err.h"
#include "io/http.h"
#include "model/model.h"

/* The key of m, or NULL: for nothing but headers, and to take it out of what
 * comes back. */
const char *endpoint_key(const struct model *m);

/* Takes the keys of n models out of the environment, into memory that no core
 * image holds, and lets nobody but root look into the process from then on. */
void endpoint_keys(struct model *models, size_t n);

/* Checks --timeout. */
int endpoint_timeout(int64_t seconds, struct err *e);

enum endpoint_way { ENDPOINT_WHOLE, ENDPOINT_STREAM, ENDPOINT_OFFLINE };

/* Returns the endpoint of m for whole replies or for streams, which lives as
 * long as h. NULL: ERR_CONFIG when its key is not set (unless offline, when
 * none is needed) or the URL is no good. */
struct http_endpoint *endpoint_open(struct http *h, const struct model *m,
    enum endpoint_way way, struct err *e);

/* Returns an endpoint at url with the key and the headers of m, and with type
 * ("Content-Type: ...") unless it is NULL: JSON. */
struct http_endpoint *endpoint_at(struct http *h, const struct model *m,
    const char *url, const char *type, struct err *e);

#endif
