/*
 * Which of several ways is the cheapest, from one volume to another: the
 * lower envelope of their yearly curves, steps of machines included.
 */
#ifndef RETORT_COST_CHEAPEST_H
#define RETORT_COST_CHEAPEST_H

#include "cost/annual.h"

struct cheapest_span { // one way is the cheapest all along it
    size_t way;
    double from, to; // requests a day, or what lines are along
};

/* Writes the spans between two volumes in order; returns how many there are.
 * When that is more than room, out[room - 1] is the last of all. Ways of
 * unknown cost are passed over; 0 when no cost is known. Ends short of `to`
 * where machines are added more than a million times. */
size_t cheapest_over(const struct annual_way *ways, size_t n, double from,
    double to, struct cheapest_span *out, size_t room);

/* The same for straight lines, along whatever their slope is of. */
size_t cheapest_along(const struct annual_line *lines, size_t n, double from,
    double to, struct cheapest_span *out, size_t room);

/* The cheapest at one volume; n when no cost is known. */
size_t cheapest_at(const struct annual_way *ways, size_t n, double volume);

#endif
