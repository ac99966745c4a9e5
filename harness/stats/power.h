/*
 * How many items a paired comparison needs, and what it can see.
 *
 * sd is the standard deviation of a - b over items: for right and wrong,
 * sqrt(d - delta^2) with d the share of items where the models disagree.
 * alpha is two-sided. Anything outside its domain gives NAN.
 */
#ifndef RETORT_STATS_POWER_H
#define RETORT_STATS_POWER_H

#include "stats/paired.h"

/* sd of a - b for two models that disagree on the share discordant of items
 * and differ by delta; NAN when |delta| > discordant. */
double power_sd(double discordant, double delta);

/* Items needed to see delta: (z_{1-alpha/2} + z_power)^2 sd^2 / delta^2,
 * Miller (2024), with one answer per item; rounded up. */
double power_items(double sd, double delta, double alpha, double power);

/* Smallest difference n items can see: the formula above solved for delta. */
double power_detectable(double sd, double n, double alpha, double power);

/* Power of McNemar's test, Connor (1987): the variance under the hypothesis
 * is the discordant share, under the alternative power_sd squared. A normal
 * approximation: rough when fewer than ten pairs are discordant. */
double power_mcnemar(double n, double discordant, double delta, double alpha);

/* Items for that power, same source; rounded up. */
double power_mcnemar_items(
    double discordant, double delta, double alpha, double power);

#endif
