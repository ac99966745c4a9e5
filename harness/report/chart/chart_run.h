/*
 * Running gnuplot: no shell, no init files, what it says caught, a time
 * limit.
 */
#ifndef RETORT_REPORT_CHART_CHART_RUN_H
#define RETORT_REPORT_CHART_CHART_RUN_H

#include <stdint.h>

#include "base/err.h"

/* Runs "gnuplot -d script" in dir and waits for it, limit_us at most. Fails
 * with ERR_SYSTEM: not installed (the text says how to get it), what gnuplot
 * said, or that it was killed. */
int chart_run(
    const char *dir, const char *script, int64_t limit_us, struct err *e);

/* 0 when gnuplot can be run; else as chart_run. */
int chart_run_check(struct err *e);

#endif
