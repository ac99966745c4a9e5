/*
 * Inside suite/number.c only: the value of the digits it read.
 */
#ifndef RETORT_SUITE_NUMBER_EXACT_H
#define RETORT_SUITE_NUMBER_EXACT_H

#include "suite/number.h"

typedef __int128 wide;
typedef unsigned __int128 uwide;

/* Digits a 128-bit whole number surely holds. */
enum { EXACT_DIGITS = 38 };

/* digits * 10^exp, the digits without point and zeros at either end. */
struct decimal {
    uwide digits; // at most EXACT_DIGITS of them
    long exp;
    long zeros;  // read, but not known yet to be inside
    int n;       // significant digits in digits
    bool point;  // it had one
    bool longer; // more digits were read than kept
};

/* Sets x to sign * num / den when both fit. */
void exact_set(struct number *x, int sign, uwide num, uwide den);

/* Returns whether a * b fits, and *out. */
bool exact_times(uwide a, uwide b, uwide *out);

/* Sets x to sign * d. */
void exact_decimal(struct number *x, int sign, const struct decimal *d);

/* Sets x to sign * (whole + num / den). Returns false when one of them is no
 * whole number, or den is zero. */
bool exact_fraction(struct number *x, int sign, const struct decimal *whole,
    const struct decimal *num, const struct decimal *den);

#endif
