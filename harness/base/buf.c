#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void buf_clear(struct buf *b)
{
    free(b->s);
    b->s = NULL;
    b->len = b->room = 0;
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    if (b->s != NULL)
        b->s[0] = '\0';
}

void buf_enlarge(struct buf *b, size_t more)
{
    size_t need = b->len + more + 1, room = b->room > 0 ? b->room : 64;

    while (room < need)
        room *= 2;
    b->s = mem_resize(b->s, room, 1);
    b->s[b->len] = '\0';
    b->room = room;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
    char *to = buf_grow(b, len);

    if (len > 0)
        memcpy(to, bytes, len);
    b->len += len;
    b->s[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_int(struct buf *b, int64_t n)
{
    char digits[20], *end = digits + sizeof digits, *p = end;
    uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

    do
        *--p = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (n < 0)
        *--p = '-';
    buf_add(b, p, (size_t)(end - p));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    size_t room;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    buf_grow(b, 0);
    room = b->room - b->len; // most texts fit into it at the first try
    n = vsnprintf(b->s + b->len, room, fmt, ap);
    if (n >= 0 && (size_t)n >= room)
        vsnprintf(buf_grow(b, (size_t)n), (size_t)n + 1, fmt, again);
    if (n > 0)
        b->len += (size_t)n;
    b->s[b->len] = '\0';
    va_end(again);
    va_end(ap);
}

void buf_figures(struct buf *b, double x, int figures)
{
    if (fabs(x) >= pow(10, figures) - 0.5 && isfinite(x))
        buf_printf(b, "%.0f", x);
    else
        buf_printf(b, "%.*g", figures, x);
}

char *buf_take(struct buf *b)
{
    char *s = b->s != NULL ? b->s : mem_dup("", 0);

    b->s = NULL;
    b->len = b->room = 0;
    return s;
}

const char *buf_str(const struct buf *b)
{
    return b->s != NULL ? b->s : "";
}
