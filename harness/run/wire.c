#include "run/wire.h"

#include <string.h>

#include "base/scan.h"

enum { SECRET_LEAST = 16 };

enum failure wire_failure(enum http_fail fail)
{
    switch (fail) {
    case HTTP_OK: return FAILURE_NONE;
    case HTTP_TIMEOUT: return FAILURE_TIMEOUT;
    case HTTP_TRUST: return FAILURE_TRUST;
    case HTTP_TOO_BIG:
    case HTTP_PROTOCOL: return FAILURE_PROTOCOL;
    default: return FAILURE_NETWORK;
    }
}

bool wire_recorded(const struct http_reply *reply, int64_t *latency_us)
{
    const char *said = http_reply_header(reply, "x-retort-recorded-us");

    if (said == NULL)
        return false;
    if (!scan_whole(said, latency_us) || *latency_us < 0)
        *latency_us = -1;
    return true;
}

void wire_scrub(
    const char *key, const char **bytes, size_t *len, struct buf *clean)
{
    const char *from = *bytes, *end = *bytes + *len, *at;
    size_t n = key != NULL ? strlen(key) : 0;

    if (n < SECRET_LEAST || memmem(from, *len, key, n) == NULL)
        return;
    while ((at = memmem(from, (size_t)(end - from), key, n)) != NULL) {
        buf_add(clean, from, (size_t)(at - from));
        buf_puts(clean, "[key]");
        memset((char *)(uintptr_t)at, '*', n); // a core image has it too
        from = at + n;
    }
    buf_add(clean, from, (size_t)(end - from));
    *bytes = clean->s;
    *len = clean->len;
}
