/*
 * Where requests go: the parsed URL and what every request to it shares. For
 * io/http*.c only.
 */
#ifndef RETORT_IO_HTTP_ENDPOINT_H
#define RETORT_IO_HTTP_ENDPOINT_H

#include <stdbool.h>

#include "base/err.h"
#include "io/http_curl.h"

struct http_request;

struct http_endpoint {
    const struct http_curl *curl;
    CURLU *url;
    struct curl_slist *headers; // holds keys
    char *ca_file;              // NULL: the system's trust alone
    bool tls;
    bool loopback;             // no proxy between
    struct http_request *idle; // transfers set up for it, latest first
    struct http_endpoint *next;
};

/* Returns an endpoint as http_endpoint_new says, which sends agent as its
 * name (NULL: none); c is borrowed. */
struct http_endpoint *http_endpoint_make(const struct http_curl *c,
    const char *url, const char *const *headers, const char *agent,
    const char *ca_file, struct err *e);

void http_endpoint_free(struct http_endpoint *p);

/* Sets up an easy handle for requests to p. */
void http_endpoint_bind(const struct http_endpoint *p, CURL *easy);

#endif
