/*
 * libcurl, loaded when the first client is made: its forty dependencies cost
 * 8 ms that a command without network need not wait for (PERFORMANCE.md).
 * For io/http*.c only.
 */
#ifndef RETORT_IO_HTTP_CURL_H
#define RETORT_IO_HTTP_CURL_H

#include <curl/curl.h>

#include "base/err.h"

#define HTTP_CURL_FUNCTIONS(X)                                                 \
    X(global_init_mem)                                                         \
    X(global_cleanup)                                                          \
    X(version_info)                                                            \
    X(easy_init)                                                               \
    X(easy_setopt)                                                             \
    X(easy_getinfo)                                                            \
    X(easy_header)                                                             \
    X(easy_cleanup)                                                            \
    X(easy_strerror)                                                           \
    X(multi_init)                                                              \
    X(multi_setopt)                                                            \
    X(multi_add_handle)                                                        \
    X(multi_remove_handle)                                                     \
    X(multi_socket_action)                                                     \
    X(multi_info_read)                                                         \
    X(multi_cleanup)                                                           \
    X(share_init)                                                              \
    X(share_setopt)                                                            \
    X(share_cleanup)                                                           \
    X(slist_append)                                                            \
    X(slist_free_all)                                                          \
    X(url)                                                                     \
    X(url_set)                                                                 \
    X(url_get)                                                                 \
    X(url_strerror)                                                            \
    X(url_cleanup)                                                             \
    X(free)

/* The functions we call, without their "curl_" (which are macros). */
struct http_curl {
#define X(name) __typeof__(curl_##name) *name;
    HTTP_CURL_FUNCTIONS(X)
#undef X
};

/* Loads and starts libcurl. Fails with ERR_SYSTEM: not installed, too old.
 * Pair with c->global_cleanup(); the library itself stays loaded, because
 * the TLS library below it cannot be unloaded safely. */
int http_curl_load(struct http_curl *c, struct err *e);

#endif
