#include "base/gzip.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/file.h"

enum {
    GZIP_WINDOW = 15 + 16, // + 16: a gzip header (zlib.h)
    MEMORY = 9,
    PIECE = 1 << 30 // zlib counts in unsigned int
};

/* Feeds one piece and takes all that zlib gives for it. */
static int pack_piece(z_stream *z, int flush, struct buf *out)
{
    int rc;

    do {
        char *to = buf_grow(out, 64 * 1024);
        z->next_out = (Bytef *)to;
        z->avail_out = 64 * 1024;
        rc = deflate(z, flush);
        out->len += 64 * 1024 - z->avail_out;
    } while (rc == Z_OK && z->avail_out == 0);
    return rc == Z_BUF_ERROR ? Z_OK : rc; /* nothing was left to do: fine */
}

void gzip_pack(const void *bytes, size_t len, struct buf *out)
{
    z_stream z = { 0 };
    const char *p = bytes;
    int rc;

    rc = deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MEMORY,
        Z_DEFAULT_STRATEGY);
    do {
        size_t n = len < PIECE ? len : PIECE;
        z.next_in = (Bytef *)(uintptr_t)p;
        z.avail_in = (uInt)n;
        p += n;
        len -= n;
        if (rc == Z_OK)
            rc = pack_piece(&z, len == 0 ? Z_FINISH : Z_NO_FLUSH, out);
    } while (len > 0);
    deflateEnd(&z);
    if (rc != Z_STREAM_END) { /* only memory can fail here: mem.h */
        fprintf(stderr, "retort: out of memory\n");
        abort();
    }
    buf_grow(out, 1)[0] = '\0';
}

int gzip_write(const char *path, const void *bytes, size_t len, struct err *e)
{
    struct buf packed = { 0 };
    size_t n = strlen(path);
    int rc;

    if (n < 3 || strcmp(path + n - 3, ".gz") != 0)
        return file_write(path, bytes, len, e);
    gzip_pack(bytes, len, &packed);
    rc = file_write(path, packed.s, packed.len, e);
    buf_clear(&packed);
    return rc;
}
