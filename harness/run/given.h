/*
 * Replies that need no endpoint: recorded elsewhere (run/import.h), or stored
 * and to be judged again. A run with such a source sends nothing.
 */
#ifndef RETORT_RUN_GIVEN_H
#define RETORT_RUN_GIVEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/dialect.h"
#include "suite/suite.h"

struct run_ask { // a question; all borrowed
    const struct sample *sample;
    int repeat;
    size_t turn; // questions of this conversation before it
    const struct message *messages;
    size_t message_count;
};

struct run_given {   // a reply that needs no endpoint; strings are borrowed
    const char *raw; // a body in the dialect below
    size_t len;
    const struct dialect *dialect; // NULL: the model's
    int64_t latency_us;            // -1 unknown
    int64_t answer; // its id, where it is stored already; 0: it will be
    int64_t n;      // place in the run, if not the sample's; 0: that
    char why[400];  // there is none
};

/* The reply to a question: 1, 0 when there is none, -1 ends the run. */
typedef int (*run_given_fn)(
    void *arg, const struct run_ask *ask, struct run_given *out, struct err *e);

#endif
