/*
 * Progress on standard error: one live line on a terminal, a plain line every
 * few seconds elsewhere, nothing with -q.
 */
#ifndef RETORT_CLI_PROGRESS_H
#define RETORT_CLI_PROGRESS_H

#include <stdbool.h>

#include "run/run.h"

struct progress {
    const char *what; // "mmlu-mini on gpt-4o"
    bool live;        // a terminal: the line is rewritten
    bool quiet;
    bool verbose;    // a line for each failure
    int64_t told;    // failures told so far
    int64_t next_us; // not before
    int64_t every_us;
    bool shown; // a live line stands there
};

void progress_start(
    struct progress *p, const char *what, bool quiet, bool verbose);
void progress_show(struct progress *p, const struct run_progress *r);

/* Says that a run waits because another process has the database, or no longer,
 * even where it is quiet. */
void progress_held(struct progress *p, bool held);

/* Makes room for a line of somebody else. */
void progress_clear(struct progress *p);

/* Leaves one last plain line, if a run began. */
void progress_end(struct progress *p, const struct run_result *out);

#endif
