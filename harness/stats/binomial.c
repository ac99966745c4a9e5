#include "stats/binomial.h"

#include <math.h>

#include "stats/special.h"

int64_t binomial_draw(struct rng *r, int64_t n, double p)
{
    double odds = p / (1 - p), u = rng_unit(r), at_up, at_down;
    int64_t mode = (int64_t)((double)(n + 1) * p), up = mode, down = mode;

    if (n <= 0 || p <= 0)
        return 0;
    if (p >= 1)
        return n;
    at_up = at_down = exp(special_log_binomial(mode, n, p));
    u -= at_up;
    while (u >= 0 && (up < n || down > 0)) {
        if (up < n) {
            at_up *= (double)(n - up) / (double)(up + 1) * odds;
            up++;
            u -= at_up;
            if (u < 0)
                return up;
        }
        if (down > 0) {
            at_down *= (double)down / (double)(n - down + 1) / odds;
            down--;
            u -= at_down;
            if (u < 0)
                return down;
        }
    }
    return mode; /* also the 1e-15 that rounding may leave */
}
