#include "base/hash_stem.h"

#define OPENSSL_API_COMPAT 0x10100000L // as in hash.c
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum {
    LEAST = 256,    // bytes: less is hashed as quickly as it is looked up
    MOST = 1 << 18, // of a text that is remembered
    BLOCK = SHA256_CBLOCK
};

struct hash_stem {
    struct buf stem;      // whole blocks; none: nothing is known
    SHA256_CTX behind;    // the state there
    struct buf now, last; // the text, and the one before
};

struct hash_stem *hash_stem_new(void)
{
    return mem_zalloc(1, sizeof(struct hash_stem));
}

void hash_stem_free(struct hash_stem *s)
{
    if (s == NULL)
        return;
    buf_clear(&s->stem);
    buf_clear(&s->now);
    buf_clear(&s->last);
    free(s);
}

static bool begins_so(const struct hash_stem *s)
{
    return s->stem.len > 0 && s->now.len >= s->stem.len
           && memcmp(s->now.s, s->stem.s, s->stem.len) == 0;
}

/* Takes what is left of the text, of which the one before may have more: then
 * that is the stem from now on. */
static void take_rest(struct hash_stem *s, SHA256_CTX *c, size_t from)
{
    size_t most = s->now.len < s->last.len ? s->now.len : s->last.len;
    size_t least = from + LEAST, same = 0;
    struct buf swap = s->last;

    if (most >= least && memcmp(s->now.s, s->last.s, least) == 0)
        same = mem_same(s->now.s, s->last.s, most) / BLOCK * BLOCK;
    if (same >= least) {
        SHA256_Update(c, s->now.s + from, same - from);
        buf_reset(&s->stem);
        buf_add(&s->stem, s->now.s, same);
        s->behind = *c;
        from = same;
    }
    SHA256_Update(c, s->now.s + from, s->now.len - from);
    s->last = s->now;
    s->now = swap;
}

void hash_stem_two(struct hash_stem *s, const void *a, size_t a_len,
    const void *b, size_t b_len, unsigned char out[HASH_SIZE])
{
    SHA256_CTX c;
    size_t from = 0;

    if (b_len > MOST || a_len > MOST) {
        hash_two(a, a_len, b, b_len, out);
        return;
    }
    buf_reset(&s->now);
    buf_add(&s->now, a, a_len);
    buf_add(&s->now, b, b_len);
    if (begins_so(s)) {
        c = s->behind;
        from = s->stem.len;
    } else {
        SHA256_Init(&c);
    }
    if (s->now.len - from >= (size_t)2 * LEAST)
        take_rest(s, &c, from);
    else
        SHA256_Update(&c, s->now.s + from, s->now.len - from);
    SHA256_Final(out, &c);
}
