/*
 * HumanEval in the jail: the published solutions must all pass, doing nothing
 * must never pass, and upstream's six example samples must give 3 of 6.
 *
 *     humaneval_jail DATA [AT_ONCE [TIMES]]
 *
 * DATA holds humaneval/HumanEval.jsonl.gz; with a third argument only the
 * published solutions are run, so many times, for the bench.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "io/jail/jail.h"
#include "io/loop.h"

struct count {
    int n, passed, open;
    bool show; // print what did not pass
};

struct one {
    struct count *count;
    char *id;
};

static void on_done(void *arg, const struct jail_result *r)
{
    struct one *one = arg;

    one->count->open--;
    if (r->verdict == JAIL_PASSED)
        one->count->passed++;
    else if (one->count->show || r->verdict == JAIL_BROKEN)
        printf("  %s %s: %s\n", one->id, jail_verdict_name(r->verdict),
            r->message);
    free(one->id);
    free(one);
}

static void add(struct jail *j, const struct json *row, const char *completion,
    struct count *count)
{
    const char *prompt = json_str(json_get(row, "prompt"));
    const char *solution = json_str(json_get(row, "canonical_solution"));
    const char *test = json_str(json_get(row, "test"));
    struct one *one = mem_zalloc(1, sizeof *one);
    struct buf program = { 0 }, trusted = { 0 };
    struct jail_job job = { .entry = json_str(json_get(row, "entry_point")) };
    struct err e = { 0 };

    buf_printf(&program, "%s%s", prompt, completion ? completion : solution);
    buf_printf(&trusted, "%s%s", prompt, solution);
    job.program = program.s;
    job.program_len = program.len;
    job.trusted = trusted.s;
    job.trusted_len = trusted.len;
    job.test = test;
    job.test_len = strlen(test);
    job.wall_us = 5000000;
    one->count = count;
    one->id = mem_str(json_str(json_get(row, "task_id")));
    count->n++;
    count->open++;
    if (jail_run(j, &job, on_done, one, &e) < 0) {
        fprintf(stderr, "%s\n", e.text);
        exit(5);
    }
    buf_clear(&program);
    buf_clear(&trusted);
}

static void settle(struct loop *l, const struct count *count)
{
    struct err e = { 0 };

    while (count->open > 0)
        if (loop_turn(l, -1, &e) < 0) {
            fprintf(stderr, "%s\n", e.text);
            exit(5);
        }
}

static int add_file(struct jail *j, const char *path, const char *completion,
    struct count *count)
{
    struct err e = { 0 };
    struct file_lines *f = file_lines_open(path, &e);
    struct buf line = { 0 };

    while (f != NULL && file_lines_next(f, &line, &e) > 0) {
        struct json *row = json_parse(line.s, line.len, &e);
        if (row != NULL)
            add(j, row, completion, count);
        json_free(row);
    }
    file_lines_close(f);
    buf_clear(&line);
    if (e.kind != ERR_NONE)
        fprintf(stderr, "%s\n", e.text);
    return e.kind == ERR_NONE ? 0 : -1;
}

/* completion NULL: the published one. The rate is since a moment. Returns
 * whether as many passed. */
static bool whole(struct loop *l, struct jail *j, const char *data,
    const char *completion, const char *name, int want, int times, int64_t t)
{
    char *path = file_join(data, "humaneval/HumanEval.jsonl.gz");
    struct count count = { .show = want > 0 };
    int rc = 0;

    for (int i = 0; i < times && rc == 0; i++)
        rc = add_file(j, path, completion, &count);
    settle(l, &count);
    t = clock_now_us() - t;
    printf("%-10s %d/%d passed, want %d; %.1f jobs/s\n", name, count.passed,
        count.n, want * times, count.n / ((double)t / 1e6));
    free(path);
    return rc == 0 && count.n == 164 * times && count.passed == want * times;
}

static bool examples(struct loop *l, struct jail *j, const char *data)
{
    char *path = file_join(data, "humaneval/example_problem.jsonl");
    char *samples = file_join(data, "humaneval/example_samples.jsonl");
    struct buf text = { 0 }, line = { 0 };
    struct count count = { .show = true };
    struct err e = { 0 };
    struct json *row = NULL;
    struct file_lines *f = file_lines_open(samples, &e);

    if (file_read(path, &text, &e) == 0)
        row = json_parse(text.s, text.len, &e);
    while (f != NULL && row != NULL && file_lines_next(f, &line, &e) > 0) {
        struct json *sample = json_parse(line.s, line.len, &e);
        add(j, row, json_str(json_get(sample, "completion")), &count);
        json_free(sample);
    }
    settle(l, &count);
    printf("%-10s %d/%d passed, want 3\n", "examples", count.passed, count.n);
    file_lines_close(f);
    json_free(row);
    buf_clear(&text);
    buf_clear(&line);
    free(path);
    free(samples);
    return e.kind == ERR_NONE && count.n == 6 && count.passed == 3;
}

int main(int argc, char **argv)
{
    struct jail_options o = { .at_once = argc > 2 ? atoi(argv[2]) : 2 };
    struct err e = { 0 };
    int64_t t = clock_now_us(); /* the jail's start counts */
    struct loop *l = loop_new(&e);
    struct jail *j = l != NULL ? jail_new(l, &o, &e) : NULL;
    bool fine;

    if (argc < 2 || j == NULL || jail_probe(j, NULL, &e) < 0) {
        fprintf(stderr, "%s\n", argc < 2 ? "which DATA folder?" : e.text);
        return argc < 2 ? 2 : 5;
    }
    fine = whole(
        l, j, argv[1], NULL, "canonical", 164, argc > 3 ? atoi(argv[3]) : 1, t);
    if (argc <= 3) {
        fine &= whole(l, j, argv[1], "", "empty", 0, 1, clock_now_us());
        fine &=
            whole(l, j, argv[1], "    pass\n", "pass", 0, 1, clock_now_us());
        fine &= examples(l, j, argv[1]);
    }
    jail_free(j);
    loop_free(l);
    return fine ? 0 : 1;
}
