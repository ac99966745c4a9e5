/*
 * A signal of the user's own: a Lua file that returns a function. It sees a
 * table s with id, group, reply, extracted (nil: nothing read), tokens of the
 * reply, letter (probability of the likeliest) and vote (share of the
 * commonest answer), each nil where unknown, and returns a number or nil.
 */
#ifndef RETORT_SUITE_SIGNAL_H
#define RETORT_SUITE_SIGNAL_H

#include "suite/suite.h"

struct signal;

struct signal_view { // NAN or NULL: unknown
    const char *id, *group;
    const char *reply;
    size_t reply_len;
    const char *extracted;
    double tokens, letter, vote;
    bool *voted; // set where the function looks at the vote
};

/* Loads the file; ERR_SUITE or ERR_USAGE name it. The caller frees. */
int signal_load(const char *path, struct signal **out, struct err *e);
void signal_free(struct signal *s);

/* Calls the function; *out is NAN where it returns nil. */
int signal_of(struct signal *s, const struct signal_view *view, double *out,
    struct err *e);

#endif
