#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
    va_list ap;

    if (e == NULL)
        return -1;
    e->kind = kind;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    return -1;
}

int err_wrap(struct err *e, const char *fmt, ...)
{
    char old[sizeof e->text];
    size_t used;
    va_list ap;
    int n;

    if (e == NULL)
        return -1;
    memcpy(old, e->text, sizeof old);
    va_start(ap, fmt);
    n = vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    used = n < 0 ? 0 : (size_t)n;
    if (used < sizeof e->text)
        snprintf(e->text + used, sizeof e->text - used, ": %s", old);
    return -1;
}

int err_errno(struct err *e, enum err_kind kind, const char *fmt, ...)
{
    int saved = errno;
    size_t used;
    va_list ap;
    int n;

    if (e == NULL)
        return -1;
    e->kind = kind;
    va_start(ap, fmt);
    n = vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    used = n < 0 ? 0 : (size_t)n;
    if (used < sizeof e->text)
        snprintf(
            e->text + used, sizeof e->text - used, ": %s", strerror(saved));
    return -1;
}

void err_clear(struct err *e)
{
    if (e != NULL) {
        e->kind = ERR_NONE;
        e->text[0] = '\0';
    }
}
