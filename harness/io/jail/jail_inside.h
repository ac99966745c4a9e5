/*
 * From a job to its first line of Python, inside bubblewrap: part of a library
 * of its own, embedded in the program, which jail_keeper.py calls. In C,
 * because a Python that has just been forked copies a page for nearly every
 * line.
 */
#ifndef RETORT_IO_JAIL_JAIL_INSIDE_H
#define RETORT_IO_JAIL_JAIL_INSIDE_H

#include <sched.h>
#include <stdint.h>

/* What a job's file begins with; its texts come behind it. */
struct jail_head {
    int64_t cpu_s, memory_size, tmp_size, processes;
    int64_t fresh;    // 1: by no judge that lives on
    int64_t sizes[5]; // of entry, program, trusted, test, cases
};

enum jail_role {
    JAIL_KEEPER,  // there are no more jobs
    JAIL_JUDGE,   // we are process 1 of one, shut in
    JAIL_PROGRAM, // we are its child, and have two pipes only; never returned
    JAIL_LIVING,  // we are a judge that lives on, see jail_judges.h
    JAIL_BRANCH   // we are a keeper like it; never returned
};

struct jail_plan {
    void *server;     // for jail_program.h; NULL: there are no programs
    int32_t compiled; // programs may be run from /tmp
    int32_t null;     // a descriptor of /dev/null
    int32_t living;   // judges may live on
    int32_t control;  // the socket that jobs come from
    cpu_set_t cpus;   // that programs may use; empty: not known
    /* written: */
    int32_t job, result;    // the job's file, the pipe of its result
    int32_t program;        // for the judge: the program's number
    int32_t calls, replies; // for both: ends of the two pipes
    int32_t line;           // between a judge that lives on and process 1
    struct jail_head head;
};

/* Makes the processes of each job that comes, and tells whoever sent it; a
 * message with a socket instead makes another keeper, for jobs that come there.
 * From then on each stays on a processor of its own: what a verdict needs is
 * there together, and a page that is copied concerns no other processor. It
 * returns in each of them, with its role, and in the keeper once nobody can
 * send any more. A process 1 that cannot be shut in says why on the pipe of the
 * result, and ends. -errno: nothing can be made here at all. */
int jail_serve(struct jail_plan *p);

/* The limits of a process that runs a program, and its folder. Returns NULL, or
 * what has failed, with errno. */
const char *jail_limit_program(const struct jail_plan *p);

/* setrlimit: soft and, with so much grace, hard. */
int jail_limit(int what, int64_t most, int64_t grace);

/* --- for jail_judges.c and jail_first.c --- */

enum { JAIL_NAMESPACES = CLONE_NEWNS | CLONE_NEWPID };

/* Closes all descriptors but these and 0, 1 and 2. */
void jail_keep_only(const int *fd, int n);

/* From the keeper's rights to none at all, for good, with these descriptors.
 * Returns NULL, or what has failed, with errno. */
const char *jail_shut_in(const struct jail_plan *p, const int *fd, int n);

/* A program may use every processor that the keeper might. */
void jail_go_anywhere(const struct jail_plan *p);

/* The program's process has its two pipes as 3 and 4, and the job's limits. */
const char *jail_become_program(struct jail_plan *p);

/* Says why there is no jail, and ends. */
void jail_give_up(const struct jail_plan *p, const char *what);
int jail_say_ready(const struct jail_plan *p);

/* One message with so many descriptors. jail_take returns how many, at most
 * so many; 0: there will be no more; -1: a message without any, or of more. */
int jail_take(int socket, int *fd, int most);
int jail_hand(int socket, const char *text, const int *fd, int n);

#endif
