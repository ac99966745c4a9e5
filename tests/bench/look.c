/*
 * What statistics cost that are computed while or after a run: the look of a
 * gate after each reply, and the bootstrap of a difference.
 *
 *   look    prints us-a-look ms-of-a-bootstrap
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "stats/bootstrap.h"
#include "stats/foresee.h"

enum { N = 14042, ROUNDS = 20, DRAWS = 10000 };

/* A suite on the edge, so that it is asked to its end. */
static double look_us(void)
{
    struct gate_rule rule = { false, 0.02, 0.05, 1, 0, 0, 0 };
    struct foresee_suite suite;
    int64_t start = clock_now_us(), looks = 0;
    struct rng r;

    rng_init(&r, 1);
    foresee_suite(N, 0.6, 0.1, -0.02, -0.02, &suite);
    for (int i = 0; i < ROUNDS; i++) {
        struct foresight f = foresee_gate(&rule, &suite, 1, &r);

        looks += f.by[0];
    }
    return (double)(clock_now_us() - start) / (double)looks;
}

static double bootstrap_ms(void)
{
    double *x = mem_zalloc(N, sizeof *x);
    struct bootstrap_data d = { x, N, NULL, 0 };
    struct bootstrap b;
    struct rng r;
    int64_t start;

    rng_init(&r, 2);
    for (int i = 0; i < N; i++) {
        double u = rng_unit(&r);

        x[i] = u < 0.05 ? -1 : u < 0.1 ? 1 : 0;
    }
    start = clock_now_us();
    b = bootstrap_mean(&d, DRAWS, 0.95, &r);
    free(x);
    return isnan(b.se) ? -1 : (double)(clock_now_us() - start) / 1000;
}

int main(void)
{
    printf("%.3f %.1f\n", look_us(), bootstrap_ms());
    return 0;
}
