#include "base/mem.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_die(void *p, size_t size)
{
    if (p == NULL) {
        fprintf(stderr, "retort: out of memory (%zu bytes wanted)\n", size);
        abort();
    }
    return p;
}

void *mem_alloc(size_t size)
{
    return or_die(malloc(size > 0 ? size : 1), size);
}

void *mem_zalloc(size_t n, size_t size)
{
    return or_die(calloc(n > 0 ? n : 1, size > 0 ? size : 1), n);
}

void *mem_resize(void *p, size_t n, size_t size)
{
    if (size > 0 && n > SIZE_MAX / size)
        return or_die(NULL, SIZE_MAX);
    return or_die(realloc(p, n * size > 0 ? n * size : 1), n * size);
}

void *mem_grow(void *p, size_t n, size_t size)
{
    return (n & (n + 1)) == 0 ? mem_resize(p, 2 * (n + 1), size) : p;
}

char *mem_dup(const void *bytes, size_t len)
{
    char *copy = mem_alloc(len + 1);

    if (len > 0)
        memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

size_t mem_same(const void *a, const void *b, size_t len)
{
    const char *x = a, *y = b;
    size_t i = 0;

    while (len - i >= 64 && memcmp(x + i, y + i, 64) == 0)
        i += 64;
    while (len - i >= 8 && memcmp(x + i, y + i, 8) == 0)
        i += 8;
    while (i < len && x[i] == y[i])
        i++;
    return i;
}

char *mem_str(const char *s)
{
    return s == NULL ? NULL : mem_dup(s, strlen(s));
}

char *mem_printf(const char *fmt, ...)
{
    va_list ap, again;
    char *s;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    s = mem_alloc((size_t)(n < 0 ? 0 : n) + 1);
    s[0] = '\0';
    vsnprintf(s, (size_t)(n < 0 ? 0 : n) + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return s;
}

bool mem_is_watched(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    return false;
#endif
}

void mem_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
