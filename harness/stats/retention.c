#include "stats/retention.h"

#include <math.h>

#include "stats/shares.h"

/* The score for ratio = r >= 1. With x, y the right answers of student and
 * teacher, m the items somebody got right, and q the share only the teacher
 * gets right, estimated under the hypothesis:
 *   z = (x - r y) / sqrt(n (1 + r) q + m (r - 1)),
 *   n (1 + r) q^2 + (y r^2 - x - 2 only_b) q + only_b (1 - r) m / n = 0.
 * For r >= 1 no term of the variance is negative, and the root is taken by
 * the formula that does not cancel. */
static double score(const struct shares *c, double r, double correction)
{
    double n = c->n, only_b = c->only_b;
    double x = c->both + c->only_a, y = c->both + only_b;
    double m = x + only_b, a, b, free, root, q, variance, over = x - r * y;

    a = n * (1 + r);
    /* y r^2 - x - 2 only_b, written so that r = 1 is exact. */
    b = y * (r * r - 1) - c->only_a - only_b;
    free = only_b * (1 - r) * (m / n);
    root = sqrt(fmax(0, b * b - 4 * a * free));
    q = b > 0 ? -2 * free / (b + root) : (root - b) / (2 * a);
    variance = a * q + m * (r - 1);
    over = copysign(fmax(0, fabs(over) - correction), over);
    return variance > 0 ? over / sqrt(variance) : NAN;
}

static double z_of(const struct shares *c, double r, double correction)
{
    struct shares s = shares_swapped(c);

    if (!(r > 0))
        return NAN;
    return r >= 1 ? score(c, r, correction) : -score(&s, 1 / r, correction);
}

double retention_z(const struct paired_cells *c, double r)
{
    struct shares all = shares_of(c, 1);

    return isnan(paired_accuracy_a(c)) ? (double)NAN : z_of(&all, r, 0);
}

double retention_z_careful(const struct paired_cells *c, double each, double r)
{
    struct shares s = shares_of(c, each);

    return isnan(paired_accuracy_a(c)) ? (double)NAN : z_of(&s, r, 0.5);
}

/* The ratio above the estimate where the score falls to -z. It exists: with
 * one right answer of the teacher the score falls like -sqrt(r). */
static double upper(
    const struct shares *c, double ratio, double z, double correction)
{
    double lo = ratio, hi = ratio > 1 ? 2 * ratio : 2, mid;

    while (z_of(c, hi, correction) > -z && hi < 1e300) {
        lo = hi;
        hi *= 2;
    }
    for (int i = 0; i < 2000; i++) {
        mid = lo + (hi - lo) / 2;
        if (mid <= lo || mid >= hi)
            break;
        if (z_of(c, mid, correction) < -z)
            hi = mid;
        else
            lo = mid;
    }
    return hi;
}

static struct retention limits(
    const struct paired_cells *cells, double each, double z, double by)
{
    struct retention out = { NAN, { NAN, NAN } };
    struct shares c = shares_of(cells, each), s = shares_swapped(&c);
    double a = paired_accuracy_a(cells), b = paired_accuracy_b(cells);

    if (!(b > 0) || isnan(z))
        return out;
    out.ratio = a / b;
    out.ci.high = upper(&c, out.ratio, z, by);
    out.ci.low = a > 0 ? 1 / upper(&s, 1 / out.ratio, z, by) : 0;
    return out;
}

struct retention retention_of(const struct paired_cells *c, double level)
{
    return limits(c, 1, interval_z(level), 0);
}

struct retention retention_once(
    const struct paired_cells *c, double each, double level)
{
    return limits(c, each, interval_z(level), 0);
}

struct retention retention_careful(
    const struct paired_cells *c, double each, double z)
{
    return limits(c, each, z, 0.5);
}
