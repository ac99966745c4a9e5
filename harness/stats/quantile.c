#include "stats/quantile.h"

#include <math.h>
#include <stdlib.h>

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

/* Moves the value of rank k to its place: nothing before it is above it, and
 * nothing behind it below (Hoare, Algorithm 65: FIND, CACM 4(7), 1961). Unlike
 * qsort it takes no memory, of which a long run has little to spare. */
static void find_rank(double *v, size_t n, size_t k)
{
    size_t low = 0, high = n - 1;

    while (low < high) {
        double middle = v[low + (high - low) / 2];
        size_t i = low, j = high + 1; // j: one behind
        while (i < j) {
            while (by_value(&v[i], &middle) < 0)
                i++;
            while (by_value(&middle, &v[j - 1]) < 0)
                j--;
            if (i < j) {
                double was = v[i];
                v[i++] = v[j - 1];
                v[--j] = was;
            }
        }
        if (k < j)
            high = j - 1;
        else if (k >= i)
            low = i;
        else
            return;
    }
}

static double quantile_find(double *v, size_t n, double q)
{
    size_t k = n > 0 ? (size_t)(q * (double)(n - 1)) : 0, next = k + 1;

    if (n == 0)
        return NAN;
    find_rank(v, n, k);
    for (size_t i = k + 2; i < n; i++)
        if (by_value(&v[i], &v[next]) < 0)
            next = i;
    if (next < n) {
        double was = v[k + 1];
        v[k + 1] = v[next];
        v[next] = was;
    }
    return quantile_sorted(v, n, q);
}

struct quantile_summary quantile_of(double *values, size_t n)
{
    return (struct quantile_summary){
        quantile_find(values, n, 0.50),
        quantile_find(values, n, 0.90),
        quantile_find(values, n, 0.99),
    };
}
