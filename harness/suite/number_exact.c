/* Fractions of two whole numbers of 127 bits, from digits. */
#include "suite/number_exact.h"

#include <float.h>
#include <math.h>

static const uwide WIDE_MAX = ((uwide)1 << 127) - 1;

static uwide gcd(uwide a, uwide b)
{
    while (b != 0) {
        uwide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

void exact_set(struct number *x, int sign, uwide num, uwide den)
{
    uwide g = den == 1 ? 1 : gcd(num, den); // divisions of 128 bits are dear

    if (g != 1) {
        num /= g;
        den /= g;
    }
    x->exact = num <= WIDE_MAX && den <= WIDE_MAX;
    x->num = x->exact ? sign * (wide)num : 0;
    x->den = x->exact ? (wide)den : 1;
}

bool exact_times(uwide a, uwide b, uwide *out)
{
    return !__builtin_mul_overflow(a, b, out) && *out <= WIDE_MAX;
}

static bool power_of_ten(long exp, uwide *out)
{
    *out = 1;
    if (exp > EXACT_DIGITS)
        return false;
    while (exp-- > 0)
        *out *= 10;
    return true;
}

static long double value_of(const struct decimal *d)
{
    long double scale = d->exp != 0 ? powl(10, d->exp) : 1;

    return d->n == 0 ? 0 : (long double)d->digits * scale;
}

/* Returns whether d is a whole number that fits, and *out. */
static bool whole_of(const struct decimal *d, uwide *out)
{
    uwide ten;

    *out = 0;
    if (d->n == 0)
        return true;
    return !d->longer && d->exp >= 0 && power_of_ten(d->exp, &ten)
           && exact_times(d->digits, ten, out);
}

void exact_decimal(struct number *x, int sign, const struct decimal *d)
{
    uwide whole, ten;

    x->value = sign * value_of(d);
    if (x->value == 0 && d->n > 0)
        x->value = sign * LDBL_MIN; /* too small, but no zero */
    if (whole_of(d, &whole))
        exact_set(x, sign, whole, 1);
    else if (!d->longer && d->exp < 0 && power_of_ten(-d->exp, &ten))
        exact_set(x, sign, d->digits, ten);
}

bool exact_fraction(struct number *x, int sign, const struct decimal *whole,
    const struct decimal *num, const struct decimal *den)
{
    uwide a, b, c, sum;

    if (whole->point || num->point || den->point || den->n == 0)
        return false;
    x->exact = false;
    x->value = sign * (value_of(whole) + value_of(num) / value_of(den));
    if (whole_of(whole, &a) && whole_of(num, &b) && whole_of(den, &c)
        && exact_times(a, c, &sum) && sum <= WIDE_MAX - b)
        exact_set(x, sign, sum + b, c);
    return true;
}
