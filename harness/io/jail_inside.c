#include "io/jail_inside.h"

#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FDS = 1024 }; // the keeper has some twenty

/* A container may not let close_range through. */
static void close_all(int from, int to)
{
    if (from > to || close_range((unsigned)from, (unsigned)to, 0) == 0)
        return;
    for (int fd = from; fd <= to && fd < FDS; fd++)
        close(fd);
}

/* Closes all descriptors but these two; 0, 1 and 2 are /dev/null. */
static void keep_only(int a, int b)
{
    int low = a < b ? a : b, high = a < b ? b : a;

    close_all(3, low - 1);
    close_all(low + 1, high - 1);
    close_all(high + 1, INT_MAX);
}

static int limit(__rlimit_resource_t what, int64_t most, int64_t grace)
{
    struct rlimit l = { .rlim_cur = (rlim_t)most,
        .rlim_max = (rlim_t)(most + grace) };

    return setrlimit(what, &l);
}

static int no_capabilities(void)
{
    struct __user_cap_header_struct ourselves = {
        .version = _LINUX_CAPABILITY_VERSION_3
    };
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

    return (int)syscall(SYS_capset, &ourselves, none);
}

static int null_for_standard(int null)
{
    return dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0 ? -1 : 0;
}

static int mount_tmp(const struct jail_plan *p)
{
    unsigned long flags = MS_NOSUID | MS_NODEV | (p->compiled ? 0 : MS_NOEXEC);
    char options[80];

    snprintf(options, sizeof options, "mode=0755,nr_inodes=4096,size=%lld",
        (long long)p->head.tmp_size);
    return mount("tmpfs", "/tmp", "tmpfs", flags, options);
}

int jail_deny(const void *rules)
{
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, rules, 0, 0) < 0 ? -errno
                                                                       : 0;
}

/* From the keeper's rights to none at all, for good. Returns NULL, or what has
 * failed, with errno. */
static const char *shut_in(const struct jail_plan *p)
{
    if (null_for_standard(p->null) < 0)
        return "/dev/null";
    keep_only(p->job, p->result);
    if (setsid() < 0)
        return "setsid";
    signal(SIGCHLD, SIG_DFL);
    if (mount_tmp(p) < 0)
        return "mount";
    /* nobody in there: all its capabilities are about this namespace alone,
     * and dropped in the next line. Limits on processes are counted by it. */
    if (unshare(CLONE_NEWUSER) < 0)
        return "unshare";
    if (no_capabilities() < 0)
        return "capset";
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return "PR_SET_DUMPABLE";
    if (jail_deny(p->rules) < 0)
        return "PR_SET_SECCOMP";
    if (limit(RLIMIT_AS, p->head.memory_size, 0) < 0
        || limit(RLIMIT_FSIZE, p->head.tmp_size, 0) < 0)
        return "setrlimit";
    return NULL;
}

static const char *limit_program(const struct jail_plan *p)
{
    if (limit(RLIMIT_CPU, p->head.cpu_s, 1) < 0
        || limit(RLIMIT_NOFILE, 64, 0) < 0
        || limit(RLIMIT_NPROC, p->head.processes, 0) < 0)
        return "setrlimit";
    return chdir("/tmp") < 0 ? "chdir" : NULL;
}

/* By _Fork: what was registered for a fork is Python's, and not for here. */
static const char *split_up(struct jail_plan *p)
{
    int calls[2], replies[2];

    if (pipe(calls) < 0 || pipe(replies) < 0)
        return "pipe";
    p->program = _Fork();
    if (p->program < 0)
        return "fork";
    if (p->program == 0) {
        p->calls = calls[0];
        p->replies = replies[1];
        keep_only(p->calls, p->replies);
        return limit_program(p);
    }
    close(calls[0]);
    close(replies[1]);
    p->calls = calls[1];
    p->replies = replies[0];
    return NULL;
}

/* What of this comes after "ready" is not heard: the program has ended before
 * it began. */
static void give_up(const struct jail_plan *p, const char *what)
{
    char text[200];
    int n =
        snprintf(text, sizeof text, "jail: %s: %s\n", what, strerror(errno));

    if (n > 0 && write(p->result, text, (size_t)n) < 0)
        _exit(71);
    _exit(70);
}

static int say_ready(const struct jail_plan *p)
{
    return write(p->result, "ready\n", 6) == 6 ? 0 : -1;
}

static int only_cases(const struct jail_plan *p)
{
    return p->head.sizes[4] != 0;
}

/* The two processes of a job, or its one; ends where they cannot be made. */
static enum jail_role inside(struct jail_plan *p)
{
    const char *failed;

    p->program = -1;
    failed = shut_in(p);
    if (failed == NULL && !only_cases(p))
        failed = split_up(p);
    if (failed == NULL && p->program != 0 && say_ready(p) < 0)
        failed = "ready";
    if (failed != NULL)
        give_up(p, failed);
    return p->program == 0 ? JAIL_PROGRAM : JAIL_JUDGE;
}

/* Returns 1: there is a job; 0: there will be no more; -1: a message without
 * one. */
static int receive(struct jail_plan *p)
{
    union {
        char bytes[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr align;
    } control;
    char byte;
    struct iovec part = { .iov_base = &byte, .iov_len = 1 };
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes };
    ssize_t n;
    struct cmsghdr *c;
    int fd[2];

    do
        n = recvmsg(p->control, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (c == NULL || c->cmsg_len != CMSG_LEN(sizeof fd))
        return n > 0 ? -1 : 0;
    memcpy(fd, CMSG_DATA(c), sizeof fd);
    p->job = fd[0];
    p->result = fd[1];
    return 1;
}

/* pidfd -1: there is no process, and why. */
static void answer(const struct jail_plan *p, int pidfd, const char *text)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = { .bytes = { 0 } };
    struct iovec part = { .iov_base = (void *)text, .iov_len = strlen(text) };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
    struct cmsghdr *c;

    if (pidfd >= 0) {
        m.msg_control = control.bytes;
        m.msg_controllen = sizeof control.bytes;
        c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof pidfd);
        memcpy(CMSG_DATA(c), &pidfd, sizeof pidfd);
    }
    sendmsg(p->control, &m, MSG_NOSIGNAL);
}

/* Returns 0 in process 1 of a new job. */
static long make_process(const struct jail_plan *p)
{
    enum {
        NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC
                     | CLONE_NEWPID
    };
    char text[160];
    int pidfd = -1;
    long pid = syscall(SYS_clone, NAMESPACES | CLONE_PIDFD | SIGCHLD, NULL,
        &pidfd, NULL, NULL);

    if (pid == 0)
        return 0;
    snprintf(text, sizeof text, pid > 0 ? "ok" : "jail: new namespaces: %s",
        strerror(errno));
    answer(p, pidfd, text);
    if (pidfd >= 0)
        close(pidfd);
    return pid;
}

int jail_serve(struct jail_plan *p)
{
    int rc;

    if (p->size != (int64_t)sizeof *p)
        return -EINVAL;
    while ((rc = receive(p)) != 0) {
        if (rc < 0)
            continue;
        if (pread(p->job, &p->head, sizeof p->head, 0) != sizeof p->head)
            answer(p, -1, "jail: no head of a job");
        else if (make_process(p) == 0)
            return (int)inside(p);
        close(p->job);
        close(p->result);
    }
    return JAIL_KEEPER;
}
