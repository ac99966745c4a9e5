/*
 * Numbers in running text.
 *
 * A number is what number_scan reads: sign, 1,234,567, decimals, 1/2, 1 1/2,
 * \frac{1}{2}, 1e6. Currency before it and percent or unit behind it are left
 * out. Not numbers: digits inside a name (x2, 4b7, GPT-4, _3), an exponent or
 * index (m^2, a_1), and digits tied to digits by - / : . or a dash (3-4,
 * 2024-01-15, 12:30, 1.2.3). A sign counts where no word, number or closing
 * bracket stands before it. "1." or "1)" with text behind it on its line is
 * the number of a list: used only when there is no other number. The first
 * number of a calculation is what it comes to: 18 in "9 * 2 = 18". "18,50" and
 * "2^3" are found whole, and are no numbers (suite/number.h).
 */
#include "suite/extract/extract_rules.h"

#include <ctype.h>
#include <string.h>

#include "suite/number.h"

struct scan {
    const char *text;
    const char *end;
};

static bool starts(const char *s, const char *end, const char *what)
{
    size_t n = strlen(what);

    return (size_t)(end - s) >= n && memcmp(s, what, n) == 0;
}

static bool digit_at(const char *s, const char *end)
{
    return s < end && isdigit((unsigned char)*s);
}

/* A byte that can belong to a name: letters beyond ASCII have two bytes in
 * most alphabets; the signs and ideographs of three bytes do not count. */
static bool name_before(const struct scan *x, const char *s)
{
    unsigned char c;

    if (s == x->text)
        return false;
    c = (unsigned char)s[-1];
    if (c < 0x80)
        return isalnum(c) || c == '_';
    return s - x->text >= 2 && (unsigned char)s[-2] >= 0xc3
           && (unsigned char)s[-2] < 0xe0 && !starts(s - 2, s, "\xc3\x97")
           && !starts(s - 2, s, "\xc3\xb7");
}

/* Length of a minus or plus that ends at s, or 0. */
static size_t sign_before(const struct scan *x, const char *s)
{
    if (s > x->text && (s[-1] == '-' || s[-1] == '+'))
        return 1;
    if (s - x->text >= 3 && starts(s - 3, s, "\xe2\x88\x92"))
        return 3;
    return 0;
}

/* Length of a dash, slash or the like at s that ties digits, or 0. */
static size_t tie_at(const char *s, const char *end)
{
    if (s == end)
        return 0;
    if (*s == '-' || *s == '/' || *s == ':' || *s == '.')
        return 1;
    return starts(s, end, "\xe2\x80\x93") ? 3 : 0; /* U+2013 */
}

static bool tied(const char *s, const char *end)
{
    size_t n = tie_at(s, end);

    return n > 0 && digit_at(s + n, end);
}

/* Returns the end of a name or chain of ties that goes on at s. */
static const char *skip_tied(const char *s, const char *end)
{
    while (s < end && (isalnum((unsigned char)*s) || *s == '_' || tied(s, end)))
        s += tied(s, end) ? tie_at(s, end) : 1;
    return s;
}

/* True when the letters at s run into more digits: 5x3, 4b7. */
static bool name_goes_on(const char *s, const char *end)
{
    const char *p = s;

    while (p < end && (isalpha((unsigned char)*p) || *p == '_'))
        p++;
    return p > s && digit_at(p, end);
}

/* Returns the first place from p where a number may begin. */
static const char *candidate(const struct scan *x, const char *p)
{
    const char *end = x->end;

    for (; p < end; p++) {
        if (isdigit((unsigned char)*p)
            || (*p == '.' && digit_at(p + 1, end)
                && (p == x->text || p[-1] != '.')))
            break;
        if (*p == '\\'
            && (starts(p, end, "\\frac") || starts(p, end, "\\tfrac")
                || starts(p, end, "\\dfrac")))
            break;
        if (*p == '\xc2' && end - p > 1 && p[1] >= '\xbc' && p[1] <= '\xbe')
            break;
    }
    return p;
}

/* True when what stands before s makes its digits part of something else. */
static bool inside(const struct scan *x, const char *s)
{
    char c = s > x->text ? s[-1] : ' ';

    if (*s == '\\')
        return false;
    if (name_before(x, s) || c == '^')
        return true;
    if (c == '{' && s - x->text >= 2 && (s[-2] == '^' || s[-2] == '_'))
        return true;
    return c == '-' && name_before(x, s - 1); /* GPT-4 */
}

/* Takes a sign into the number that begins at s, where it is one. */
static const char *with_sign(const struct scan *x, const char *s)
{
    size_t n = sign_before(x, s);
    const char *before = s - n;

    if (n == 0 || name_before(x, before)
        || (before > x->text && strchr(")]}%+", before[-1]) != NULL)
        || sign_before(x, before) > 0)
        return s;
    return before;
}

/* True when the number from s to stop is the number of a list. */
static bool is_list_mark(const struct scan *x, const char *s, const char *stop)
{
    const char *p = s;

    if (stop - s > 2 || stop + 1 >= x->end || (*stop != '.' && *stop != ')')
        || (stop[1] != ' ' && stop[1] != '\t'))
        return false;
    for (int i = 0; i < 8 && p > x->text && p[-1] != '\n'; i++, p--)
        if (strchr(" \t*#", p[-1]) == NULL || p[-1] == '\0')
            return false;
    if (p > x->text && p[-1] != '\n')
        return false;
    for (p = stop + 1; p < x->end && (*p == ' ' || *p == '\t'); p++)
        continue;
    return p < x->end && *p != '\n' && *p != '\r';
}

static void keep(struct extract_found *out, const char *s, const char *stop)
{
    *out = (struct extract_found){ .s = s, .len = (size_t)(stop - s) };
}

/* The ",50" of 18,50, which is a decimal in one country and two numbers in
 * another: it belongs to the number, which then cannot be read as one. */
static const char *with_comma(
    const struct scan *x, const char *s, const char *stop)
{
    const char *p = stop + 1, *end = x->end;

    if (stop >= end || *stop != ',' || (s > x->text && s[-1] == ',')
        || memchr(s, '.', (size_t)(stop - s))
        || memchr(s, ',', (size_t)(stop - s)) || !digit_at(p, end))
        return stop;
    while (digit_at(p, end))
        p++;
    return p < end && (*p == ',' || isalnum((unsigned char)*p)) ? stop : p;
}

/* The "^3" of 2^3, which belongs to the number: it is not 2. */
static const char *with_power(const struct scan *x, const char *stop)
{
    const char *p = stop + 1, *end = x->end;
    bool brace;

    if (stop >= end || *stop != '^')
        return stop;
    brace = p < end && *p == '{';
    p += brace;
    p += p < end && *p == '-';
    if (!digit_at(p, end))
        return stop;
    while (digit_at(p, end))
        p++;
    return brace && (p == end || *p != '}') ? stop : p + brace;
}

/* Where a calculation that goes on at s comes to its number, behind its last
 * "=": " * 2 = 9 * 2 = **18**". s itself when none does. */
static const char *skip_calculation(const char *s, const char *end)
{
    static const char *const signs[] = { "\xc3\x97", "\xc3\xb7",
        "\xe2\x88\x92" };
    const char *from = s;

    for (const char *p = s; p < end; p++) {
        size_t i = 0;
        if (*p == '=') {
            const char *next = p + 1;
            while (next < end && strchr(" *$-", *next) != NULL && *next != '\0')
                next++;
            from = digit_at(next, end) ? p + 1 : from;
        } else if (*p == '\0' || strchr("0123456789 +-*/().,$%", *p) == NULL) {
            while (i < 3 && !starts(p, end, signs[i]))
                i++;
            if (i == 3)
                break;
            p += strlen(signs[i]) - 1;
        }
    }
    return from;
}

bool extract_number_find(
    const char *text, size_t len, bool last, struct extract_found *out)
{
    struct scan x = { text, text + len };
    struct extract_found mark = { 0 };
    const char *p = text;
    bool found = false, done = false;

    while (!done && (p = candidate(&x, p)) < x.end) {
        size_t n = number_scan(p, (size_t)(x.end - p));
        const char *stop = with_power(&x, p + n);

        if (n == 0) {
            p++;
        } else if (inside(&x, p) || tied(stop, x.end)
                   || name_goes_on(stop, x.end)) {
            p = skip_tied(stop, x.end);
        } else if (is_list_mark(&x, p, stop)) {
            if (mark.s == NULL || last)
                keep(&mark, p, stop);
            p = stop;
        } else {
            stop = with_comma(&x, p, stop);
            keep(out, with_sign(&x, p), stop);
            found = true;
            p = last ? stop : skip_calculation(stop, x.end);
            done = !last && p == stop;
        }
    }
    if (!found && mark.s != NULL) {
        *out = mark;
        found = true;
    }
    return found;
}
