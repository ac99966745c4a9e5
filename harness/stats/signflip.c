#include "stats/signflip.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stats/special.h"

#define LN_2 0.69314718055994530942

enum { HALVINGS = 200 };

struct steps { // sizes of the differences that are not 0, in common units
    size_t *size;
    size_t n, total; // total: all with the same sign
    int64_t sum;
};

static size_t common(size_t a, size_t b)
{
    while (b > 0) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static struct steps steps_of(const int *differences, size_t n)
{
    struct steps s = { mem_zalloc(n + 1, sizeof *s.size), 0, 0, 0 };
    size_t unit = 0;

    for (size_t i = 0; i < n; i++)
        unit = common(unit, (size_t)abs(differences[i]));
    for (size_t i = 0; i < n; i++) {
        if (differences[i] == 0)
            continue;
        s.size[s.n] = (size_t)abs(differences[i]) / unit;
        s.total += s.size[s.n++];
        s.sum += differences[i] / (int)unit;
    }
    return s;
}

/* The chance that a step counts in the world tilted by t. */
static double up(double t, size_t step)
{
    return 1 / (1 + exp(-t * (double)step));
}

/* The tilt at which the steps that count are expected to add up to this. */
static double tilt_for(const struct steps *s, double wanted)
{
    double low = -6, high = 6, t = 0; /* near enough, even for all of them */

    for (int k = 0; k < HALVINGS && low < high; k++) {
        double sum = 0;
        t = low + (high - low) / 2;
        for (size_t i = 0; i < s->n; i++)
            sum += (double)s->size[i] * up(t, s->size[i]);
        if (sum < wanted)
            low = t;
        else
            high = t;
    }
    return t;
}

/* Chances of every sum of the steps that count, in the tilted world. */
static void spread(const struct steps *s, double t, double *chance)
{
    size_t most = 0;

    chance[0] = 1;
    for (size_t i = 0; i < s->n; i++) {
        size_t step = s->size[i];
        double yes = up(t, step);
        most += step;
        for (size_t v = most + 1; v-- > 0;) {
            double from = v >= step ? chance[v - step] : 0;
            double stay = v + step <= most ? chance[v] : 0;
            chance[v] = stay * (1 - yes) + from * yes;
        }
    }
}

/* Of the steps with a plus, which a fair coin gives, the sum must reach half of
 * what all and the sum there is make. Far out the chances are smaller than any
 * double: they are added up in a world in which that sum is the usual one
 * (Esscher 1932), and weighed back. */
static double log_tail(const struct steps *s, int64_t least)
{
    double *chance, t, sum = 0, back = 0;

    if (least <= 0)
        return 0;
    if (s->total == s->n) /* McNemar's table */
        return special_log_half_tail((int64_t)s->n - least, (int64_t)s->n);
    t = tilt_for(s, (double)least);
    chance = mem_zalloc(s->total + 1, sizeof *chance);
    spread(s, t, chance);
    for (size_t v = (size_t)least; v <= s->total; v++)
        sum += chance[v] * exp(-t * (double)(v - (size_t)least));
    /* the logarithm of Product (1 + e^tx) / 2 / e^(t least), without what
     * cancels in it */
    for (size_t i = 0; i < s->n; i++)
        back += log1p(exp(-fabs(t) * (double)s->size[i])) - LN_2;
    back += t > 0 ? t * ((double)s->total - (double)least) : -t * (double)least;
    free(chance);
    return fmin(0, back + log(sum));
}

double signflip_log_tail(const int *differences, size_t n)
{
    struct steps s = steps_of(differences, n);
    double out = log_tail(&s, ((int64_t)s.total + s.sum) / 2);

    free(s.size);
    return out;
}

double signflip_log_p(const int *differences, size_t n)
{
    struct steps s = steps_of(differences, n);
    int64_t far = s.sum < 0 ? -s.sum : s.sum;
    double out = far == 0 ? 0 : log_tail(&s, ((int64_t)s.total + far) / 2);

    free(s.size);
    return fmin(0, far == 0 ? 0 : out + LN_2);
}
