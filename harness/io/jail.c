#include "io/jail.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "io/jail_bwrap.h"
#include "io/jail_seccomp.h"
#include "io/jail_spawn.h"

enum {
    HEADER = 256,        // of a job, as in the head of jail_python.py
    OUT_MAX = 65536,     // of what a jail says; a judge says under 1 kB
    LANGUAGES_MAX = 8,   // rows of jail_languages
    START_US = 30000000, // until a judge must be ready, however busy we are
    DYING_US = 5000000   // for the kernel to clear a jail away
};

struct task {
    struct task *next;
    struct jail *jail;
    char *const *argv; // borrowed from the jail
    struct buf job;    // header and texts; freed once started
    int64_t wall_limit_us;
    jail_done_fn done;
    void *arg;
    struct jail_process process;
    struct buf out;
    struct loop_timer timer;
    int64_t since_us;
    bool ready, killed, ended, silent; // silent: nothing more will be said
    bool late;
    char how[32]; // how bwrap ended
};

struct jail {
    struct loop *loop;
    struct buf filter;
    char **argv[LANGUAGES_MAX]; // by row; NULL: no interpreter here
    struct task *waiting, **last;
    struct task *running; // at most at_once
    int at_once, n;
    int64_t tmp_size;
};

static const char *const verdict_names[] = {
    [JAIL_PASSED] = "passed",
    [JAIL_FAILED] = "failed",
    [JAIL_TIMEOUT] = "timeout",
    [JAIL_CRASHED] = "crashed",
    [JAIL_BROKEN] = "broken",
};

const char *jail_verdict_name(enum jail_verdict v)
{
    return verdict_names[v];
}

/* --- a jail --- */

static int find_interpreters(struct jail *j, const char *bwrap, struct err *e)
{
    int found = 0;

    for (size_t i = 0; i < jail_languages_n && i < LANGUAGES_MAX; i++) {
        char *path = jail_bwrap_interpreter(&jail_languages[i]);
        if (path == NULL)
            continue;
        j->argv[i] =
            jail_bwrap_argv(&jail_languages[i], bwrap, path, j->tmp_size);
        found++;
        free(path);
    }
    if (found == 0)
        return err_set(
            e, ERR_SYSTEM, "jail: no python3 found: apt-get install python3");
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

void jail_free(struct jail *j)
{
    if (j == NULL)
        return;
    jail_cancel_all(j);
    for (size_t i = 0; i < LANGUAGES_MAX; i++)
        jail_bwrap_free(j->argv[i]);
    buf_clear(&j->filter);
    free(j);
}

/* --- the end of a task --- */

/* Takes it off the loop and ends what still runs. */
static void stop(struct task *t)
{
    loop_timer_stop(t->jail->loop, &t->timer);
    if (t->process.pidfd < 0)
        return;
    loop_unwatch(t->jail->loop, t->process.pidfd);
    loop_unwatch(t->jail->loop, t->process.out);
    if (!t->ended)
        jail_spawn_kill(&t->process);
    jail_spawn_reap(&t->process, t->how);
}

static void task_free(struct task *t)
{
    stop(t);
    buf_clear(&t->job);
    buf_clear(&t->out);
    free(t);
}

void jail_cancel_all(struct jail *j)
{
    struct task *lists[2] = { j->running, j->waiting };

    j->running = j->waiting = NULL;
    j->last = &j->waiting;
    j->n = 0;
    for (int i = 0; i < 2; i++)
        while (lists[i] != NULL) {
            struct task *next = lists[i]->next;
            task_free(lists[i]);
            lists[i] = next;
        }
}

/* Returns the line behind this word at the start of a line, or NULL. */
static const char *line_after(const struct buf *out, const char *word)
{
    const char *at = buf_str(out);
    size_t len = strlen(word);

    while (at != NULL && *at != '\0') {
        if (strncmp(at, word, len) == 0 && strchr(at, '\n') != NULL)
            return at + len;
        at = strchr(at, '\n');
        at += at != NULL;
    }
    return NULL;
}

/* Copies up to the end of the line, printable ASCII only. */
static void copy_line(char *to, size_t size, const char *from)
{
    size_t n = 0;

    for (; from[n] != '\0' && from[n] != '\n' && n + 1 < size; n++)
        to[n] = from[n] >= ' ' && from[n] <= '~' ? from[n] : '?';
    to[n] = '\0';
}

static void read_verdict(const char *line, struct jail_result *r)
{
    size_t n = sizeof verdict_names / sizeof *verdict_names;
    size_t len = strcspn(line, " \n");

    r->verdict = JAIL_BROKEN;
    for (size_t i = 0; i < n; i++)
        if (strlen(verdict_names[i]) == len
            && memcmp(verdict_names[i], line, len) == 0)
            r->verdict = (enum jail_verdict)i;
    line += len + (line[len] == ' ');
    copy_line(r->message, sizeof r->message, line);
}

static void judge(const struct task *t, struct jail_result *r)
{
    const char *verdict = line_after(&t->out, "verdict ");

    r->wall_us = clock_now_us() - t->since_us;
    if (t->ready && verdict != NULL) {
        read_verdict(verdict, r);
    } else if (t->ready && t->late) {
        r->verdict = JAIL_TIMEOUT;
        snprintf(r->message, sizeof r->message, "longer than %.3g s",
            (double)t->wall_limit_us / 1e6);
    } else if (t->ready) {
        /* it was fine until the program came: count it against the program */
        r->verdict = JAIL_FAILED;
        snprintf(r->message, sizeof r->message,
            "the judge ended without a verdict (%s)", t->how);
    } else {
        r->verdict = JAIL_BROKEN;
        copy_line(r->message, sizeof r->message, buf_str(&t->out));
        if (r->message[0] == '\0')
            snprintf(r->message, sizeof r->message, "jail: %s",
                t->late ? "not ready in 30 s" : t->how);
    }
}

static void pump(struct jail *j);

static void finish(struct task *t)
{
    struct jail_result result = { 0 };
    struct jail *j = t->jail;
    jail_done_fn done = t->done;
    void *arg = t->arg;

    for (struct task **p = &j->running; *p != NULL; p = &(*p)->next)
        if (*p == t) {
            *p = t->next;
            j->n--;
            break;
        }
    stop(t);
    judge(t, &result);
    task_free(t);
    pump(j);
    done(arg, &result);
}

/* --- a running task --- */

static void on_time(void *arg)
{
    struct task *t = arg;

    if (t->killed || t->ended) {
        finish(t);
        return;
    }
    t->killed = t->late = true;
    jail_spawn_kill(&t->process);
    loop_timer_set(
        t->jail->loop, &t->timer, clock_now_us() + DYING_US, on_time, t);
}

static void see_ready(struct task *t)
{
    if (t->ready || line_after(&t->out, "ready") == NULL)
        return;
    t->ready = true;
    t->since_us = clock_now_us();
    if (!t->killed)
        loop_timer_set(t->jail->loop, &t->timer, t->since_us + t->wall_limit_us,
            on_time, t);
}

static void on_output(void *arg, int fd, int events)
{
    struct task *t = arg;
    char bytes[4096];
    ssize_t n;

    (void)events;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        if (t->out.len < OUT_MAX)
            buf_add(&t->out, bytes, (size_t)n);
    see_ready(t);
    if (n == 0) {
        t->silent = true;
        loop_unwatch(t->jail->loop, fd);
        if (t->ended)
            finish(t);
    }
}

/* bwrap has ended; after a kill the judge may live some microseconds more,
 * and its end is when it lets go of the pipe. */
static void on_end(void *arg, int fd, int events)
{
    struct task *t = arg;

    (void)events;
    t->ended = true;
    loop_unwatch(t->jail->loop, fd);
    loop_timer_set(
        t->jail->loop, &t->timer, clock_now_us() + DYING_US, on_time, t);
    if (t->silent)
        finish(t);
    else
        on_output(t, t->process.out, LOOP_READ);
}

static void start(struct task *t)
{
    struct loop *l = t->jail->loop;
    struct err e = { 0 };

    t->since_us = clock_now_us();
    if (jail_spawn(t->argv, &t->job, &t->jail->filter, &t->process, &e) < 0) {
        /* told from the loop, like every end: never from inside jail_run */
        buf_puts(&t->out, e.text);
        t->ended = true;
        loop_timer_set(l, &t->timer, t->since_us, on_time, t);
        return;
    }
    loop_watch(l, t->process.pidfd, LOOP_READ, on_end, t);
    loop_watch(l, t->process.out, LOOP_READ, on_output, t);
    loop_timer_set(l, &t->timer, t->since_us + START_US, on_time, t);
}

static void pump(struct jail *j)
{
    while (j->waiting != NULL && j->n < j->at_once) {
        struct task *t = j->waiting;
        j->waiting = t->next;
        if (j->waiting == NULL)
            j->last = &j->waiting;
        t->next = j->running;
        j->running = t;
        j->n++;
        start(t);
        buf_clear(&t->job);
    }
}

/* --- a new task --- */

static int64_t or_else(int64_t given, int64_t usual)
{
    return given > 0 ? given : usual;
}

static void write_job(
    const struct jail *j, const struct jail_job *job, struct buf *out)
{
    const char *entry = job->entry != NULL ? job->entry : "";

    buf_printf(out, "%lld %lld %lld %lld %zu %zu %zu %zu",
        (long long)or_else(job->cpu_s, 10),
        (long long)or_else(job->memory_size, 512 << 20), (long long)j->tmp_size,
        (long long)or_else(job->processes, 32), strlen(entry), job->program_len,
        job->trusted_len, job->test_len);
    while (out->len < HEADER)
        buf_putc(out, ' ');
    buf_puts(out, entry);
    buf_add(out, job->program, job->program_len);
    buf_add(out, job->trusted, job->trusted_len);
    buf_add(out, job->test, job->test_len);
}

static char *const *argv_of(
    const struct jail *j, const char *language, struct err *e)
{
    for (size_t i = 0; i < jail_languages_n; i++) {
        const struct jail_language *lang = &jail_languages[i];
        if (strcmp(lang->name, language) != 0)
            continue;
        if (j->argv[i] == NULL)
            err_set(e, ERR_SYSTEM,
                "jail: no interpreter for '%s' found: apt-get install %s",
                language, lang->package);
        return j->argv[i];
    }
    err_set(e, ERR_SUITE, "jail: language '%s' is not known", language);
    return NULL;
}

int jail_run(struct jail *j, const struct jail_job *job, jail_done_fn done,
    void *arg, struct err *e)
{
    char *const *argv =
        argv_of(j, job->language != NULL ? job->language : "python", e);
    struct task *t;

    if (argv == NULL)
        return -1;
    t = mem_zalloc(1, sizeof *t);
    t->jail = j;
    t->argv = argv;
    t->process = (struct jail_process){ .pid = -1, .pidfd = -1, .out = -1 };
    t->wall_limit_us = or_else(job->wall_us, 10000000);
    t->done = done;
    t->arg = arg;
    write_job(j, job, &t->job);
    *j->last = t;
    j->last = &t->next;
    pump(j);
    return 0;
}
