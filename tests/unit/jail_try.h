/*
 * What the test programs of the jail share: one loop, one jail, and trials that
 * are each tried by both kinds of judges and followed by an honest program.
 */
#ifndef RETORT_TESTS_JAIL_TRY_H
#define RETORT_TESTS_JAIL_TRY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "io/jail/jail.h"
#include "io/jail/jail_language.h"

/* R and W of a program: the pipes of its questions and answers. */
#define PIPES                                                                  \
    "import os, stat\n"                                                        \
    "def is_pipe(fd):\n"                                                       \
    "    try: return stat.S_ISFIFO(os.fstat(fd).st_mode)\n"                    \
    "    except OSError: return False\n"                                       \
    "R, W = filter(is_pipe, range(64))\n"

static struct loop *the_loop;
static struct jail *the_jail;

struct seen {
    int n;
    struct jail_result last;
};

static void on_done(void *arg, const struct jail_result *r)
{
    struct seen *seen = arg;

    seen->n++;
    seen->last = *r;
}

/* Where no end of time is tried, there is time: a busy machine may need minutes
 * for what takes milliseconds. What spins is ended by its processor time. */
enum { LONG_US = 120000000, FOR_ALL_US = 300000000 };

static struct jail_job job_of(const char *program, const char *test)
{
    return (struct jail_job){ .program = program,
        .program_len = strlen(program),
        .test = test,
        .test_len = strlen(test),
        .entry = "f",
        .wall_us = LONG_US };
}

static void turn_until(struct loop *l, const int *n, int want)
{
    int64_t until_us = clock_now_us() + FOR_ALL_US;
    struct err e = { 0 };

    while (*n < want && clock_now_us() < until_us)
        assert_int_equal(loop_turn(l, 100000, &e), 0);
    assert_int_equal(*n, want);
}

static struct jail_result run_job(const struct jail_job *job)
{
    struct seen seen = { 0 };
    struct err e = { 0 };

    assert_int_equal(jail_run(the_jail, job, on_done, &seen, &e), 0);
    assert_int_equal(seen.n, 0);
    turn_until(the_loop, &seen.n, 1);
    return seen.last;
}

static void honest_passes(void)
{
    struct jail_job job =
        job_of("def f(x):\n    return x + 1\n", "assert f(1) == 2\n");
    struct jail_result r = run_job(&job);

    if (r.verdict != JAIL_PASSED)
        fail_msg("the next job: %s", r.message);
}

struct trial {
    const char *name;
    const char *program;
    const char *test; // NULL: f(1) must be 2
    enum jail_verdict want;
    const char *says; // part of the message; NULL: any
    int64_t wall_us, cpu_s;
};

static inline void try_job(const struct trial *t, bool fresh)
{
    const char *way = fresh ? " (by a judge of its own)" : "";
    struct jail_job job =
        job_of(t->program, t->test != NULL ? t->test : "assert f(1) == 2\n");
    struct jail_result r;

    if (t->wall_us > 0)
        job.wall_us = t->wall_us;
    job.cpu_s = t->cpu_s;
    job.fresh = fresh;
    r = run_job(&job);
    if (r.verdict != t->want)
        fail_msg("%s%s: %s instead of %s: %s", t->name, way,
            jail_verdict_name(r.verdict), jail_verdict_name(t->want),
            r.message);
    if (t->says != NULL && strstr(r.message, t->says) == NULL)
        fail_msg("%s%s: '%s' is not in: %s", t->name, way, t->says, r.message);
    if (fresh)
        assert_false(r.kept);
    honest_passes();
}

/* Both ways: by a judge that lives on, if it takes the test, and by one of the
 * job's own. */
static inline void try_one(const struct trial *t)
{
    try_job(t, false);
    try_job(t, true);
}

#define TRY_ALL(list)                                                          \
    for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++)                 \
    try_one(&(list)[i])

/* Only the code of Python 3.11 is looked through: elsewhere all judges are the
 * job's own. */
static inline bool judges_live_on(void)
{
    char *python = jail_language_interpreter(jail_language_find("python"));
    char *real = python != NULL ? realpath(python, NULL) : NULL;
    bool yes = real != NULL && strstr(real, "3.11") != NULL;

    free(real);
    free(python);
    return yes;
}

static int set_up(void **state)
{
    struct jail_options o = { .at_once = 2 };
    struct err e = { 0 };

    (void)state;
    the_loop = loop_new(&e);
    the_jail = jail_new(the_loop, &o, &e);
    if (the_jail == NULL || jail_probe(the_jail, NULL, &e) < 0) {
        fprintf(stderr, "%s\n", e.text);
        return -1;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    jail_free(the_jail);
    loop_free(the_loop);
    return 0;
}

#endif
