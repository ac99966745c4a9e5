#include "io/jail/jail_first.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The two take turns: on one processor that is a third cheaper. The program
 * may go where it likes, from its first line. */
static void start_beside_judge(const struct jail_first *f)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    if (f->cpu >= 0 && f->cpu < CPU_SETSIZE) {
        CPU_SET((unsigned)f->cpu, &one);
        sched_setaffinity(0, sizeof one, &one);
    }
}

/* In the program's process, whose memory is a copy of the keeper's. */
static void go_on(struct jail_first *f)
{
    struct jail_plan *programs = f->programs;

    if (f->cpu >= 0)
        sched_setaffinity(0, sizeof f->plan.cpus, &f->plan.cpus);
    if (jail_become_program(&f->plan) != NULL)
        _exit(71);
    /* process 1 is no thread of libc's, so the kernel does not tell the
     * program by way of rseq which processor it is on */
    if (__rseq_size > 0)
        *(volatile uint32_t *)((char *)__builtin_thread_pointer()
                               + __rseq_offset + sizeof(uint32_t)) =
            (uint32_t)RSEQ_CPU_ID_REGISTRATION_FAILED;
    programs->calls = f->plan.calls;
    programs->replies = f->plan.replies;
    longjmp(*f->back, 1);
}

/* Until the judge lets go. 'k' from it ends the program; what it hears is the
 * wait status, once. */
static void attend(int line, pid_t program)
{
    int status, end = (int)syscall(SYS_pidfd_open, program, 0);
    struct pollfd two[2] = { { .fd = line, .events = POLLIN },
        { .fd = end, .events = POLLIN } };
    char byte;

    while (end >= 0 && poll(two, 2, -1) > 0) {
        if (two[0].revents != 0 && read(line, &byte, 1) <= 0)
            return;
        if (two[0].revents != 0 && two[1].fd >= 0)
            syscall(SYS_pidfd_send_signal, end, SIGKILL, NULL, 0);
        if ((two[1].revents & POLLIN) != 0) {
            two[1].fd = -1;
            if (waitpid(program, &status, 0) != program
                || write(line, &status, sizeof status) != sizeof status)
                return;
        }
    }
}

static int first(void *arg)
{
    struct jail_first *f = arg;
    struct jail_plan *p = &f->plan;
    const char *failed =
        jail_shut_in(p, (int[]){ p->calls, p->replies, p->result, p->line }, 4);
    pid_t program = -1;

    if (failed == NULL) {
        start_beside_judge(f);
        program = _Fork();
        failed = program < 0 ? "fork" : NULL;
    }
    if (program == 0)
        go_on(f);
    close(p->calls); /* before the judge begins: they are the program's alone */
    close(p->replies);
    if (failed == NULL && (jail_say_ready(p) < 0 || write(p->line, "g", 1) < 0))
        failed = "ready";
    if (failed != NULL)
        jail_give_up(p, failed);
    jail_keep_only(&p->line, 1);
    attend(p->line, program);
    _exit(0);
}

int jail_first_make(struct jail_first *f, int *pidfd)
{
    int pid;

    f->alive = 1;
    pid = clone(first, f->stack + sizeof f->stack,
        JAIL_NAMESPACES | CLONE_VM | CLONE_PIDFD | CLONE_CHILD_CLEARTID
            | SIGCHLD,
        f, pidfd, NULL, &f->alive);
    if (pid < 0)
        f->alive = 0;
    return pid;
}
