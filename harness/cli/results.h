/*
 * The table and the JSON that runs end with.
 */
#ifndef RETORT_CLI_RESULTS_H
#define RETORT_CLI_RESULTS_H

#include "cli/context.h"
#include "report/data_live.h"
#include "report/repeats.h"

struct results {
    struct results_item {
        int64_t run;
        int64_t sent, reused;   // in this call; -1 when none was made
        char *flips;            // of `score`, JSON; NULL: it was not that
        struct data_live *live; // its sums, where they were taken; or NULL
    } * items;
    size_t n;
};

/* Gives the run noted last the sums that were taken while it went. */
void results_note_live(struct results *r, struct data_live *live);

/* Notes a run to be shown. */
void results_note(struct results *r, int64_t run, int64_t sent, int64_t reused);

/* Adds to the run noted last what judging again changed; takes the JSON. */
void results_note_flips(struct results *r, char *flips);

/* Prints all noted runs to standard output, as table or --json. */
int results_print(struct results *r, struct context *c, struct err *e);

/* Of a run that asked each sample more than once; left NULL for others. The
 * caller frees. */
int results_repeats(struct context *c, const struct data_run *d,
    struct repeats **out, struct err *e);

void results_clear(struct results *r);

#endif
