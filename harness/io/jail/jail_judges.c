#include "io/jail/jail_judges.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "io/jail/jail_first.h"

enum {
    JUDGES = 32,
    FIRSTS = 64,          // process 1 of these, and of jobs just judged
    SOCKET = 3,           // of a judge: the keeper
    TEXT_MAX = 256 << 10, // of trusted part and test: to look through is slow
    ANSWER_MS = 5000,     // for a judge to say whether it takes a job
    LOOK_MS = 50, // how often to look for judges that have lost their job
    IDLE = -1,    // what a judge says: this, or NO, or the processor it is on
    NO = -2
};

struct judge {
    int socket, pidfd; // owned; -1: there is none
    bool busy;
    int job;          // pidfd of process 1, owned, or -1
    int64_t ended_ms; // when it was seen to have ended
};

struct jail_judges {
    jmp_buf back;
    struct judge list[JUDGES];
    struct jail_first first[FIRSTS];
};

struct jail_judges *jail_judges_new(void)
{
    enum { flags = MAP_PRIVATE | MAP_ANONYMOUS };
    struct jail_judges *j = mmap(NULL, sizeof *j, PROT_READ | PROT_WRITE, flags,
        -1, 0); // cppcheck-suppress invalidFunctionArg

    if (j == MAP_FAILED)
        return NULL;
    for (int i = 0; i < JUDGES; i++)
        j->list[i] = (struct judge){ .socket = -1, .pidfd = -1, .job = -1 };
    return j;
}

jmp_buf *jail_judges_back(struct jail_judges *j)
{
    return &j->back;
}

static void let_go(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void end(struct judge *g)
{
    syscall(SYS_pidfd_send_signal, g->pidfd, SIGKILL, NULL, 0);
    let_go(&g->socket);
    let_go(&g->pidfd);
    let_go(&g->job);
    g->busy = false;
}

static bool can_be_read(int fd, int ms)
{
    struct pollfd one = { .fd = fd, .events = POLLIN };

    return poll(&one, 1, ms) > 0;
}

/* What a busy one has said meanwhile. Not by errno, which is process 1's of
 * other jobs, too. */
static void hear(struct judge *g)
{
    int word;

    if (!can_be_read(g->socket, 0))
        return;
    if (recv(g->socket, &word, sizeof word, MSG_DONTWAIT) != sizeof word
        || word != IDLE) {
        end(g);
        return;
    }
    g->busy = false;
    let_go(&g->job);
}

static int64_t now_ms(void)
{
    struct timespec t = { 0, 0 };

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A job ends without its judge's doing when its time is over; a judge that
 * does not notice, because the test never comes to an end, ends too. */
static void look(struct judge *g)
{
    hear(g);
    if (!g->busy || g->job < 0 || !can_be_read(g->job, 0))
        return;
    if (g->ended_ms == 0)
        g->ended_ms = now_ms();
    else if (now_ms() - g->ended_ms >= LOOK_MS)
        end(g);
}

void jail_judges_wait(struct jail_judges *j, int socket)
{
    bool busy;

    do {
        busy = false;
        for (int i = 0; i < JUDGES; i++) {
            if (j->list[i].busy)
                look(&j->list[i]);
            busy |= j->list[i].busy;
        }
    } while (!can_be_read(socket, busy ? LOOK_MS : -1));
}

/* In a new judge. Its memory is bounded for each job by itself. */
static enum jail_role settle_down(struct jail_plan *p, int socket)
{
    p->job = p->result = -1;
    p->head = (struct jail_head){ .memory_size = INT64_MAX, .tmp_size = 4096 };
    if (jail_shut_in(p, &socket, 1) != NULL
        || jail_limit(RLIMIT_NPROC, 0, 0) < 0 || dup2(socket, SOCKET) < 0)
        _exit(70);
    jail_judges_over();
    return JAIL_LIVING;
}

/* Returns JAIL_LIVING in the new judge, else JAIL_KEEPER. */
static enum jail_role add(struct judge *g, struct jail_plan *p)
{
    int two[2], pidfd = -1;
    long pid;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, two) < 0)
        return JAIL_KEEPER;
    pid = syscall(SYS_clone, JAIL_NAMESPACES | CLONE_PIDFD | SIGCHLD, NULL,
        &pidfd, NULL, NULL);
    if (pid == 0)
        return settle_down(p, two[1]);
    close(two[1]);
    if (pid < 0) {
        close(two[0]);
        return JAIL_KEEPER;
    }
    *g = (struct judge){ .socket = two[0], .pidfd = pidfd, .job = -1 };
    return JAIL_KEEPER;
}

/* One that is idle, or a new one. NULL: all are busy. */
static struct judge *find(
    struct jail_judges *j, struct jail_plan *p, enum jail_role *role)
{
    struct judge *free = NULL;

    for (int i = 0; i < JUDGES; i++) {
        struct judge *g = &j->list[i];
        if (g->socket >= 0 && g->busy)
            hear(g);
        if (g->socket >= 0 && !g->busy)
            return g;
        if (g->socket < 0 && free == NULL)
            free = g;
    }
    if (free != NULL)
        *role = add(free, p);
    return free != NULL && free->socket >= 0 ? free : NULL;
}

static struct jail_first *find_first(struct jail_judges *j)
{
    for (int i = 0; i < FIRSTS; i++)
        if (__atomic_load_n(&j->first[i].alive, __ATOMIC_ACQUIRE) == 0)
            return &j->first[i];
    return NULL;
}

/* Returns the processor it is on, or -1: it does not take the job. */
static int accepts(struct judge *g, const int fd[5])
{
    int word = NO;

    g->busy = true;
    g->ended_ms = 0;
    if (jail_hand(g->socket, "j", fd, 5) < 0
        || !can_be_read(g->socket, ANSWER_MS)
        || read(g->socket, &word, sizeof word) != sizeof word)
        end(g);
    return word >= 0 ? word : -1;
}

/* Two pipes and a line, or nothing. */
struct channels {
    int calls[2], replies[2], line[2];
};

static void close_channels(struct channels *c)
{
    int *all[3] = { c->calls, c->replies, c->line };

    for (int i = 0; i < 3; i++) {
        let_go(&all[i][0]);
        let_go(&all[i][1]);
    }
}

static int open_channels(struct channels *c)
{
    *c = (struct channels){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
    if (pipe(c->calls) == 0 && pipe(c->replies) == 0
        && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, c->line) == 0)
        return 0;
    close_channels(c);
    return -1;
}

/* The judge has its ends by now; those left here are for process 1. Returns 0,
 * its sender has been told; -1: none can be made, and the judge hears the end
 * of its line. */
static int make_first(struct jail_judges *j, struct jail_first *f,
    struct judge *g, struct jail_plan *p, struct channels *c)
{
    int pidfd = -1;

    let_go(&c->calls[1]);
    let_go(&c->replies[0]);
    let_go(&c->line[0]);
    f->plan = *p;
    f->plan.calls = c->calls[0];
    f->plan.replies = c->replies[1];
    f->plan.line = c->line[1];
    f->programs = p;
    f->back = &j->back;
    if (CPU_COUNT(&p->cpus) == 0)
        f->cpu = -1; /* it could not be undone */
    if (jail_first_make(f, &pidfd) < 0)
        return -1;
    jail_hand(p->control, "ok", &pidfd, 1);
    g->job = pidfd;
    return 0;
}

int jail_judges_try(struct jail_judges *j, struct jail_plan *p)
{
    enum jail_role role = JAIL_KEEPER;
    struct jail_first *f = find_first(j);
    struct channels c;
    struct judge *g;
    int rc = -1;

    if (f == NULL || p->head.sizes[2] + p->head.sizes[3] > TEXT_MAX)
        return -1;
    g = find(j, p, &role);
    if (role == JAIL_LIVING)
        return JAIL_LIVING;
    if (g == NULL || open_channels(&c) < 0)
        return -1;
    f->cpu = accepts(
        g, (int[]){ p->job, p->result, c.calls[1], c.replies[0], c.line[0] });
    if (f->cpu >= 0)
        rc = make_first(j, f, g, p, &c);
    close_channels(&c);
    return rc < 0 ? -1 : JAIL_KEEPER;
}

int jail_judges_next(struct jail_plan *p)
{
    int fd[5], rc = jail_take(SOCKET, fd, 5);

    if (rc != 5)
        return 0;
    p->job = fd[0];
    p->result = fd[1];
    p->calls = fd[2];
    p->replies = fd[3];
    p->line = fd[4];
    return pread(p->job, &p->head, sizeof p->head, 0) == sizeof p->head;
}

static void tell(int word)
{
    if (write(SOCKET, &word, sizeof word) != sizeof word)
        _exit(70);
}

void jail_judges_answer(bool yes)
{
    int cpu = yes ? sched_getcpu() : NO;

    tell(cpu < 0 && yes ? 0 : cpu);
}

void jail_judges_over(void)
{
    jail_keep_only((int[]){ SOCKET }, 1);
}

void jail_judges_idle(void)
{
    tell(IDLE);
}
