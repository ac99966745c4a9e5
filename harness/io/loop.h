/*
 * The one wait: descriptors and timers in one epoll set.
 *
 * HTTP sockets, jail children (pidfd, pipes) and a server's clients are all
 * watched here; nothing else in the program ever blocks. Callbacks run inside
 * loop_turn and may watch, unwatch and set timers freely.
 */
#ifndef RETORT_IO_LOOP_H
#define RETORT_IO_LOOP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    LOOP_READ = 1,
    LOOP_WRITE = 2,
    LOOP_HANGUP = 4 // only reported, never asked for
};

struct loop;

typedef void (*loop_fd_fn)(void *arg, int fd, int events);
typedef void (*loop_timer_fn)(void *arg);

/* A timer lives in storage of its owner: struct loop_timer t = { 0 }; */
struct loop_timer {
    int64_t at_us; // on clock_now_us
    loop_timer_fn fn;
    void *arg;
    size_t slot; // place in the heap + 1; 0 while not set
};

/* Returns a new loop, or NULL with ERR_SYSTEM. */
struct loop *loop_new(struct err *e);

/* Frees the loop; descriptors stay open, timers are forgotten. */
void loop_free(struct loop *l);

/* Watches fd for events (LOOP_READ | LOOP_WRITE, 0 keeps it registered but
 * quiet), replacing an earlier watch of it. */
void loop_watch(struct loop *l, int fd, int events, loop_fd_fn fn, void *arg);

/* Stops watching; call it before the descriptor is closed. */
void loop_unwatch(struct loop *l, int fd);

/* Sets or moves a timer. */
void loop_timer_set(struct loop *l, struct loop_timer *t, int64_t at_us,
    loop_timer_fn fn, void *arg);

/* Takes a timer back; one that is not set is fine. */
void loop_timer_stop(struct loop *l, struct loop_timer *t);

/* Runs what is due, waits for at most max_us (-1: until something happens),
 * runs what came. Returns -1 with ERR_SYSTEM only if the wait itself breaks;
 * a signal just ends the wait early. */
int loop_turn(struct loop *l, int64_t max_us, struct err *e);

#endif
