/*
 * Runs that send nothing: replies come from a file or the store (run/given.h).
 */
#ifndef RETORT_CLI_OFFLINE_H
#define RETORT_CLI_OFFLINE_H

#include "cli/context.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "io/jail/jail.h"
#include "io/loop.h"
#include "run/run.h"

struct offline { // one command
    struct context c;
    struct loop *loop;
    struct jail *jail; // NULL until a suite runs code
    struct progress progress;
    struct results results;
};

struct offline_run {
    struct suite *suite;
    const struct model *model;
    const char *what; // for the progress
    int repeat;
    int64_t rejudge; // as in run_config
    run_given_fn given;
    void *arg;
};

void offline_open(struct offline *f, const struct options *o);
void offline_close(struct offline *f);

/* Does it, with progress, and notes it for the table; as run_suite. */
int offline_do(struct offline *f, const struct offline_run *what,
    struct run_result *out, struct err *e);

/* Prints the table or --json. */
int offline_print(struct offline *f, struct err *e);

/* The exit code that an end means. */
enum exit_code offline_code(enum run_end end);

#endif
