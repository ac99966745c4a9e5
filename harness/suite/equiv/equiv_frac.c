#include "suite/equiv/equiv_frac.h"

static const __int128 wide_max = (__int128)((~(unsigned __int128)0) >> 1);

/* Both at least 0. */
static __int128 gcd(__int128 a, __int128 b)
{
    while (b != 0) {
        __int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static __int128 size_of(__int128 a)
{
    return a < 0 ? -a : a;
}

bool equiv_frac_make(__int128 num, __int128 den, struct equiv_frac *out)
{
    __int128 common;

    if (den == 0 || num < -wide_max || den < -wide_max)
        return false;
    common = gcd(size_of(num), size_of(den));
    out->num = (den < 0 ? -num : num) / common;
    out->den = size_of(den) / common;
    return true;
}

bool equiv_frac_add(
    struct equiv_frac a, struct equiv_frac b, struct equiv_frac *out)
{
    __int128 common = gcd(a.den, b.den), x, y, num, den;

    if (__builtin_mul_overflow(a.num, b.den / common, &x)
        || __builtin_mul_overflow(b.num, a.den / common, &y)
        || __builtin_add_overflow(x, y, &num)
        || __builtin_mul_overflow(a.den, b.den / common, &den))
        return false;
    return equiv_frac_make(num, den, out);
}

bool equiv_frac_mul(
    struct equiv_frac a, struct equiv_frac b, struct equiv_frac *out)
{
    __int128 first = gcd(size_of(a.num), b.den);
    __int128 second = gcd(size_of(b.num), a.den), num, den;

    if (a.num == 0 || b.num == 0) {
        *out = (struct equiv_frac){ 0, 1 };
        return true;
    }
    if (__builtin_mul_overflow(a.num / first, b.num / second, &num)
        || __builtin_mul_overflow(a.den / second, b.den / first, &den))
        return false;
    return equiv_frac_make(num, den, out);
}

bool equiv_frac_pow(struct equiv_frac a, long n, struct equiv_frac *out)
{
    struct equiv_frac result = { 1, 1 };
    unsigned long left = n < 0 ? 0UL - (unsigned long)n : (unsigned long)n;

    if (a.num == 0 && n <= 0)
        return false;
    if (n < 0 && !equiv_frac_make(a.den, a.num, &a))
        return false;
    for (; left > 0; left >>= 1) {
        if ((left & 1) && !equiv_frac_mul(result, a, &result))
            return false;
        if (left > 1 && !equiv_frac_mul(a, a, &a))
            return false;
    }
    *out = result;
    return true;
}

bool equiv_frac_gcd(
    struct equiv_frac a, struct equiv_frac b, struct equiv_frac *out)
{
    __int128 common = gcd(a.den, b.den), den;

    if (a.num == 0 || b.num == 0) {
        *out = a.num == 0 ? b : a;
        out->num = size_of(out->num);
        return true;
    }
    if (__builtin_mul_overflow(a.den, b.den / common, &den))
        return false;
    return equiv_frac_make(gcd(size_of(a.num), size_of(b.num)), den, out);
}

bool equiv_frac_same(struct equiv_frac a, struct equiv_frac b)
{
    return a.num == b.num && a.den == b.den;
}
