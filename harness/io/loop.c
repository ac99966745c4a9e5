#include "io/loop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

struct watch {
    loop_fd_fn fn; // NULL while the descriptor is not watched
    void *arg;
    int events;     // what epoll was told
    uint32_t birth; // tells a reused descriptor from the one reported
};

struct loop {
    int epfd;
    struct watch *watches; // by descriptor
    size_t room;
    uint32_t births;
    struct loop_timer **heap; // earliest first
    size_t timers, heap_room;
    bool coarse; // no epoll_pwait2 here
};

enum { BATCH = 32 }; // events of one turn: more goes no faster

struct loop *loop_new(struct err *e)
{
    int epfd = epoll_create1(EPOLL_CLOEXEC);
    struct loop *l;

    if (epfd < 0) {
        err_errno(e, ERR_SYSTEM, "epoll");
        return NULL;
    }
    l = mem_zalloc(1, sizeof *l);
    l->epfd = epfd;
    return l;
}

void loop_free(struct loop *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < l->timers; i++)
        l->heap[i]->slot = 0;
    close(l->epfd);
    free(l->watches);
    free(l->heap);
    free(l);
}

static uint32_t to_epoll(int events)
{
    return ((events & LOOP_READ) ? (uint32_t)EPOLLIN : 0)
           | ((events & LOOP_WRITE) ? (uint32_t)EPOLLOUT : 0);
}

static void grow(struct loop *l, size_t need)
{
    size_t room = l->room > 0 ? l->room : 64;

    if (need <= l->room)
        return;
    while (room < need)
        room *= 2;
    l->watches = mem_resize(l->watches, room, sizeof *l->watches);
    memset(l->watches + l->room, 0, (room - l->room) * sizeof *l->watches);
    l->room = room;
}

void loop_watch(struct loop *l, int fd, int events, loop_fd_fn fn, void *arg)
{
    struct epoll_event ev = { 0 };
    struct watch *w;
    int op;

    grow(l, (size_t)fd + 1);
    w = &l->watches[fd];
    op = w->fn == NULL ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (op == EPOLL_CTL_ADD)
        w->birth = ++l->births;
    else if (w->events == events && w->fn == fn && w->arg == arg)
        return; // another owner may mean another descriptor of this number
    ev.events = to_epoll(events);
    ev.data.u64 = (uint64_t)w->birth << 32 | (uint32_t)fd;
    /* a number can be closed and reused behind our back: epoll then knows
     * less or more of it than we do */
    if (epoll_ctl(l->epfd, op, fd, &ev) < 0)
        epoll_ctl(l->epfd, op == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD,
            fd, &ev);
    w->fn = fn;
    w->arg = arg;
    w->events = events;
}

void loop_unwatch(struct loop *l, int fd)
{
    if (fd < 0 || (size_t)fd >= l->room || l->watches[fd].fn == NULL)
        return;
    epoll_ctl(l->epfd, EPOLL_CTL_DEL, fd, NULL);
    l->watches[fd].fn = NULL;
}

static void place(struct loop *l, size_t i, struct loop_timer *t)
{
    l->heap[i] = t;
    t->slot = i + 1;
}

static void sift_up(struct loop *l, size_t i)
{
    struct loop_timer *t = l->heap[i];

    while (i > 0 && l->heap[(i - 1) / 2]->at_us > t->at_us) {
        place(l, i, l->heap[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    place(l, i, t);
}

static void sift_down(struct loop *l, size_t i)
{
    struct loop_timer *t = l->heap[i];

    for (;;) {
        size_t kid = 2 * i + 1;
        if (kid >= l->timers)
            break;
        if (kid + 1 < l->timers
            && l->heap[kid + 1]->at_us < l->heap[kid]->at_us)
            kid++;
        if (l->heap[kid]->at_us >= t->at_us)
            break;
        place(l, i, l->heap[kid]);
        i = kid;
    }
    place(l, i, t);
}

void loop_timer_stop(struct loop *l, struct loop_timer *t)
{
    struct loop_timer *last;
    size_t i = t->slot;

    if (i-- == 0)
        return;
    t->slot = 0;
    last = l->heap[--l->timers];
    if (last == t)
        return;
    place(l, i, last);
    sift_up(l, i);
    sift_down(l, last->slot - 1);
}

void loop_timer_set(struct loop *l, struct loop_timer *t, int64_t at_us,
    loop_timer_fn fn, void *arg)
{
    loop_timer_stop(l, t);
    t->at_us = at_us;
    t->fn = fn;
    t->arg = arg;
    if (l->timers == l->heap_room) {
        l->heap_room = l->heap_room > 0 ? 2 * l->heap_room : 64;
        l->heap =
            mem_resize(l->heap, l->heap_room, sizeof(struct loop_timer *));
    }
    place(l, l->timers++, t);
    sift_up(l, l->timers - 1);
}

/* Runs what is due; no more than there was at the start, so that a timer set
 * for the past in its own callback does not keep the descriptors waiting. */
static bool run_due(struct loop *l)
{
    bool ran = false;
    int64_t now;

    if (l->timers == 0)
        return false;
    now = clock_now_us();
    for (size_t left = l->timers;
         left > 0 && l->timers > 0 && l->heap[0]->at_us <= now; left--) {
        struct loop_timer *t = l->heap[0];
        loop_timer_stop(l, t);
        t->fn(t->arg);
        ran = true;
    }
    return ran;
}

/* How long to wait in us, -1: until something happens. */
static int64_t patience_us(const struct loop *l, int64_t max_us)
{
    const int64_t most_us = (int64_t)3600 * 1000000;
    int64_t us = max_us;

    if (l->timers > 0) {
        int64_t due = l->heap[0]->at_us - clock_now_us();
        if (due < 0)
            due = 0;
        if (us < 0 || due < us)
            us = due;
    }
    return us > most_us ? most_us : us;
}

/* Waits to the microsecond, or, where the kernel is older than 5.11, to the
 * millisecond: never early, so that no turn is in vain. */
static int wait_for(struct loop *l, struct epoll_event *ev, int64_t us)
{
    struct timespec t = { us / 1000000, us % 1000000 * 1000 };
    int n = -1;

    if (!l->coarse) {
        n = epoll_pwait2(l->epfd, ev, BATCH, us < 0 ? NULL : &t, NULL);
        l->coarse = n < 0 && (errno == ENOSYS || errno == EPERM);
    }
    if (l->coarse)
        n = epoll_wait(
            l->epfd, ev, BATCH, us < 0 ? -1 : (int)((us + 999) / 1000));
    return n;
}

int loop_turn(struct loop *l, int64_t max_us, struct err *e)
{
    struct epoll_event ev[BATCH];
    int n;

    /* what was due may be all that the caller waits for: do not sleep on it */
    if (run_due(l))
        max_us = 0;
    n = wait_for(l, ev, patience_us(l, max_us));
    if (n < 0 && errno != EINTR)
        return err_errno(e, ERR_SYSTEM, "epoll_wait");
    for (int i = 0; i < n; i++) {
        int fd = (int)(uint32_t)ev[i].data.u64;
        struct watch *w = &l->watches[fd];
        int events =
            ((ev[i].events & EPOLLIN) ? LOOP_READ : 0)
            | ((ev[i].events & EPOLLOUT) ? LOOP_WRITE : 0)
            | ((ev[i].events & (EPOLLHUP | EPOLLERR)) ? LOOP_HANGUP : 0);
        if (w->fn != NULL && w->birth == (uint32_t)(ev[i].data.u64 >> 32))
            w->fn(w->arg, fd, events);
    }
    run_due(l);
    return 0;
}
