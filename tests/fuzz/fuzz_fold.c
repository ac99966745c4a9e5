/*
 * Every dialect's stream decoder over any bytes: however they were split,
 * the same whole body or the same refusal comes out, and the decoder makes a
 * failure with words or a reply of it. The first byte chooses the dialect.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/dialect.h"

struct folded {
    int rc;
    struct buf body, why;
};

static struct folded fold_all(
    const struct dialect *d, const char *bytes, size_t len, size_t step)
{
    struct fold *f = fold_new(d);
    struct folded out = { .rc = 0 };
    const struct fold_pace *p = fold_pace(f);

    for (size_t at = 0; at < len; at += step) {
        size_t n = len - at < step ? len - at : step;
        fold_feed(f, bytes + at, n, (int64_t)at + 1);
    }
    out.rc = fold_end(f, &out.body, &out.why);
    if ((out.rc < 0) != (out.why.len > 0) || p->first_us > p->last_us
        || p->first_bytes > p->bytes || (p->pieces > 0) != (p->bytes > 0))
        abort();
    fold_free(f);
    return out;
}

static void clear(struct folded *f)
{
    buf_clear(&f->body);
    buf_clear(&f->why);
}

static void check_reply(const struct dialect *d, const struct folded *f)
{
    struct reply r;

    d->decode(200, buf_str(&f->body), f->body.len, &r);
    if (r.text == NULL || (r.failure != FAILURE_NONE) != (r.why[0] != '\0'))
        abort();
    if (r.failure == FAILURE_NONE && r.finish == FINISH_ERROR)
        abort();
    for (int c = 0; c < USAGE_CLASSES; c++)
        if (r.usage.tokens[c] < -1)
            abort();
    reply_clear(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int n = 0;
    const struct dialect *d;
    const char *bytes = (const char *)data + 1;
    struct folded want;

    if (size == 0)
        return 0;
    while (dialect_at(n) != NULL)
        n++;
    d = dialect_at(data[0] % n);
    if (d->stream == NULL)
        return 0;
    want = fold_all(d, bytes, size - 1, size);
    if (want.rc == 0)
        check_reply(d, &want);
    for (size_t step = 1; step <= 3; step++) {
        struct folded got = fold_all(d, bytes, size - 1, step);
        if (got.rc != want.rc || got.body.len != want.body.len
            || memcmp(buf_str(&got.body), buf_str(&want.body), got.body.len)
                   != 0
            || strcmp(buf_str(&got.why), buf_str(&want.why)) != 0)
            abort();
        clear(&got);
    }
    clear(&want);
    return 0;
}
