/*
 * The system calls a jailed program may not make. A deny list: the jail's
 * namespaces and limits are the wall, this closes the kernel's rarely used
 * doors behind it and what would get round the memory limit.
 */
#ifndef RETORT_IO_JAIL_JAIL_SECCOMP_H
#define RETORT_IO_JAIL_JAIL_SECCOMP_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Two filters: one for all that is in a jail, its keeper and what it forks,
 * which the kernel has to compile once only, and a short one for jobs. This
 * comes first, then their instructions; jail_keeper.py reads it. */
struct jail_filters {
    uint32_t all, jobs; // how many of each
};

/* Adds both, compiled for this machine. Fails with ERR_SYSTEM. */
int jail_seccomp_filters(struct buf *out, struct err *e);

#endif
