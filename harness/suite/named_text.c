#include "suite/named_text.h"

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

bool named_is_space(uint32_t c)
{
    static const struct range spaces[] = { { 0x09, 0x0d }, { 0x1c, 0x20 },
        { 0x85, 0x85 }, { 0xa0, 0xa0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a },
        { 0x2028, 0x2029 }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
        { 0x3000, 0x3000 } };

    return in_ranges(c, spaces, COUNT(spaces));
}

/* Category Nd, by the zeros of its runs of ten. */
bool named_is_digit(uint32_t c)
{
    static const uint32_t zeros[] = { 0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6,
        0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
        0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
        0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0,
        0xaa50, 0xabf0, 0xff10 };

    for (size_t i = 0; i < COUNT(zeros); i++)
        if (c - zeros[i] < 10)
            return true;
    return c - 0x1d7ce < 50;
}

/* Category P, as far as texts of replies go. */
bool named_is_punctuation(uint32_t c)
{
    static const struct range marks[] = { { 0xa1, 0xa1 }, { 0xa7, 0xa7 },
        { 0xab, 0xab }, { 0xb6, 0xb7 }, { 0xbb, 0xbb }, { 0xbf, 0xbf },
        { 0x37e, 0x37e }, { 0x387, 0x387 }, { 0x55a, 0x55f }, { 0x589, 0x58a },
        { 0x5be, 0x5be }, { 0x5f3, 0x5f4 }, { 0x60c, 0x60d }, { 0x61b, 0x61b },
        { 0x61f, 0x61f }, { 0x66a, 0x66d }, { 0x6d4, 0x6d4 }, { 0x964, 0x965 },
        { 0x970, 0x970 }, { 0xe4f, 0xe4f }, { 0xe5a, 0xe5b },
        { 0x2010, 0x2027 }, { 0x2030, 0x2043 }, { 0x2045, 0x2051 },
        { 0x2053, 0x205e }, { 0x207d, 0x207e }, { 0x208d, 0x208e },
        { 0x2329, 0x232a }, { 0x2768, 0x2775 }, { 0x27e6, 0x27ef },
        { 0x2983, 0x2998 }, { 0x2e00, 0x2e4f }, { 0x3001, 0x3003 },
        { 0x3008, 0x3011 }, { 0x3014, 0x301f }, { 0x3030, 0x3030 },
        { 0x303d, 0x303d }, { 0x30a0, 0x30a0 }, { 0x30fb, 0x30fb },
        { 0xfe10, 0xfe19 }, { 0xfe30, 0xfe52 }, { 0xfe54, 0xfe61 },
        { 0xfe63, 0xfe63 }, { 0xfe68, 0xfe68 }, { 0xfe6a, 0xfe6b },
        { 0xff01, 0xff03 }, { 0xff05, 0xff0a }, { 0xff0c, 0xff0f },
        { 0xff1a, 0xff1b }, { 0xff1f, 0xff20 }, { 0xff3b, 0xff3d },
        { 0xff3f, 0xff3f }, { 0xff5b, 0xff5b }, { 0xff5d, 0xff5d },
        { 0xff5f, 0xff65 } };

    if (c < 0x80)
        return c != 0 && strchr("!\"#%&'()*,-./:;?@[\\]_{}", (int)c) != NULL;
    return in_ranges(c, marks, COUNT(marks));
}

/* Beyond ASCII all that is no space, punctuation, symbol or mark that sits on
 * a letter: letters. */
bool named_is_word(uint32_t c)
{
    static const struct range symbols[] = { { 0x80, 0xa9 }, { 0xac, 0xb1 },
        { 0xb4, 0xb4 }, { 0xb8, 0xb8 }, { 0xd7, 0xd7 }, { 0xf7, 0xf7 },
        { 0x2c2, 0x2c5 }, { 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5c7 },
        { 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x670, 0x670 }, { 0x6d6, 0x6dc },
        { 0x900, 0x903 }, { 0x93a, 0x93c }, { 0x93e, 0x94f }, { 0x951, 0x957 },
        { 0x962, 0x963 }, { 0x981, 0x983 }, { 0x9bc, 0x9bc }, { 0x9be, 0x9cd },
        { 0x9d7, 0x9d7 }, { 0x9e2, 0x9e3 }, { 0xb82, 0xb82 }, { 0xbbe, 0xbcd },
        { 0xc00, 0xc04 }, { 0xc3e, 0xc56 }, { 0xc62, 0xc63 }, { 0xe31, 0xe31 },
        { 0xe34, 0xe3a }, { 0xe47, 0xe4e }, { 0x2000, 0x206f },
        { 0x207a, 0x207e }, { 0x208a, 0x208e }, { 0x20a0, 0x20ff },
        { 0x2190, 0x245f }, { 0x2500, 0x2bff }, { 0x3000, 0x3004 },
        { 0x3012, 0x3020 }, { 0xe000, 0xf8ff }, { 0xfe00, 0xfe0f },
        { 0xfe62, 0xfe6f }, { 0xff04, 0xff0f }, { 0xff1c, 0xff1e },
        { 0xff3e, 0xff40 }, { 0xff5c, 0xff5e }, { 0xffe0, 0xffff },
        { 0x1f000, 0x1faff } };

    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
               || (c >= 'a' && c <= 'z') || c == '_';
    return !named_is_space(c) && !named_is_punctuation(c)
           && !in_ranges(c, symbols, COUNT(symbols));
}

uint32_t named_lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7)
        || (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
        return c + 32;
    if (c >= 0x400 && c <= 0x40f)
        return c + 80;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x1e00 && c <= 0x1eff))
        return c | 1;
    return c;
}

struct named_span named_strip(const char *s, const char *end)
{
    size_t n;

    while (s < end && named_is_space(named_point(s, end, &n)))
        s += n;
    while (end > s) {
        const char *p = named_back(end, s);
        if (!named_is_space(named_point(p, end, &n)))
            break;
        end = p;
    }
    return s == end ? NAMED_NOTHING
                    : (struct named_span){ s, (size_t)(end - s) };
}

const char *named_skip_space(const char *s, const char *end)
{
    size_t n;

    while (s < end && named_is_space(named_point(s, end, &n)))
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

size_t named_starts_caseless(const char *s, const char *end, const char *word)
{
    const char *start = s, *stop = word + strlen(word);
    size_t n, m;

    while (word < stop) {
        if (s == end
            || named_lower(named_point(s, end, &n))
                   != named_lower(named_point(word, stop, &m)))
            return 0;
        s += n;
        word += m;
    }
    return (size_t)(s - start);
}
