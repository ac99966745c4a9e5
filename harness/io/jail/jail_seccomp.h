/*
 * The system calls a jailed program may not make. A deny list: the jail's
 * namespaces and limits are the wall, this closes the kernel's rarely used
 * doors behind it and what would get round the memory limit.
 */
#ifndef RETORT_IO_JAIL_JAIL_SECCOMP_H
#define RETORT_IO_JAIL_JAIL_SECCOMP_H

#include "base/buf.h"
#include "base/err.h"

/* Adds one filter for all that is in a jail, its keeper and what it forks, as
 * bubblewrap's --seccomp takes it. Fails with ERR_SYSTEM. */
int jail_seccomp_filter(struct buf *out, struct err *e);

#endif
