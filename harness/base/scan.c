#include "base/scan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool scan_number(const char *text, const char *unit, double *out)
{
    size_t len = strspn(text, "+-.0123456789eE");
    char *end;

    *out = strtod(text, &end); /* which knows blanks, hex and inf, too */
    return end != text && end <= text + len && strcmp(end, unit) == 0
           && isfinite(*out);
}

bool scan_whole(const char *text, int64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0'
           && strspn(text, "+-0123456789") == strlen(text);
}
