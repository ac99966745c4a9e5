/*
 * One process started the quick way (shared memory until exec), as nobody
 * where we are root, with nothing of ours but four descriptors.
 */
#ifndef RETORT_IO_JAIL_SPAWN_H
#define RETORT_IO_JAIL_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

enum { JAIL_SPAWN_FILTER_FD = 3 };

struct jail_process {
    pid_t pid;
    int pidfd;   // owned: readable once it has ended
    int out;     // owned, not blocking: its standard output and error
    int control; // owned, not blocking: the other end of its standard input
};

/* Starts argv[0] with a socket as its standard input, filter to be read from
 * JAIL_SPAWN_FILTER_FD and a small clean environment. Fails with
 * ERR_SYSTEM. */
int jail_spawn(char *const argv[], const struct buf *filter,
    struct jail_process *p, struct err *e);

/* Ends the process and its children; jail_spawn_reap comes later. By hand,
 * because bwrap binds the life of its child to its own only at the very end of
 * its set-up: killed before, it would leave one behind for ever. */
void jail_spawn_kill(const struct jail_process *p);

/* Collects it, waiting if it still runs, and closes what is open. Writes how
 * it ended ("status 1", "signal 9") into how. */
void jail_spawn_reap(struct jail_process *p, char how[32]);

#endif
