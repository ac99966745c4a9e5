#include <ctype.h>
#include <string.h>

#include "suite/equiv/equiv_cardinal.h"
#include "suite/equiv/equiv_parse.h"
#include "suite/equiv/equiv_text.h"

/* Digits that 128 bits surely hold. */
enum { DIGITS_MAX = 37, EXPONENT_MAX = 36 };

/* A number being put together: digits / 10^places. */
struct digits {
    __int128 value;
    int n;      // significant
    int places; // behind the dot
    bool dot, long_one;
};

static bool digit(const char *s, const char *end)
{
    return s < end && isdigit((unsigned char)*s);
}

static size_t run(const char *s, const char *end)
{
    const char *p = s;

    while (digit(p, end))
        p++;
    return (size_t)(p - s);
}

static void push(struct digits *d, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        d->n += d->n > 0 || s[i] != '0';
        d->places += d->dot;
        if (d->n > DIGITS_MAX)
            d->long_one = true;
        else
            d->value = d->value * 10 + (s[i] - '0');
    }
}

static bool power_of_ten(int n, __int128 *out)
{
    if (n < 0 || n > DIGITS_MAX)
        return false;
    for (*out = 1; n > 0; n--)
        *out *= 10;
    return true;
}

/* The comma of 1,000: three digits follow, and no more. */
static bool comma_groups(const char *s, const char *end)
{
    return s < end && *s == ',' && run(s + 1, end) == 3;
}

/* The blank of 1 000 and 4 2, but not of 1 1/2. */
static bool blank_joins(const char *s, const char *end)
{
    const char *next = equiv_text_blanks(s, end);
    size_t n = run(next, end);

    if (next == s || n == 0)
        return false;
    next = equiv_text_blanks(next + n, end);
    return next == end || *next != '/';
}

static void read_whole(struct equiv_parse *p, struct digits *d)
{
    size_t n = run(p->s, p->end);
    bool groups = p->groups && n >= 1 && n <= 3 && p->s[0] != '0';

    push(d, p->s, n);
    p->s += n;
    while (groups && comma_groups(p->s, p->end)) {
        push(d, p->s + 1, 3);
        p->s += 4;
    }
    while (n > 0 && blank_joins(p->s, p->end)) {
        p->s = equiv_text_blanks(p->s, p->end);
        n = run(p->s, p->end);
        push(d, p->s, n);
        p->s += n;
    }
}

/* The dot of 5.2, .5, 5. and 0.\overline{3}, not of 1... */
static void read_places(struct equiv_parse *p, struct digits *d)
{
    size_t n;

    if (p->s == p->end || *p->s != '.' || (p->s + 1 < p->end && p->s[1] == '.'))
        return;
    d->dot = true;
    p->s++;
    n = run(p->s, p->end);
    push(d, p->s, n);
    p->s += n;
}

/* Digits in braces, or one; NULL when it is something else. */
static const char *scan_group(
    const char *s, const char *end, const char **from, size_t *n)
{
    s = equiv_text_blanks(s, end);
    if (digit(s, end)) {
        *from = s;
        *n = 1;
        return s + 1;
    }
    if (s == end || *s != '{')
        return NULL;
    *from = s = equiv_text_blanks(s + 1, end);
    *n = run(s, end);
    s = equiv_text_blanks(s + *n, end);
    return *n > 0 && s < end && *s == '}' ? s + 1 : NULL;
}

static bool starts(const char *s, const char *end, const char *what)
{
    return (size_t)(end - s) >= strlen(what)
           && memcmp(s, what, strlen(what)) == 0;
}

/* The digits behind d to infinity: 0.1666... = (16 - 1) / (100 - 10). False
 * when it does not fit. */
static bool repeat(
    const struct digits *d, const char *s, size_t n, struct equiv_frac *out)
{
    struct digits all = *d;
    __int128 low, high;

    push(&all, s, n);
    return !all.long_one && power_of_ten(d->places, &low)
           && power_of_ten(all.places, &high)
           && equiv_frac_make(all.value - d->value, high - low, out);
}

/* Digits that a dot stands over at both ends (or at the only one): \dot{3},
 * \dot{1}4285\dot{7}, as bare digits in `to`. NULL when it is not so. */
static const char *scan_dotted(
    const char *s, const char *end, char to[DIGITS_MAX], size_t *n)
{
    const char *from;
    size_t one, more;

    s = scan_group(s + strlen("\\dot"), end, &from, &one);
    if (s == NULL || one != 1)
        return NULL;
    to[0] = *from;
    *n = 1;
    more = run(s, end);
    if (!starts(s + more, end, "\\dot"))
        return more == 0 ? s : NULL;
    if (more + 2 > DIGITS_MAX)
        return NULL;
    memcpy(to + 1, s, more);
    s = scan_group(s + more + strlen("\\dot"), end, &from, &one);
    if (s == NULL || one != 1 || digit(s, end) || starts(s, end, "\\dot"))
        return NULL;
    to[1 + more] = *from;
    *n = more + 2;
    return s;
}

/* The three dots of 0.333...; NULL when something else follows. */
static const char *scan_ellipsis(const char *s, const char *end)
{
    s = equiv_text_blanks(s, end);
    if (starts(s, end, "\\ldots"))
        return s + strlen("\\ldots");
    return starts(s, end, "...") && (s + 3 == end || s[3] != '.') ? s + 3
                                                                  : NULL;
}

/* How many of the n last digits repeat before an ellipsis: the shortest run
 * that is there twice, or three times if it is one digit. 0 when it is left to
 * guess, as in 0.6... and 0.142857... */
static size_t period(const char *digits, size_t n)
{
    const char *end = digits + n;

    for (size_t p = 1; 2 * p <= n; p++)
        if (memcmp(end - p, end - 2 * p, p) == 0
            && (p > 1 || (n > 2 && end[-1] == end[-3])))
            return p;
    return 0;
}

/* 0.1666...: the digits that repeat are there, so they go back to them. */
static bool read_ellipsis(
    struct equiv_parse *p, const struct digits *d, struct equiv_frac *out)
{
    const char *end = p->s;
    size_t n = period(end - d->places, (size_t)d->places);

    if (n == 0)
        return false;
    p->s = scan_ellipsis(end, p->end);
    return repeat(d, end - n, n, out);
}

/* What repeats behind the places: \overline{3}, \dot{3}, (3) right behind the
 * dot, or three dots. False when it does not fit or leaves it open: 0.1(6) may
 * be a product. */
static bool read_repeating(
    struct equiv_parse *p, const struct digits *d, struct equiv_frac *out)
{
    const char *from = NULL, *next = NULL;
    char dotted[DIGITS_MAX];
    size_t n = 0;
    __int128 low;

    if (d->dot && starts(p->s, p->end, "\\overline")) {
        next = scan_group(p->s + strlen("\\overline"), p->end, &from, &n);
    } else if (d->dot && starts(p->s, p->end, "\\dot")) {
        next = scan_dotted(p->s, p->end, dotted, &n);
        from = dotted;
    } else if (d->dot && starts(p->s, p->end, "(")
               && (n = run(p->s + 1, p->end)) > 0
               && starts(p->s + 1 + n, p->end, ")")) {
        from = p->s + 1;
        next = d->places == 0 && d->value == 0 ? p->s + n + 2 : NULL;
    } else if (d->dot && d->places > 0 && scan_ellipsis(p->s, p->end) != NULL) {
        return read_ellipsis(p, d, out);
    } else {
        return power_of_ten(d->places, &low)
               && equiv_frac_make(d->value, low, out);
    }
    if (next == NULL)
        return false;
    p->s = next;
    return repeat(d, from, n, out);
}

/* e3, E-3: digits must follow, else it is Euler's. */
static bool read_exponent(struct equiv_parse *p, struct equiv_frac *value)
{
    const char *s = p->s;
    struct equiv_frac ten = { 10, 1 };
    bool below = false;
    size_t n;
    int e = 0;

    if (s == p->end || (*s != 'e' && *s != 'E'))
        return true;
    s++;
    if (s < p->end && (*s == '-' || *s == '+'))
        below = *s++ == '-';
    n = run(s, p->end);
    if (n == 0)
        return true;
    if (n > 3)
        return false;
    for (size_t i = 0; i < n; i++)
        e = e * 10 + (s[i] - '0');
    p->s = s + n;
    return e <= EXPONENT_MAX && equiv_frac_pow(ten, below ? -e : e, &ten)
           && equiv_frac_mul(*value, ten, value);
}

static int number_node(struct equiv_parse *p, struct equiv_frac value)
{
    int id = equiv_parse_node(p, EQUIV_NUMBER, 0, 0);

    p->tree->node[id].value = value;
    return id;
}

/* A whole number too long for 128 bits: a symbol, "#123...". */
static int long_node(struct equiv_parse *p, const char *from)
{
    struct equiv_tree *t = p->tree;
    size_t start = t->text_len;

    if (t->text_room - start < (size_t)(p->s - from) + 1)
        return 0;
    t->text[t->text_len++] = '#';
    for (; from < p->s; from++)
        if (isdigit((unsigned char)*from)
            && (*from != '0' || t->text_len > start + 1))
            t->text[t->text_len++] = *from;
    return equiv_parse_symbol(p, t->text + start, t->text_len - start);
}

/* a/b or \frac{a}{b} in digits, at s; returns what follows it, or NULL. */
static const char *scan_fraction(
    const char *s, const char *end, struct digits *a, struct digits *b)
{
    const char *from;
    size_t n;
    bool command = end - s > 5 && memcmp(s, "\\frac", 5) == 0;

    if (command) {
        s = scan_group(s + 5, end, &from, &n);
    } else {
        from = s;
        n = run(s, end);
        s = n > 0 ? equiv_text_blanks(s + n, end) : NULL;
        s = s != NULL && s < end && *s == '/' ? equiv_text_blanks(s + 1, end)
                                              : NULL;
    }
    if (s == NULL)
        return NULL;
    push(a, from, n);
    if (command) {
        s = scan_group(s, end, &from, &n);
    } else {
        from = s;
        n = run(s, end);
        s = n > 0 ? s + n : NULL;
    }
    if (s != NULL)
        push(b, from, n);
    return s;
}

/* The fraction of 1 1/2 behind the 1; 0 when 2\frac{3}{2} leaves open whether
 * to add or to multiply. */
static int read_mixed(struct equiv_parse *p, int whole)
{
    struct digits a = { 0 }, b = { 0 };
    const char *s = equiv_text_blanks(p->s, p->end), *next;
    struct equiv_frac value;

    if (s == p->s && digit(s, p->end))
        return whole;
    next = scan_fraction(s, p->end, &a, &b);
    if (next == NULL)
        return whole;
    if (a.long_one || b.long_one || a.value == 0 || a.value >= b.value
        || !equiv_frac_make(a.value, b.value, &value))
        return 0;
    p->s = next;
    return equiv_parse_node(p, EQUIV_MIXED, whole, number_node(p, value));
}

/* The base behind _, in digits or words; 0 when it is none. */
static long long base_of(const char *s, const char *end)
{
    long long base = 0;
    size_t n;

    while (s < end && strchr("{ \"", *s) != NULL)
        s++;
    for (n = 0; n < 2 && digit(s + n, end); n++)
        base = base * 10 + (s[n] - '0');
    if (n == 0) {
        while (s + n < end && isalpha((unsigned char)s[n]))
            n++;
        equiv_cardinal(s, n, &base);
    }
    return base;
}

/* 1A_{16}: digits and letters of a base above ten, which is said; else 0. */
static size_t scan_lettered(const char *s, const char *end)
{
    const char *p = s;
    bool letters = false;
    long long base;

    for (; p < end && (digit(p, end) || (*p >= 'A' && *p <= 'F')); p++)
        letters = letters || !digit(p, end);
    if (!letters || p == end || *p != '_')
        return 0;
    base = base_of(p + 1, end);
    return base > 10 && base <= 16 ? (size_t)(p - s) : 0;
}

int equiv_numeral_read(struct equiv_parse *p)
{
    const char *from = p->s;
    struct digits d = { 0 };
    struct equiv_frac value;
    size_t lettered = scan_lettered(p->s, p->end);

    p->s += lettered;
    if (lettered > 0)
        return equiv_parse_indexed(p, from, lettered);
    read_whole(p, &d);
    read_places(p, &d);
    if (p->s - from == 1 && *from == '.'
        && (p->s == p->end || *p->s != '\\')) // a lone dot
        return 0;
    if (d.long_one)
        return d.dot ? 0 : long_node(p, from);
    if (p->s < p->end && *p->s == '_') // 1101_2 is not worked out
        return equiv_parse_indexed(p, from, (size_t)(p->s - from));
    if (!read_repeating(p, &d, &value) || !read_exponent(p, &value))
        return 0;
    return d.dot ? number_node(p, value) : read_mixed(p, number_node(p, value));
}

int equiv_numeral_digits(struct equiv_parse *p)
{
    struct digits d = { 0 };
    size_t n = run(p->s, p->end);

    push(&d, p->s, n);
    if (n == 0 || d.long_one)
        return 0;
    p->s += n;
    return number_node(p, (struct equiv_frac){ d.value, 1 });
}
