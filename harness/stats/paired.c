#include "stats/paired.h"

#include <math.h>

#include "stats/shares.h"
#include "stats/special.h"

#define LN_10 2.30258509299404568402

static const struct interval unknown = { NAN, NAN };

static bool cells_ok(const struct paired_cells *c)
{
    return c->both >= 0 && c->only_a >= 0 && c->only_b >= 0 && c->neither >= 0
           && paired_n(c) > 0;
}

static struct paired_cells swapped(const struct paired_cells *c)
{
    return (struct paired_cells){ c->both, c->only_b, c->only_a, c->neither };
}

void paired_add(struct paired_cells *c, bool a_right, bool b_right)
{
    if (a_right && b_right)
        c->both++;
    else if (a_right)
        c->only_a++;
    else if (b_right)
        c->only_b++;
    else
        c->neither++;
}

int64_t paired_n(const struct paired_cells *c)
{
    return c->both + c->only_a + c->only_b + c->neither;
}

double paired_accuracy_a(const struct paired_cells *c)
{
    if (!cells_ok(c))
        return NAN;
    return (double)(c->both + c->only_a) / (double)paired_n(c);
}

double paired_accuracy_b(const struct paired_cells *c)
{
    struct paired_cells s = swapped(c);

    return paired_accuracy_a(&s);
}

double paired_diff(const struct paired_cells *c)
{
    if (!cells_ok(c))
        return NAN;
    return (double)(c->only_a - c->only_b) / (double)paired_n(c);
}

double paired_se(const struct paired_cells *c)
{
    double n = (double)paired_n(c), d = (double)(c->only_a - c->only_b);
    double discordant = (double)(c->only_a + c->only_b);

    if (!cells_ok(c) || n < 2)
        return NAN;
    /* Sum of squares of values in {-1, 0, 1} about their mean. */
    return sqrt(fmax(0, discordant - d * d / n) / (n - 1) / n);
}

double paired_z(const struct paired_cells *c)
{
    double se = paired_se(c);

    return se > 0 ? paired_diff(c) / se : NAN;
}

double paired_se_unpaired(const struct paired_cells *c)
{
    double n = (double)paired_n(c);
    double a = paired_accuracy_a(c), b = paired_accuracy_b(c);

    if (!cells_ok(c) || n < 2)
        return NAN;
    return sqrt((a * (1 - a) + b * (1 - b)) / (n - 1));
}

/* Phi of the table from a numerator; 0 where a margin is empty. */
static double phi_of(const struct shares *c, double numerator)
{
    double a = c->both + c->only_a, b = c->both + c->only_b;
    double under = sqrt(a * (c->n - a)) * sqrt(b * (c->n - b));

    return under > 0 ? numerator / under : 0;
}

static double cross(const struct shares *c)
{
    return c->both * c->neither - c->only_a * c->only_b;
}

double paired_correlation(const struct paired_cells *c)
{
    double a = paired_accuracy_a(c), b = paired_accuracy_b(c);

    struct shares all = shares_of(c, 1);

    if (!(a > 0 && a < 1 && b > 0 && b < 1))
        return NAN;
    return phi_of(&all, cross(&all));
}

struct interval paired_ci_clt(const struct paired_cells *c, double level)
{
    return interval_normal(paired_diff(c), paired_se(c), level);
}

/* sqrt(x^2 - 2 phi x y + y^2), the side of a triangle. */
static double joined(double x, double y, double phi)
{
    return sqrt(fmax(0, x * x - 2 * phi * x * y + y * y));
}

static struct interval newcombe(const struct shares *c, double z)
{
    double pa = (c->both + c->only_a) / c->n, pb = (c->both + c->only_b) / c->n;
    struct interval a = interval_wilson_at(c->both + c->only_a, c->n, z);
    struct interval b = interval_wilson_at(c->both + c->only_b, c->n, z);
    double d = pa - pb, phi, num = cross(c);

    if (num > 0)
        num = fmax(0, num - c->n / 2);
    phi = phi_of(c, num);
    return (struct interval){ d - joined(pa - a.low, b.high - pb, phi),
        d + joined(a.high - pa, pb - b.low, phi) };
}

struct interval paired_ci_newcombe(const struct paired_cells *c, double level)
{
    struct shares all = shares_of(c, 1);

    return cells_ok(c) ? newcombe(&all, interval_z(level)) : unknown;
}

/* Draws x towards 0 by a continuity correction, never past it. */
static double drawn(double x, double correction)
{
    return copysign(fmax(0, fabs(x) - correction), x);
}

/* Tango (1998): the score statistic for the difference d. q is the estimate
 * of the only-b share under that difference; its quadratic is solved by the
 * root formula that does not cancel. */
static double tango_z(const struct shares *c, double d, double correction)
{
    double n = c->n, x = c->only_a, y = c->only_b, b, root, free, q, variance;
    double over = drawn(x - y - n * d, correction);

    b = (2 * n - x + y) * d - x - y;
    free = y * d * (1 - d);
    root = sqrt(fmax(0, b * b + 8 * n * free));
    q = b > 0 ? 2 * free / (b + root) : (root - b) / (4 * n);
    variance = n * (2 * q + d * (1 - d));
    if (!(variance > 0))
        return over > 0                      ? INFINITY
               : over < 0 || correction <= 0 ? -INFINITY
                                             : 0;
    return over / sqrt(variance);
}

/* Upper Tango limit: the d above the estimate where the score is -z. */
static double tango_high(const struct shares *c, double z, double correction)
{
    double lo = (c->only_a - c->only_b) / c->n, hi = 1, mid;

    if (c->only_a >= c->n)
        return 1;
    for (int i = 0; i < 120; i++) {
        mid = lo + (hi - lo) / 2;
        if (mid <= lo || mid >= hi)
            break;
        if (tango_z(c, mid, correction) > -z)
            lo = mid;
        else
            hi = mid;
    }
    return hi;
}

static struct interval tango(
    const struct shares *c, double z, double correction)
{
    struct shares s = shares_swapped(c);

    if (!(z > 0))
        return unknown;
    return (struct interval){ -tango_high(&s, z, correction),
        tango_high(c, z, correction) };
}

struct interval paired_ci_tango(const struct paired_cells *c, double level)
{
    struct shares all = shares_of(c, 1);

    return cells_ok(c) ? tango(&all, interval_z(level), 0) : unknown;
}

static struct interval hull(
    const struct paired_cells *c, double each, double z, double correction)
{
    struct shares s = shares_of(c, each);
    struct interval a, b;

    if (!cells_ok(c))
        return unknown;
    a = tango(&s, z, correction);
    b = newcombe(&s, z);
    return (struct interval){ fmin(a.low, b.low), fmax(a.high, b.high) };
}

struct interval paired_ci(const struct paired_cells *c, double level)
{
    return hull(c, 1, interval_z(level), 0);
}

struct interval paired_ci_once(
    const struct paired_cells *c, double each, double level)
{
    return hull(c, each, interval_z(level), 0);
}

struct interval paired_ci_careful(
    const struct paired_cells *c, double each, double z)
{
    return hull(c, each, z, 0.5);
}

/* Exact and mid-p, in logarithms; small <= large discordant counts. */
static void exact_p(struct paired_mcnemar *m, int64_t small, int64_t large)
{
    int64_t n = small + large;
    double tail = special_log_half_tail(small, n);
    double point = special_log_binomial(small, n, 0.5);
    double ln_p = fmin(0, tail + log(2)), ln_mid;

    if (small == large) {
        ln_p = 0;
        ln_mid = log1p(-exp(point));
    } else {
        ln_mid = tail + log(2 - exp(point - tail));
    }
    m->p = exp(ln_p);
    m->p_log10 = ln_p / LN_10;
    m->mid_p = exp(ln_mid);
    m->mid_p_log10 = ln_mid / LN_10;
}

struct paired_mcnemar paired_mcnemar(const struct paired_cells *c)
{
    struct paired_mcnemar m = { 1, 0, 1, 0, NAN, NAN, NAN, NAN };
    int64_t x = c->only_a, y = c->only_b;
    double d = fabs((double)(x - y)), n = (double)(x + y);

    if (!cells_ok(c)) {
        m.p = m.p_log10 = m.mid_p = m.mid_p_log10 = NAN;
        return m;
    }
    if (x + y == 0)
        return m;
    exact_p(&m, x < y ? x : y, x < y ? y : x);
    m.chi2 = d * d / n;
    m.chi2_p = special_chi2_1_tail(m.chi2);
    d = fmax(0, d - 1);
    m.chi2_cc = d * d / n;
    m.chi2_cc_p = special_chi2_1_tail(m.chi2_cc);
    return m;
}
