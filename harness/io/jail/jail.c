#include "io/jail/jail.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "io/jail/jail_bwrap.h"
#include "io/jail/jail_job.h"
#include "io/jail/jail_keeper.h"
#include "io/jail/jail_memory.h"
#include "io/jail/jail_said.h"
#include "io/jail/jail_seccomp.h"

enum {
    OUT_MAX = 65536,     // of what a jail says; a judge says under 1 kB
    LANGUAGES_MAX = 8,   // rows of jail_languages
    START_US = 30000000, // until a judge must be ready, however busy we are
    DYING_US = 5000000   // for the kernel to clear a jail away
};

struct task {
    struct task *next, *next_unborn;
    struct ward *ward;
    int lane;
    struct buf job; // header and texts
    int64_t wall_limit_us;
    jail_done_fn done;
    void *arg;
    int pidfd, out; // -1: not yet, or no more
    struct buf said;
    struct loop_timer timer;
    struct jail_memory memory;
    int64_t since_us;
    bool ready, killed, ended, silent; // silent: nothing more will be said
    bool late, greedy;                 // out of time, out of memory
    bool again;                        // it has lost a keeper
    bool retried;                      // it has ended without a verdict
    bool leaving;                      // its verdict is there
};

/* One language: its keeper, and the tasks that wait for their process. */
struct ward {
    struct jail *jail;
    char **argv; // NULL: no interpreter here
    struct jail_keeper *keeper;
    struct unborn {
        struct task *first, **last;
    } unborn[JAIL_LANES];
};

struct jail {
    struct loop *loop;
    struct buf filter;
    struct ward ward[LANGUAGES_MAX]; // by row
    struct task *waiting, **last;
    struct task *running;    // at most at_once, and as many that leave
    struct loop_timer look;  // at the memory of these
    int at_once, n, leaving; // n: those that do not leave
    int lanes;
    int64_t tmp_size;
};

/* --- a jail --- */

static void forget_unborn(struct ward *w)
{
    for (int i = 0; i < JAIL_LANES; i++)
        w->unborn[i] = (struct unborn){ NULL, &w->unborn[i].first };
}

static int find_interpreters(struct jail *j, const char *bwrap, struct err *e)
{
    char *python = jail_language_interpreter(jail_language_find("python"));

    if (python == NULL)
        return err_set(
            e, ERR_SYSTEM, "jail: no python3 found: apt-get install python3");
    for (size_t i = 0; i < jail_languages_n && i < LANGUAGES_MAX; i++) {
        struct ward *w = &j->ward[i];
        char *path = jail_language_interpreter(&jail_languages[i]);
        w->jail = j;
        forget_unborn(w);
        if (path != NULL)
            w->argv = jail_bwrap_argv(&jail_languages[i], bwrap, python, path);
        free(path);
    }
    free(python);
    return 0;
}

struct jail *jail_new(
    struct loop *l, const struct jail_options *o, struct err *e)
{
    struct jail_options none = { 0 };
    struct jail *j = mem_zalloc(1, sizeof *j);
    char *bwrap;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    o = o != NULL ? o : &none;
    bwrap = o->bwrap != NULL ? mem_str(o->bwrap) : jail_bwrap_path();
    j->loop = l;
    j->last = &j->waiting;
    j->at_once = o->at_once > 0 ? o->at_once : cores > 0 ? (int)cores : 1;
    j->lanes = jail_keeper_lanes(j->at_once);
    j->tmp_size = o->tmp_size > 0 ? o->tmp_size : 16 << 20;
    if (bwrap == NULL || access(bwrap, X_OK) < 0) {
        err_set(e, ERR_SYSTEM,
            "jail: bubblewrap (%s) is not installed: apt-get install "
            "bubblewrap",
            bwrap != NULL ? bwrap : "bwrap");
        goto failed;
    }
    if (find_interpreters(j, bwrap, e) < 0
        || jail_seccomp_filter(&j->filter, e) < 0)
        goto failed;
    free(bwrap);
    return j;
failed:
    free(bwrap);
    jail_free(j);
    return NULL;
}

struct loop *jail_loop(const struct jail *j)
{
    return j->loop;
}

void jail_free(struct jail *j)
{
    if (j == NULL)
        return;
    jail_cancel_all(j);
    for (size_t i = 0; i < LANGUAGES_MAX; i++)
        jail_bwrap_free(j->ward[i].argv);
    buf_clear(&j->filter);
    free(j);
}

/* --- the end of a task --- */

static void end(int pidfd)
{
    if (pidfd >= 0)
        syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
}

static void let_go(struct loop *l, int *fd)
{
    if (*fd < 0)
        return;
    loop_unwatch(l, *fd);
    close(*fd);
    *fd = -1;
}

/* Takes it off the loop and ends what still runs. */
static void stop(struct task *t)
{
    struct loop *l = t->ward->jail->loop;

    loop_timer_stop(l, &t->timer);
    if (!t->ended)
        end(t->pidfd);
    let_go(l, &t->pidfd);
    let_go(l, &t->out);
}

static void task_free(struct task *t)
{
    stop(t);
    buf_clear(&t->job);
    buf_clear(&t->said);
    free(t);
}

/* With their keepers, which ends every process of every task. */
void jail_cancel_all(struct jail *j)
{
    struct task *lists[2] = { j->running, j->waiting };

    loop_timer_stop(j->loop, &j->look);
    j->running = j->waiting = NULL;
    j->last = &j->waiting;
    j->n = j->leaving = 0;
    for (int i = 0; i < LANGUAGES_MAX; i++) {
        struct ward *w = &j->ward[i];
        jail_keeper_free(w->keeper);
        w->keeper = NULL;
        forget_unborn(w);
    }
    for (int i = 0; i < 2; i++)
        while (lists[i] != NULL) {
            struct task *next = lists[i]->next;
            task_free(lists[i]);
            lists[i] = next;
        }
}

static void judge(const struct task *t, struct jail_result *r)
{
    const char *verdict = jail_said(&t->said, "verdict ");

    r->kept = jail_said(&t->said, "kept") != NULL;
    if (t->ready && verdict != NULL) {
        jail_said_verdict(verdict, r);
    } else if (t->greedy) {
        r->verdict = JAIL_CRASHED;
        snprintf(r->message, sizeof r->message,
            "more than %lld MB of memory in all its processes",
            (long long)(t->memory.most >> 20));
    } else if (t->ready && t->late) {
        r->verdict = JAIL_TIMEOUT;
        snprintf(r->message, sizeof r->message, "longer than %.3g s",
            (double)t->wall_limit_us / 1e6);
    } else if (t->ready && !t->again) {
        /* it was fine until the program came: count it against the program */
        r->verdict = JAIL_FAILED;
        snprintf(
            r->message, sizeof r->message, "the judge ended without a verdict");
    } else {
        r->verdict = JAIL_BROKEN;
        jail_said_copy(r->message, sizeof r->message, buf_str(&t->said));
        if (r->message[0] == '\0' || t->ready)
            snprintf(r->message, sizeof r->message, "jail: %s",
                t->late ? "not ready in 30 s" : "it ended too early");
    }
}

static void pump(struct jail *j);
static void start_over(struct task *t);

static void unlink_running(struct task *t)
{
    struct jail *j = t->ward->jail;

    for (struct task **p = &j->running; *p != NULL; p = &(*p)->next)
        if (*p == t) {
            *p = t->next;
            *(t->leaving ? &j->leaving : &j->n) -= 1;
            break;
        }
}

/* It was well until somebody ended it, as the kernel may that is short of
 * memory: once that is not the program's fault. Its keeper, of whose end we
 * have not heard yet, may have gone with it. */
static bool was_ended(const struct task *t)
{
    return t->ready && !t->late && !t->greedy && !t->again && !t->retried
           && jail_said(&t->said, "verdict ") == NULL;
}

static void finish(struct task *t)
{
    struct jail_result result = { 0 };
    struct jail *j = t->ward->jail;
    jail_done_fn done = t->done;
    void *arg = t->arg;

    if (was_ended(t)) {
        t->retried = true;
        start_over(t);
        pump(j);
        return;
    }
    unlink_running(t);
    stop(t);
    judge(t, &result);
    task_free(t);
    pump(j);
    done(arg, &result);
}

/* --- a running task --- */

static void gone(void *arg, const char *said);

static void hear(struct task *t);

/* What a judge that lives on says of a program that we have ended is of no
 * interest. */
static void kill_it(struct task *t)
{
    hear(t);
    if (t->out >= 0 && !t->silent)
        loop_unwatch(t->ward->jail->loop, t->out);
    t->silent = true;
    end(t->pidfd);
}

static void on_time(void *arg)
{
    struct task *t = arg;

    if (t->killed || t->ended) {
        finish(t);
        return;
    }
    t->killed = t->late = true;
    loop_timer_set(
        t->ward->jail->loop, &t->timer, clock_now_us() + DYING_US, on_time, t);
    if (t->pidfd >= 0)
        kill_it(t);
    else
        gone(t->ward, "jail: the keeper does not answer");
}

static void look(void *arg)
{
    struct jail *j = arg;

    for (struct task *t = j->running; t != NULL; t = t->next)
        if (t->pidfd >= 0 && !t->ended && jail_memory_over(&t->memory)) {
            t->greedy = true;
            kill_it(t);
        }
    if (j->running != NULL)
        loop_timer_set(
            j->loop, &j->look, clock_now_us() + JAIL_MEMORY_LOOK_US, look, j);
}

static void see_ready(struct task *t)
{
    if (t->ready || jail_said(&t->said, "ready") == NULL)
        return;
    t->ready = true;
    t->since_us = clock_now_us();
    if (!t->killed)
        loop_timer_set(t->ward->jail->loop, &t->timer,
            t->since_us + t->wall_limit_us, on_time, t);
}

static void hear(struct task *t)
{
    char bytes[4096];
    ssize_t n;

    if (t->out < 0 || t->silent)
        return;
    while ((n = read(t->out, bytes, sizeof bytes)) > 0)
        if (t->said.len < OUT_MAX)
            buf_add(&t->said, bytes, (size_t)n);
    see_ready(t);
    if (n == 0) {
        t->silent = true;
        loop_unwatch(t->ward->jail->loop, t->out);
    }
}

/* The kernel needs some milliseconds to clear namespaces away, most of which it
 * waits: meanwhile the next may begin. */
static void leave(struct task *t)
{
    struct jail *j = t->ward->jail;

    if (t->leaving || jail_said(&t->said, "verdict ") == NULL)
        return;
    t->leaving = true;
    j->n--;
    j->leaving++;
    pump(j);
}

static void on_output(void *arg, int fd, int events)
{
    struct task *t = arg;

    (void)fd;
    (void)events;
    hear(t);
    if (t->silent && t->ended)
        finish(t);
    else
        leave(t);
}

/* Process 1 has ended, and with it all others of the task. */
static void on_end(void *arg, int fd, int events)
{
    struct task *t = arg;

    (void)events;
    t->ended = true;
    loop_unwatch(t->ward->jail->loop, fd);
    loop_timer_set(
        t->ward->jail->loop, &t->timer, clock_now_us() + DYING_US, on_time, t);
    hear(t);
    if (t->silent)
        finish(t);
}

/* Ends from the loop, like every task: never from inside jail_run. */
static void end_soon(struct task *t, const char *why)
{
    hear(t);
    if (t->said.len == 0)
        buf_puts(&t->said, why);
    t->ended = true;
    loop_timer_set(t->ward->jail->loop, &t->timer, clock_now_us(), on_time, t);
}

static void born(void *arg, int lane, int pidfd, const char *why)
{
    struct ward *w = arg;
    struct unborn *u = &w->unborn[lane];
    struct task *t = u->first;

    if (t == NULL) {
        end(pidfd);
        if (pidfd >= 0)
            close(pidfd);
        return;
    }
    u->first = t->next_unborn;
    if (u->first == NULL)
        u->last = &u->first;
    t->pidfd = pidfd;
    if (pidfd < 0) {
        kill_it(t);
        buf_reset(&t->said); /* "ready", too: it is not the program's fault */
        t->ready = false;
        end_soon(t, why);
        return;
    }
    jail_memory_start(&t->memory, pidfd);
    loop_watch(w->jail->loop, pidfd, LOOP_READ, on_end, t);
}

/* Back to the head of the queue, as if nothing had been. */
static void start_over(struct task *t)
{
    struct jail *j = t->ward->jail;

    unlink_running(t);
    stop(t);
    buf_reset(&t->said);
    t->ready = t->killed = t->ended = t->silent = t->late = t->greedy = false;
    t->next = j->waiting;
    if (j->waiting == NULL)
        j->last = &t->next;
    j->waiting = t;
}

/* A keeper has ended, most likely by the kernel's hand, which was short of
 * memory: what it had has a second try, with another. */
static void gone(void *arg, const char *said)
{
    struct ward *w = arg;
    struct jail *j = w->jail;
    struct jail_keeper *keeper = w->keeper; /* it owns said */

    w->keeper = NULL;
    forget_unborn(w);
    for (struct task *t = j->running, *next; t != NULL; t = next) {
        next = t->next;
        if (t->ward != w || t->ended)
            continue;
        hear(t);
        if (t->again || t->late || jail_said(&t->said, "verdict ") != NULL) {
            end_soon(t, said);
        } else {
            t->again = true;
            start_over(t);
        }
    }
    jail_keeper_free(keeper);
    pump(j);
}

/* The lane with the fewest tasks. */
static int choose_lane(const struct jail *j)
{
    int busy[JAIL_LANES] = { 0 }, best = 0;

    for (const struct task *t = j->running; t != NULL; t = t->next)
        busy[t->lane] += !t->leaving;
    for (int i = 1; i < j->lanes; i++)
        if (busy[i] < busy[best])
            best = i;
    return best;
}

static int hand_over(struct task *t, struct err *e)
{
    struct ward *w = t->ward;
    struct jail *j = w->jail;
    struct unborn *u = &w->unborn[t->lane];

    if (w->keeper == NULL)
        w->keeper = jail_keeper_new(
            j->loop, w->argv, &j->filter, j->lanes, born, gone, w, e);
    if (w->keeper == NULL
        || jail_keeper_send(w->keeper, t->lane, &t->job, &t->out, e) < 0)
        return -1;
    t->next_unborn = NULL;
    *u->last = t;
    u->last = &t->next_unborn;
    return 0;
}

static void start(struct task *t)
{
    struct loop *l = t->ward->jail->loop;
    struct err e = { 0 };

    t->since_us = clock_now_us();
    if (hand_over(t, &e) < 0) {
        end_soon(t, e.text);
        return;
    }
    loop_watch(l, t->out, LOOP_READ, on_output, t);
    loop_timer_set(l, &t->timer, t->since_us + START_US, on_time, t);
}

static void pump(struct jail *j)
{
    while (j->waiting != NULL && j->n < j->at_once && j->leaving < j->at_once) {
        struct task *t = j->waiting;
        j->waiting = t->next;
        if (j->waiting == NULL)
            j->last = &j->waiting;
        t->lane = choose_lane(j);
        t->next = j->running;
        j->running = t;
        j->n++;
        start(t);
    }
    if (j->running != NULL && j->look.slot == 0)
        look(j);
}

/* --- a new task --- */

static struct ward *ward_of(struct jail *j, const char *language, struct err *e)
{
    const struct jail_language *lang = jail_language_find(language);
    struct ward *w = lang != NULL ? &j->ward[lang - jail_languages] : NULL;

    if (lang == NULL)
        err_set(e, ERR_SUITE, "jail: language '%s' is not known", language);
    else if (w->argv == NULL)
        err_set(e, ERR_SYSTEM,
            "jail: no interpreter for '%s' found: apt-get install %s", language,
            lang->package);
    return w != NULL && w->argv != NULL ? w : NULL;
}

int jail_run(struct jail *j, const struct jail_job *job, jail_done_fn done,
    void *arg, struct err *e)
{
    const char *language = job->language != NULL ? job->language : "python";
    struct ward *w = ward_of(j, language, e);
    struct task *t;

    if (w == NULL)
        return -1;
    if (job->cases_len == 0 && !jail_language_has_tests(language))
        return err_set(e, ERR_SUITE,
            "jail: a program in %s is judged by cases, and there are none",
            language);
    t = mem_zalloc(1, sizeof *t);
    t->ward = w;
    t->pidfd = t->out = -1;
    t->memory.most = jail_job_total_size(job);
    t->wall_limit_us = jail_job_wall_us(job);
    t->done = done;
    t->arg = arg;
    jail_job_write(job, j->tmp_size, &t->job);
    *j->last = t;
    j->last = &t->next;
    pump(j);
    return 0;
}
