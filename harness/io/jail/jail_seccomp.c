#include "io/jail/jail_seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* Names, not numbers: libseccomp knows newer calls than the libc headers, and
 * a name this machine does not have is skipped. */
static const char *const denied[] = {
    /* other processes' memory, files and limits */
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise",
    "pidfd_getfd", "kcmp", "move_pages", "migrate_pages",
    /* mounts, namespaces, roots */
    "umount", "umount2", "pivot_root", "chroot", "setns", "mount_setattr",
    "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
    "open_by_handle_at", "name_to_handle_at",
    /* kernel machinery with a history of holes */
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "keyctl", "add_key", "request_key", "fanotify_init",
    "lookup_dcookie", "vmsplice", "modify_ldt", "landlock_create_ruleset",
    "lsm_set_self_attr",
    /* sockets of any kind; for socketpair see deny_names_of_sockets */
    "socket", "connect", "bind", "listen",
    /* memory that RLIMIT_AS does not count, and numbers of things that this
     * machine has for all its users together */
    "memfd_create", "memfd_secret", "shmget", "semget", "msgget", "mq_open",
    "io_setup", "inotify_init", "inotify_init1",
    /* an observer of other processes' calls */
    "seccomp",
    /* the machine itself */
    "kexec_load", "kexec_file_load", "reboot", "init_module", "finit_module",
    "delete_module", "create_module", "swapon", "swapoff", "acct", "quotactl",
    "quotactl_fd", "nfsservctl", "syslog", "iopl", "ioperm", "settimeofday",
    "clock_settime", "clock_settime64", "clock_adjtime", "clock_adjtime64",
    "adjtimex", "stime", "sethostname", "setdomainname", "vhangup",
    "personality"
};

static int deny_names(scmp_filter_ctx ctx)
{
    for (size_t i = 0; i < sizeof denied / sizeof *denied; i++) {
        int number = seccomp_syscall_resolve_name(denied[i]);
        int rc;
        if (number == __NR_SCMP_ERROR)
            continue;
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), number, 0);
        /* -EDOM: known, but not on this architecture */
        if (rc < 0 && rc != -EDOM)
            return rc;
    }
    return 0;
}

/* The keeper and process 1 of a job make three kinds, and mount; a job has no
 * right to. Nor can it get one in a user namespace of its own: it has no number
 * in the one that it is in, and the kernel makes none for nobody (EPERM in
 * unshare(2), since Linux 3.9). */
static int deny_other_namespaces(scmp_filter_ctx ctx)
{
    static const unsigned long flags[] = { CLONE_NEWCGROUP, CLONE_NEWUTS,
        CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET };
    int rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 1,
        SCMP_A0(SCMP_CMP_NE, CLONE_NEWUSER, 0));

    for (size_t i = 0; rc >= 0 && i < sizeof flags / sizeof *flags; i++)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
            SCMP_A0(SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
    /* its flags are in memory, where no filter sees them; without the call
     * libc falls back to clone */
    return rc < 0 ? rc
                  : seccomp_rule_add(
                      ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

/* The programs of a keeper share a network namespace with nothing in it. What
 * could be left or met there has a name; a pair of streams, which event loops
 * use, never gets one. A datagram socket with SO_PASSCRED is given one when it
 * first sends, and takes what strangers send once its other half is closed. */
static int deny_names_of_sockets(scmp_filter_ctx ctx)
{
    static const unsigned long types[] = { SOCK_DGRAM, SOCK_RAW,
        SOCK_SEQPACKET };
    int rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socketpair),
        1, SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0));

    for (size_t i = 0; rc >= 0 && i < sizeof types / sizeof *types; i++)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socketpair),
            1, SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, types[i]));
    return rc;
}

/* Shared memory without a file is there as long as a single page of it is
 * mapped: a program could have all there is, and show a few bytes. Pages of
 * sockets are nowhere to be seen either; 64 descriptors can hold 13 MB. */
static int deny_hidden_memory(scmp_filter_ctx ctx)
{
    int rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOMEM), SCMP_SYS(mmap), 1,
        SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_ANONYMOUS,
            MAP_SHARED | MAP_ANONYMOUS));

    return rc < 0 ? rc
                  : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM),
                      SCMP_SYS(setsockopt), 2,
                      SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffUL, SOL_SOCKET),
                      SCMP_A2(SCMP_CMP_MASKED_EQ, 0xffffffffUL, SO_SNDBUF));
}

static int deny_by_argument(scmp_filter_ctx ctx)
{
    static const unsigned long ioctls[] = { TIOCSTI, TIOCLINUX };
    int rc;

    /* limits of another process, which here can only be the judge, and the
     * one that keeps a handler of core dumps from being started, see
     * jail_spawn.c */
    rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1,
        SCMP_A0(SCMP_CMP_NE, 0, 0));
    if (rc >= 0)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64),
            2, SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffUL, RLIMIT_CORE),
            SCMP_A2(SCMP_CMP_NE, 0, 0));
    if (rc >= 0)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(setrlimit),
            1, SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffffUL, RLIMIT_CORE));
    /* pages of pipes are counted by user, and this user may be ours */
    if (rc >= 0)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(fcntl), 1,
            SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffUL, F_SETPIPE_SZ));
    for (size_t i = 0; rc >= 0 && i < sizeof ioctls / sizeof *ioctls; i++)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
            SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffUL, ioctls[i]));
    return rc;
}

static int deny_all(scmp_filter_ctx ctx)
{
    int rc = deny_names(ctx);

    rc = rc < 0 ? rc : deny_other_namespaces(ctx);
    rc = rc < 0 ? rc : deny_names_of_sockets(ctx);
    rc = rc < 0 ? rc : deny_hidden_memory(ctx);
    return rc < 0 ? rc : deny_by_argument(ctx);
}

/* Linux has the same numbers on every processor by now, and everybody does
 * without what came after 6.4: nobody has thought about what it opens. In front
 * of libseccomp's own rules, which know names and arguments, not ranges. */
static void deny_the_newest(struct buf *out)
{
    enum { FIRST = 451, OTHER_KIND = 0x40000000 }; // x32, which is denied later
    const struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, OTHER_KIND, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FIRST, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
    };

    buf_add(out, rules, sizeof rules);
}

static int read_all(int fd, struct buf *out)
{
    off_t size = lseek(fd, 0, SEEK_END);

    if (size <= 0)
        return -1;
    if (pread(fd, buf_grow(out, (size_t)size), (size_t)size, 0) != size)
        return -1;
    out->len += (size_t)size;
    out->s[out->len] = '\0';
    return 0;
}

static int add_filter(struct buf *out)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
    int fd = memfd_create("seccomp", MFD_CLOEXEC);
    int rc = -1;

    if (ctx != NULL && fd >= 0
        && seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2) >= 0
        && deny_all(ctx) >= 0 && seccomp_export_bpf(ctx, fd) >= 0
        && read_all(fd, out) == 0)
        rc = 0;
    if (fd >= 0)
        close(fd);
    if (ctx != NULL)
        seccomp_release(ctx);
    return rc;
}

int jail_seccomp_filter(struct buf *out, struct err *e)
{
    deny_the_newest(out);
    if (add_filter(out) < 0)
        return err_set(
            e, ERR_SYSTEM, "jail: the system call filter cannot be made");
    return 0;
}
