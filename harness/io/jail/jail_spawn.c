#include "io/jail/jail_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/jail/embed.h"

enum {
    NOBODY = 65534,
    STACK_SIZE = 32768 // of the child until it execs; it uses under 1 kB
};

struct plan {
    char *const *argv;
    int fd[JAIL_SPAWN_LIBRARY_FD + 1]; // become 0, 1, 2, 3, 4
    int error;                         // errno of the child
};

/* For the keeper; programs see none. MALLOC_ARENA_MAX: each further arena
 * reserves 128 MB of address space, which RLIMIT_AS counts. LD_BIND_NOW: or
 * each program would bind the same functions again. PYTHONHASHSEED: the order
 * of a set of strings, and with it a verdict, is the same tomorrow. */
static char *const environment[] = { (char[]){ "LANG=C.UTF-8" },
    (char[]){ "MALLOC_ARENA_MAX=1" }, (char[]){ "LD_BIND_NOW=1" },
    (char[]){ "PYTHONHASHSEED=0" }, (char[]){ "PYTHONSAFEPATH=1" }, NULL };

/* When memory runs out the kernel shall take the jail, not us. */
static void offer_to_oom_killer(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd >= 0) {
        ssize_t n = write(fd, "1000", 4);
        (void)n;
        close(fd);
    }
}

/* As nobody: root would be above the limit on processes, and a hole in the
 * jail would be a hole to root. By bare system calls, because libc's would
 * tell the threads of the parent, whose memory this still is. */
static int drop_root(void)
{
    if (geteuid() != 0)
        return 0;
    syscall(SYS_setgroups, (size_t)0, NULL);
    /* EINVAL: a container without that user, whose root is no root outside */
    if (syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) < 0 && errno != EINVAL)
        return -1;
    if (syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY) < 0 && errno != EINVAL)
        return -1;
    return 0;
}

/* What a jail may have of what the kernel counts elsewhere, and what leaves it.
 * No core: 0 would write none either, but start the machine's own handler of
 * core dumps outside, if it has one; 1 keeps that off (fs/coredump.c). Pending
 * signals: timers are counted by them, too. */
static void bound(void)
{
    static const struct {
        __rlimit_resource_t what;
        rlim_t most;
    } list[] = { { RLIMIT_CORE, 1 }, { RLIMIT_MEMLOCK, 0 },
        { RLIMIT_SIGPENDING, 256 }, { RLIMIT_MSGQUEUE, 0 } };

    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        struct rlimit l = { list[i].most, list[i].most };
        setrlimit(list[i].what, &l); /* EPERM: it has less already */
    }
}

/* Work in bulk (sched(7)): who wakes up in the jail interrupts nobody; we, who
 * have a network to listen to, go first. */
static void wait_for_a_turn(void)
{
    struct sched_param none = { 0 };

    sched_setscheduler(0, SCHED_BATCH, &none);
}

static void default_signals(void)
{
    struct sigaction usual = { .sa_handler = SIG_DFL };
    sigset_t none;

    for (int s = 1; s < 32; s++)
        sigaction(s, &usual, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Runs in the child on its own stack but in the parent's memory. */
static int become(void *arg)
{
    struct plan *plan = arg;

    for (int i = 0; i <= JAIL_SPAWN_LIBRARY_FD; i++)
        if (dup2(plan->fd[i], i) < 0)
            goto failed;
    /* libraries may have opened some without CLOEXEC */
    syscall(SYS_close_range, JAIL_SPAWN_LIBRARY_FD + 1, ~0U, 0);
    default_signals();
    /* Ctrl-C at a terminal is for us: a judge that dies of it would leave a
     * verdict that says the program was wrong */
    syscall(SYS_setpgid, 0, 0);
    offer_to_oom_killer();
    bound();
    wait_for_a_turn();
    if (drop_root() == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0)
        execve(plan->argv[0], plan->argv, environment);
failed:
    plan->error = errno;
    syscall(SYS_exit, 127);
    return 127;
}

/* The thread sanitizer takes what a child does in our memory for ours. */
#ifdef __SANITIZE_THREAD__
enum { OUR_MEMORY = 0 };
#else
enum { OUR_MEMORY = CLONE_VM };
#endif

static int clone_child(struct plan *plan, struct jail_process *p)
{
    /* not on ours: it never returns from there, and the address sanitizer would
     * go on believing in its variables */
    char *stack = mem_alloc(STACK_SIZE);
    sigset_t all, before;
    int pidfd = -1;
    pid_t pid;

    /* no handler of ours may run in the child while it has our memory */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid = clone(become, stack + STACK_SIZE,
        OUR_MEMORY | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, plan, &pidfd);
    if (pid < 0)
        plan->error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(stack);
    if (pid < 0)
        return -1;
    p->pid = pid;
    p->pidfd = pidfd;
    return 0;
}

/* A descriptor out of the way of those the child makes. */
static int high(int fd)
{
    int up;

    if (fd < 0)
        return fd;
    up = fcntl(fd, F_DUPFD_CLOEXEC, 10);
    close(fd);
    return up;
}

static int high_pipe(int fd[2])
{
    fd[0] = fd[1] = -1;
    if (pipe2(fd, O_CLOEXEC) < 0)
        return -1;
    fd[0] = high(fd[0]);
    fd[1] = high(fd[1]);
    return fd[0] < 0 || fd[1] < 0 ? -1 : 0;
}

static void close_if(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* The two ends of the control socket: one message for each job. */
static int high_sockets(int fd[2])
{
    fd[0] = fd[1] = -1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) < 0)
        return -1;
    fd[0] = high(fd[0]);
    fd[1] = high(fd[1]);
    return fd[0] < 0 || fd[1] < 0 ? -1 : 0;
}

static int nonblocking(int fd)
{
    return fcntl(fd, F_SETFL, O_NONBLOCK);
}

int jail_spawn_file(const char *bytes, size_t len)
{
    int fd = memfd_create("jail", MFD_CLOEXEC);
    size_t done = 0;

    while (fd >= 0 && done < len) {
        ssize_t n = pwrite(fd, bytes + done, len - done, (off_t)done);
        if (n <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    return fd;
}

int jail_spawn(char *const argv[], const struct buf *filter,
    struct jail_process *p, struct err *e)
{
    int control[2] = { -1, -1 }, out[2] = { -1, -1 };
    int rules = high(jail_spawn_file(filter->s, filter->len));
    int library = high(jail_spawn_file(jail_inside_so, jail_inside_so_len));
    struct plan plan = { .argv = argv };
    int rc = -1;

    *p = (struct jail_process){
        .pid = -1, .pidfd = -1, .out = -1, .control = -1
    };
    if (high_sockets(control) < 0 || high_pipe(out) < 0 || rules < 0
        || library < 0 || nonblocking(out[0]) < 0
        || nonblocking(control[0]) < 0) {
        err_errno(e, ERR_SYSTEM, "jail");
        goto out;
    }
    plan.fd[0] = control[1];
    plan.fd[1] = plan.fd[2] = out[1];
    plan.fd[JAIL_SPAWN_FILTER_FD] = rules;
    plan.fd[JAIL_SPAWN_LIBRARY_FD] = library;
    if (clone_child(&plan, p) < 0 || plan.error != 0) {
        errno = plan.error;
        err_errno(e, ERR_SYSTEM, "%s", argv[0]);
        goto out;
    }
    p->out = out[0];
    p->control = control[0];
    out[0] = control[0] = -1;
    rc = 0;
out:
    if (rc < 0 && p->pidfd >= 0)
        jail_spawn_reap(p, NULL);
    for (int i = 0; i < 2; i++) {
        close_if(control[i]);
        close_if(out[i]);
    }
    close_if(rules);
    close_if(library);
    return rc;
}

static void send_signal(const struct jail_process *p, int signal)
{
    syscall(SYS_pidfd_send_signal, p->pidfd, signal, NULL, 0);
}

/* Its children cannot go away while it is stopped: it cannot collect them. */
static void kill_children(pid_t pid)
{
    char path[64];
    FILE *f;
    int child;

    snprintf(
        path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    f = fopen(path, "re");
    if (f == NULL)
        return;
    while (fscanf(f, "%d", &child) == 1)
        kill(child, SIGKILL);
    fclose(f);
}

void jail_spawn_kill(const struct jail_process *p)
{
    siginfo_t info = { 0 };
    int rc;

    send_signal(p, SIGSTOP);
    do
        rc = waitid(
            P_PIDFD, (id_t)p->pidfd, &info, WSTOPPED | WEXITED | WNOWAIT);
    while (rc < 0 && errno == EINTR);
    if (rc == 0 && info.si_code == CLD_STOPPED)
        kill_children(p->pid);
    send_signal(p, SIGKILL);
}

void jail_spawn_reap(struct jail_process *p, char how[32])
{
    siginfo_t info = { 0 };
    int rc;

    do
        rc = waitid(P_PIDFD, (id_t)p->pidfd, &info, WEXITED);
    while (rc < 0 && errno == EINTR);
    if (how != NULL)
        snprintf(how, 32, "%s %d",
            info.si_code == CLD_EXITED ? "status" : "signal", info.si_status);
    close_if(p->pidfd);
    close_if(p->out);
    close_if(p->control);
    *p = (struct jail_process){
        .pid = -1, .pidfd = -1, .out = -1, .control = -1
    };
}
