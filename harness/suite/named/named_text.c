#include "suite/named/named_text.h"

#include <string.h>

struct range {
    uint32_t first, last;
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static bool in_ranges(uint32_t c, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= r[i].first && c <= r[i].last)
            return true;
    return false;
}

uint32_t named_point(const char *s, const char *end, size_t *n)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t left = (size_t)(end - s), want;
    uint32_t c;

    *n = 1;
    if (p[0] < 0x80)
        return p[0];
    want = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || left < want)
        return 0xfffd;
    c = p[0] & (0x7fU >> want);
    for (size_t i = 1; i < want; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0xfffd;
        c = c << 6 | (p[i] & 0x3fU);
    }
    *n = want;
    return c;
}

const char *named_back(const char *s, const char *from)
{
    const char *p = s - 1;

    for (int i = 0; i < 3 && p > from && ((unsigned char)*p & 0xc0) == 0x80;
         i++)
        p--;
    return ((unsigned char)*p & 0xc0) == 0x80 ? s - 1 : p;
}

static bool is_space(uint32_t c) // str.isspace
{
    static const struct range spaces[] = { { 0x09, 0x0d }, { 0x1c, 0x20 },
        { 0x85, 0x85 }, { 0xa0, 0xa0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a },
        { 0x2028, 0x2029 }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
        { 0x3000, 0x3000 } };

    return in_ranges(c, spaces, COUNT(spaces));
}

struct named_span named_strip(const char *s, const char *end)
{
    size_t n;

    while (s < end && is_space(named_point(s, end, &n)))
        s += n;
    while (end > s) {
        const char *p = named_back(end, s);
        if (!is_space(named_point(p, end, &n)))
            break;
        end = p;
    }
    return s == end ? NAMED_NOTHING
                    : (struct named_span){ s, (size_t)(end - s) };
}

const char *named_skip_space(const char *s, const char *end)
{
    size_t n;

    while (s < end && is_space(named_point(s, end, &n)))
        s += n;
    return s;
}

const char *named_find_word(const char *s, const char *end, const char *word)
{
    return memmem(s, (size_t)(end - s), word, strlen(word));
}

const char *named_find_last(const char *s, const char *end, const char *word)
{
    const char *last = NULL;

    while ((s = named_find_word(s, end, word)) != NULL)
        last = s++;
    return last;
}

const char *named_line_end(const char *s, const char *end)
{
    const char *p = memchr(s, '\n', (size_t)(end - s));

    return p != NULL ? p : end;
}

bool named_starts(const char *s, const char *end, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(end - s) >= n && memcmp(s, word, n) == 0;
}

/* What re.IGNORECASE takes for one letter: besides capitals the long s and the
 * i without its dot. */
static uint32_t folded(uint32_t c)
{
    return c == 0x17f ? 's' : c == 0x131 ? 'i' : named_lower(c);
}

size_t named_starts_caseless(const char *s, const char *end, const char *word)
{
    const char *start = s, *stop = word + strlen(word);
    size_t n, m;

    while (word < stop) {
        if (s == end
            || folded(named_point(s, end, &n))
                   != folded(named_point(word, stop, &m)))
            return 0;
        s += n;
        word += m;
    }
    return (size_t)(s - start);
}
