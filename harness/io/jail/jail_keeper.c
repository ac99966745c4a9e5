#include "io/jail/jail_keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/jail/jail_spawn.h"

enum { SAID_MAX = 4096 };

struct jail_keeper {
    struct loop *loop;
    struct jail_process process;
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
 * its pidfd. */
static int receive(struct jail_keeper *k)
{
    char text[200], control[CMSG_SPACE(sizeof(int))];
    struct iovec part = { .iov_base = text, .iov_len = sizeof text - 1 };
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control,
        .msg_controllen = sizeof control };
    ssize_t n = recvmsg(k->process.control, &m, MSG_CMSG_CLOEXEC);
    struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    int pidfd = -1;

    if (n <= 0) {
        if (n == 0)
            loop_unwatch(k->loop, k->process.control);
        return -1;
    }
    text[n] = '\0';
    if (c != NULL && c->cmsg_type == SCM_RIGHTS)
        memcpy(&pidfd, CMSG_DATA(c), sizeof pidfd);
    k->born(k->arg, pidfd, text);
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

static void on_end(void *arg, int fd, int events)
{
    struct jail_keeper *k = arg;
    char how[32];

    (void)fd;
    (void)events;
    hear(k);
    loop_unwatch(k->loop, k->process.pidfd);
    loop_unwatch(k->loop, k->process.out);
    loop_unwatch(k->loop, k->process.control);
    jail_spawn_reap(&k->process, how);
    if (k->said.len == 0)
        buf_printf(&k->said, "jail: ended, %s", how);
    k->gone(k->arg, last_line(&k->said));
}

struct jail_keeper *jail_keeper_new(struct loop *l, char *const argv[],
    const struct buf *filter, jail_keeper_born_fn born,
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
    loop_watch(l, k->process.pidfd, LOOP_READ, on_end, k);
    loop_watch(l, k->process.out, LOOP_READ, on_said, k);
    loop_watch(l, k->process.control, LOOP_READ, on_control, k);
    return k;
}

void jail_keeper_free(struct jail_keeper *k)
{
    if (k == NULL)
        return;
    if (k->process.pidfd >= 0) {
        loop_unwatch(k->loop, k->process.pidfd);
        loop_unwatch(k->loop, k->process.out);
        loop_unwatch(k->loop, k->process.control);
        jail_spawn_kill(&k->process);
        jail_spawn_reap(&k->process, NULL);
    }
    buf_clear(&k->said);
    free(k);
}

static int send_two(int socket, const int fd[2])
{
    union {
        char bytes[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr align;
    } control = { .bytes = { 0 } };
    struct iovec part = { .iov_base = (char[]){ 'j' }, .iov_len = 1 };
    struct msghdr m = { .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(c), fd, 2 * sizeof(int));
    /* EPIPE: it has ended, which its pidfd will tell in a moment */
    return sendmsg(socket, &m, MSG_NOSIGNAL) == 1 || errno == EPIPE ? 0 : -1;
}

int jail_keeper_send(
    struct jail_keeper *k, const struct buf *job, int *out, struct err *e)
{
    int pipe[2] = { -1, -1 }, file = jail_spawn_file(job->s, job->len), rc = -1;

    if (file >= 0 && pipe2(pipe, O_CLOEXEC) == 0
        && fcntl(pipe[0], F_SETFL, O_NONBLOCK) == 0
        && send_two(k->process.control, (int[]){ file, pipe[1] }) == 0) {
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
