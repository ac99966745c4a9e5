/*
 * Rules that know lines, markers and markup, but not what they mean.
 */
#include "suite/extract/extract_rules.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

/* Sequences beside ASCII that print as nothing or space. */
static const char *const wide_blanks[] = {
    "\xc2\xa0",     // U+00A0 no-break space
    "\xe2\x80\x8b", // U+200B zero-width space
    "\xe2\x80\xaf", // U+202F narrow no-break space
    "\xe3\x80\x80", // U+3000 ideographic space
    "\xef\xbb\xbf", // U+FEFF byte-order mark
};

/* What may surround an answer; `\(` and its kin count as one. */
static const char *const markup[] = { "*", "_", "`", "$", "\\(", "\\)", "\\[",
    "\\]" };

static const char *const quotes[][2] = {
    { "\"", "\"" }, { "'", "'" },
    { "\xe2\x80\x9c", "\xe2\x80\x9d" }, // U+201C, U+201D
    { "\xe2\x80\x98", "\xe2\x80\x99" }, // U+2018, U+2019
    { "\xc2\xab", "\xc2\xbb" },         // guillemets
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static bool starts(const char *s, const char *end, const char *what)
{
    size_t n;

    if (s == end || *s != *what) /* as most are */
        return false;
    n = strlen(what);
    return (size_t)(end - s) >= n && memcmp(s, what, n) == 0;
}

static bool ends(const char *s, const char *end, const char *what)
{
    size_t n = strlen(what);

    return (size_t)(end - s) >= n && memcmp(end - n, what, n) == 0;
}

static bool is_blank(char c)
{
    return (unsigned char)c <= 0x20 || c == 0x7f;
}

static size_t blank_at(const char *s, const char *end)
{
    if (s == end || is_blank(*s))
        return s < end;
    if ((unsigned char)*s < 0x80)
        return 0;
    for (size_t i = 0; i < COUNT(wide_blanks); i++)
        if (starts(s, end, wide_blanks[i]))
            return strlen(wide_blanks[i]);
    return 0;
}

static size_t blank_before(const char *s, const char *end)
{
    if (s == end || is_blank(end[-1]))
        return s < end;
    if ((unsigned char)end[-1] < 0x80)
        return 0;
    for (size_t i = 0; i < COUNT(wide_blanks); i++)
        if (ends(s, end, wide_blanks[i]))
            return strlen(wide_blanks[i]);
    return 0;
}

struct extract_span extract_text_trim(const char *s, const char *end)
{
    size_t n;

    while ((n = blank_at(s, end)) > 0)
        s += n;
    while ((n = blank_before(s, end)) > 0)
        end -= n;
    return (struct extract_span){ s, end };
}

static bool bare(char c)
{
    return isalnum((unsigned char)c);
}

/* Takes one piece of markup off either end. */
static bool strip_markup(struct extract_span *t)
{
    if (t->s == t->end || (bare(*t->s) && bare(t->end[-1]))) /* as most are */
        return false;
    for (size_t i = 0; i < COUNT(markup); i++) {
        if (starts(t->s, t->end, markup[i])) {
            t->s += strlen(markup[i]);
            return true;
        }
        if (ends(t->s, t->end, markup[i])) {
            t->end -= strlen(markup[i]);
            return true;
        }
    }
    for (size_t i = 0; i < COUNT(quotes); i++) {
        size_t open = strlen(quotes[i][0]), close = strlen(quotes[i][1]);
        if ((size_t)(t->end - t->s) >= open + close
            && starts(t->s, t->end, quotes[i][0])
            && ends(t->s, t->end, quotes[i][1])) {
            t->s += open;
            t->end -= close;
            return true;
        }
    }
    return false;
}

static bool strip_stop(struct extract_span *t)
{
    static const char cjk_stop[] = "\xe3\x80\x82"; // U+3002

    if (t->s < t->end && strchr(".,;:!?", t->end[-1]) != NULL
        && t->end[-1] != '\0') {
        t->end--;
        return true;
    }
    if (ends(t->s, t->end, cjk_stop)) {
        t->end -= strlen(cjk_stop);
        return true;
    }
    return false;
}

struct extract_span extract_text_strip(const char *s, const char *end)
{
    struct extract_span t = extract_text_trim(s, end);

    while (strip_markup(&t) || strip_stop(&t))
        t = extract_text_trim(t.s, t.end);
    return t;
}

static bool found(struct extract_span t, bool sure, struct extract_found *out)
{
    out->s = t.s;
    out->len = (size_t)(t.end - t.s);
    out->sure = sure;
    out->at_end = false;
    return out->len > 0;
}

const char *extract_text_line_end(const char *s, const char *end)
{
    const char *nl = s < end ? memchr(s, '\n', (size_t)(end - s)) : NULL;

    return nl != NULL ? nl : end;
}

/* Where the text behind a stem begins, or NULL when the ':' the marker ends
 * in is not there. "**Answer**: 5" has markup between; 8 bytes of it at most,
 * or a text of stars would cost its square. */
static const char *behind_colon(const char *s, const char *end)
{
    for (int i = 0; i < 8 && s < end; i++, s++) {
        if (*s == ':')
            return s + 1;
        if (starts(s, end, "\xef\xbc\x9a")) // U+FF1A, the wide colon
            return s + 3;
        if (strchr("*_` \t", *s) == NULL || *s == '\0')
            break;
    }
    return NULL;
}

/* Knuth, Morris and Pratt (1977), from the end: fail[i] is how much of the
 * reversed marker still fits after i bytes of it did and the next did not. */
static size_t *failures(const char *word, size_t len)
{
    size_t *fail = mem_zalloc(len + 1, sizeof *fail), k = 0;

    for (size_t i = 1; i < len; i++) {
        int c = tolower((unsigned char)word[len - 1 - i]);
        while (k > 0 && tolower((unsigned char)word[len - 1 - k]) != c)
            k = fail[k];
        k += tolower((unsigned char)word[len - 1 - k]) == c;
        fail[i + 1] = k;
    }
    return fail;
}

/* Returns what follows the last marker, or NULL. */
static const char *behind_last(
    const char *text, const char *end, const char *word, size_t len)
{
    bool colon = len > 1 && word[len - 1] == ':';
    const char *at = NULL;
    size_t n = len - colon, k = 0;
    size_t *fail = failures(word, n);

    for (const char *p = end; p > text && at == NULL;) {
        int c = tolower((unsigned char)*--p);
        while (k > 0 && tolower((unsigned char)word[n - 1 - k]) != c)
            k = fail[k];
        k += tolower((unsigned char)word[n - 1 - k]) == c;
        if (k < n)
            continue;
        at = colon ? behind_colon(p + n, end) : p + n;
        k = fail[k];
    }
    free(fail);
    return at;
}

bool extract_text_after(const char *text, size_t len, const char *marker,
    size_t marker_len, struct extract_found *out)
{
    const char *end = text + len;
    const char *p = behind_last(text, end, marker, marker_len);

    for (; p != NULL && p < end; p = extract_text_line_end(p, end) + 1) {
        struct extract_span t =
            extract_text_trim(p, extract_text_line_end(p, end));
        if (t.s < t.end && *t.s == ':')
            t = extract_text_trim(t.s + 1, t.end);
        while (strip_markup(&t))
            t = extract_text_trim(t.s, t.end);
        if (t.s < t.end)
            return found(extract_text_strip(t.s, t.end), true, out);
        if (extract_text_line_end(p, end) == end)
            break;
    }
    return false;
}

/* Returns the brace that closes the one before s, or NULL. */
static const char *brace_end(const char *s, const char *end)
{
    int depth = 1;

    for (; s < end; s++) {
        if (*s == '\\')
            s += s + 1 < end; /* the escaped byte, which may be a brace */
        else if (*s == '{')
            depth++;
        else if (*s == '}' && --depth == 0)
            return s;
    }
    return NULL;
}

/* What the box holds whose name ended before s. */
static bool box(const char *s, const char *end, struct extract_found *out)
{
    const char *stop = extract_text_line_end(s, end), *dollar;

    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    if (s < end && *s == '{') {
        stop = brace_end(++s, end);
        return stop != NULL && found(extract_text_trim(s, stop), true, out);
    }
    if (s < stop && (dollar = memchr(s, '$', (size_t)(stop - s))) != NULL)
        stop = dollar;
    return s < stop && found(extract_text_trim(s, stop), true, out);
}

bool extract_text_boxed(const char *text, size_t len, struct extract_found *out)
{
    const char *end = text + len, *p;

    for (size_t left = len; (p = memrchr(text, '\\', left)) != NULL;
         left = (size_t)(p - text)) {
        size_t n = starts(p, end, "\\boxed")  ? 6
                   : starts(p, end, "\\fbox") ? 5
                                              : 0;
        if (n > 0 && (p + n == end || !isalpha((unsigned char)p[n])))
            return box(p + n, end, out);
    }
    return false;
}

bool extract_text_line(
    const char *text, size_t len, bool last, struct extract_found *out)
{
    struct extract_span t = extract_text_trim(text, text + len);
    const char *nl;

    if (t.s == t.end)
        return false;
    if (last) {
        nl = memrchr(t.s, '\n', (size_t)(t.end - t.s));
        t.s = nl != NULL ? nl + 1 : t.s;
    } else {
        t.end = extract_text_line_end(t.s, t.end);
    }
    return found(extract_text_trim(t.s, t.end), false, out);
}

bool extract_text_whole(const char *text, size_t len, struct extract_found *out)
{
    return found(extract_text_trim(text, text + len), false, out);
}
