/* The one wait: order of timers, and callbacks that change what is watched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/rng.h"
#include "io/loop.h"

enum { MANY = 200 };

struct
try {
    struct loop *loop;
    struct err err;
    int pair[2]; // sockets of one another
    int count;   // of callbacks
    int order[MANY];
    struct alarm {
        struct try *try;
        struct loop_timer timer;
        int number;
    } alarms[MANY];
};

static int set_up(void **state)
{
    static struct try try;

    memset(&try, 0, sizeof try);
    try.loop = loop_new(&try.err);
    assert_non_null(try.loop);
    assert_int_equal(
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, try.pair), 0);
    *state = &try;
    return 0;
}

static int tear_down(void **state)
{
    struct try *try = *state;

    loop_free(try->loop);
    close(try->pair[0]);
    close(try->pair[1]);
    return 0;
}

static void turn(struct try *try, int64_t max_us)
{
    assert_int_equal(loop_turn(try->loop, max_us, &try->err), 0);
}

static void note(void *arg)
{
    struct alarm *alarm = arg;
    struct try *try = alarm->try;

    try->order[try->count++] = alarm->number;
}

static void set(struct try *try, int number, int64_t at_us)
{
    struct alarm *alarm = &try->alarms[number];

    alarm->try = try;
    alarm->number = number;
    loop_timer_set(try->loop, &alarm->timer, at_us, note, alarm);
}

/* Set in a random order, some moved, some taken back: due in the order of
 * their times. */
static void timers_in_order(void **state)
{
    struct try *try = *state;
    size_t index[MANY];
    struct rng r;

    for (size_t i = 0; i < MANY; i++)
        index[i] = i;
    rng_init(&r, 5);
    rng_shuffle(&r, index, MANY);
    for (size_t i = 0; i < MANY; i++) // times in the past: due at once
        set(try, (int)index[i], 1000 + (int64_t)rng_below(&r, 500));
    rng_shuffle(&r, index, MANY);
    for (size_t i = 0; i < MANY; i++)
        set(try, (int)index[i], 1000 + (int64_t)index[i]);
    for (size_t i = 0; i < MANY; i += 3)
        loop_timer_stop(try->loop, &try->alarms[i].timer);
    loop_timer_stop(try->loop, &try->alarms[0].timer);
    turn(try, -1);
    assert_int_equal(try->count, MANY - (MANY + 2) / 3);
    for (int i = 0, next = 0; i < MANY; i++)
        if (i % 3 != 0)
            assert_int_equal(try->order[next++], i);
}

static void waits_for_a_timer(void **state)
{
    struct try *try = *state;
    int64_t start = clock_now_us();

    set(try, 1, start + 20000);
    while (try->count == 0)
        turn(try, -1);
    assert_true(clock_now_us() - start >= 20000);
    assert_int_equal(try->alarms[1].timer.slot, 0);
    start = clock_now_us();
    turn(try, 10000);
    assert_true(clock_now_us() - start >= 10000);
}

static void again(void *arg)
{
    struct alarm *alarm = arg;

    alarm->try->count++;
    loop_timer_set(alarm->try->loop, &alarm->timer, 0, again, alarm);
}

static void count_read(void *arg, int fd, int events)
{
    struct try *try = arg;
    char c;

    assert_int_equal(fd, try->pair[0]);
    assert_true(events & LOOP_READ);
    assert_int_equal(read(fd, &c, 1), 1);
    try->order[0]++;
}

/* A timer that is always due keeps neither the loop nor a socket waiting. */
static void timer_always_due(void **state)
{
    struct try *try = *state;
    struct alarm *alarm = &try->alarms[0];

    alarm->try = try;
    loop_timer_set(try->loop, &alarm->timer, 0, again, alarm);
    loop_watch(try->loop, try->pair[0], LOOP_READ, count_read, try);
    assert_int_equal(write(try->pair[1], "x", 1), 1);
    turn(try, -1);
    assert_int_equal(try->order[0], 1);
    assert_true(try->count >= 1 && try->count <= 2);
}

static void stop_other(void *arg)
{
    struct alarm *alarm = arg;

    alarm->try->count++;
    loop_timer_stop(alarm->try->loop, &alarm->try->alarms[1].timer);
}

static void stopped_by_another(void **state)
{
    struct try *try = *state;
    struct alarm *alarm = &try->alarms[0];

    alarm->try = try;
    loop_timer_set(try->loop, &alarm->timer, 1, stop_other, alarm);
    set(try, 1, 2);
    set(try, 2, 3);
    turn(try, 0);
    assert_int_equal(try->count, 2);
    assert_int_equal(try->order[1], 2);
}

static void drop(void *arg, int fd, int events)
{
    struct try *try = arg;

    (void)events;
    try->count++;
    loop_unwatch(try->loop, fd);
    loop_unwatch(try->loop, fd);
}

static void unwatch_in_callback(void **state)
{
    struct try *try = *state;

    loop_watch(try->loop, try->pair[0], LOOP_READ, drop, try);
    assert_int_equal(write(try->pair[1], "x", 1), 1);
    turn(try, 0);
    turn(try, 0);
    assert_int_equal(try->count, 1);
    loop_unwatch(try->loop, -1);
    loop_unwatch(try->loop, 1000000);
}

static void drop_both(void *arg, int fd, int events)
{
    struct try *try = arg;

    (void)fd;
    (void)events;
    try->count++;
    loop_unwatch(try->loop, try->pair[0]);
    loop_unwatch(try->loop, try->pair[1]);
}

/* Both are ready in the same wait; the first to be told drops the other. */
static void unwatched_by_another(void **state)
{
    struct try *try = *state;

    loop_watch(try->loop, try->pair[0], LOOP_WRITE, drop_both, try);
    loop_watch(try->loop, try->pair[1], LOOP_WRITE, drop_both, try);
    turn(try, 0);
    assert_int_equal(try->count, 1);
}

static void never(void *arg, int fd, int events)
{
    (void)arg;
    fail_msg("descriptor %d got events %d of another", fd, events);
}

static void replace_both(void *arg, int fd, int events)
{
    struct try *try = arg;
    int other = try->pair[fd == try->pair[0] ? 1 : 0];
    int fresh[2];

    (void)events;
    try->count++;
    loop_unwatch(try->loop, other);
    /* the number of the other lives on as a quiet new socket */
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fresh), 0);
    assert_int_equal(dup2(fresh[0], other), other);
    close(fresh[0]);
    loop_watch(try->loop, other, LOOP_READ, never, try);
    loop_unwatch(try->loop, fd);
    try->order[0] = fresh[1];
}

/* An event of a closed descriptor does not reach the one that took over its
 * number within the same turn. */
static void number_taken_over(void **state)
{
    struct try *try = *state;

    loop_watch(try->loop, try->pair[0], LOOP_WRITE, replace_both, try);
    loop_watch(try->loop, try->pair[1], LOOP_WRITE, replace_both, try);
    turn(try, 0);
    assert_int_equal(try->count, 1);
    close(try->order[0]);
}

static void hang_up(void *arg, int fd, int events)
{
    struct try *try = arg;

    try->order[try->count++] = events;
    loop_unwatch(try->loop, fd);
}

static void tells_of_a_hangup(void **state)
{
    struct try *try = *state;

    loop_watch(try->loop, try->pair[0], LOOP_READ, hang_up, try);
    assert_int_equal(shutdown(try->pair[1], SHUT_RDWR), 0);
    turn(try, -1);
    assert_int_equal(try->order[0], LOOP_READ | LOOP_HANGUP);
}

static void on_signal(int number)
{
    (void)number;
}

static void signal_ends_the_wait(void **state)
{
    struct try *try = *state;
    struct sigaction act = { .sa_handler = on_signal };
    struct itimerval in_20_ms = { .it_value = { .tv_usec = 20000 } };
    int64_t start = clock_now_us();

    assert_int_equal(sigaction(SIGALRM, &act, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &in_20_ms, NULL), 0);
    turn(try, 10000000);
    assert_true(clock_now_us() - start < 5000000);
}

int main(void)
{
#define WITH_LOOP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_LOOP(timers_in_order),
        WITH_LOOP(waits_for_a_timer),
        WITH_LOOP(timer_always_due),
        WITH_LOOP(stopped_by_another),
        WITH_LOOP(unwatch_in_callback),
        WITH_LOOP(unwatched_by_another),
        WITH_LOOP(number_taken_over),
        WITH_LOOP(tells_of_a_hangup),
        WITH_LOOP(signal_ends_the_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
