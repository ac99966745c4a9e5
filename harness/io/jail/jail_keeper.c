#include "io/jail/jail_keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/jail/jail_spawn.h"

enum { SAID_MAX = 4096 };

struct lane {
    struct jail_keeper *keeper;
    int control; // the first's is its process's
};

struct jail_keeper {
    struct loop *loop;
    struct jail_process process;
    struct lane lane[JAIL_LANES];
    int n;
    struct buf said;
    jail_keeper_born_fn born;
    jail_keeper_gone_fn gone;
    void *arg;
};

static void hear(struct jail_keeper *k)
{
    char bytes[1024];
    ssize_t n;

    while ((n = read(k->process.out, bytes, sizeof bytes)) > 0)
        if (k->said.len < SAID_MAX)
            buf_add(&k->said, bytes, (size_t)n);
    if (n == 0)
        loop_unwatch(k->loop, k->process.out);
}

static void on_said(void *arg, int fd, int events)
{
    (void)fd;
    (void)events;
    hear(arg);
}

/* One answer, or -1: there is none now. A keeper that has ended is told of by
 * its pidfd; where a single lane has, the keeper is not what it should be. */
static int receive(struct lane *lane)
{
    struct jail_keeper *k = lane->keeper;
    char text[200], control[CMSG_SPACE(sizeof(int))];
    struct iovec part = { .iov_base = text, .iov_len = sizeof text - 1 };
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control,
        .msg_controllen = sizeof control };
    ssize_t n = recvmsg(lane->control, &m, MSG_CMSG_CLOEXEC);
    struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    int pidfd = -1;

    if (n <= 0) {
        if (n == 0) {
            loop_unwatch(k->loop, lane->control);
            if (lane != k->lane)
                jail_spawn_kill(&k->process);
        }
        return -1;
    }
    text[n] = '\0';
    if ((m.msg_flags & MSG_CTRUNC) != 0)
        snprintf(text, sizeof text,
            "jail: too many open files here (ulimit -n): fewer jobs at once");
    if (c != NULL && c->cmsg_type == SCM_RIGHTS)
        memcpy(&pidfd, CMSG_DATA(c), sizeof pidfd);
    k->born(k->arg, (int)(lane - k->lane), pidfd, text);
    return 0;
}

/* born never frees the keeper: jobs end by timers and descriptors of their
 * own. */
static void on_control(void *arg, int fd, int events)
{
    (void)fd;
    (void)events;
    while (receive(arg) == 0)
        ;
}

/* Of Python's many lines about an error the last one says what it is. */
static const char *last_line(struct buf *said)
{
    char *line;

    while (said->len > 0 && said->s[said->len - 1] == '\n')
        said->s[--said->len] = '\0';
    line = strrchr(said->s, '\n');
    return line != NULL ? line + 1 : said->s;
}

static void unwatch(struct jail_keeper *k)
{
    loop_unwatch(k->loop, k->process.pidfd);
    loop_unwatch(k->loop, k->process.out);
    for (int i = 0; i < k->n; i++)
        loop_unwatch(k->loop, k->lane[i].control);
}

static void on_end(void *arg, int fd, int events)
{
    struct jail_keeper *k = arg;
    char how[32];

    (void)fd;
    (void)events;
    hear(k);
    unwatch(k);
    jail_spawn_reap(&k->process, how);
    if (k->said.len == 0)
        buf_printf(&k->said, "jail: ended, %s", how);
    k->gone(k->arg, last_line(&k->said));
}

static int send_fds(int socket, const int *fd, int n)
{
    union {
        char bytes[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr align;
    } control = { .bytes = { 0 } };
    struct iovec part = { .iov_base = (char[]){ 'j' }, .iov_len = 1 };
    size_t size = (size_t)n * sizeof *fd;
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = CMSG_SPACE(size) };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(c), fd, size);
    /* it has ended, which its pidfd will tell in a moment */
    return sendmsg(socket, &m, MSG_NOSIGNAL) == 1 || errno == EPIPE
                   || errno == ECONNRESET
               ? 0
               : -1;
}

static int open_lane(struct jail_keeper *k)
{
    int two[2], rc;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, two) < 0)
        return -1;
    k->lane[k->n++].control = two[0];
    rc = fcntl(two[0], F_SETFL, O_NONBLOCK);
    if (rc == 0)
        rc = send_fds(k->process.control, &two[1], 1);
    close(two[1]);
    return rc;
}

int jail_keeper_lanes(int at_once)
{
    cpu_set_t cpus;
    int n;

    CPU_ZERO(&cpus);
    n = sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
    n = n < at_once ? n : at_once;
    return n < JAIL_LANES ? n : JAIL_LANES;
}

struct jail_keeper *jail_keeper_new(struct loop *l, char *const argv[],
    const struct buf *filter, int lanes, jail_keeper_born_fn born,
    jail_keeper_gone_fn gone, void *arg, struct err *e)
{
    struct jail_keeper *k = mem_zalloc(1, sizeof *k);

    k->loop = l;
    k->born = born;
    k->gone = gone;
    k->arg = arg;
    if (jail_spawn(argv, filter, &k->process, e) < 0) {
        free(k);
        return NULL;
    }
    k->lane[k->n++].control = k->process.control;
    loop_watch(l, k->process.pidfd, LOOP_READ, on_end, k);
    loop_watch(l, k->process.out, LOOP_READ, on_said, k);
    while (k->n < lanes && k->n < JAIL_LANES)
        if (open_lane(k) < 0) {
            err_errno(e, ERR_SYSTEM, "jail");
            jail_keeper_free(k);
            return NULL;
        }
    for (int i = 0; i < k->n; i++) {
        k->lane[i].keeper = k;
        loop_watch(l, k->lane[i].control, LOOP_READ, on_control, &k->lane[i]);
    }
    return k;
}

void jail_keeper_free(struct jail_keeper *k)
{
    if (k == NULL)
        return;
    if (k->process.pidfd >= 0) {
        unwatch(k);
        jail_spawn_kill(&k->process);
        jail_spawn_reap(&k->process, NULL);
    }
    for (int i = 1; i < k->n; i++)
        close(k->lane[i].control);
    buf_clear(&k->said);
    free(k);
}

int jail_keeper_send(struct jail_keeper *k, int lane, const struct buf *job,
    int *out, struct err *e)
{
    int pipe[2] = { -1, -1 }, file = jail_spawn_file(job->s, job->len), rc = -1;

    if (file >= 0 && pipe2(pipe, O_CLOEXEC) == 0
        && fcntl(pipe[0], F_SETFL, O_NONBLOCK) == 0
        && send_fds(k->lane[lane].control, (int[]){ file, pipe[1] }, 2) == 0) {
        *out = pipe[0];
        pipe[0] = -1;
        rc = 0;
    } else {
        err_errno(e, ERR_SYSTEM, "jail");
    }
    for (int i = 0; i < 2; i++)
        if (pipe[i] >= 0)
            close(pipe[i]);
    if (file >= 0)
        close(file);
    return rc;
}
