/*
 * The stream parser over any bytes: in one piece, byte by byte, and cut where
 * the input says, the same events come out. The first byte chooses between
 * server-sent events and JSON lines.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/events.h"

static void on_event(void *arg, const char *name, const char *data, size_t len)
{
    struct buf *out = arg;

    if (name == NULL || data[len] != '\0')
        abort();
    buf_printf(out, "%zu:", strlen(name));
    buf_puts(out, name);
    buf_printf(out, "%zu:", len);
    buf_add(out, data, len);
}

static void feed(enum events_kind kind, const char *bytes, size_t len,
    size_t step, struct buf *out)
{
    struct events ev = { .kind = kind };

    for (size_t at = 0; at < len; at += step) {
        size_t n = len - at < step ? len - at : step;
        char *piece = malloc(n);
        if (piece == NULL)
            return;
        memcpy(piece, bytes + at, n); /* reading behind it is seen */
        events_feed(&ev, piece, n, on_event, out);
        free(piece);
    }
    events_end(&ev, on_event, out);
    events_clear(&ev);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum events_kind kind =
        size > 0 && data[0] % 2 == 1 ? EVENTS_LINES : EVENTS_SSE;
    const char *bytes = (const char *)data + (size > 0);
    size_t len = size - (size > 0), steps[3];
    struct buf want = { 0 };

    feed(kind, bytes, len, len > 0 ? len : 1, &want);
    steps[0] = 1;
    steps[1] = size > 0 ? data[0] / 2 % 16 + 1u : 1;
    steps[2] = len / 2 + 1;
    for (int i = 0; i < 3; i++) {
        struct buf got = { 0 };
        feed(kind, bytes, len, steps[i], &got);
        if (got.len != want.len
            || memcmp(buf_str(&got), buf_str(&want), got.len) != 0)
            abort();
        buf_clear(&got);
    }
    buf_clear(&want);
    return 0;
}
