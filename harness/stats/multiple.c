#include "stats/multiple.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

struct place {
    double p;
    size_t index;
};

static int by_p(const void *pa, const void *pb)
{
    const struct place *a = pa, *b = pb;

    return (a->p > b->p) - (a->p < b->p);
}

/* Copies what is not NAN, sorted upwards; returns how many. */
static size_t sorted_p(const double *p, size_t n, struct place **out)
{
    size_t made = 0;

    *out = mem_zalloc(n + 1, sizeof(**out));
    for (size_t i = 0; i < n; i++) {
        if (!isnan(p[i]))
            (*out)[made++] = (struct place){ p[i], i };
    }
    qsort(*out, made, sizeof(**out), by_p);
    return made;
}

void multiple_holm_log10(const double *log10_p, size_t n, double *adjusted)
{
    struct place *s;
    size_t made = sorted_p(log10_p, n, &s);
    double worst = -INFINITY;

    for (size_t i = 0; i < n; i++)
        adjusted[i] = log10_p[i];
    for (size_t i = 0; i < made; i++) {
        worst = fmax(worst, fmin(0, log10((double)(made - i)) + s[i].p));
        adjusted[s[i].index] = worst;
    }
    free(s);
}

void multiple_bh(const double *p, size_t n, double *adjusted)
{
    struct place *s;
    size_t made = sorted_p(p, n, &s);
    double best = 1;

    for (size_t i = 0; i < n; i++)
        adjusted[i] = p[i];
    for (size_t i = made; i-- > 0;) {
        best = fmin(best, s[i].p * (double)made / (double)(i + 1));
        adjusted[s[i].index] = best;
    }
    free(s);
}
