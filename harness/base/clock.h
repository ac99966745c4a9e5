/*
 * Time. Intervals come from the monotonic clock, dates from the wall clock.
 */
#ifndef RETORT_BASE_CLOCK_H
#define RETORT_BASE_CLOCK_H

#include <stdint.h>

/* Microseconds on the monotonic clock: only differences mean anything. */
int64_t clock_now_us(void);

/* Microseconds since 1970-01-01 UTC. */
int64_t clock_wall_us(void);

/* Processor time this process used so far, user and system, microseconds. */
int64_t clock_cpu_us(void);

/* Writes wall_us as "2026-11-21T21:30:00Z" into out, which it returns. */
const char *clock_iso(int64_t wall_us, char out[24]);

/* Writes a length of time as people say it ("0.4s", "12s", "3m20s", "2h05m")
 * into out, which it returns. */
const char *clock_span(int64_t us, char out[16]);

#endif
