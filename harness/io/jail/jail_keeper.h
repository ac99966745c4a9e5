/*
 * The warm process of one language inside bubblewrap (jail_keeper.py), seen
 * from outside: jobs go in, a pidfd and a pipe for each come out. It forks for
 * each further lane; each lane is on a processor of its own.
 */
#ifndef RETORT_IO_JAIL_JAIL_KEEPER_H
#define RETORT_IO_JAIL_JAIL_KEEPER_H

#include "base/buf.h"
#include "base/err.h"
#include "io/loop.h"

struct jail_keeper;

enum { JAIL_LANES = 16 }; // the most

/* The oldest job of this lane without this call has its process: pidfd (given
 * away), or -1 and why it has none. */
typedef void (*jail_keeper_born_fn)(
    void *arg, int lane, int pidfd, const char *why);

/* The keeper has ended, all its jobs with it; said is the last line it
 * printed, or how it ended. It may, and must, be freed in here. */
typedef void (*jail_keeper_gone_fn)(void *arg, const char *said);

/* How many lanes there should be for so many jobs at once: one for each
 * processor that we may use. */
int jail_keeper_lanes(int at_once);

/* Returns a keeper of so many lanes that starts; argv and loop are borrowed,
 * filter is read at once. NULL with ERR_SYSTEM. Both functions are called from
 * loop_turn only. */
struct jail_keeper *jail_keeper_new(struct loop *l, char *const argv[],
    const struct buf *filter, int lanes, jail_keeper_born_fn born,
    jail_keeper_gone_fn gone, void *arg, struct err *e);

/* Ends it and everything it has started. NULL is fine. */
void jail_keeper_free(struct jail_keeper *k);

/* Hands it a job for this lane; *out (owned by the caller, not blocking) is
 * where the result will come. Fails with ERR_SYSTEM. */
int jail_keeper_send(struct jail_keeper *k, int lane, const struct buf *job,
    int *out, struct err *e);

#endif
