#include "stats/interval.h"

#include <math.h>
#include <stdbool.h>

#include "stats/special.h"

static const struct interval unknown = { NAN, NAN };
static const struct interval everything = { 0, 1 };

static bool level_ok(double level)
{
    return level > 0 && level < 1;
}

static bool counts_ok(int64_t k, int64_t n)
{
    return k >= 0 && n >= 0 && k <= n;
}

double interval_z(double level)
{
    return level_ok(level) ? -special_normal_quantile((1 - level) / 2) : NAN;
}

/* Upper Wilson limit; the lower one follows by exchanging right and wrong. */
static double wilson_high(double k, double n, double z)
{
    double half = z * sqrt(k * (n - k) / n + z * z / 4);

    return k >= n ? 1 : (k + z * z / 2 + half) / (n + z * z);
}

static struct interval wilson(double k, double n, double z)
{
    struct interval out;

    /* The product of both roots is k^2 / (n (n + z^2)): no cancellation. */
    out.high = wilson_high(k, n, z);
    out.low = k * k / (n * (n + z * z) * out.high);
    if (k >= n)
        out.low = n / (n + z * z);
    return out;
}

struct interval interval_wilson(int64_t k, int64_t n, double level)
{
    if (!counts_ok(k, n) || !level_ok(level))
        return unknown;
    return interval_wilson_at((double)k, (double)n, interval_z(level));
}

struct interval interval_wilson_at(double k, double n, double z)
{
    if (!(k >= 0 && k <= n && z > 0))
        return unknown;
    return n > 0 ? wilson(k, n, z) : everything;
}

struct interval interval_wilson_share(double share, double n, double level)
{
    if (!(share >= 0 && share <= 1 && n > 0) || !level_ok(level))
        return unknown;
    return wilson(share * n, n, interval_z(level));
}

struct interval interval_clopper_pearson(int64_t k, int64_t n, double level)
{
    struct interval out;
    double dk = (double)k, rest = (double)(n - k), tail = (1 - level) / 2;

    if (!counts_ok(k, n) || !level_ok(level))
        return unknown;
    out.low = k == 0 ? 0 : special_beta_inv(dk, rest + 1, tail);
    out.high = k == n ? 1 : special_beta_inv(dk + 1, rest, 1 - tail);
    return out;
}

struct interval interval_accuracy(int64_t k, int64_t n, double level)
{
    enum { MANY = 1000, OF_EACH = 30 };

    return n >= MANY && k >= OF_EACH && n - k >= OF_EACH
               ? interval_wilson(k, n, level)
               : interval_clopper_pearson(k, n, level);
}

struct interval interval_jeffreys(int64_t k, int64_t n, double level)
{
    struct interval out;
    double a = (double)k + 0.5, b = (double)(n - k) + 0.5;
    double tail = (1 - level) / 2;

    if (!counts_ok(k, n) || !level_ok(level))
        return unknown;
    if (n == 0)
        return everything;
    out.low = special_beta_inv(a, b, tail);
    out.high = special_beta_inv(a, b, 1 - tail);
    return out;
}

struct interval interval_agresti_coull(int64_t k, int64_t n, double level)
{
    struct interval out;
    double z = interval_z(level), n2 = (double)n + z * z;
    double p = ((double)k + z * z / 2) / n2, half;

    if (!counts_ok(k, n) || !level_ok(level))
        return unknown;
    if (n == 0)
        return everything;
    half = z * sqrt(p * (1 - p) / n2);
    out.low = fmax(0, p - half);
    out.high = fmin(1, p + half);
    return out;
}

struct interval interval_normal(double estimate, double se, double level)
{
    double half = interval_z(level) * se;

    return (struct interval){ estimate - half, estimate + half };
}
