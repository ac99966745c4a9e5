/*
 * Numbers as people and models write them, compared exactly.
 *
 * Read: sign (also U+2212), $ and other currency signs before, 1,234,567 and
 * 1,00,000, 10 000, 10'000, decimals, .5, 1e6, 1.5x10^6, 10^6, a/b, 1 1/2,
 * \frac{a}{b}, percent, 18k, "million" and its kin, and a unit behind ("18
 * dollars", "9.8 m/s^2"). Not read: 3,5 (a decimal in one country, two numbers
 * in another), 2+3, 2^10, 5x, 3\pi, or anything with a second number in it.
 */
#ifndef RETORT_SUITE_NUMBER_H
#define RETORT_SUITE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

struct number {
    bool exact;        // num / den is the value, in lowest terms, den > 0
    bool percent;      // a percent sign followed; not applied to the value
    __int128 num;      // when exact
    __int128 den;      // when exact
    long double value; // always there, rounded; may be infinite
};

/* Length of the bare number at the start of s: no currency, percent, unit or
 * blanks, but a sign, groups, a fraction, an exponent, "thousand" and what is
 * more; K, M and B at it, so that 18M is not taken for 18. 0 when there is
 * none. */
size_t number_scan(const char *s, size_t len);

/* Reads one number at the start of s (blanks and currency before it are
 * skipped), no unit. Returns the bytes read, 0 when there is no number. */
size_t number_parse(const char *s, size_t len, struct number *out);

/* As number_parse, but the whole of s must be one number, with the markup
 * (* _ ` $ quotes, a final dot) and unit that number_parse leaves. */
bool number_read(const char *s, size_t len, struct number *out);

/* True when the text from s to end may be a unit, or is blank; see
 * number_unit.c. */
bool number_unit(const char *s, const char *end);

/* True when both are numbers and equal: exactly when both are exact and
 * rel_tol is 0, else within rel_tol (at least 1e-15) of b. When one alone has a
 * percent sign, 20% equals 20 and 0.2. */
bool number_equal(
    const char *a, size_t a_len, const char *b, size_t b_len, double rel_tol);

#endif
