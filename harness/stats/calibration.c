#include "stats/calibration.h"

#include <math.h>
#include <stdint.h>

static size_t bin_of(double confidence)
{
    double b = ceil(confidence * CALIBRATION_BINS) - 1;

    return b < 0                        ? 0
           : b > CALIBRATION_BINS - 1.0 ? CALIBRATION_BINS - 1
                                        : (size_t)b;
}

struct calibration calibration_of(
    const struct calibration_item *items, size_t n, double level)
{
    struct calibration c = { .n = n };
    double sum[CALIBRATION_BINS] = { 0 };
    int64_t right[CALIBRATION_BINS] = { 0 };
    double dn = (double)n;

    for (size_t i = 0; i < n; i++) {
        size_t b = bin_of(items[i].confidence);
        double off = items[i].confidence - (items[i].right ? 1 : 0);
        c.bins[b].n++;
        sum[b] += items[i].confidence;
        right[b] += items[i].right ? 1 : 0;
        c.confidence += items[i].confidence / dn;
        c.accuracy += (items[i].right ? 1 : 0) / dn;
        c.brier += off * off / dn;
    }
    for (int b = 0; b < CALIBRATION_BINS; b++) {
        struct calibration_bin *bin = &c.bins[b];
        double of = (double)bin->n;
        bin->confidence = bin->n > 0 ? sum[b] / of : (double)NAN;
        bin->accuracy = bin->n > 0 ? (double)right[b] / of : (double)NAN;
        bin->ci = interval_wilson(right[b], (int64_t)bin->n, level);
        if (bin->n > 0)
            c.ece += of / dn * fabs(bin->accuracy - bin->confidence);
    }
    if (n == 0)
        c.confidence = c.accuracy = c.ece = c.brier = NAN;
    return c;
}
