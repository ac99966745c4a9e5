#include "store/pack.h"

enum { WORD = 8, FRONT = 3 * WORD };
_Static_assert(sizeof(struct pack_place) == 2 * WORD, "a place has no gaps");

/* Of what stands behind the sum. It finds what a disk does to bytes, not what
 * somebody does who means to. */
static uint64_t sum(int64_t row, const unsigned char *bytes, size_t len)
{
    uint64_t s = (uint64_t)row * 0x9e3779b97f4a7c15;

    for (size_t i = WORD; i < len; i += WORD)
        s = (s << 7 | s >> 57) + pack_word(bytes + i);
    return s;
}

bool pack_read(const void *bytes, size_t len, struct pack *out)
{
    const unsigned char *b = bytes;

    if (b == NULL || len < FRONT
        || (len - FRONT) % sizeof(struct pack_place) != 0)
        return false;
    out->from = (int64_t)pack_word(b + WORD);
    out->to = (int64_t)pack_word(b + 2 * WORD);
    out->bytes = b + FRONT;
    out->count = (len - FRONT) / sizeof(struct pack_place);
    return true;
}

bool pack_test(const struct pack *p, int64_t row)
{
    const unsigned char *b = p->bytes - FRONT;

    return pack_word(b)
           == sum(row, b, FRONT + p->count * sizeof(struct pack_place));
}

void pack_begin(struct buf *out)
{
    static const char front[FRONT];

    buf_reset(out);
    buf_add(out, front, FRONT);
}

static void set_word(struct buf *b, size_t at, uint64_t word)
{
    word = htole64(word);
    memcpy(b->s + at, &word, sizeof word);
}

void pack_end(int64_t row, int64_t from, int64_t to, struct buf *out)
{
    set_word(out, WORD, (uint64_t)from);
    set_word(out, 2 * WORD, (uint64_t)to);
    set_word(out, 0, sum(row, (const unsigned char *)out->s, out->len));
}
