/*
 * One curl multi on the loop: at most HTTP_SHARD_MOST easy handles, their
 * sockets and one timer in, finished transfers out. For io/http*.c only.
 */
#ifndef RETORT_IO_HTTP_SHARD_H
#define RETORT_IO_HTTP_SHARD_H

#include <stdbool.h>

#include "io/http_curl.h"
#include "io/loop.h"

/* More in one multi cost more than their share (PERFORMANCE.md). */
enum { HTTP_SHARD_MOST = 32 };

struct http_shard;

/* Gets the CURLOPT_PRIVATE of a finished transfer, which is still in the
 * multi, and how it ended. Those that finish in one turn of the loop are told
 * together, behind it. */
typedef void (*http_shard_done_fn)(void *owner, CURLcode code);

/* True when the transfer of this owner has a connection that works. */
typedef bool (*http_shard_ready_fn)(const void *owner);

/* Returns a shard on l; c is borrowed. */
struct http_shard *http_shard_new(const struct http_curl *c, struct loop *l,
    http_shard_done_fn done, http_shard_ready_fn ready);

/* Closes its connections. Its easy handles must be removed before. */
void http_shard_free(struct http_shard *s);

/* Makes easy open and close its sockets through s, for good. */
void http_shard_bind(struct http_shard *s, CURL *easy);

/* Starts a transfer; it runs in a later turn of the loop. */
void http_shard_add(struct http_shard *s, CURL *easy);

/* Ends a transfer, finished or not. */
void http_shard_remove(struct http_shard *s, CURL *easy);

#endif
