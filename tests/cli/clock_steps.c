/*
 * Loaded before libc (LD_PRELOAD) by tests/cli/clock.sh: the clock of the day
 * steps at every look, an hour forth or an hour back.
 */
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { HOUR = 3600 };

static long step(void)
{
    static unsigned looks;

    return __atomic_add_fetch(&looks, 1, __ATOMIC_RELAXED) % 2 ? HOUR : -HOUR;
}

int clock_gettime(clockid_t id, struct timespec *t)
{
    long rc = syscall(SYS_clock_gettime, id, t);

    if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        t->tv_sec += step();
    return (int)rc;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone)
{
    long rc = syscall(SYS_gettimeofday, t, zone);

    if (rc == 0)
        t->tv_sec += step();
    return (int)rc;
}

time_t time(time_t *out)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    if (out != NULL)
        *out = t.tv_sec;
    return t.tv_sec;
}
