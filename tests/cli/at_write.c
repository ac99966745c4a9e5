/*
 * Loaded before libc (LD_PRELOAD) by tests/cli/kill.py: something happens at
 * the N-th call that changes a file below FOLDER of AT_WRITE="HOW N FOLDER".
 *   kill   half of the bytes are written, then the process is killed
 *   full   from there on the disk is full (ENOSPC), the first write by half
 *   locked from there on nothing may be written (EROFS)
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "preload.h"

ssize_t write(int fd, const void *bytes, size_t len);
ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t at);
int fdatasync(int fd);
int fsync(int fd);
int ftruncate64(int fd, off64_t len);
int unlink(const char *path);

static struct {
    bool read;
    char how[8], folder[PATH_MAX];
    long n, seen;
} wish;

static void read_wish(void)
{
    const char *s = getenv("AT_WRITE");

    wish.read = true;
    if (s == NULL
        || sscanf(s, "%7s %ld %4000s", wish.how, &wish.n, wish.folder) != 3)
        wish.n = -1;
}

static bool ours(int fd, const char *path)
{
    char name[PATH_MAX];

    if (!wish.read)
        read_wish();
    if (wish.n < 0)
        return false;
    if (path == NULL) {
        if (!name_of(fd, name))
            return false;
        path = name;
    }
    return strncmp(path, wish.folder, strlen(wish.folder)) == 0;
}

/* True when it is time; a kill happens here unless there are bytes to tear. */
static bool due(int fd, const char *path)
{
    return ours(fd, path) && ++wish.seen >= wish.n;
}

static bool killing(void)
{
    return wish.how[0] == 'k';
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static int refuse(void)
{
    errno = wish.how[0] == 'f' ? ENOSPC : EROFS;
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    if (!due(fd, NULL))
        return NEXT(write)(fd, bytes, len);
    if (killing()) {
        NEXT(write)(fd, bytes, len / 2);
        die();
    }
    if (wish.how[0] == 'f' && wish.seen == wish.n && len > 1)
        return NEXT(write)(fd, bytes, len / 2);
    return refuse();
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off64_t at)
{
    if (!due(fd, NULL))
        return NEXT(pwrite64)(fd, bytes, len, at);
    if (killing()) {
        NEXT(pwrite64)(fd, bytes, len / 2, at);
        die();
    }
    if (wish.how[0] == 'f' && wish.seen == wish.n && len > 1)
        return NEXT(pwrite64)(fd, bytes, len / 2, at);
    return refuse();
}

int fdatasync(int fd)
{
    if (due(fd, NULL) && killing())
        die();
    return NEXT(fdatasync)(fd);
}

int fsync(int fd)
{
    if (due(fd, NULL) && killing())
        die();
    return NEXT(fsync)(fd);
}

int ftruncate64(int fd, off64_t len)
{
    if (!due(fd, NULL))
        return NEXT(ftruncate64)(fd, len);
    if (killing())
        die();
    return refuse();
}

int unlink(const char *path)
{
    if (!due(-1, path))
        return NEXT(unlink)(path);
    if (killing())
        die();
    return wish.how[0] == 'f' ? NEXT(unlink)(path) : refuse();
}
