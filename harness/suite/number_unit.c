/*
 * What may stand behind a number as its unit: a few words, m/s^2, a degree
 * sign. Not another number, an operator, "or", or a lone letter that is a
 * variable (5x, 3 n).
 */
#include "suite/number.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "suite/extract/extract_rules.h"

/* Bytes of unit that may follow a number: more is a sentence. */
enum { UNIT_MAX = 40 };

static bool starts(const char *s, const char *end, const char *what)
{
    size_t n = strlen(what);

    return (size_t)(end - s) >= n && memcmp(s, what, n) == 0;
}

static bool starts_any(const char *s, const char *end, const char *const *list)
{
    for (; *list != NULL; list++)
        if (starts(s, end, *list))
            return true;
    return false;
}

static bool letter_at(const char *s, const char *end)
{
    return s < end && isalpha((unsigned char)*s);
}

static bool word_at(const char *s, const char *end, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(end - s) >= n && strncasecmp(s, word, n) == 0
           && !letter_at(s + n, end);
}

/* True when nothing at s makes it arithmetic or a second number. */
static bool unit_byte_ok(const char *from, const char *s, const char *end)
{
    static const char *const not_units[] = { "\xcf\x80", "\xe2\x88\x9a",
        "\xe2\x88\x9e", "\xc2\xb1", "\xc3\x97", "\xc3\xb7", NULL };
    static const char *const commands[] = { "\\text", "\\mathrm", "\\circ",
        "\\degree", "\\%", "\\$", "\\,", "\\!", "\\;", "\\ ", "\\)", NULL };
    char before = s > from ? s[-1] : ' ';

    if (isdigit((unsigned char)*s)) /* m2, m^2, m^{2}, but no other number */
        return isalpha((unsigned char)before) || before == '^'
               || (before == '{' && s - from >= 2 && s[-2] == '^');
    if (*s == '^')
        return isalpha((unsigned char)before) || starts(s, end, "^\\circ")
               || starts(s, end, "^{\\circ}");
    if (*s == '\\')
        return starts_any(s, end, commands);
    if (*s == '-') /* "5-foot", but not "5 - x" */
        return before != ' ' || letter_at(s + 1, end);
    if ((unsigned char)*s >= 0x80)
        return !starts_any(s, end, not_units);
    return strchr("+*=<>|~\n", *s) == NULL;
}

bool number_unit(const char *s, const char *end)
{
    struct extract_span t = extract_text_trim(s, end);

    if (t.end - t.s > UNIT_MAX)
        return false;
    if (letter_at(t.s, t.end) && !letter_at(t.s + 1, t.end)
        && (t.s == s || t.end - t.s == 1)
        && strchr("abeiknxyzBKM", *t.s) != NULL)
        return false;
    for (const char *p = t.s; p < t.end; p++) {
        if (!unit_byte_ok(t.s, p, t.end))
            return false;
        if ((p == t.s || p[-1] == ' ')
            && (word_at(p, t.end, "or") || word_at(p, t.end, "not")))
            return false;
    }
    return true;
}
