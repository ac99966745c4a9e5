#include "suite/number.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "suite/extract/extract_rules.h"
#include "suite/number_exact.h"

/* A reading position; every take_ moves it on success only. */
struct at {
    const char *s;
    const char *end;
    bool spaced; // a blank may part thousands: "10 000"
};

static const char *const minus_sign = "\xe2\x88\x92"; // U+2212

static bool take(struct at *p, const char *what)
{
    size_t n;

    if (p->s == p->end || *p->s != *what) /* as most are */
        return false;
    n = strlen(what);
    if ((size_t)(p->end - p->s) < n || memcmp(p->s, what, n) != 0)
        return false;
    p->s += n;
    return true;
}

static bool take_one_of(struct at *p, const char *const *list)
{
    for (; *list != NULL; list++)
        if (take(p, *list))
            return true;
    return false;
}

static bool digit_at(const char *s, const char *end)
{
    return s < end && isdigit((unsigned char)*s);
}

static bool letter_at(const char *s, const char *end)
{
    return s < end && isalpha((unsigned char)*s);
}

/* One word, ASCII case ignored, that no letter follows. */
static bool take_word(struct at *p, const char *word)
{
    size_t n = strlen(word);

    if ((size_t)(p->end - p->s) < n || strncasecmp(p->s, word, n) != 0
        || letter_at(p->s + n, p->end))
        return false;
    p->s += n;
    return true;
}

static void take_blanks(struct at *p)
{
    while (p->s < p->end && (*p->s == ' ' || *p->s == '\t'))
        p->s++;
}

/* Returns -1 after a minus, 1 after a plus or nothing. */
static int take_sign(struct at *p)
{
    if (take(p, "-") || take(p, minus_sign))
        return -1;
    take(p, "+");
    return 1;
}

static bool take_currency(struct at *p)
{
    static const char *const list[] = { "\\$", "$", "\xe2\x82\xac", // euro
        "\xc2\xa3", "\xc2\xa5", "\xe2\x82\xb9", NULL }; // pound, yen, rupee

    return take_one_of(p, list);
}

static void push_digit(struct decimal *d, unsigned digit)
{
    if (d->n == EXACT_DIGITS) {
        d->longer = d->longer || digit != 0;
        d->exp++;
        return;
    }
    d->digits = d->digits * 10 + digit;
    d->n++;
}

static void add_digit(struct decimal *d, char c)
{
    if (c == '0') {
        d->zeros += d->n > 0;
        return;
    }
    for (; d->zeros > 0; d->zeros--)
        push_digit(d, 0);
    push_digit(d, (unsigned)(c - '0'));
}

static void end_digits(struct decimal *d)
{
    d->exp += d->zeros;
    d->zeros = 0;
}

static size_t run_of_digits(const char *s, const char *end)
{
    const char *p = s;

    while (digit_at(p, end))
        p++;
    return (size_t)(p - s);
}

/* Separators of thousands: a comma, LaTeX's, a tick, and the narrow blanks. */
static bool take_separator(struct at *p)
{
    static const char *const list[] = { "\\!,\\!", "{,}", "\\,", "\\!,", ",\\!",
        ",", "'", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", NULL };

    return take_one_of(p, list) || (p->spaced && take(p, " "));
}

/* A separator and exactly n digits. */
static bool take_group(struct at *p, size_t n)
{
    struct at q = *p;

    if (!take_separator(&q) || run_of_digits(q.s, q.end) != n)
        return false;
    q.s += n;
    *p = q;
    return true;
}

/* End of the digits and groups at p: 1 to 3 digits, then groups of three, or
 * groups of two and a last one of three, as in India (1,00,000). */
static const char *groups_end(struct at p)
{
    size_t n = run_of_digits(p.s, p.end);
    struct at q;

    p.s += n;
    if (n == 0 || n > 3 || p.s[-(ptrdiff_t)n] == '0')
        return p.s;
    q = p;
    for (int i = 0; n <= 2 && i < 6 && take_group(&q, 2); i++)
        if (take_group(&q, 3))
            return q.s;
    while (take_group(&p, 3))
        continue;
    return p.s;
}

/* Digits with groups, a point, more digits. */
static bool take_decimal(struct at *p, struct decimal *d)
{
    const char *s = p->s, *stop = groups_end(*p);
    bool any = digit_at(s, p->end);

    *d = (struct decimal){ 0 };
    for (; s < stop; s++)
        if (isdigit((unsigned char)*s))
            add_digit(d, *s);
    if (s < p->end && *s == '.' && digit_at(s + 1, p->end)) {
        d->point = any = true;
        for (s++; digit_at(s, p->end); s++, d->exp--)
            add_digit(d, *s);
    }
    end_digits(d);
    if (any)
        p->s = s;
    return any;
}

/* A whole number of up to six digits, with a sign: an exponent. */
static bool take_exponent(struct at *p, long *exp)
{
    struct at q = *p;
    int sign = take_sign(&q);
    size_t n = run_of_digits(q.s, q.end);
    long x = 0;

    if (n == 0 || n > 6)
        return false;
    for (; n > 0; n--)
        x = x * 10 + (*q.s++ - '0');
    *exp = sign * x;
    *p = q;
    return true;
}

/* "e6", "x 10^6", "\times 10^{-3}", "^6" behind 10. */
static void take_power(struct at *p, struct decimal *d)
{
    static const char *const times[] = { "\xc3\x97", "x", "X", "*", "\\times",
        "\\cdot", NULL };
    struct at q = *p;
    bool brace, ten = d->digits == 1 && d->exp == 1 && take(&q, "^");
    long exp;

    if (take(&q, "e") || take(&q, "E")) {
        if (ten || !take_exponent(&q, &exp) || letter_at(q.s, q.end))
            return;
    } else {
        if (!ten) {
            take_blanks(&q);
            if (!take_one_of(&q, times))
                return;
            take_blanks(&q);
        }
        if (!ten && !take(&q, "10^"))
            return;
        brace = take(&q, "{");
        if (!take_exponent(&q, &exp) || (brace && !take(&q, "}")))
            return;
    }
    d->exp += exp - ten;
    *p = q;
}

/* \frac{1}{2}, \dfrac, \tfrac, \frac12; *sign turns with {-1}. */
static bool take_frac(
    struct at *p, int *sign, struct decimal *num, struct decimal *den)
{
    static const char *const names[] = { "\\frac", "\\dfrac", "\\tfrac", NULL };
    struct at q = *p;
    struct decimal *part[] = { num, den };
    int turn = 1;

    if (!take_one_of(&q, names))
        return false;
    for (int i = 0; i < 2; i++) {
        if (i > 0)
            take_blanks(&q);
        if (take(&q, "{")) {
            turn *= take_sign(&q);
            if (!take_decimal(&q, part[i]) || !take(&q, "}"))
                return false;
        } else {
            if (!digit_at(q.s, q.end))
                return false;
            *part[i] = (struct decimal){ 0 };
            add_digit(part[i], *q.s++);
        }
    }
    *sign *= turn;
    *p = q;
    return true;
}

/* One half and the quarters as one character. */
static bool take_vulgar(struct at *p, struct decimal *num, struct decimal *den)
{
    static const struct {
        const char *s;
        char num, den;
    } table[] = { { "\xc2\xbc", '1', '4' }, { "\xc2\xbd", '1', '2' },
        { "\xc2\xbe", '3', '4' } };

    for (size_t i = 0; i < 3; i++) {
        if (!take(p, table[i].s))
            continue;
        *num = *den = (struct decimal){ 0 };
        add_digit(num, table[i].num);
        add_digit(den, table[i].den);
        return true;
    }
    return false;
}

/* "1/2" and no more slashes: 3/4/2024 is a date. */
static bool take_slashed(struct at *p, struct decimal *num, struct decimal *den)
{
    struct at q = *p;

    if (!take_decimal(&q, num) || !take(&q, "/") || !take_decimal(&q, den)
        || (q.s < q.end && *q.s == '/' && digit_at(q.s + 1, q.end)))
        return false;
    *p = q;
    return true;
}

/* A fraction behind a whole number: 1 1/2, 1\frac{1}{2}, or the character. */
static bool take_mixed(struct at *p, struct decimal *num, struct decimal *den)
{
    struct at q = *p;
    int sign = 1;
    bool ok = take_vulgar(&q, num, den);

    if (!ok) {
        bool blank = take(&q, " ");
        ok = take_frac(&q, &sign, num, den)
             || (blank && take_slashed(&q, num, den));
    }
    ok = ok && sign > 0 && !num->point && !den->point && den->n > 0;
    if (ok)
        *p = q;
    return ok;
}

/* The bare number behind its sign. */
static bool take_number(struct at *p, int sign, struct number *x)
{
    static const struct decimal zero;
    struct decimal whole, num, den;
    struct at q = *p;

    *x = (struct number){ .den = 1 };
    if (take_decimal(&q, &whole) && q.s == q.end) { /* as most are */
        *p = q;
        exact_decimal(x, sign, &whole);
        return true;
    }
    q = *p;
    if (take_frac(&q, &sign, &num, &den) || take_vulgar(&q, &num, &den)
        || take_slashed(&q, &num, &den)) {
        if (exact_fraction(x, sign, &zero, &num, &den)) {
            *p = q;
            return true;
        }
        q = *p;
    }
    if (!take_decimal(&q, &whole))
        return false;
    *p = q;
    if (!whole.point && take_mixed(&q, &num, &den)
        && exact_fraction(x, sign, &whole, &num, &den)) {
        *p = q;
        return true;
    }
    take_power(p, &whole);
    exact_decimal(x, sign, &whole);
    return true;
}

static void scale(struct number *x, long long by)
{
    uwide num;
    bool minus = x->num < 0;

    x->value *= (long double)by;
    if (!x->exact)
        return;
    x->exact = false;
    if (exact_times((uwide)(minus ? -x->num : x->num), (uwide)by, &num))
        exact_set(x, minus ? -1 : 1, num, (uwide)x->den);
}

/* True when no letter or digit goes on at s. */
static bool ends_word(const char *s, const char *end)
{
    return s == end || !isalnum((unsigned char)*s);
}

static bool behind_digit(const struct at *p)
{
    return p->s < p->end && isdigit((unsigned char)p->s[-1]);
}

/* "2 hundred thousand": words from that one of the table on multiply, three at
 * most; and 18k. */
static void take_scale(struct at *p, struct number *x, size_t from)
{
    static const struct {
        const char *word;
        long long by;
    } table[] = { { "dozen", 12 }, { "hundred", 100 }, { "thousand", 1000 },
        { "million", 1000000 }, { "billion", 1000000000 },
        { "trillion", 1000000000000 } };

    if (behind_digit(p) && *p->s == 'k' && ends_word(p->s + 1, p->end)) {
        scale(x, 1000);
        p->s++;
        return;
    }
    for (int words = 0; words < 3; words++) {
        struct at q = *p;
        size_t i = from;
        take_blanks(&q);
        while (i < 6 && !take_word(&q, table[i].word))
            i++;
        if (i == 6 || (q.s < q.end && *q.s == '-')) /* million-dollar */
            return;
        scale(x, table[i].by);
        *p = q;
    }
}

size_t number_scan(const char *s, size_t len)
{
    struct at p = { s, s + len, true };
    struct number x;
    int sign = take_sign(&p);

    if (!take_number(&p, sign, &x))
        return 0;
    if (p.s == p.end)
        return len;
    take_scale(&p, &x, 2); /* "7 dozen" answers how many dozen */
    if (behind_digit(&p) && (*p.s == 'K' || *p.s == 'M' || *p.s == 'B')
        && ends_word(p.s + 1, p.end))
        p.s++; /* thousand or kelvin? */
    return (size_t)(p.s - s);
}

static void take_percent(struct at *p, struct number *x)
{
    struct at q = *p;

    take_blanks(&q);
    x->percent = take(&q, "%") || take(&q, "\\%") || take_word(&q, "percent")
                 || take_word(&q, "per cent");
    if (x->percent)
        *p = q;
}

static size_t parse(
    const char *s, const char *end, bool spaced, struct number *out)
{
    struct at p = { s, end, spaced };
    int sign;

    p.s = extract_text_trim(p.s, p.end).s;
    sign = take_sign(&p);
    if (take_currency(&p)) {
        take_blanks(&p);
        sign *= take_sign(&p);
    }
    if (!take_number(&p, sign, out))
        return 0;
    if (p.s == p.end)
        return (size_t)(p.s - s);
    take_scale(&p, out, 0);
    take_percent(&p, out);
    return (size_t)(p.s - s);
}

size_t number_parse(const char *s, size_t len, struct number *out)
{
    return parse(s, s + len, false, out);
}

bool number_read(const char *s, size_t len, struct number *out)
{
    struct extract_span t = extract_text_strip(s, s + len);
    size_t n = parse(t.s, t.end, true, out);

    return n > 0 && number_unit(t.s + n, t.end);
}

/* True when x is y / by, as the tolerance wants it. */
static bool same(
    const struct number *x, const struct number *y, long by, double rel_tol)
{
    struct number z = *y;
    uwide den;
    long double far;

    if (by != 1) {
        z.value /= (long double)by;
        z.exact = z.exact && exact_times((uwide)z.den, (uwide)by, &den);
        if (z.exact)
            exact_set(&z, z.num < 0 ? -1 : 1,
                (uwide)(z.num < 0 ? -z.num : z.num), den);
    }
    if (x->exact && z.exact && x->num == z.num && x->den == z.den)
        return true;
    if (x->exact && z.exact && !(rel_tol > 0))
        return false;
    if (!isfinite(x->value) || !isfinite(z.value))
        return false;
    /* Not exact means over 38 digits; long double knows 18 of them. */
    far = rel_tol > 1e-15 ? (long double)rel_tol : 1e-15L;
    return fabsl(x->value - z.value) <= far * fabsl(z.value);
}

bool number_equal(
    const char *a, size_t a_len, const char *b, size_t b_len, double rel_tol)
{
    struct number x, y;

    if (!number_read(a, a_len, &x) || !number_read(b, b_len, &y))
        return false;
    if (!isfinite(x.value) && a_len == b_len && memcmp(a, b, a_len) == 0)
        return true;
    return same(&x, &y, 1, rel_tol)
           || (x.percent && !y.percent && same(&y, &x, 100, rel_tol))
           || (y.percent && !x.percent && same(&x, &y, 100, rel_tol));
}
