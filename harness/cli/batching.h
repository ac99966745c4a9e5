/*
 * run --batch: the models of a session, each with its batch service.
 */
#ifndef RETORT_CLI_BATCHING_H
#define RETORT_CLI_BATCHING_H

#include "cli/session.h"
#include "run/batch.h"

struct batching {
    struct batch_run models[OPTIONS_LIST];
    size_t n;
    int64_t waiting; // samples that wait for a batch; known at the end
    int64_t beyond;  // ... that the budget has no money for
};

/* Refuses, with ERR_USAGE, what has no batch service and options that do not
 * go with one. A judge needs none: it is asked at once. */
int batching_check(const struct session *s, struct err *e);

/* Has models asked without what they refused in earlier batches. */
int batching_learn(struct session *s, struct err *e);

/* Opens the services, behind that check. */
int batching_open(struct batching *b, struct session *s, struct err *e);
void batching_close(struct batching *b);

/* Says, of a session without --batch, which requests wait in batches: asked
 * now, they are paid for twice. */
int batching_warn(const struct session *s, struct err *e);

/* Hands in what an earlier command could not, and collects what is done; what
 * turns out to be refused is learned. */
int batching_collect(struct batching *b, struct session *s, struct err *e);

/* Has a run leave its requests to the batches of model number i. */
void batching_take(struct batching *b, size_t i, struct run_config *rc);

/* Hands in what the runs left, and says what is waited for. */
int batching_hand_in(struct batching *b, struct err *e);

#endif
