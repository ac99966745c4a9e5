/*
 * Judges that live on, seen from the keeper: each a process in namespaces of
 * its own without a capability, forked from the keeper like that of a job. One
 * is offered each job; it takes those whose test it can prove to leave nothing
 * behind (jail_living.py), and the keeper makes the job's process 1 and the
 * program, jail_first.c, without a judge. All other jobs get a judge of their
 * own. That is one Python process a verdict instead of two.
 */
#ifndef RETORT_IO_JAIL_JAIL_JUDGES_H
#define RETORT_IO_JAIL_JAIL_JUDGES_H

#include <setjmp.h>
#include <stdbool.h>

#include "io/jail/jail_inside.h"

struct jail_judges;

/* Returns NULL: no memory. Lives as long as the process. */
struct jail_judges *jail_judges_new(void);

/* Where a program's process goes on, to be set once. */
jmp_buf *jail_judges_back(struct jail_judges *j);

/* Waits until there is something on the socket, and ends judges that go on
 * though their job has ended. */
void jail_judges_wait(struct jail_judges *j, int socket);

/* Offers them the job. Returns -1: none takes it; JAIL_KEEPER: one has, and its
 * sender is told; JAIL_LIVING in a new judge. */
int jail_judges_try(struct jail_judges *j, struct jail_plan *p);

/* --- what a judge calls --- */

/* Waits for a job and fills the plan with it. Returns 1; 0: there will be no
 * more. */
int jail_judges_next(struct jail_plan *p);

/* Whether it takes the job. */
void jail_judges_answer(bool yes);

/* Closes all that the job has brought. */
void jail_judges_over(void);

/* Ready for the next. */
void jail_judges_idle(void);

#endif
