/*
 * Requests from any bytes, arriving whole and in two pieces: both must end
 * the same way, and the parts must lie inside the bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/listen_parse.h"

enum { MAX_HEADER = 4000, MAX_BODY = 10000 };

static void check(const struct listen_parse *p, const char *s, size_t len)
{
    const char *value = listen_parse_header(p, s, "host");

    if (p->end > len || p->body_at + p->body_len > p->end
        || p->headers_at > p->body_at || p->path_at >= p->headers_at)
        abort();
    if (strlen(s) >= p->body_at || strlen(s + p->path_at) >= p->body_at)
        abort();
    if (value != NULL && value + strlen(value) >= s + p->body_at)
        abort();
}

/* Parses with a cut after first bytes (len: none). */
static int parse(const uint8_t *data, size_t first, size_t len)
{
    struct listen_parse p = { 0 };
    char *s = malloc(len + 1);
    int status = LISTEN_MORE;

    if (s == NULL)
        abort();
    memcpy(s, data, len);
    s[len] = '\0';
    if (first < len) {
        char *piece = malloc(first + 1); // so that ASan sees its end
        if (piece == NULL)
            abort();
        memcpy(piece, s, first);
        piece[first] = '\0';
        status = listen_parse(&p, piece, first, MAX_HEADER, MAX_BODY);
        memcpy(s, piece, first);
        free(piece);
    }
    if (status == LISTEN_MORE)
        status = listen_parse(&p, s, len, MAX_HEADER, MAX_BODY);
    if (status == LISTEN_WHOLE)
        check(&p, s, len);
    free(s);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t first;

    if (size < 2)
        return 0;
    first = 1 + data[0] % (size - 1);
    data++;
    size--;
    if ((parse(data, first, size) == LISTEN_WHOLE)
        != (parse(data, size, size) == LISTEN_WHOLE))
        abort();
    return 0;
}
