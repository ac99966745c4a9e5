#include "cost/memory.h"

#include <math.h>

double memory_gpus(double need_gb, double gpu_gb, double share)
{
    double n = need_gb / (gpu_gb * share), whole = 1;

    if (isnan(n))
        return n;
    while (whole < 8 && whole < n)
        whole *= 2;
    return n <= 8 ? whole : 8 * ceil(n / 8);
}
