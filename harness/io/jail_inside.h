/*
 * From a job to its first line of Python, inside bubblewrap: a library of its
 * own, embedded in the program, which jail_keeper.py calls. In C, because a
 * Python that has just been forked copies a page for nearly every line.
 */
#ifndef RETORT_IO_JAIL_INSIDE_H
#define RETORT_IO_JAIL_INSIDE_H

#include <stdint.h>

enum jail_role {
    JAIL_KEEPER,  // process 1 of the job has been made
    JAIL_JUDGE,   // we are process 1, shut in
    JAIL_PROGRAM, // we are its child, and have two pipes only
};

/* Plan in jail_keeper.py has the same fields; the size is compared. */
struct jail_plan {
    int64_t size;            // of this structure
    const char *tmp_options; // of the mount of /tmp
    const void *rules;       // struct sock_fprog
    int64_t memory_size, tmp_size, cpu_s, processes;
    int32_t compiled; // programs may be run from /tmp
    int32_t both;     // make the program's process, too
    int32_t null;     // a descriptor of /dev/null
    int32_t job, result;
    /* written: */
    int32_t pidfd;          // for the keeper: process 1
    int32_t program;        // for the judge: the program's number
    int32_t calls, replies; // for both: ends of the two pipes
};

/* Makes the processes of a job; returns in each of them, with its role, or
 * -errno in the keeper. A process 1 that cannot be shut in says why on the
 * pipe of the result, and ends. */
int jail_inside(struct jail_plan *p);

#endif
