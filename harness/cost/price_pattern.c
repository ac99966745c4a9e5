#include "cost/price_pattern.h"

#include <ctype.h>
#include <string.h>

static const char wildcards[] = "*?#";

static bool char_fits(char pattern, char c)
{
    if (pattern == '?')
        return c != '\0';
    if (pattern == '#')
        return isdigit((unsigned char)c) != 0;
    return pattern == c
           || tolower((unsigned char)pattern) == tolower((unsigned char)c);
}

bool price_pattern_fits(const char *pattern, const char *name)
{
    const char *star = NULL, *retry = NULL;

    while (*name) {
        if (*pattern == '*') {
            star = ++pattern; // try it empty first, longer on a dead end
            retry = name;
        } else if (*pattern && char_fits(*pattern, *name)) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star;
            name = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

int price_pattern_weight(const char *pattern)
{
    size_t wild = 0, len = strlen(pattern);
    for (const char *p = pattern; *p; p++)
        wild += strchr(wildcards, *p) != NULL;
    return (int)(len - wild) + (wild ? 0 : 10000);
}

bool price_pattern_exact(const char *pattern)
{
    return strpbrk(pattern, wildcards) == NULL;
}
