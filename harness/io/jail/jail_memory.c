#include "io/jail/jail_memory.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

/* Looking closely walks over every page: what it costs is a tenth of the time
 * at most. */
enum { SHARE = 10 };

struct pids {
    pid_t *list;
    size_t n;
};

static void add(struct pids *p, pid_t pid)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->list[i] == pid)
            return;
    p->list = mem_grow(p->list, p->n, sizeof *p->list);
    p->list[p->n++] = pid;
}

/* A child belongs to the thread that forked it. */
static void add_children(struct pids *p, pid_t pid)
{
    char *pattern = mem_printf("/proc/%d/task/*/children", (int)pid);
    glob_t found = { 0 };

    if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
        found.gl_pathc = 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *f = fopen(found.gl_pathv[i], "re");
        int child;
        while (f != NULL && fscanf(f, "%d", &child) == 1)
            add(p, child);
        if (f != NULL)
            fclose(f);
    }
    globfree(&found);
    free(pattern);
}

/* Returns whether the line is "NAME: 12 kB" of one of these, blanks between. */
static bool is_one_of(const char *names, const char *line, size_t len)
{
    while (*names != '\0') {
        size_t n = strcspn(names, " ");
        if (n == len && memcmp(names, line, n) == 0)
            return true;
        names += n + (names[n] == ' ');
    }
    return false;
}

/* Adds up the lines of these names. Returns bytes, or -1: it cannot be read. */
static int64_t lines_of(pid_t pid, const char *file, const char *names)
{
    char *path = mem_printf("/proc/%d/%s", (int)pid, file), line[200];
    FILE *f = fopen(path, "re");
    int64_t sum = -1;

    free(path);
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        const char *colon = strchr(line, ':');
        if (colon != NULL && is_one_of(names, line, (size_t)(colon - line)))
            sum = (sum > 0 ? sum : 0) + strtoll(colon + 1, NULL, 10) * 1024;
    }
    if (f != NULL)
        fclose(f);
    return sum;
}

static int64_t or_none(int64_t bytes)
{
    return bytes > 0 ? bytes : 0;
}

/* What is shared is counted by each; that is quick. */
static int64_t at_most(pid_t pid)
{
    return or_none(lines_of(pid, "status", "VmRSS VmSwap VmPTE"));
}

/* What is shared is divided. A machine that does not let us read it gets the
 * other figure: too strict with programs that fork, and still a bound. */
static int64_t closely(pid_t pid)
{
    int64_t bytes = lines_of(pid, "smaps_rollup", "Pss SwapPss");

    return bytes >= 0 ? bytes + or_none(lines_of(pid, "status", "VmPTE"))
                      : at_most(pid);
}

static bool over(const struct pids *p, int64_t most, int64_t (*size)(pid_t))
{
    int64_t sum = 0;

    for (size_t i = 0; i < p->n && sum <= most; i++)
        sum += size(p->list[i]);
    return sum > most;
}

/* Returns the number of a process, 0 once it has ended. */
static pid_t pid_of(int pidfd)
{
    char *path = mem_printf("/proc/self/fdinfo/%d", pidfd), line[100];
    FILE *f = fopen(path, "re");
    long pid = 0;

    free(path);
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "Pid:", 4) == 0)
            pid = strtol(line + 4, NULL, 10);
    if (f != NULL)
        fclose(f);
    return pid > 0 ? (pid_t)pid : 0;
}

void jail_memory_start(struct jail_memory *m, int pidfd)
{
    m->pidfd = pidfd;
    m->next_us = clock_now_us() + JAIL_MEMORY_LOOK_US;
}

bool jail_memory_over(struct jail_memory *m)
{
    int64_t start_us = clock_now_us();
    struct pids p = { 0 };
    pid_t first;
    bool yes;

    if (start_us < m->next_us || (first = pid_of(m->pidfd)) == 0)
        return false;
    add(&p, first);
    for (size_t i = 0; i < p.n; i++)
        add_children(&p, p.list[i]);
    yes = over(&p, m->most, at_most) && over(&p, m->most, closely);
    free(p.list);
    m->next_us = start_us + SHARE * (clock_now_us() - start_us);
    return yes;
}
