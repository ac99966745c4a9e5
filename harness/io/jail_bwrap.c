#include "io/jail_bwrap.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "io/embed.h"
#include "io/jail_spawn.h"

const struct jail_language jail_languages[] = {
    /* -S: no site packages, so that a verdict does not depend on what is
     * installed here; -s: none of the user's; -B: writes no caches */
    { .name = "python",
        .path = "/usr/bin/python3",
        .command = "python3",
        .package = "python3",
        .flags = { "-s", "-S", "-B", "-c" },
        .judge = jail_python_py },
};
const size_t jail_languages_n = sizeof jail_languages / sizeof *jail_languages;

/* Top folders that are links into /usr, or folders of their own where /usr is
 * not merged. */
static const char *const top[] = { "/bin", "/sbin", "/lib", "/lib32", "/lib64",
    "/libx32" };

struct args {
    char **list;
    size_t n, room;
};

static void add(struct args *a, const char *s)
{
    if (a->n + 1 >= a->room) {
        a->room = a->room > 0 ? 2 * a->room : 64;
        a->list = mem_resize(a->list, a->room, sizeof *a->list);
    }
    a->list[a->n++] = mem_str(s);
    a->list[a->n] = NULL;
}

static void add3(struct args *a, const char *x, const char *y, const char *z)
{
    add(a, x);
    add(a, y);
    add(a, z);
}

/* First executable file of this name on PATH, or NULL. */
static char *on_path(const char *name)
{
    const char *path = getenv("PATH");

    while (path != NULL && *path != '\0') {
        size_t len = strcspn(path, ":");
        char *full = mem_printf("%.*s/%s", (int)len, path, name);
        if (full[0] == '/' && access(full, X_OK) == 0)
            return full;
        free(full);
        path += len + (path[len] == ':');
    }
    return NULL;
}

/* A version switcher's script in front of the interpreter is of no use inside:
 * what it switches to is not there. */
static bool is_elf(const char *path)
{
    char head[4] = "";
    FILE *f = fopen(path, "re");
    size_t n = f != NULL ? fread(head, 1, 4, f) : 0;

    if (f != NULL)
        fclose(f);
    return n == 4 && memcmp(head, "\177ELF", 4) == 0;
}

char *jail_bwrap_interpreter(const struct jail_language *lang)
{
    char *found = access(lang->path, X_OK) == 0 ? mem_str(lang->path)
                                                : on_path(lang->command);
    char *real = found != NULL ? realpath(found, NULL) : NULL;

    free(found);
    if (real != NULL && !is_elf(real)) {
        free(real);
        real = NULL;
    }
    return real;
}

char *jail_bwrap_path(void)
{
    char *found = on_path("bwrap");

    if (found == NULL && file_exists("/usr/bin/bwrap"))
        found = mem_str("/usr/bin/bwrap");
    return found;
}

static void add_top(struct args *a, const char *path)
{
    char target[PATH_MAX];
    struct stat st;
    ssize_t n;

    if (lstat(path, &st) < 0)
        return;
    if (!S_ISLNK(st.st_mode)) {
        add3(a, "--ro-bind", path, path);
        return;
    }
    n = readlink(path, target, sizeof target - 1);
    if (n > 0) {
        target[n] = '\0';
        add3(a, "--symlink", target, path);
    }
}

/* An interpreter outside /usr brings its folder: the one above its bin. */
static void add_prefix(struct args *a, const char *interpreter)
{
    char *prefix = mem_str(interpreter);

    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(prefix, '/');
        if (slash != NULL && slash != prefix)
            *slash = '\0';
    }
    if (strncmp(interpreter, "/usr/", 5) != 0)
        add3(a, "--ro-bind", prefix, prefix);
    free(prefix);
}

/* The judge is process 1 of the jail (--as-pid-1): no signal from inside can
 * end it, and when it ends the kernel ends all the rest. There is no /proc,
 * and a /dev of three devices: bwrap's own --dev and / are memory of no
 * bounded size that a program could fill, so / is read-only in the end. */
static void add_room(struct args *a, int64_t tmp_size)
{
    static const char *const before[] = { "--unshare-all", "--new-session",
        "--die-with-parent", "--as-pid-1", "--hostname", "jail", "--uid",
        "65534", "--gid", "65534", "--cap-drop", "ALL", "--ro-bind", "/usr",
        "/usr", "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
        "--dev-bind", "/dev/null", "/dev/null", "--dev-bind", "/dev/zero",
        "/dev/zero", "--dev-bind", "/dev/urandom", "/dev/urandom" };
    char size[32];

    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        add(a, before[i]);
    for (size_t i = 0; i < sizeof top / sizeof *top; i++)
        add_top(a, top[i]);
    snprintf(size, sizeof size, "%lld", (long long)tmp_size);
    add(a, "--size");
    add3(a, size, "--tmpfs", "/tmp");
}

char **jail_bwrap_argv(const struct jail_language *lang, const char *bwrap,
    const char *interpreter, int64_t tmp_size)
{
    struct args a = { 0 };
    char fd[16];

    add(&a, bwrap);
    add_room(&a, tmp_size);
    add_prefix(&a, interpreter);
    add3(&a, "--remount-ro", "/", "--chdir");
    snprintf(fd, sizeof fd, "%d", JAIL_SPAWN_FILTER_FD);
    add3(&a, "/", "--seccomp", fd);
    add(&a, "--");
    add(&a, interpreter);
    for (size_t i = 0; lang->flags[i] != NULL; i++)
        add(&a, lang->flags[i]);
    add(&a, lang->judge);
    return a.list;
}

void jail_bwrap_free(char **argv)
{
    for (size_t i = 0; argv != NULL && argv[i] != NULL; i++)
        free(argv[i]);
    free(argv);
}
