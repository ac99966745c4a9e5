/*
 * Process 1 of a job that a living judge takes: it makes the program's process,
 * keeps the namespaces until the judge lets go, and tells it how the program
 * ended. It runs in the keeper's memory, on a stack of its own: a copy would
 * cost a tenth of a verdict. It is ours to the last instruction, no signal from
 * inside reaches it, and it calls nothing that would take a lock or memory, as
 * the keeper, which goes on beside it, does not either: the program's process
 * is a copy of what the keeper has at any moment.
 */
#ifndef RETORT_IO_JAIL_JAIL_FIRST_H
#define RETORT_IO_JAIL_JAIL_FIRST_H

#include <sched.h>
#include <setjmp.h>

#include "io/jail/jail_inside.h"

enum { JAIL_FIRST_STACK = 16384 };

struct jail_first {
    _Alignas(64) char stack[JAIL_FIRST_STACK];
    struct jail_plan plan;      // with calls, replies, result and line
    struct jail_plan *programs; // where the program's process has its plan,
    jmp_buf *back;              // and where it goes on
    int cpu;                    // of the judge; -1: not known
    int alive;                  // the kernel writes 0 in the end
};

/* Returns its number, or -1 with errno; *pidfd is owned by the caller. */
int jail_first_make(struct jail_first *f, int *pidfd);

#endif
