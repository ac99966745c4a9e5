#include "run/scrub.h"

#include <string.h>

enum { SECRET_LEAST = 16 };

void scrub(const char *key, const char **bytes, size_t *len, struct buf *clean)
{
    const char *from = *bytes, *end = *bytes + *len, *at;
    size_t n = key != NULL ? strlen(key) : 0;

    if (n < SECRET_LEAST || memmem(from, *len, key, n) == NULL)
        return;
    while ((at = memmem(from, (size_t)(end - from), key, n)) != NULL) {
        buf_add(clean, from, (size_t)(at - from));
        buf_puts(clean, "[key]");
        from = at + n;
    }
    buf_add(clean, from, (size_t)(end - from));
    *bytes = clean->s;
    *len = clean->len;
}
