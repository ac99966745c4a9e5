#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_us(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

int64_t clock_wall_us(void)
{
    return read_us(CLOCK_REALTIME);
}

int64_t clock_cpu_us(void)
{
    return read_us(CLOCK_PROCESS_CPUTIME_ID);
}

const char *clock_iso(int64_t wall_us, char out[24])
{
    time_t t = (time_t)(wall_us / 1000000);
    struct tm tm;

    gmtime_r(&t, &tm);
    strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return out;
}

const char *clock_span(int64_t us, char out[16])
{
    int64_t s = (us + 500000) / 1000000;

    if (us < 9950000)
        snprintf(out, 16, "%.1fs", (double)us / 1e6);
    else if (s < 60)
        snprintf(out, 16, "%ds", (int)s);
    else if (s < 3600)
        snprintf(out, 16, "%dm%02ds", (int)(s / 60), (int)(s % 60));
    else
        snprintf(
            out, 16, "%dh%02dm", (int)(s / 3600 % 100000), (int)(s / 60 % 60));
    return out;
}
