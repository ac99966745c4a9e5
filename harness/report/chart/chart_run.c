#include "report/chart/chart_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

extern char **environ;

enum { SAID_MAX = 4000, TURN_MS = 20 };

static int missing(int error, struct err *e)
{
    if (error == ENOENT)
        return err_set(e, ERR_SYSTEM,
            "gnuplot is not installed, so no chart was drawn: "
            "apt-get install gnuplot-nox");
    errno = error;
    return err_errno(e, ERR_SYSTEM, "gnuplot");
}

/* Starts argv in dir with everything it says going to say. Returns 0 or an
 * errno. In its own process group, so that it can be killed with all it
 * started. */
static int start(char *const argv[], const char *dir, int say, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t all, none;

    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr,
        POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawn_file_actions_addchdir_np(&actions, dir);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, say, 1);
    posix_spawn_file_actions_adddup2(&actions, say, 2);
    int error = posix_spawnp(pid, argv[0], &actions, &attr, argv, environ);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Takes what is there to read; keeps the first SAID_MAX bytes. */
static void listen_to(int fd, struct buf *said)
{
    char block[1024];
    ssize_t n;

    while ((n = read(fd, block, sizeof block)) > 0) {
        if (said->len < SAID_MAX)
            buf_add(said, block, (size_t)n);
    }
}

/* Waits until pid has ended; true when it had to be killed. */
static bool wait_for(
    pid_t pid, int fd, int64_t limit_us, struct buf *said, int *status)
{
    int64_t end_us = clock_now_us() + limit_us;
    struct pollfd p = { .fd = fd, .events = POLLIN };
    const struct timespec turn = { .tv_nsec = 2000000 };

    while (waitpid(pid, status, WNOHANG) == 0) {
        if (clock_now_us() >= end_us) {
            kill(-pid, SIGKILL);
            while (waitpid(pid, status, 0) < 0 && errno == EINTR)
                continue;
            return true;
        }
        /* A closed pipe makes poll return at once: then only the end of the
         * process is left to wait for. */
        if (poll(&p, 1, TURN_MS) > 0 && (p.revents & POLLIN) == 0)
            nanosleep(&turn, NULL);
        listen_to(fd, said);
    }
    listen_to(fd, said);
    return false;
}

/* What gnuplot said on one line, its blank lines and carets gone. */
static const char *one_line(struct buf *said)
{
    struct buf out = { 0 };

    for (char *save, *line = strtok_r(said->s, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        line += strspn(line, " \t^");
        if (*line == '\0')
            continue;
        if (out.len > 0)
            buf_puts(&out, "; ");
        buf_puts(&out, line);
    }
    buf_clear(said);
    *said = out;
    return buf_str(said);
}

static int judge(bool killed, int status, int64_t limit_us, struct buf *said,
    const char *script, struct err *e)
{
    if (killed)
        return err_set(e, ERR_SYSTEM,
            "gnuplot %s: killed after %.3g s without an end", script,
            (double)limit_us / 1e6);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127 && said->len == 0)
        return missing(ENOENT, e);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    if (said->len == 0)
        buf_printf(said, "ended by %s %d",
            WIFEXITED(status) ? "status" : "signal",
            WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return err_set(e, ERR_SYSTEM, "gnuplot %s: %.800s", script, one_line(said));
}

static int run(
    char *const argv[], const char *dir, int64_t limit_us, struct err *e)
{
    int fd[2];
    pid_t pid;
    int status = 0, rc = -1;
    struct buf said = { 0 };

    if (pipe2(fd, O_CLOEXEC | O_NONBLOCK) < 0)
        return err_errno(e, ERR_SYSTEM, "gnuplot: pipe");
    int error = start(argv, dir, fd[1], &pid);
    close(fd[1]);
    if (error != 0) {
        missing(error, e);
        goto out;
    }
    bool killed = wait_for(pid, fd[0], limit_us, &said, &status);
    rc = judge(killed, status, limit_us, &said, argv[2], e);
out:
    close(fd[0]);
    buf_clear(&said);
    return rc;
}

int chart_run(
    const char *dir, const char *script, int64_t limit_us, struct err *e)
{
    char *argv[] = { (char[]){ "gnuplot" }, (char[]){ "-d" },
        (char *)(uintptr_t)script, NULL };

    /* chdir fails with ENOENT as a missing program does: tell them apart. */
    if (access(dir, X_OK) < 0)
        return err_errno(e, ERR_SYSTEM, "%s", dir);
    return run(argv, dir, limit_us, e);
}

int chart_run_check(struct err *e)
{
    char *argv[] = { (char[]){ "gnuplot" }, (char[]){ "-d" },
        (char[]){ "--version" }, NULL };
    return run(argv, "/", 10 * 1000000, e);
}
