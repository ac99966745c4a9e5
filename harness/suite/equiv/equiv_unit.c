#include "suite/equiv/equiv_unit.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "suite/equiv/equiv_cardinal.h"
#include "suite/equiv/equiv_text.h"

/* Words for one unit, the first being its name here. Where `bare` is false the
 * word needs \text around it: alone it may be variables. */
struct kin {
    bool bare;
    const char *word[8];
};

static const struct kin table[] = {
    { true, { "cm", "centimeter", "centimetre" } },
    { true, { "mm", "millimeter", "millimetre" } },
    { true, { "km", "kilometer", "kilometre" } },
    { true, { "meter", "metre" } },
    { false, { "meter", "m" } },
    { true, { "foot", "feet", "ft" } },
    { true, { "inch", "inches" } },
    { false, { "inch", "in" } },
    { true, { "yard", "yd" } },
    { true, { "mile", "mi" } },
    { true, { "second", "sec" } },
    { false, { "second", "s" } },
    { true, { "minute", "mins" } },
    { false, { "minute", "min" } },
    { true, { "hour", "hr", "hrs" } },
    { false, { "hour", "h" } },
    { true, { "day" } },
    { true, { "week" } },
    { true, { "month" } },
    { true, { "year", "yr", "yrs" } },
    { true, { "kg", "kilogram" } },
    { true, { "gram" } },
    { false, { "gram", "g" } },
    { true, { "pound", "lb", "lbs" } },
    { true, { "ounce", "oz" } },
    { true, { "liter", "litre" } },
    { false, { "liter", "l" } },
    { false, { "celsius", "c" } },
    { false, { "fahrenheit", "f" } },
    { true, { "ml", "milliliter", "millilitre" } },
    { true, { "gallon", "gal" } },
    { true, { "degree", "deg" } },
    { true, { "radian", "rad" } },
    { true, { "dollar", "usd" } },
    { true, { "cent" } },
    { true, { "euro" } },
    { true, { "percent", "pct" } },
    { true, { "unit" } },
    { true, { "mile per hour", "mph" } },
    { true, { "km per hour", "kph", "kmh" } },
    { true, { "people", "person" } },
    { true, { "student" } },
};

static const char *const squares[] = { "square", "sq", NULL };
static const char *const cubes[] = { "cubic", "cu", NULL };
static const char *const squared[] = { "squared", NULL };
static const char *const cubed[] = { "cubed", NULL };
static const char *const fillers[] = { "the", "a", "an", "of", "about", "us",
    NULL };

static bool is(const char *s, size_t n, const char *word)
{
    return strlen(word) == n && strncasecmp(s, word, n) == 0;
}

/* The word, or its plural. */
static bool is_or_more(const char *s, size_t n, const char *word)
{
    return is(s, n, word)
           || (n > 3 && tolower((unsigned char)s[n - 1]) == 's'
               && is(s, n - 1, word));
}

static bool in_list(const char *s, size_t n, const char *const *list)
{
    for (; *list != NULL; list++)
        if (is(s, n, *list))
            return true;
    return false;
}

static const struct kin *find(const char *s, size_t n, bool bare)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (int j = 0; j < 8 && table[i].word[j] != NULL; j++)
            if ((table[i].bare || !bare) && is_or_more(s, n, table[i].word[j]))
                return &table[i];
    return NULL;
}

static size_t letters(const char *s, const char *end)
{
    const char *p = s;

    while (p < end && isalpha((unsigned char)*p))
        p++;
    return (size_t)(p - s);
}

/* [square] WORD; the end of it, or NULL. */
static const char *scan_one(const char *s, const char *end)
{
    size_t n = letters(s, end);

    if (in_list(s, n, squares) || in_list(s, n, cubes)) {
        s = equiv_text_blanks(s + n, end);
        n = letters(s, end);
    }
    return n > 0 && find(s, n, true) != NULL ? s + n : NULL;
}

size_t equiv_unit_scan(const char *s, const char *end)
{
    const char *p = scan_one(s, end), *next;
    size_t n;

    while (p != NULL) {
        next = equiv_text_blanks(p, end);
        n = letters(next, end);
        if (is(next, n, "per"))
            next = scan_one(equiv_text_blanks(next + n, end), end);
        else if (next < end && *next == '/')
            next = scan_one(equiv_text_blanks(next + 1, end), end);
        else
            next = NULL;
        if (next == NULL)
            return (size_t)(p - s);
        p = next;
    }
    return 0;
}

/* Adds a word by its first name, without the s of many. */
static void add_word(struct equiv_unit *u, const char *s, size_t n)
{
    const struct kin *k = find(s, n, false);
    size_t len = strlen(u->name);

    if (k != NULL) {
        s = k->word[0];
        n = strlen(s);
    } else if (n > 3 && tolower((unsigned char)s[n - 1]) == 's') {
        n--;
    }
    if (len + n + 2 > sizeof u->name)
        return;
    if (len > 0)
        u->name[len++] = ' ';
    for (size_t i = 0; i < n; i++)
        u->name[len++] = (char)tolower((unsigned char)s[i]);
    u->name[len] = '\0';
}

static bool parts_words(char c)
{
    return isspace((unsigned char)c) || strchr(".,()-", c) != NULL;
}

void equiv_unit_read(
    const char *s, size_t len, int power, struct equiv_unit *out)
{
    const char *end = s + len, *p;

    memset(out, 0, sizeof *out);
    out->power = power;
    while (s < end) {
        for (p = s; p < end && !parts_words(*p) && *p != '/' && *p != '^'; p++)
            ;
        if (in_list(s, (size_t)(p - s), squares)
            || in_list(s, (size_t)(p - s), squared))
            out->power = 2;
        else if (in_list(s, (size_t)(p - s), cubes)
                 || in_list(s, (size_t)(p - s), cubed))
            out->power = 3;
        else if (p > s && !in_list(s, (size_t)(p - s), fillers))
            add_word(out, s, (size_t)(p - s));
        if (p < end && *p == '/')
            add_word(out, "per", 3);
        if (p + 1 < end && *p == '^' && isdigit((unsigned char)p[1]))
            out->power = *++p - '0';
        s = p < end ? p + 1 : end;
    }
}

bool equiv_unit_changes(const char *s, size_t len)
{
    static const char *const words[] = { "dozen", "score", "half", "halves",
        "third", "thirds", "quarter", "quarters", "fourth", "fourths", "fifth",
        "fifths", "sixth", "sixths", "seventh", "sevenths", "eighth", "eighths",
        "ninth", "ninths", "tenth", "tenths", "twelfth", "twelfths",
        "hundredth", "hundredths", "thousandth", "thousandths", "hundred",
        "thousand", "million", "billion", "trillion", "factorial", "pi", "root",
        "plus", "minus", "over", "mod", "modulo", "remainder", "base", "or",
        "and", "not", "no", "more", "less", "fewer", "greater", "than", "least",
        "most", "if", "when", "where", "unless", "except", "only", "i", "e",
        "k", "n", "p", "q", "r", "x", "y", "z", "am", "pm", NULL };
    const char *end = s + len, *p;
    bool first = true;
    long long number;

    for (; s < end; s = p < end ? p + 1 : end) {
        for (p = s; p < end && !parts_words(*p) && *p != '/' && *p != '^'; p++)
            ;
        if (p == s)
            continue;
        if (in_list(s, (size_t)(p - s), words)
            || equiv_cardinal(s, (size_t)(p - s), &number)
            || (isdigit((unsigned char)*s) && (first || s[-1] != '^'))
            || (first
                && (in_list(s, (size_t)(p - s), squared)
                    || in_list(s, (size_t)(p - s), cubed))))
            return true;
        first = false;
    }
    return false;
}

int equiv_unit_scale(const char *s, size_t len)
{
    static const struct {
        const char *word;
        int power;
    } scales[] = { { "hundred", 2 }, { "thousand", 3 }, { "million", 6 },
        { "billion", 9 }, { "trillion", 12 } };

    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (is(s, len, scales[i].word))
            return scales[i].power;
    return 0;
}

static const char *const per = " per ";

/* Where the words end that stand before "per", or all do. */
static const char *half_end(const char *s)
{
    const char *at = strstr(s, per);

    return at != NULL ? at : s + strlen(s);
}

/* True when each word of a is one of b; of a rate, on its side of "per". */
static bool words_within(const char *a, const char *b)
{
    const char *a_end = half_end(a), *b_end = half_end(b);

    while (a < a_end) {
        size_t n = strcspn(a, " ");
        const char *p = b;

        while (p < b_end) {
            size_t m = strcspn(p, " ");
            if (n == m && memcmp(a, p, n) == 0)
                break;
            p += m + (p[m] == ' ');
        }
        if (p >= b_end)
            return false;
        a += n + (a[n] == ' ');
    }
    return *a_end == '\0' || *b_end == '\0'
           || words_within(a_end + strlen(per), b_end + strlen(per));
}

bool equiv_unit_heat(const struct equiv_unit *u)
{
    return strcmp(u->name, "celsius") == 0
           || strcmp(u->name, "fahrenheit") == 0;
}

static bool degree_of(const struct equiv_unit *a, const struct equiv_unit *b)
{
    return strcmp(a->name, "degree") == 0 && equiv_unit_heat(b);
}

static bool is_rate(const struct equiv_unit *u)
{
    return strstr(u->name, per) != NULL;
}

static bool any(const struct equiv_unit *u)
{
    return strcmp(u->name, "unit") == 0;
}

bool equiv_unit_clash(const struct equiv_unit *a, const struct equiv_unit *b)
{
    if (a->name[0] == '\0' || b->name[0] == '\0')
        return false;
    if (a->power != b->power)
        return true;
    if (any(a) || any(b) || degree_of(a, b) || degree_of(b, a))
        return false;
    if (is_rate(a) != is_rate(b)) /* m/s is no m; "of apples" is apples */
        return true;
    return !words_within(a->name, b->name) && !words_within(b->name, a->name);
}
