/* Which suites there are: ./suites, then those of the tree that the program was
 * built in, then those installed with it: beside it (../share/retort), or else
 * where the build was told they would be. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/like.h"
#include "base/mem.h"
#include "suite/suite.h"

#ifndef RETORT_SUITES
#define RETORT_SUITES "/usr/local/share/retort/suites"
#endif

enum { FOLDERS = 3 };

struct entry {
    char *name, *path;
};

struct list {
    struct entry *entries;
    size_t n;
};

/* NULL: there is none. */
static char *folder(int i)
{
    return i == 0   ? mem_str("suites")
           : i == 1 ? file_of_tree("suites")
                    : suite_installed();
}

static void add(struct list *l, const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    size_t len = strlen(name) - strlen(".lua");

    for (size_t i = 0; i < l->n; i++) /* the nearer folder wins */
        if (strlen(l->entries[i].name) == len
            && strncmp(l->entries[i].name, name, len) == 0)
            return;
    l->entries = mem_resize(l->entries, l->n + 1, sizeof *l->entries);
    l->entries[l->n].name = mem_dup(name, len);
    l->entries[l->n++].path = mem_str(path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(
        ((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

void suite_each(suite_fn fn, void *arg)
{
    struct list l = { 0 };

    for (int i = 0; i < FOLDERS; i++) {
        char *at = folder(i);
        char *pattern = mem_printf("%s/*.lua", at != NULL ? at : "");
        glob_t g = { 0 };
        if (at != NULL && glob(pattern, 0, NULL, &g) == 0)
            for (size_t k = 0; k < g.gl_pathc; k++)
                add(&l, g.gl_pathv[k]);
        globfree(&g);
        free(pattern);
        free(at);
    }
    if (l.n > 0)
        qsort(l.entries, l.n, sizeof *l.entries, by_name);
    for (size_t i = 0; i < l.n; i++)
        fn(arg, l.entries[i].name, l.entries[i].path);
    for (size_t i = 0; i < l.n; i++) {
        free(l.entries[i].name);
        free(l.entries[i].path);
    }
    free(l.entries);
}

char *suite_installed(void)
{
    char *beside = file_of_share("suites");

    return beside != NULL ? beside : mem_str(RETORT_SUITES);
}

static void offer(void *arg, const char *name, const char *path)
{
    (void)path;
    like_offer(arg, name);
}

static char *unknown(const char *name, struct err *e)
{
    struct like like = { .word = name };
    char *installed = suite_installed();
    struct buf near = { 0 };

    if (strchr(name, ',') != NULL)
        buf_puts(&near, " (between suites stands a blank)");
    else
        suite_each(offer, &like);
    like_end(&like, &near);
    err_set(e, ERR_USAGE,
        "unknown suite '%s'%s: no suites/%s.lua here and none in %s "
        "('retort ls suites' shows what there is; a path to a .lua file "
        "works too)",
        name, buf_str(&near), name, installed);
    buf_clear(&near);
    free(installed);
    return NULL;
}

char *suite_find(const char *name, struct err *e)
{
    size_t len = strlen(name);
    char *path;

    if (strchr(name, '/') != NULL
        || (len > 4 && strcmp(name + len - 4, ".lua") == 0)) {
        if (file_exists(name))
            return mem_str(name);
        err_set(e, ERR_USAGE, "suite file '%s' is not there", name);
        return NULL;
    }
    for (int i = 0; i < FOLDERS; i++) {
        char *at = folder(i);
        path = at != NULL ? mem_printf("%s/%s.lua", at, name) : NULL;
        free(at);
        if (path != NULL && file_exists(path))
            return path;
        free(path);
    }
    return unknown(name, e);
}

bool suite_is_there(const char *name)
{
    struct err ignored = { 0 };
    char *path = suite_find(name, &ignored);
    bool yes = path != NULL;

    free(path);
    return yes;
}
