/*
 * A growing run of bytes with a NUL kept behind them. May hold NUL itself:
 * len is the truth. Storage belongs to the caller: struct buf b = { 0 };
 */
#ifndef RETORT_BASE_BUF_H
#define RETORT_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

struct buf {
    char *s;     // bytes, NUL behind; NULL while nothing was ever added
    size_t len;  // bytes in use
    size_t room; // bytes allocated
};

/* Frees the bytes; the buffer is empty and usable again. */
void buf_clear(struct buf *b);

/* Forgets the bytes, keeps the room. */
void buf_reset(struct buf *b);

/* Makes room for more bytes, where there is none. */
void buf_enlarge(struct buf *b, size_t more);

/* Makes room for more bytes and returns where they go (len is unchanged). */
static inline char *buf_grow(struct buf *b, size_t more)
{
    if (b->room - b->len <= more)
        buf_enlarge(b, more);
    return b->s + b->len;
}

/* Adds bytes at the end. */
void buf_add(struct buf *b, const void *bytes, size_t len);

/* Adds a string at the end. */
void buf_puts(struct buf *b, const char *s);

/* Adds one byte at the end. */
static inline void buf_putc(struct buf *b, char c)
{
    char *to = buf_grow(b, 1);

    to[0] = c;
    to[1] = '\0';
    b->len++;
}

/* Adds a whole number in decimal digits at the end. */
void buf_int(struct buf *b, int64_t n);

/* Adds printed text at the end. */
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds a number with so many figures that count, as %g does, but a large one
 * with all of its own and never as a power of ten. */
void buf_figures(struct buf *b, double x, int figures);

/* Hands the bytes out (never NULL, NUL behind); the buffer is empty. The
 * caller frees. */
char *buf_take(struct buf *b);

/* Returns the bytes as a string; "" while empty. Borrowed. */
const char *buf_str(const struct buf *b);

#endif
