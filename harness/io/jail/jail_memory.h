/*
 * The memory of all processes of a job together. The kernel bounds one process
 * (RLIMIT_AS) and their number; of their sum it knows only in a cgroup, which
 * a user seldom may make. So we look, again and again: at pages, and at the
 * tables of pages, which may be larger. Memory that nobody need have mapped, so
 * that it is not there to be seen, is not to be had: see jail_seccomp.c.
 *
 * A judge that lives on is not looked at: it does not come from the program's
 * process 1, and what it has, it has for its test, of which the program says
 * only answers of 16 MB. It is bounded by itself (RLIMIT_AS is the job's
 * memory_size in jail_living.py), so that a job has never more than the two
 * together.
 */
#ifndef RETORT_IO_JAIL_JAIL_MEMORY_H
#define RETORT_IO_JAIL_JAIL_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

enum { JAIL_MEMORY_LOOK_US = 20000 }; // how often

struct jail_memory {
    int pidfd;       // of process 1 of the job, borrowed
    int64_t most;    // bytes
    int64_t next_us; // on clock_now_us: not looked at before
};

/* Looks at the process of this pidfd, and all that come from it, from the next
 * look on. */
void jail_memory_start(struct jail_memory *m, int pidfd);

/* Returns whether they have more than they may. Pages that several have in
 * common count once. Most jobs end before the first look. */
bool jail_memory_over(struct jail_memory *m);

#endif
