#include "io/jail/jail_bwrap.h"

#include <dlfcn.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "io/jail/embed.h"

struct args {
    char **list;
    size_t n;
};

static void add(struct args *a, const char *s)
{
    a->list = mem_grow(a->list, a->n, sizeof *a->list);
    a->list[a->n++] = mem_str(s);
}

static void add3(struct args *a, const char *x, const char *y, const char *z)
{
    add(a, x);
    add(a, y);
    add(a, z);
}

char *jail_bwrap_path(void)
{
    char *found = jail_language_on_path("bwrap");

    if (found == NULL && file_exists("/usr/bin/bwrap"))
        found = mem_str("/usr/bin/bwrap");
    return found;
}

static void add_bind(struct args *a, const char *path)
{
    if (file_exists(path))
        add3(a, "--ro-bind", path, path);
}

/* A top folder that is a link into /usr, or a folder of its own where /usr is
 * not merged. */
static void add_top(struct args *a, const char *path)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof target - 1);

    if (n <= 0) {
        add_bind(a, path);
        return;
    }
    target[n] = '\0';
    add3(a, "--symlink", target, path);
}

/* Takes n names off the end of a path. */
static char *above(const char *path, int n)
{
    char *up = mem_str(path);

    while (n-- > 0) {
        char *slash = strrchr(up, '/');
        if (slash != NULL && slash != up)
            *slash = '\0';
    }
    return up;
}

/* The shared libraries: the loader's folder and the one of our own libc. */
static void add_libraries(struct args *a)
{
    Dl_info info = { 0 };
    char *libc = NULL, *folder = NULL;

    if (dladdr(dlsym(RTLD_DEFAULT, "getpid"), &info) != 0)
        libc = realpath(info.dli_fname, NULL);
    add_bind(a, "/usr/lib64");
    if (libc != NULL) {
        folder = above(libc, 1);
        if (strcmp(folder, "/usr/lib64") != 0)
            add_bind(a, folder);
    }
    free(folder);
    free(libc);
    add_top(a, "/lib");
    add_top(a, "/lib64");
    add_bind(a, "/etc/ld.so.cache");
}

/* An interpreter of the distribution comes with the folder named like it; one
 * from elsewhere brings all of the folder above its bin. */
static void add_interpreter(struct args *a, const char *path)
{
    char *prefix = above(path, 2);

    if (strcmp(prefix, "/usr") != 0) {
        add_bind(a, prefix);
    } else {
        char *own = mem_printf("/usr/lib/%s", strrchr(path, '/') + 1);
        add_bind(a, path);
        add_bind(a, own);
        free(own);
    }
    free(prefix);
}

static void add_more(struct args *a, const struct jail_language *lang)
{
    for (size_t i = 0; lang->more[i] != NULL; i++) {
        glob_t found = { 0 };
        if (glob(lang->more[i], 0, NULL, &found) == 0)
            for (size_t k = 0; k < found.gl_pathc; k++)
                add_bind(a, found.gl_pathv[k]);
        globfree(&found);
    }
}

/* The keeper is process 1 of the jail (--as-pid-1): when it ends the kernel
 * ends all the rest. It makes the namespaces of the programs, for which it
 * needs one capability in the user namespace made here; they have none. There
 * is no /proc, and a /dev of two devices (a mapping of /dev/zero is memory that
 * nobody counts): bwrap's own --dev and / are memory
 * of no bounded size that a program could fill, so / is read-only in the end,
 * and the /tmp of a program is mounted by the keeper. */
static void add_room(struct args *a)
{
    static const char *const before[] = { "--unshare-all", "--new-session",
        "--die-with-parent", "--as-pid-1", "--hostname", "jail", "--uid",
        "65534", "--gid", "65534", "--cap-drop", "ALL", "--cap-add",
        "CAP_SYS_ADMIN", "--dev-bind", "/dev/null", "/dev/null", "--dev-bind",
        "/dev/urandom", "/dev/urandom", "--dir", "/tmp" };

    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        add(a, before[i]);
}

/* What the interpreter is told: -S: no site packages, so that a verdict does
 * not depend on what is installed here; -s: none of the user's; -B: writes no
 * caches. */
char **jail_bwrap_argv(const struct jail_language *lang, const char *bwrap,
    const char *python, const char *interpreter)
{
    static const char *const flags[] = { "-s", "-S", "-B", "-c" };
    struct args a = { 0 };

    add(&a, bwrap);
    add_room(&a);
    add_libraries(&a);
    add_interpreter(&a, python);
    if (strcmp(python, interpreter) != 0)
        add_interpreter(&a, interpreter);
    add_more(&a, lang);
    add3(&a, "--ro-bind-data", "4", "/usr/lib/jail_inside.so");
    /* before the interpreter begins, see jail_settle.h */
    add3(&a, "--setenv", "LD_PRELOAD", "/usr/lib/jail_inside.so");
    add3(&a, "--remount-ro", "/", "--chdir");
    add3(&a, "/", "--seccomp", "3");
    add(&a, "--");
    add(&a, python);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        add(&a, flags[i]);
    add3(&a, jail_keeper_py, lang->name, interpreter);
    add3(&a, jail_judge_py, jail_cases_py, jail_living_py);
    add(&a, NULL);
    return a.list;
}

void jail_bwrap_free(char **argv)
{
    for (size_t i = 0; argv != NULL && argv[i] != NULL; i++)
        free(argv[i]);
    free(argv);
}
