#include "stats/special.h"

#include <float.h>
#include <math.h>

#define LN_SQRT_2PI 0.91893853320467274178
#define SQRT_2PI 2.50662827463100050242

/* ln |gamma(x)| for x > 0; unlike lgamma() it touches no global. */
static double log_gamma(double x)
{
    int sign;

    return x > 0 ? lgamma_r(x, &sign) : NAN;
}

/* ln n! - ln(sqrt(2 pi n) (n/e)^n): what Stirling's formula misses. The
 * series is Loader's (2000); its next term is below 2e-16 from 15 on. */
static double stirling_error(double n)
{
    double n2 = n * n;

    if (n <= 15)
        return log_gamma(n + 1) - (n + 0.5) * log(n) + n - LN_SQRT_2PI;
    return (1.0 / 12
               - (1.0 / 360
                     - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / n2) / n2) / n2)
                     / n2)
           / n;
}

/* Loader's (2000) deviance x ln(x / m) + m - x, without cancellation when x
 * is near m. */
static double deviance(double x, double m)
{
    double d = x - m, v = d / (x + m), s, ej, s1;

    if (fabs(d) >= 0.1 * (x + m))
        return x * log(x / m) + m - x;
    s = d * v;
    ej = 2 * x * v;
    for (int j = 1; j < 1000; j++) {
        ej *= v * v;
        s1 = s + ej / (2 * j + 1);
        if (s1 == s)
            break;
        s = s1;
    }
    return s;
}

/* ln of gamma(n+1) / (gamma(x+1) gamma(n-x+1)) p^x q^(n-x), q = 1 - p, for
 * any real 0 <= x <= n and p, q > 0: Loader (2000). */
static double log_density(double x, double rest, double p, double q)
{
    double n = x + rest;

    if (x <= 0)
        return n * (p < 0.5 ? log1p(-p) : log(q));
    if (rest <= 0)
        return n * (q < 0.5 ? log1p(-q) : log(p));
    return stirling_error(n) - stirling_error(x) - stirling_error(rest)
           - deviance(x, n * p) - deviance(rest, n * q)
           + 0.5 * (log(n) - log(x) - log(rest)) - LN_SQRT_2PI;
}

double special_log_binomial(int64_t k, int64_t n, double p)
{
    if (n < 0 || !(p >= 0 && p <= 1))
        return NAN;
    if (k < 0 || k > n)
        return -INFINITY;
    if (p <= 0)
        return k == 0 ? 0 : -INFINITY;
    if (p >= 1)
        return k == n ? 0 : -INFINITY;
    return log_density((double)k, (double)(n - k), p, 1 - p);
}

double special_log_half_tail(int64_t k, int64_t n)
{
    double term = 1, sum = 1;

    if (n < 0)
        return NAN;
    if (k < 0)
        return -INFINITY;
    if (k >= n)
        return 0;
    if (k > (n - 1) / 2)
        return log1p(-exp(special_log_half_tail(n - k - 1, n)));
    /* From the largest term down; the ratios fall, so this ends early. */
    for (int64_t i = k; i > 0 && term > sum * DBL_EPSILON / 8; i--) {
        term *= (double)i / (double)(n - i + 1);
        sum += term;
    }
    return special_log_binomial(k, n, 0.5) + log(sum);
}

/* ln of x^a y^b / B(a, b), y = 1 - x. */
static double log_beta_front(double a, double b, double x, double y)
{
    return log_density(a, b, x, y) + log(a) + log(b) - log(a + b);
}

/* ln I_x(a, b) for x below a / (a + b): DiDonato and Morris (1992),
 * evaluated by the modified Lentz method. */
static double log_beta_low(double a, double b, double x, double y)
{
    const double tiny = 1e-300;
    double f, c, d = 0, delta;

    f = a * (a * y - b * x + 1) / (a + 1);
    if (fabs(f) < tiny)
        f = tiny;
    c = f;
    for (int m = 1; m < 100000; m++) {
        double s = a + 2.0 * m;
        double an = (a + m - 1) * (a + b + m - 1) * m * (b - m) * x * x
                    / ((s - 1) * (s - 1));
        double bn = m + m * (b - m) * x / (s - 1)
                    + (a + m) * (a * y - b * x + 1 + m * (2 - x)) / (s + 1);

        d = bn + an * d;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = bn + an / c;
        if (fabs(c) < tiny)
            c = tiny;
        delta = c * d;
        f *= delta;
        if (fabs(delta - 1) <= DBL_EPSILON)
            break;
    }
    return log_beta_front(a, b, x, y) - log(f);
}

/* I_x(a, b) with x and y = 1 - x both exact. */
static double beta_inc_pair(double a, double b, double x, double y)
{
    if (x <= 0)
        return 0;
    if (y <= 0)
        return 1;
    if (x * (a + b) <= a)
        return exp(log_beta_low(a, b, x, y));
    return 1 - exp(log_beta_low(b, a, y, x));
}

double special_beta_inc(double a, double b, double x)
{
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1))
        return NAN;
    return beta_inc_pair(a, b, x, 1 - x);
}

/* x <= a / (a + b) with I_x(a, b) = p. Newton on ln I over u = ln x: it is
 * increasing and concave there, and small x keeps all its digits. */
static double beta_inv_low(double a, double b, double p)
{
    double lo = -INFINITY, hi = log(a / (a + b)), u, want = log(p);
    double log_beta = log_gamma(a) + log_gamma(b) - log_gamma(a + b);

    u = fmin(hi, (want + log(a) + log_beta) / a);
    for (int i = 0; i < 200; i++) {
        double x = exp(u), y = -expm1(u), have, slope, next;

        if (x < DBL_MIN) // smaller than a double can say: the first term
            return x;
        have = log_beta_low(a, b, x, y);
        if (have < want)
            lo = u;
        else
            hi = u;
        slope = exp(log_beta_front(a, b, x, y) - have) / y;
        next = u - (have - want) / slope;
        if (!(next >= lo && next <= hi))
            next = isinf(lo) ? hi - 1 : (lo + hi) / 2;
        if (fabs(next - u) <= 1e-15 * (1 + fabs(u)))
            return exp(next);
        u = next;
    }
    return exp(u);
}

/* Gives a small x = 1 - y, lost by the subtraction, its last digits back:
 * Newton on the upper tail q. */
static void sharpen(double a, double b, double q, double *x, double *y)
{
    for (int i = 0; i < 2; i++) {
        double have = exp(log_beta_low(b, a, *y, *x));

        *x += (have - q) * *x * *y / exp(log_beta_front(a, b, *x, *y));
        *y = 1 - *x;
    }
}

/* x and y = 1 - x with I_x(a, b) = p, the smaller one exact. */
static void beta_inv_pair(double a, double b, double p, double *x, double *y)
{
    double middle = beta_inc_pair(a, b, a / (a + b), b / (a + b));

    if (p <= middle) {
        *x = p <= 0 ? 0 : beta_inv_low(a, b, p);
        *y = 1 - *x;
    } else {
        *y = p >= 1 ? 0 : beta_inv_low(b, a, 1 - p);
        *x = 1 - *y;
        if (*x > 0 && *x < 0.5)
            sharpen(a, b, 1 - p, x, y);
    }
}

double special_beta_inv(double a, double b, double p)
{
    double x, y;

    if (!(a > 0 && b > 0 && p >= 0 && p <= 1))
        return NAN;
    beta_inv_pair(a, b, p, &x, &y);
    return x;
}

double special_normal_cdf(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

/* Acklam (2003), 1.15e-9 relative, for p <= 1/2. */
static double acklam(double p)
{
    static const double a[] = { -3.969683028665376e+01, 2.209460984245205e+02,
        -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01,
        2.506628277459239e+00 };
    static const double b[] = { -5.447609879822406e+01, 1.615858368580409e+02,
        -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01 };
    static const double c[] = { -7.784894002430293e-03, -3.223964580411365e-01,
        -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00,
        2.938163982698783e+00 };
    static const double d[] = { 7.784695709041462e-03, 3.224671290700398e-01,
        2.445134137142996e+00, 3.754408661907416e+00 };
    double q, r;

    if (p < 0.02425) {
        q = sqrt(-2 * log(p));
        return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q
                   + c[5])
               / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
    }
    q = p - 0.5;
    r = q * q;
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5])
           * q
           / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

double special_normal_quantile(double p)
{
    double z, err;

    if (!(p >= 0 && p <= 1))
        return NAN;
    if (p > 0.5)
        return -special_normal_quantile(1 - p);
    if (p <= 0)
        return -INFINITY;
    z = acklam(p);
    for (int i = 0; i < 2; i++) {
        err = (special_normal_cdf(z) - p) * SQRT_2PI * exp(z * z / 2);
        z -= err / (1 + z * err / 2);
    }
    return z;
}

double special_t_cdf(double t, double df)
{
    double x, tail;

    if (!(df > 0) || isnan(t))
        return NAN;
    if (isinf(t))
        return t > 0 ? 1 : 0;
    x = df / (df + t * t);
    tail = 0.5 * beta_inc_pair(df / 2, 0.5, x, t * t / (df + t * t));
    return t > 0 ? 1 - tail : tail;
}

/* Far out the incomplete beta I_x(a, 1/2), a = df / 2, x = df / (df + t^2),
 * by its power series, DLMF 8.17.8: x^a (1-x)^b / (a B(a, b)) times
 * 1 + sum of products (a+b+i) / (a+1+i) x. */
double special_t_log_tails(double t, double df)
{
    double a = df / 2, b = 0.5, x, ln_x, sum = 1, term = 1;
    double p = 2 * special_t_cdf(-fabs(t), df);

    if (isnan(p) || p > 1e-290)
        return log(p);
    if (isinf(t))
        return -INFINITY;
    ln_x = -2 * log(hypot(1, t / sqrt(df))); /* t^2 may overflow */
    x = exp(ln_x);
    for (int i = 0; i < 100000 && term > 1e-17 * sum; i++) {
        term *= (a + b + i) / (a + 1 + i) * x;
        sum += term;
    }
    return a * ln_x + b * log1p(-x) - log(a) - log_gamma(a) - log_gamma(b)
           + log_gamma(a + b) + log(sum);
}

double special_t_quantile(double p, double df)
{
    double x, y;

    if (!(df > 0) || !(p >= 0 && p <= 1))
        return NAN;
    if (p > 0.5)
        return -special_t_quantile(1 - p, df);
    if (p <= 0)
        return -INFINITY;
    beta_inv_pair(df / 2, 0.5, 2 * p, &x, &y);
    return -sqrt(df * y / x);
}

double special_chi2_1_tail(double x)
{
    if (isnan(x))
        return NAN;
    return x <= 0 ? 1 : erfc(sqrt(x / 2));
}
