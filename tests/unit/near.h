/*
 * Comparison of doubles for cmocka tests: relative, NAN equal to NAN, and the
 * line of the caller in the message. Include after cmocka.h.
 */
#ifndef RETORT_TESTS_UNIT_NEAR_H
#define RETORT_TESTS_UNIT_NEAR_H

#include <math.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static inline void near_at(double got, double want, double tol, int line)
{
    if (isnan(want) ? isnan(got) : got == want)
        return;
    if (isfinite(got) && fabs(got - want) <= tol * fmax(fabs(want), 1e-280))
        return;
    fail_msg("line %d: got %.17g, want %.17g", line, got, want);
}

/* Relative 1e-12, as the special functions promise; NAN equals NAN. */
#define SAME(got, want) near_at(got, want, 1e-12, __LINE__)
#define NEAR(got, want, tol) near_at(got, want, tol, __LINE__)
#define WITHIN(got, want, abs_tol)                                             \
    near_at((got) - (want) + 1, 1, abs_tol, __LINE__)

#endif
