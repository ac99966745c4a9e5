/*
 * Inside routing only: what the cheap model's stored answers tell.
 */
#ifndef RETORT_REPORT_ROUTING_SIGNAL_H
#define RETORT_REPORT_ROUTING_SIGNAL_H

#include "report/routing.h"

enum routing_signal {
    ROUTING_LETTER,
    ROUTING_LOGPROB,
    ROUTING_VOTE,
    ROUTING_LENGTH,
    ROUTING_OWN,
    ROUTING_SIGNALS
};

const char *routing_signal_name(enum routing_signal s);
const char *routing_signal_about(enum routing_signal s);

/* Values of all signals for the sample whose repeats are items[0..n) of the
 * cheap run; NAN where one has nothing to say. letter: probability of the
 * likeliest letter, from the verdict, or NAN. */
int routing_signals(const struct routing_config *c,
    const struct data_item *items, size_t n, double letter,
    double out[ROUTING_SIGNALS], struct err *e);

/* Probability of an item's likeliest letter, NAN where it is not told. */
double routing_letter(const struct data_item *item);

#endif
