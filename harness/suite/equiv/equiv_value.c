#include "suite/equiv/equiv_value.h"

#include <stdint.h>

enum {
    POWER_MAX = 24,     // of a sum; beyond, it stays a symbol
    ROOT_MAX = 64,      // largest denominator of an exponent
    TRIAL_MAX = 1 << 16 // primes tried; what is left below its square is one
};

static const struct equiv_frac one = { 1, 1 };
static const struct equiv_frac minus_one = { -1, 1 };

static struct equiv_value whole(struct equiv_field *f, struct equiv_poly num)
{
    return (struct equiv_value){ num, equiv_poly_const(f, one) };
}

struct equiv_value equiv_value_const(struct equiv_field *f, struct equiv_frac c)
{
    return whole(f, equiv_poly_const(f, c));
}

struct equiv_value equiv_value_atom(struct equiv_field *f,
    enum equiv_atom_kind kind, const char *name, size_t len)
{
    int atom = equiv_field_atom(f, kind, name, len);

    return whole(f, equiv_poly_atom(f, one, atom, 1, 1));
}

static bool is_one(struct equiv_poly p)
{
    struct equiv_frac c;

    return equiv_poly_number(p, &c) && equiv_frac_same(c, one);
}

/* num / den: a lone term below goes up, else the first coefficient is 1. */
static struct equiv_value make(
    struct equiv_field *f, struct equiv_poly num, struct equiv_poly den)
{
    struct equiv_frac c;

    if (f->failed || den.count == 0) {
        equiv_field_fail(f);
        return whole(f, num);
    }
    if (is_one(den))
        return (struct equiv_value){ num, den };
    if (num.count == 0)
        return whole(f, num);
    if (den.count == 1)
        return whole(
            f, equiv_poly_mul(f, num, equiv_poly_power(f, den.term, -1)));
    if (!equiv_frac_pow(den.term[0].coef, -1, &c)) {
        equiv_field_fail(f);
        return whole(f, num);
    }
    return (struct equiv_value){ equiv_poly_scale(f, num, c),
        equiv_poly_scale(f, den, c) };
}

struct equiv_value equiv_value_add(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b)
{
    if (equiv_poly_same(a.den, b.den))
        return make(f, equiv_poly_add(f, a.num, b.num), a.den);
    return make(f,
        equiv_poly_add(f, equiv_poly_mul(f, a.num, b.den),
            equiv_poly_mul(f, b.num, a.den)),
        equiv_poly_mul(f, a.den, b.den));
}

struct equiv_value equiv_value_mul(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b)
{
    return make(f, equiv_poly_mul(f, a.num, b.num),
        is_one(b.den) ? a.den : equiv_poly_mul(f, a.den, b.den));
}

struct equiv_value equiv_value_neg(struct equiv_field *f, struct equiv_value a)
{
    return make(f, equiv_poly_scale(f, a.num, minus_one), a.den);
}

struct equiv_value equiv_value_div(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b)
{
    return make(
        f, equiv_poly_mul(f, a.num, b.den), equiv_poly_mul(f, a.den, b.num));
}

bool equiv_value_number(struct equiv_value a, struct equiv_frac *c)
{
    return is_one(a.den) && equiv_poly_number(a.num, c);
}

bool equiv_value_same(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b)
{
    struct equiv_poly left = equiv_poly_mul(f, a.num, b.den);
    struct equiv_poly right = equiv_poly_mul(f, b.num, a.den);

    return !f->failed && equiv_poly_same(left, right);
}

static void value_key(struct equiv_value a, struct buf *out)
{
    equiv_poly_key(a.num, out);
    buf_putc(out, '|');
    equiv_poly_key(a.den, out);
}

/* A symbol by its key, to num / den. */
static struct equiv_value symbol(
    struct equiv_field *f, struct buf *key, long num, long den)
{
    struct equiv_value v;
    int atom = -1;

    if (equiv_field_work(f, (long)key->len / 16 + 1))
        atom = equiv_field_atom(f, EQUIV_NAME, key->s, key->len);
    v = whole(f, equiv_poly_atom(f, one, atom, num, den));
    buf_clear(key);
    return v;
}

struct equiv_value equiv_value_call(struct equiv_field *f, const char *name,
    size_t len, const struct equiv_value *a, const struct equiv_value *b)
{
    struct buf key = { 0 };

    buf_add(&key, name, len);
    buf_putc(&key, '(');
    value_key(*a, &key);
    if (b != NULL) {
        buf_putc(&key, ',');
        value_key(*b, &key);
    }
    return symbol(f, &key, 1, 1);
}

/* --- powers ----------------------------------------------------------------
 */

/* (v)^(num/den) as it stands. */
static struct equiv_value opaque(
    struct equiv_field *f, struct equiv_value v, long num, long den)
{
    struct buf key = { 0 };

    buf_puts(&key, "base(");
    value_key(v, &key);
    return symbol(f, &key, num, den);
}

static struct equiv_value inverse(struct equiv_field *f, struct equiv_value v)
{
    return make(f, v.den, v.num);
}

static struct equiv_value pow_whole(
    struct equiv_field *f, struct equiv_value v, long n)
{
    struct equiv_value result = equiv_value_const(f, one);

    if (v.num.count == 0) {
        if (n <= 0)
            equiv_field_fail(f);
        return v;
    }
    if (v.num.count == 1 && is_one(v.den))
        return whole(f, equiv_poly_power(f, v.num.term, n));
    if (n > POWER_MAX || n < -POWER_MAX)
        return opaque(f, v, n, 1);
    for (long i = 0; i < (n < 0 ? -n : n); i++)
        result = equiv_value_mul(f, result, v);
    return n < 0 ? inverse(f, result) : result;
}

/* The largest positive number in all terms. */
static struct equiv_frac content(struct equiv_field *f, struct equiv_poly p)
{
    struct equiv_frac c = { 0, 1 };

    for (int i = 0; i < p.count; i++)
        if (!equiv_frac_gcd(c, p.term[i].coef, &c))
            equiv_field_fail(f);
    return c.num == 0 ? one : c;
}

/* p^num/den as a factor. */
static struct equiv_poly prime_power(struct equiv_field *f,
    struct equiv_poly so_far, long prime, long num, long den)
{
    int atom = equiv_field_prime(f, prime);

    return equiv_poly_mul(f, so_far, equiv_poly_atom(f, one, atom, num, den));
}

typedef struct equiv_poly (*prime_fn)(struct equiv_field *f,
    struct equiv_poly so_far, long prime, long times, const void *arg);

/* Calls fn for each prime of n with how often it is in it (times sign). */
static struct equiv_poly each_prime(struct equiv_field *f,
    struct equiv_poly so_far, __int128 n, long sign, prime_fn fn,
    const void *arg)
{
    uint64_t left = (uint64_t)n;

    if (n > (__int128)1 << 62) {
        equiv_field_fail(f);
        return so_far;
    }
    for (uint64_t p = 2; p <= TRIAL_MAX && p * p <= left; p++) {
        long times = 0;
        if (p % 256 == 0 && !equiv_field_work(f, 8))
            return so_far;
        for (; left % p == 0; left /= p)
            times++;
        if (times > 0)
            so_far = fn(f, so_far, (long)p, times * sign, arg);
    }
    if (left > (uint64_t)TRIAL_MAX * TRIAL_MAX)
        equiv_field_fail(f);
    else if (left > 1)
        so_far = fn(f, so_far, (long)left, sign, arg);
    return so_far;
}

struct exponent {
    long num, den;
};

static struct equiv_poly root_of_prime(struct equiv_field *f,
    struct equiv_poly so_far, long prime, long times, const void *arg)
{
    const struct exponent *e = arg;

    return prime_power(f, so_far, prime, times * e->num, e->den);
}

/* c^(num/den) for c above 0. */
static struct equiv_poly number_root(
    struct equiv_field *f, struct equiv_frac c, struct exponent e)
{
    struct equiv_poly p = equiv_poly_const(f, one);

    p = each_prime(f, p, c.num, 1, root_of_prime, &e);
    return each_prime(f, p, c.den, -1, root_of_prime, &e);
}

/* True when each symbol of the term may be raised on its own: all are above
 * 0, except one letter that stands alone to the first power. */
static bool splits(const struct equiv_field *f, const struct equiv_term *t)
{
    int names = 0;

    for (int i = 0; i < t->count; i++) {
        const struct equiv_power *p = &t->power[i];
        enum equiv_atom_kind kind = f->atom[p->atom].kind;
        if (kind == EQUIV_IMAGINARY)
            return false;
        if (kind == EQUIV_NAME && (p->num != 1 || p->den != 1 || names++ > 0))
            return false;
    }
    return true;
}

/* The root of a term whose coefficient is 1. */
static struct equiv_poly term_root(
    struct equiv_field *f, const struct equiv_term *t, struct exponent e)
{
    struct equiv_poly result = equiv_poly_const(f, one);

    for (int i = 0; i < t->count; i++) {
        const struct equiv_power *p = &t->power[i];
        result = equiv_poly_mul(f, result,
            equiv_poly_atom(f, one, p->atom, p->num * e.num, p->den * e.den));
    }
    return result;
}

static bool only_primes(const struct equiv_field *f, const struct equiv_term *t)
{
    for (int i = 0; i < t->count; i++)
        if (f->atom[t->power[i].atom].kind != EQUIV_PRIME)
            return false;
    return true;
}

static bool square_root(__int128 n, __int128 *root)
{
    __int128 low = 0, high = (__int128)1 << 31;

    if (n < 0 || n > (__int128)1 << 62)
        return false;
    while (low < high) {
        __int128 mid = (low + high) / 2;
        if (mid * mid < n)
            low = mid + 1;
        else
            high = mid;
    }
    *root = low;
    return low * low == n;
}

/* b^2 c of the term b \sqrt{c}; false for any other. */
static bool square_of(
    struct equiv_field *f, const struct equiv_term *t, struct equiv_frac *out)
{
    if (t->count == 0 || !equiv_frac_pow(t->coef, 2, out))
        return false;
    for (int i = 0; i < t->count; i++) {
        const struct equiv_atom *a = &f->atom[t->power[i].atom];
        if (a->kind != EQUIV_PRIME || t->power[i].num != 1
            || t->power[i].den != 2
            || !equiv_frac_mul(*out, (struct equiv_frac){ a->prime, 1 }, out))
            return false;
    }
    return true;
}

/* \sqrt{a + b \sqrt{c}} = \sqrt{x} + \sqrt{y} or their difference, as b is:
 * x, y = (a +- d) / 2, when d^2 = a^2 - b^2 c has a fraction for d. */
static bool unnest(
    struct equiv_field *f, struct equiv_value v, struct equiv_value *out)
{
    struct equiv_frac minus = { -1, 1 }, half = { 1, 2 }, a, b, d, x, y;
    const struct equiv_term *t = v.num.term;
    int plain = v.num.count == 2 && t[1].count == 0;
    struct equiv_value other;

    if (v.num.count != 2 || !is_one(v.den) || t[plain].count != 0)
        return false;
    a = t[plain].coef;
    if (a.num < 0 || !square_of(f, &t[1 - plain], &b)
        || !equiv_frac_mul(b, minus, &b) || !equiv_frac_pow(a, 2, &d)
        || !equiv_frac_add(d, b, &d) || !square_root(d.num, &d.num)
        || !square_root(d.den, &d.den) || !equiv_frac_add(a, d, &x)
        || !equiv_frac_mul(x, half, &x) || !equiv_frac_mul(d, minus, &d)
        || !equiv_frac_add(a, d, &y) || !equiv_frac_mul(y, half, &y))
        return false;
    *out = whole(f, number_root(f, x, (struct exponent){ 1, 2 }));
    other = whole(f, number_root(f, y, (struct exponent){ 1, 2 }));
    if (t[1 - plain].coef.num < 0)
        other = equiv_value_neg(f, other);
    *out = equiv_value_add(f, *out, other);
    return !f->failed;
}

/* v^(num/den), den above 1. The positive content comes out. */
static struct equiv_value pow_fraction(
    struct equiv_field *f, struct equiv_value v, struct exponent e, bool real)
{
    struct equiv_frac c = content(f, v.num), back;
    struct equiv_value outer, inner;
    struct equiv_term *t;

    if (v.num.count == 0) {
        if (e.num <= 0)
            equiv_field_fail(f);
        return v;
    }
    if (f->failed || !equiv_frac_pow(c, -1, &back))
        return v;
    outer = whole(f, number_root(f, c, e));
    inner = make(f, equiv_poly_scale(f, v.num, back), v.den);
    if (f->failed)
        return v;
    t = inner.num.term;
    if (e.den == 2 && unnest(f, inner, &inner))
        return equiv_value_mul(f, outer, pow_whole(f, inner, e.num));
    if (inner.num.count > 1 || !is_one(inner.den)) {
        outer = equiv_value_mul(f, outer, pow_whole(f, inner, e.num / e.den));
        e.num %= e.den;
        return equiv_value_mul(f, outer, opaque(f, inner, e.num, e.den));
    }
    if (t->coef.num > 0 && splits(f, t))
        return equiv_value_mul(f, outer, whole(f, term_root(f, t, e)));
    if (t->coef.num < 0 && only_primes(f, t)
        && (e.den == 2 || (real && e.den % 2 == 1))) {
        outer = equiv_value_mul(f, outer, whole(f, term_root(f, t, e)));
        if (e.den != 2)
            return e.num % 2 == 0 ? outer : equiv_value_neg(f, outer);
        inner = equiv_value_atom(f, EQUIV_IMAGINARY, "i", 1);
        return equiv_value_mul(f, outer, pow_whole(f, inner, e.num));
    }
    return equiv_value_mul(f, outer, opaque(f, inner, e.num, e.den));
}

static struct equiv_value pow_number(
    struct equiv_field *f, struct equiv_value v, struct equiv_frac e, bool real)
{
    const long max = 1000000;

    if (e.num > max || e.num < -max || e.den > ROOT_MAX) {
        equiv_field_fail(f);
        return v;
    }
    if (e.den == 1)
        return pow_whole(f, v, (long)e.num);
    return pow_fraction(
        f, v, (struct exponent){ (long)e.num, (long)e.den }, real);
}

/* The symbol base^(term without its coefficient), to that coefficient. */
struct symbolic {
    const struct equiv_term *term;
    long num, den;
};

static struct equiv_poly power_atom(struct equiv_field *f,
    struct equiv_poly so_far, const char *base, const struct symbolic *s,
    long times)
{
    struct equiv_term bare = *s->term;
    struct buf key = { 0 };
    struct equiv_value v;

    bare.coef = one;
    buf_printf(&key, "power(%s;", base);
    equiv_poly_key((struct equiv_poly){ 1, &bare }, &key);
    v = symbol(f, &key, s->num * times, s->den);
    return equiv_poly_mul(f, so_far, v.num);
}

static struct equiv_poly power_of_prime(struct equiv_field *f,
    struct equiv_poly so_far, long prime, long times, const void *arg)
{
    struct buf base = { 0 };

    buf_printf(&base, "%ld", prime);
    so_far = power_atom(f, so_far, base.s, arg, times);
    buf_clear(&base);
    return so_far;
}

/* base^(one term of the exponent). */
static struct equiv_value pow_term(struct equiv_field *f,
    struct equiv_value base, const struct equiv_term *t, bool number,
    struct equiv_frac c)
{
    struct equiv_poly p = equiv_poly_const(f, one);
    struct symbolic s = { t, (long)t->coef.num, (long)t->coef.den };
    struct buf name = { 0 };

    if (t->count == 0)
        return pow_number(f, base, t->coef, false);
    if (t->coef.num > 1000 || t->coef.num < -1000 || t->coef.den > ROOT_MAX) {
        equiv_field_fail(f);
        return base;
    }
    if (number) {
        p = each_prime(f, p, c.num, 1, power_of_prime, &s);
        p = each_prime(f, p, c.den, -1, power_of_prime, &s);
    } else {
        buf_printf(&name, "a%d", base.num.term[0].power[0].atom);
        p = power_atom(f, p, name.s, &s, 1);
        buf_clear(&name);
    }
    return whole(f, p);
}

/* True for one symbol as it is. */
static bool lone_symbol(struct equiv_value v)
{
    const struct equiv_term *t = v.num.term;

    return is_one(v.den) && v.num.count == 1 && t->count == 1
           && equiv_frac_same(t->coef, one) && t->power[0].num == 1
           && t->power[0].den == 1;
}

/* Exponents that may be split: (b^n)^c is b^(cn) for b above 0 or c whole. */
static bool exponent_splits(
    const struct equiv_field *f, struct equiv_value a, struct equiv_poly e)
{
    struct equiv_frac c;
    bool positive =
        equiv_value_number(a, &c)
        || f->atom[a.num.term[0].power[0].atom].kind == EQUIV_POSITIVE;

    for (int i = 0; i < e.count; i++)
        if (!positive && e.term[i].coef.den != 1)
            return false;
    return true;
}

static struct equiv_value pow_symbolic(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b)
{
    struct equiv_value result = equiv_value_const(f, one);
    struct equiv_frac c = one;
    bool number = equiv_value_number(a, &c) && c.num > 0;

    if (!is_one(b.den) || (!number && !lone_symbol(a))
        || !exponent_splits(f, a, b.num))
        return equiv_value_call(f, "pow", 3, &a, &b);
    for (int i = 0; i < b.num.count && !f->failed; i++)
        result = equiv_value_mul(
            f, result, pow_term(f, a, &b.num.term[i], number, c));
    return result;
}

struct equiv_value equiv_value_pow(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b)
{
    struct equiv_frac e;

    if (f->failed)
        return a;
    if (equiv_value_number(b, &e))
        return pow_number(f, a, e, false);
    return pow_symbolic(f, a, b);
}

struct equiv_value equiv_value_root(
    struct equiv_field *f, struct equiv_value a, struct equiv_value n)
{
    struct equiv_value e = equiv_value_div(f, equiv_value_const(f, one), n);
    struct equiv_frac c;

    if (f->failed)
        return a;
    if (equiv_value_number(e, &c))
        return pow_number(f, a, c, true);
    return equiv_value_pow(f, a, e);
}
