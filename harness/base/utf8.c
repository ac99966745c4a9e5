#include "base/utf8.h"

static bool tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

size_t utf8_len(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    unsigned long code;

    if (len == 0)
        return 0;
    if (p[0] < 0x80)
        return 1;
    if (p[0] >= 0xc2 && p[0] <= 0xdf)
        return len >= 2 && tail(p[1]) ? 2 : 0;
    if (p[0] >= 0xe0 && p[0] <= 0xef) {
        if (len < 3 || !tail(p[1]) || !tail(p[2]))
            return 0;
        code = (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
        return code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 0 : 3;
    }
    if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        if (len < 4 || !tail(p[1]) || !tail(p[2]) || !tail(p[3]))
            return 0;
        code = (p[0] & 7u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6
               | (p[3] & 0x3fu);
        return code < 0x10000 || code > 0x10ffff ? 0 : 4;
    }
    return 0;
}

bool utf8_valid(const char *s, size_t len)
{
    for (size_t i = 0, n; i < len; i += n) {
        n = utf8_len(s + i, len - i);
        if (n == 0)
            return false;
    }
    return true;
}

static unsigned long decode(const unsigned char *p, size_t n)
{
    unsigned long c = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));

    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3fu);
    return c;
}

size_t utf8_width(const char *s, size_t len)
{
    size_t width = 0;

    for (size_t i = 0, n; i < len; i += n) {
        unsigned long c;
        n = utf8_len(s + i, len - i);
        if (n == 0) {
            n = 1;
            width++;
            continue;
        }
        c = decode((const unsigned char *)s + i, n);
        if (c < 32 || (c >= 0x300 && c <= 0x36f) || c == 0x200b)
            continue;
        width += (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf)
                         || (c >= 0xac00 && c <= 0xd7a3)
                         || (c >= 0xf900 && c <= 0xfaff)
                         || (c >= 0xfe30 && c <= 0xfe6f)
                         || (c >= 0xff00 && c <= 0xff60)
                         || (c >= 0x1f300 && c <= 0x1faff)
                     ? 2
                     : 1;
    }
    return width;
}
