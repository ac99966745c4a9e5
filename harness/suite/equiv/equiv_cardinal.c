#include "suite/equiv/equiv_cardinal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "suite/equiv/equiv_text.h"

static const char *const ones[] = { "zero", "one", "two", "three", "four",
    "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen" };
static const char *const tens[] = { "", "", "twenty", "thirty", "forty",
    "fifty", "sixty", "seventy", "eighty", "ninety" };

static const struct {
    const char *word;
    long long value;
} scales[] = { { "trillion", 1000000000000 }, { "billion", 1000000000 },
    { "million", 1000000 }, { "thousand", 1000 } };

/* What is left of the words. */
struct words {
    const char *s, *end;
};

/* The word here is this one, and then it is taken. A hyphen joins only where
 * letters touch it: "twenty - three" is a difference. "and" may be a command
 * of equiv_text.h. */
static bool take(struct words *w, const char *word)
{
    const char *s = equiv_text_blanks(w->s, w->end);
    size_t n = strlen(word);

    if (s < w->end && *s == '\\' && strcmp(word, "and") == 0)
        s++;
    if ((size_t)(w->end - s) < n || strncasecmp(s, word, n) != 0)
        return false;
    s += n;
    if (s < w->end && isalpha((unsigned char)*s))
        return false;
    if (s + 1 < w->end && *s == '-' && isalpha((unsigned char)s[1]))
        s++;
    w->s = s;
    return true;
}

/* Below 100; -1 when none is here. */
static int take_small(struct words *w)
{
    for (int i = 1; i < 20; i++)
        if (take(w, ones[i]))
            return i;
    for (int i = 2; i < 10; i++)
        if (take(w, tens[i])) {
            for (int j = 1; j < 10; j++)
                if (take(w, ones[j]))
                    return 10 * i + j;
            return 10 * i;
        }
    return -1;
}

/* Below 1,000; -1 when none is here. */
static int take_group(struct words *w)
{
    int n = take_small(w), more;
    struct words behind;

    if (n < 1 || n > 9 || !take(w, "hundred"))
        return n;
    behind = *w;
    take(&behind, "and");
    more = take_small(&behind);
    if (more > 0)
        *w = behind;
    return 100 * n + (more > 0 ? more : 0);
}

/* Groups with falling scales: two million three thousand and one. */
static bool take_all(struct words *w, long long *out)
{
    size_t scale = 0;
    int n;

    *out = 0;
    do {
        bool joined = *out > 0 && take(w, "and");
        n = take_group(w);
        if (n < 0 || (joined && n > 99))
            return false;
        while (scale < sizeof scales / sizeof *scales
               && !take(w, scales[scale].word))
            scale++;
        if (scale == sizeof scales / sizeof *scales) {
            *out += n;
            break;
        }
        if (joined)
            return false;
        *out += n * scales[scale++].value;
    } while (equiv_text_blanks(w->s, w->end) < w->end);
    return true;
}

bool equiv_cardinal(const char *s, size_t n, long long *out)
{
    struct words w = { s, s + n };
    bool minus = take(&w, "negative") || take(&w, "minus");

    *out = 0;
    if (!take(&w, ones[0]) && !take_all(&w, out))
        return false;
    if (minus)
        *out = -*out;
    return equiv_text_blanks(w.s, w.end) == w.end;
}
