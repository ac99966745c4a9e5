#include "stats/calibration.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stats/clustered.h"

static size_t bin_of(double confidence)
{
    double b = ceil(confidence * CALIBRATION_BINS) - 1;

    return b < 0                        ? 0
           : b > CALIBRATION_BINS - 1.0 ? CALIBRATION_BINS - 1
                                        : (size_t)b;
}

/* Of the accuracy of one bin; of: room for as many as there are clusters. */
static struct interval bin_ci(const struct calibration_item *items, size_t n,
    size_t bin, struct clustered_count *of, size_t clusters, double level)
{
    struct clustered_items all = { .repeats = 1, .of = of };

    memset(of, 0, clusters * sizeof *of);
    for (size_t i = 0; i < n; i++)
        if (bin_of(items[i].confidence) == bin) {
            struct clustered_count *c =
                &of[clusters > 0 ? items[i].cluster : 0];
            c->n++;
            c->right += items[i].right ? 1 : 0;
            all.n++;
            all.right += items[i].right ? 1 : 0;
        }
    for (size_t i = 0; i < clusters; i++)
        if (of[i].n > 0)
            of[all.clusters++] = of[i];
    if (clusters == 0)
        all.of = NULL;
    return clustered_accuracy(&all, level);
}

struct calibration calibration_of(const struct calibration_item *items,
    size_t n, size_t clusters, double level)
{
    struct clustered_count *of = mem_zalloc(clusters + 1, sizeof *of);
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
        double items_in = (double)bin->n;
        bin->confidence = bin->n > 0 ? sum[b] / items_in : (double)NAN;
        bin->accuracy = bin->n > 0 ? (double)right[b] / items_in : (double)NAN;
        bin->ci = bin_ci(items, n, (size_t)b, of, clusters, level);
        if (bin->n > 0)
            c.ece += items_in / dn * fabs(bin->accuracy - bin->confidence);
    }
    if (n == 0)
        c.confidence = c.accuracy = c.ece = c.brier = NAN;
    free(of);
    return c;
}
