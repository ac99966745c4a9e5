#include "io/jail/jail_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "io/jail/jail_judges.h"
#include "io/jail/jail_program.h"

enum {
    FDS = 1024,  // the keeper has some twenty
    JAIL_FDS = 5 // the most that one message carries
};

/* A container may not let close_range through. */
static void close_all(int from, int to)
{
    if (from > to || close_range((unsigned)from, (unsigned)to, 0) == 0)
        return;
    for (int fd = from; fd <= to && fd < FDS; fd++)
        close(fd);
}

void jail_keep_only(const int *fd, int n)
{
    int from = 3;

    for (;;) {
        int next = INT_MAX;
        for (int i = 0; i < n; i++)
            if (fd[i] >= from && fd[i] < next)
                next = fd[i];
        if (next == INT_MAX)
            break;
        close_all(from, next - 1);
        from = next + 1;
    }
    close_all(from, INT_MAX);
}

int jail_limit(int what, int64_t most, int64_t grace)
{
    struct rlimit l = { .rlim_cur = (rlim_t)most,
        .rlim_max = (rlim_t)(most + grace) };

    return setrlimit((__rlimit_resource_t)what, &l);
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

const char *jail_shut_in(const struct jail_plan *p, const int *fd, int n)
{
    if (null_for_standard(p->null) < 0)
        return "/dev/null";
    jail_keep_only(fd, n);
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
    if (jail_limit(RLIMIT_AS, p->head.memory_size, 0) < 0
        || jail_limit(RLIMIT_FSIZE, p->head.tmp_size, 0) < 0)
        return "setrlimit";
    return NULL;
}

const char *jail_limit_program(const struct jail_plan *p)
{
    if (jail_limit(RLIMIT_CPU, p->head.cpu_s, 1) < 0
        || (jail_limit(RLIMIT_NOFILE, 64, 0) < 0 && errno != EPERM)
        || jail_limit(RLIMIT_NPROC, p->head.processes, 0) < 0)
        return "setrlimit";
    return chdir("/tmp") < 0 ? "chdir" : NULL;
}

const char *jail_become_program(struct jail_plan *p)
{
    enum { CALLS = 3, REPLIES = 4, FREE = 10 };
    int replies = fcntl(p->replies, F_DUPFD, FREE);

    if (replies < 0 || dup2(p->calls, CALLS) < 0 || dup2(replies, REPLIES) < 0)
        return "dup2";
    p->calls = CALLS;
    p->replies = REPLIES;
    jail_keep_only((int[]){ CALLS, REPLIES }, 2);
    return jail_limit_program(p);
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
        return jail_become_program(p);
    }
    close(calls[0]);
    close(replies[1]);
    p->calls = calls[1];
    p->replies = replies[0];
    return NULL;
}

/* What of this comes after "ready" is not heard: the program has ended before
 * it began. */
void jail_give_up(const struct jail_plan *p, const char *what)
{
    char text[200];
    int n =
        snprintf(text, sizeof text, "jail: %s: %s\n", what, strerror(errno));

    if (n > 0 && write(p->result, text, (size_t)n) < 0)
        _exit(71);
    _exit(70);
}

int jail_say_ready(const struct jail_plan *p)
{
    return write(p->result, "ready\n", 6) == 6 ? 0 : -1;
}

void jail_go_anywhere(const struct jail_plan *p)
{
    if (CPU_COUNT(&p->cpus) > 0)
        sched_setaffinity(0, sizeof p->cpus, &p->cpus);
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
    jail_go_anywhere(p);
    failed = jail_shut_in(p, (int[]){ p->job, p->result }, 2);
    if (failed == NULL && !only_cases(p))
        failed = split_up(p);
    if (failed == NULL && p->program != 0 && jail_say_ready(p) < 0)
        failed = "ready";
    if (failed != NULL)
        jail_give_up(p, failed);
    return p->program == 0 ? JAIL_PROGRAM : JAIL_JUDGE;
}

int jail_take(int socket, int *fd, int most)
{
    union {
        char bytes[CMSG_SPACE(JAIL_FDS * sizeof(int))];
        struct cmsghdr align;
    } control;
    char byte;
    struct iovec part = { .iov_base = &byte, .iov_len = 1 };
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes };
    int come[JAIL_FDS + 1], n; /* CMSG_SPACE rounds up */
    struct cmsghdr *c;
    size_t size;
    ssize_t got;

    do
        got = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    c = got > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (c == NULL)
        return got > 0 ? -1 : 0;
    size = c->cmsg_len - CMSG_LEN(0);
    memcpy(come, CMSG_DATA(c), size);
    n = (int)(size / sizeof *come);
    if (n > most || (m.msg_flags & MSG_CTRUNC) != 0) {
        while (n > 0)
            close(come[--n]);
        return -1;
    }
    memcpy(fd, come, size);
    return n > 0 ? n : -1;
}

int jail_hand(int socket, const char *text, const int *fd, int n)
{
    union {
        char bytes[CMSG_SPACE(JAIL_FDS * sizeof(int))];
        struct cmsghdr align;
    } control = { .bytes = { 0 } };
    struct iovec part = { .iov_base = (void *)text, .iov_len = strlen(text) };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
    size_t size = (size_t)n * sizeof *fd;
    struct cmsghdr *c;

    if (n > 0) {
        m.msg_control = control.bytes;
        m.msg_controllen = CMSG_SPACE(size);
        c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(c), fd, size);
    }
    return sendmsg(socket, &m, MSG_NOSIGNAL) > 0 ? 0 : -1;
}

/* Returns 0 in process 1 of a new job. */
static long make_process(const struct jail_plan *p)
{
    char text[160];
    int pidfd = -1;
    long pid = syscall(SYS_clone, JAIL_NAMESPACES | CLONE_PIDFD | SIGCHLD, NULL,
        &pidfd, NULL, NULL);

    if (pid == 0)
        return 0;
    snprintf(text, sizeof text, pid > 0 ? "ok" : "jail: new namespaces: %s",
        strerror(errno));
    jail_hand(p->control, text, &pidfd, pidfd >= 0);
    if (pidfd >= 0)
        close(pidfd);
    return pid;
}

/* Returns the role of this process, JAIL_KEEPER in the keeper. */
static enum jail_role begin(struct jail_plan *p, struct jail_judges *judges)
{
    if (pread(p->job, &p->head, sizeof p->head, 0) != sizeof p->head) {
        jail_hand(p->control, "jail: no head of a job", NULL, 0);
        return JAIL_KEEPER;
    }
    if (p->living && !p->head.fresh && !only_cases(p)) {
        int role = jail_judges_try(judges, p);
        if (role >= 0)
            return (enum jail_role)role;
    }
    return make_process(p) == 0 ? inside(p) : JAIL_KEEPER;
}

static void stay_on(const struct jail_plan *p, int nth)
{
    int left = CPU_COUNT(&p->cpus) > 0 ? nth % CPU_COUNT(&p->cpus) : -1;
    cpu_set_t one;

    CPU_ZERO(&one);
    for (unsigned i = 0; left >= 0 && i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &p->cpus) && left-- == 0)
            CPU_SET(i, &one);
    if (CPU_COUNT(&one) > 0)
        sched_setaffinity(0, sizeof one, &one);
}

/* Its jobs come from this socket, and no job is there yet. */
static enum jail_role branch(struct jail_plan *p, int socket, int nth)
{
    pid_t pid = _Fork();

    if (pid != 0) {
        close(socket); /* its sender hears the end of it if there is none */
        stay_on(p, 0);
        return JAIL_KEEPER;
    }
    if (dup2(socket, p->control) < 0)
        _exit(70);
    jail_keep_only(&p->null, 1);
    stay_on(p, nth);
    return JAIL_BRANCH;
}

static enum jail_role serve(struct jail_plan *p, struct jail_judges *judges)
{
    enum jail_role role = JAIL_KEEPER;
    int fd[2], n, branches = 0;

    while (role == JAIL_KEEPER) {
        jail_judges_wait(judges, p->control);
        n = jail_take(p->control, fd, 2);
        if (n == 0)
            break;
        if (n == 1)
            role = branch(p, fd[0], ++branches);
        if (n != 2)
            continue;
        p->job = fd[0];
        p->result = fd[1];
        role = begin(p, judges);
        if (role == JAIL_KEEPER) {
            close(p->job);
            close(p->result);
        }
    }
    return role;
}

int jail_serve(struct jail_plan *p)
{
    enum jail_role role;

    if (sched_getaffinity(0, sizeof p->cpus, &p->cpus) < 0)
        CPU_ZERO(&p->cpus);
    do {
        struct jail_judges *judges = jail_judges_new();
        if (judges == NULL)
            return -ENOMEM;
        if (setjmp(*jail_judges_back(judges)) != 0)
            jail_program_run(p->server);
        role = serve(p, judges);
    } while (role == JAIL_BRANCH);
    if (role == JAIL_PROGRAM)
        jail_program_run(p->server);
    return (int)role;
}
