/*
 * MBPP in the jail: the reference code of all 974 rows against its own
 * asserts. 973 pass within 10 s (mbpp_expected.tsv); row 123 needs about that
 * long and may go either way.
 *
 *     mbpp_jail DATA [AT_ONCE]    DATA holds mbpp/mbpp.jsonl.gz
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "io/jail/jail.h"
#include "io/loop.h"

enum { ROWS = 974, SLOW_ROW = 123 };

static int n, open_jobs, passed, unexpected;

struct row {
    int id;
};

static void on_done(void *arg, const struct jail_result *r)
{
    struct row *row = arg;

    open_jobs--;
    passed += r->verdict == JAIL_PASSED;
    if (r->verdict != JAIL_PASSED) {
        unexpected += row->id != SLOW_ROW;
        printf("  %d %s: %s\n", row->id, jail_verdict_name(r->verdict),
            r->message);
    }
    free(row);
}

/* Without entry: the names its asserts use are taken from the program. Some
 * rows define a function named like a built-in (sum): then the name before
 * the first bracket is the entry, unless it is a built-in called around it. */
static const char *entry_of(const char *assertion, char name[100])
{
    static const char *const around[] = { "set", "int", "str", "list", "tuple",
        "sorted", "not", "math" };

    assertion += strspn(assertion, " ");
    assertion += strncmp(assertion, "assert", 6) == 0 ? 6 : 0;
    assertion += strspn(assertion, " (");
    if (sscanf(assertion, "%99[A-Za-z0-9_]", name) != 1)
        return NULL;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++)
        if (strcmp(name, around[i]) == 0)
            return NULL;
    return name;
}

static int add(struct jail *j, const struct json *row, struct err *e)
{
    struct row *arg = calloc(1, sizeof *arg);
    struct jail_job job = { .program = json_str(json_get(row, "code")) };
    struct buf test = { 0 };
    char name[100];
    int rc;

    buf_printf(&test, "%s\n", json_str(json_get(row, "test_setup_code")));
    JSON_EACH(line, json_get(row, "test_list"))
        buf_printf(&test, "%s\n", json_str(line));
    job.program_len = strlen(job.program);
    job.test = test.s;
    job.test_len = test.len;
    job.entry =
        entry_of(json_str(json_at(json_get(row, "test_list"), 0)), name);
    arg->id = (int)json_int(json_get(row, "task_id"), 0);
    n++;
    open_jobs++;
    rc = jail_run(j, &job, on_done, arg, e);
    buf_clear(&test);
    return rc;
}

int main(int argc, char **argv)
{
    struct jail_options o = { .at_once = argc > 2 ? atoi(argv[2]) : 2 };
    struct err e = { 0 };
    struct loop *l = loop_new(&e);
    struct jail *j = l != NULL ? jail_new(l, &o, &e) : NULL;
    char *path = argc > 1 ? file_join(argv[1], "mbpp/mbpp.jsonl.gz") : NULL;
    struct file_lines *f = path && j ? file_lines_open(path, &e) : NULL;
    struct buf line = { 0 };
    int64_t t = clock_now_us();

    while (f != NULL && file_lines_next(f, &line, &e) > 0) {
        struct json *row = json_parse(line.s, line.len, &e);
        if (row == NULL || add(j, row, &e) < 0)
            break;
        json_free(row);
    }
    while (e.kind == ERR_NONE && open_jobs > 0)
        loop_turn(l, -1, &e);
    t = clock_now_us() - t;
    if (e.kind != ERR_NONE || f == NULL) {
        fprintf(stderr, "%s\n", argc < 2 ? "which DATA folder?" : e.text);
        return argc < 2 ? 2 : 5;
    }
    printf("mbpp %d/%d passed, want 973 or 974; %.1f jobs/s\n", passed, n,
        n / ((double)t / 1e6));
    file_lines_close(f);
    buf_clear(&line);
    free(path);
    jail_free(j);
    loop_free(l);
    return n == ROWS && unexpected == 0 ? 0 : 1;
}
