#include "suite/extract/extract_word.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Marks of three bytes, and the ASCII ones they stand for. */
static const struct {
    const char *s;
    char as;
} wide_marks[] = {
    { "\xef\xbc\x9a", ':' },  // U+FF1A
    { "\xef\xbc\x88", '(' },  // U+FF08
    { "\xef\xbc\x89", ')' },  // U+FF09
    { "\xef\xbc\x8c", ',' },  // U+FF0C
    { "\xe3\x80\x82", '.' },  // U+3002
    { "\xe3\x80\x90", '(' },  // U+3010
    { "\xe3\x80\x91", ')' },  // U+3011
    { "\xe2\x80\x93", '-' },  // U+2013
    { "\xe2\x80\x94", '-' },  // U+2014
    { "\xe2\x80\x9c", '"' },  // U+201C
    { "\xe2\x80\x9d", '"' },  // U+201D
    { "\xe2\x80\x98", '\'' }, // U+2018
    { "\xe2\x80\x99", '\'' }, // U+2019
    { "\xe2\x86\x92", '>' },  // U+2192, an arrow
};

static char wide_mark(const char *s, const char *end)
{
    if (end - s < 3 || (unsigned char)*s < 0xe2)
        return '\0';
    for (size_t i = 0; i < sizeof wide_marks / sizeof *wide_marks; i++)
        if (memcmp(s, wide_marks[i].s, 3) == 0)
            return wide_marks[i].as;
    return '\0';
}

/* Bytes of the blank at s, or 0; a newline is none. */
static size_t blank_at(const char *s, const char *end)
{
    unsigned char c = (unsigned char)*s;

    if (c == '\n')
        return 0;
    if (c <= 0x20 || c == 0x7f)
        return 1;
    if (c == 0xc2 && end - s > 1 && s[1] == '\xa0')
        return 2;
    return end - s > 2 && memcmp(s, "\xe2\x80\x8b", 3) == 0 ? 3 : 0;
}

/* Bytes of the piece of a word at s, or 0: an ASCII letter, digit or _, or
 * a byte of a letter beyond ASCII that takes two. */
static size_t piece_at(const char *s, const char *end)
{
    unsigned char c;

    if (s == end)
        return 0;
    c = (unsigned char)*s;
    if (c < 0x80)
        return isalnum(c) || c == '_';
    if (c >= 0xc3 && c < 0xe0)
        return end - s > 1 ? 2 : 1;
    return 0;
}

/* Bytes of an apostrophe at s, or 0. */
static size_t apostrophe_at(const char *s, const char *end)
{
    if (s < end && *s == '\'')
        return 1;
    return end - s > 2 && memcmp(s, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
}

/* A plain word from s: pieces, and apostrophes between them. _ at its ends
 * is markup: __B__. */
static const char *plain_end(const char *s, const char *end)
{
    size_t n;

    for (;;) {
        while ((n = piece_at(s, end)) > 0 && *s != '_')
            s += n;
        n = apostrophe_at(s, end);
        if (n == 0 && s < end && *s == '_')
            n = 1;
        if (n == 0 || piece_at(s + n, end) == 0 || s[n] == '_')
            return s;
        s += n;
    }
}

static const char *wide_end(const char *s, const char *end)
{
    while (s < end && (unsigned char)*s >= 0xe0 && !wide_mark(s, end))
        s += end - s < 3 ? end - s : 3;
    return s;
}

/* A letter is no answer when it is glued to what makes it a name or a grade:
 * C++, C#, A-level, U.S., x.B. */
static bool alone(const char *start, const char *s, const char *end)
{
    const char *next = s + 1;
    char after = next < end ? *next : ' ';
    bool more = next + 1 < end && isalnum((unsigned char)next[1]);

    if (after == '+' || after == '#' || after == '&' || after == '%')
        return false;
    if (after == '-' && more)
        return false;
    if (after == '.' && more && (next + 2 == end || next[2] == '.'))
        return false;
    if (s - start >= 2 && (s[-1] == '.' || s[-1] == '-' || s[-1] == '&')
        && isalnum((unsigned char)s[-2]))
        return false;
    return true;
}

const char *extract_word_next(
    const char *start, const char *p, const char *end, struct extract_word *out)
{
    const char *from = p;
    size_t n;

    while (p < end && (n = blank_at(p, end)) > 0)
        p += n;
    *out = (struct extract_word){ EXTRACT_WORD_END, p, 0, false, false };
    out->after_blank = p > from || p == start || p[-1] == '\n';
    if (p == end)
        return p;
    if (*p == '\n') {
        out->kind = EXTRACT_WORD_NEWLINE;
        p++;
    } else if (*p == '\\' && p + 1 < end && isalpha((unsigned char)p[1])) {
        out->kind = EXTRACT_WORD_COMMAND;
        for (p++; p < end && isalpha((unsigned char)*p); p++)
            continue;
    } else if (piece_at(p, end) > 0 && *p != '_') {
        out->kind = EXTRACT_WORD_PLAIN;
        p = plain_end(p, end);
    } else if ((unsigned char)*p >= 0xe0 && !wide_mark(p, end)) {
        out->kind = EXTRACT_WORD_WIDE;
        p = wide_end(p, end);
    } else {
        out->kind = EXTRACT_WORD_MARK;
        p += wide_mark(p, end) ? 3 : 1;
    }
    out->len = (size_t)(p - out->s);
    out->letter = out->kind == EXTRACT_WORD_PLAIN && out->len == 1
                  && isalpha((unsigned char)*out->s)
                  && alone(start, out->s, end);
    return p;
}

bool extract_word_in(const struct extract_word *w, const char *const *list)
{
    if (w->kind != EXTRACT_WORD_PLAIN && w->kind != EXTRACT_WORD_COMMAND)
        return false;
    for (; *list != NULL; list++)
        if ((*w->s | 0x20) == (**list | 0x20) && strlen(*list) == w->len
            && strncasecmp(w->s, *list, w->len) == 0)
            return true;
    return false;
}

bool extract_word_is(const struct extract_word *w, char mark)
{
    if (w->kind != EXTRACT_WORD_MARK)
        return false;
    return w->len == 1 ? *w->s == mark : wide_mark(w->s, w->s + w->len) == mark;
}
