#include "stats/power.h"

#include <math.h>
#include <stdbool.h>

#include "stats/special.h"

static bool share_ok(double p)
{
    return p > 0 && p < 1;
}

/* z of a two-sided alpha. */
static double z_of(double alpha)
{
    return -special_normal_quantile(alpha / 2);
}

double power_sd(double discordant, double delta)
{
    if (!(discordant >= 0 && discordant <= 1 && fabs(delta) <= discordant))
        return NAN;
    return sqrt(discordant - delta * delta);
}

double power_items(double sd, double delta, double alpha, double power)
{
    double z;

    if (!share_ok(alpha) || !share_ok(power) || !(sd >= 0)
        || !(fabs(delta) > 0))
        return NAN;
    z = (z_of(alpha) + special_normal_quantile(power)) * sd / delta;
    return ceil(z * z);
}

double power_detectable(double sd, double n, double alpha, double power)
{
    if (!share_ok(alpha) || !share_ok(power) || !(sd >= 0) || !(n > 0))
        return NAN;
    return (z_of(alpha) + special_normal_quantile(power)) * sd / sqrt(n);
}

double power_mcnemar(double n, double discordant, double delta, double alpha)
{
    double sd = power_sd(discordant, delta), reach;

    if (!share_ok(alpha) || !(n > 0) || isnan(sd) || !(discordant > 0))
        return NAN;
    reach = fabs(delta) * sqrt(n) - z_of(alpha) * sqrt(discordant);
    if (!(sd > 0)) // every pair is discordant, and the same way
        return reach >= 0 ? 1 : 0;
    return special_normal_cdf(reach / sd);
}

double power_mcnemar_items(
    double discordant, double delta, double alpha, double power)
{
    double sd = power_sd(discordant, delta), root;

    if (!share_ok(alpha) || !share_ok(power) || isnan(sd) || !(fabs(delta) > 0))
        return NAN;
    root =
        (z_of(alpha) * sqrt(discordant) + special_normal_quantile(power) * sd)
        / delta;
    return ceil(root * root);
}
