/*
 * Loaded before libc (LD_PRELOAD) by tests/cli/power.sh: keeps in DISK what a
 * power cut would leave of FOLDER at the least, of AT_SYNC="N FOLDER DISK",
 * both by their absolute names without a link. A file has the bytes that it had
 * when it was last synced, and is there when the folder was synced since it was
 * made; one whose end no sync of the folder has seen is there still. At the
 * N-th sync the power is cut: the process is killed. One that leaves a file
 * without its name on the disk does not count, nor can anybody rely on it. N of
 * 0: the process is killed before the first sync of all, and the power stays.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "preload.h"

int fdatasync(int fd);
int fsync(int fd);

enum { ROOM = 2 * PATH_MAX };

static struct {
    bool read;
    long n, seen;
    char folder[PATH_MAX], disk[PATH_MAX];
} wish;

static void stop(const char *doing)
{
    perror(doing);
    abort();
}

/* Makes DISK/name what is in fd now, or empty where that is -1. */
static void put(const char *where, const char *name, int fd)
{
    char path[ROOM];
    off_t at = 0;
    int out;

    snprintf(path, sizeof path, "%s/%s%s", wish.disk, where, name);
    out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (out < 0)
        stop(path);
    while (fd >= 0 && sendfile(out, fd, &at, 1 << 20) > 0)
        ;
    close(out);
}

static DIR *open_folder(const char *path)
{
    DIR *d = opendir(path);

    if (d == NULL)
        stop(path);
    return d;
}

static bool is_in(const char *folder, const char *name)
{
    char path[ROOM];
    struct stat st;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &st) == 0;
}

/* The folder's names are on the disk now: what is there comes, with the bytes
 * that were synced, what is not there goes. */
static void sync_names(void)
{
    char path[ROOM];
    struct dirent *e;
    DIR *d = open_folder(wish.folder);
    int fd;

    while ((e = readdir(d)) != NULL) {
        if (e->d_name[0] == '.' || is_in(wish.disk, e->d_name))
            continue;
        snprintf(path, sizeof path, "%s/.%s", wish.disk, e->d_name);
        fd = open(path, O_RDONLY);
        put("", e->d_name, fd);
        if (fd >= 0)
            close(fd);
    }
    closedir(d);
    d = open_folder(wish.disk);
    while ((e = readdir(d)) != NULL) {
        if (e->d_name[0] == '.' || is_in(wish.folder, e->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s", wish.disk, e->d_name);
        unlink(path);
    }
    closedir(d);
}

/* The same for the bytes of one file; kept as .NAME until it is named. False
 * when it is not yet. */
static bool sync_bytes(const char *name)
{
    char path[ROOM];
    int fd;

    snprintf(path, sizeof path, "%s/%s", wish.folder, name);
    fd = open(path, O_RDONLY);
    if (fd < 0)
        stop(path);
    put(".", name, fd);
    if (is_in(wish.disk, name))
        put("", name, fd);
    close(fd);
    return is_in(wish.disk, name);
}

static void synced(int fd)
{
    char path[PATH_MAX];
    const char *s = getenv("AT_SYNC");
    size_t len;

    if (!wish.read) {
        wish.read = true;
        if (s == NULL
            || sscanf(s, "%ld %4000s %4000s", &wish.n, wish.folder, wish.disk)
                   != 3)
            stop("AT_SYNC=\"N FOLDER DISK\"");
    }
    len = strlen(wish.folder);
    if (!name_of(fd, path) || strncmp(path, wish.folder, len) != 0
        || (path[len] != '\0' && path[len] != '/'))
        return;
    if (wish.n == 0)
        kill(getpid(), SIGKILL);
    if (path[len] == '\0')
        sync_names();
    else if (!sync_bytes(path + len + 1))
        return;
    if (++wish.seen == wish.n)
        kill(getpid(), SIGKILL);
}

int fdatasync(int fd)
{
    int rc = NEXT(fdatasync)(fd);

    if (rc == 0)
        synced(fd);
    return rc;
}

int fsync(int fd)
{
    int rc = NEXT(fsync)(fd);

    if (rc == 0)
        synced(fd);
    return rc;
}
