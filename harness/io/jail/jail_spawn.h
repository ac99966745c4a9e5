/*
 * One process started the quick way (shared memory until exec), as nobody
 * where we are root, with nothing of ours but five descriptors.
 */
#ifndef RETORT_IO_JAIL_JAIL_SPAWN_H
#define RETORT_IO_JAIL_JAIL_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

enum {
    JAIL_SPAWN_FILTER_FD = 3,
    JAIL_SPAWN_LIBRARY_FD = 4 // jail_inside.so
};

struct jail_process {
    pid_t pid;
    int pidfd;   // owned: readable once it has ended
    int out;     // owned, not blocking: its standard output and error
    int control; // owned, not blocking: the other end of its standard input
};

/* Returns a descriptor of a file in memory, to be read from its start, or -1
 * with errno. */
int jail_spawn_file(const char *bytes, size_t len);

/* Starts argv[0] with a socket as its standard input, the filter and the
 * library to be read from their descriptors and a small clean environment.
 * Fails with ERR_SYSTEM. */
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
