/*
 * Are two final mathematical answers the same? LaTeX or plain, decided
 * exactly: no floating point, nothing tried out at random points.
 *
 * Read: whole numbers, in words too (twenty-three), decimals (0.\overline{3},
 * 0.\dot{3}, 0.(3), and 0.333... where the digits that repeat are there three
 * times, or twice if they are several), fractions, mixed numbers, 1,000,
 * 3.0\times10^8, 2 million, 1010_2 as a name (and 1010_{\text{two}}), roots (of
 * a + b\sqrt{c} too where they come apart), powers, pi, i, sums and products of
 * letters, \sin x and its kin as they stand (not evaluated), \pm, tuples,
 * intervals, unions, sets, lists, matrices, equations, inequalities and words.
 * What cannot be read is equal to the same characters only.
 *
 * Stated rules (those marked * are prm800k's; see SCORING.md section 8):
 * 1* A whole number is the same as a whole number written out, not as a sum
 *    to be done: 2^{10}, 10/5, \sqrt{4} are refused where 1024, 2, 2 is right.
 *    1e3, 3\times10^8 and 2 million count as written out.
 * 2* Two plain fractions must agree in numerator and denominator: not 2/4 for
 *    1/2. Against a decimal or a mixed number the value counts. An equation is
 *    the same with its sides swapped, but not when it is multiplied or brought
 *    into another form (2x + 2y = 4, y = 2 - x for x + y = 2): questions ask
 *    for one form, "Ax + By + C = 0 with A > 0".
 * 3* Tuples and lists in order, brackets the same. Order is free when the gold
 *    is a set or says "or", in lists of equations (a = 1, b = 2), and for the
 * two values of \pm. x < 3 and
 *    \{x | x < 3\} are (-\infty, 3); a pair that may be a point, (1, 2), is no
 *    1 < x < 2.
 * 4  A unit, %, $ or degree sign behind or before one of the two is let go;
 *    two that differ (5 cm, 5 inches) are refused, and so are words that make
 *    it another number (5 dozen, 5 or more). 10% is 10 and not 0.1.
 * 5* "x = ", "f(x) = ", "x \in ", "\approx" before one of the two is let go,
 * and \approx with what it explains behind it (\pi \approx 3.14 is \pi); two
 *    different names (x = 5, y = 5) are refused.
 * 6  Letters are case-sensitive in algebra (R, r), words are not.
 * 7  Blanks mean nothing (4 2 is 42), but 1 1/2 is a mixed number, and \quad
 * and a new line keep two numbers apart.
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_H
#define RETORT_SUITE_EQUIV_EQUIV_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the longest answer that is read; longer ones are compared byte by
 * byte. */
enum { EQUIV_SIZE_MAX = 4096 };

enum equiv_how {
    EQUIV_BYTES,  // same: byte for byte, blanks at the ends aside
    EQUIV_TEXT,   // same: characters, once markup and blanks are gone
    EQUIV_VALUE,  // same: one value
    EQUIV_PARTS,  // same: part by part
    EQUIV_DIFFER, // not: both were read
    EQUIV_FORM,   // not: same value, but rule 1 or 2 asks for another form
    EQUIV_UNIT,   // not: two different units
    EQUIV_UNREAD, // not: one could not be read, the characters differ
    EQUIV_TOO_BIG // not: too long, or too much to work out
};

struct equiv_why {
    enum equiv_how how;
};

/* True when the two answers are the same; *why (may be NULL) says how that
 * was decided. Not symmetric: rule 3 looks at the gold. */
bool equiv_same(const char *given, size_t given_len, const char *gold,
    size_t gold_len, struct equiv_why *why);

/* A few words for a note: "same value". Static storage. */
const char *equiv_how_name(enum equiv_how how);

#endif
