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

struct routing_asked {             // of one sample, in the cheap run
    const struct data_item *first; // the answer that signals are of
    const struct data_item *all;   // all its repeats, which vote
    size_t n;
};

/* Values of all signals for a sample; NAN where one has nothing to say.
 * *voted is set where the user's own looked at the vote. */
int routing_signals(const struct routing_config *c,
    const struct routing_asked *asked, double out[ROUTING_SIGNALS], bool *voted,
    struct err *e);

#endif
