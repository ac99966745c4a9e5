#include "stats/passk.h"

#include <math.h>

double passk_unbiased(int64_t n, int64_t c, int64_t k)
{
    double ln_none = 0;

    if (c < 0 || c > n || k < 1 || k > n)
        return NAN;
    if (n - c < k)
        return 1;
    if (k == 1)
        return (double)c / (double)n;
    /* The quotient of binomials as the product of 1 - k / i, in logarithms:
     * a small chance keeps its digits. */
    for (int64_t i = n - c + 1; i <= n; i++)
        ln_none += log1p(-(double)k / (double)i);
    return c == 0 ? 0 : -expm1(ln_none);
}
