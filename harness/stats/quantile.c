#include "stats/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int by_value(const void *pa, const void *pb)
{
    const double *a = pa, *b = pb;

    if (isnan(*a) || isnan(*b))
        return (isnan(*a) ? 1 : 0) - (isnan(*b) ? 1 : 0);
    return (*a > *b) - (*a < *b);
}

void quantile_sort(double *values, size_t n)
{
    if (n > 1)
        qsort(values, n, sizeof(*values), by_value);
}

double quantile_sorted(const double *sorted, size_t n, double q)
{
    double at, share;
    size_t below;

    if (n == 0 || !(q >= 0 && q <= 1))
        return NAN;
    at = q * (double)(n - 1);
    below = (size_t)at;
    share = at - (double)below;
    if (below + 1 >= n || share <= 0)
        return sorted[below];
    return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

struct quantile_summary quantile_of(const double *values, size_t n)
{
    struct quantile_summary out = { NAN, NAN, NAN };
    double *copy;

    if (n == 0)
        return out;
    copy = mem_zalloc(n, sizeof(*copy));
    memcpy(copy, values, n * sizeof(*copy));
    quantile_sort(copy, n);
    out.p50 = quantile_sorted(copy, n, 0.50);
    out.p90 = quantile_sorted(copy, n, 0.90);
    out.p99 = quantile_sorted(copy, n, 0.99);
    free(copy);
    return out;
}
