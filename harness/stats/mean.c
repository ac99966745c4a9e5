#include "stats/mean.h"

#include <math.h>

struct mean mean_of(const double *values, size_t n)
{
    struct mean m = { n, NAN, NAN, NAN };
    double dn = (double)n, sum = 0, squares = 0, drift = 0;

    if (n == 0)
        return m;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    m.mean = sum / dn;
    for (size_t i = 0; i < n; i++) {
        double d = values[i] - m.mean;

        squares += d * d;
        drift += d;
    }
    if (n < 2)
        return m;
    m.sd = sqrt(fmax(0, squares - drift * drift / dn) / (dn - 1));
    m.se = m.sd / sqrt(dn);
    return m;
}

struct mean mean_of_counts(int64_t k, int64_t n)
{
    struct mean m = { 0, NAN, NAN, NAN };
    double dk = (double)k, dn = (double)n;

    if (n <= 0 || k < 0 || k > n)
        return m;
    m.n = (size_t)n;
    m.mean = dk / dn;
    if (n < 2)
        return m;
    m.sd = sqrt(dk * (dn - dk) / dn / (dn - 1));
    m.se = m.sd / sqrt(dn);
    return m;
}

double mean_se_bernoulli(int64_t k, int64_t n)
{
    double p = (double)k / (double)n;

    if (n <= 0 || k < 0 || k > n)
        return NAN;
    return sqrt(p * (1 - p) / (double)n);
}

struct interval mean_ci_share(const struct mean *m, double most, double level)
{
    double n = (double)m->n, items = n, spread = m->mean * (1 - m->mean);
    double told = m->n < 2 ? 0 : m->se * m->se * (items - 1);

    if (m->se > 0)
        n = spread / (m->se * m->se);
    /* no values between 0 and 1 vary as much as those that are 0 or 1 */
    if (items <= most && fabs(spread - told) < 1e-12)
        return interval_accuracy(
            (int64_t)llround(m->mean * items), (int64_t)m->n, level);
    if (n > most)
        n = most;
    return interval_wilson_share(m->mean, n, level);
}
