/*
 * A job as it is handed into the jail: a file of a head (struct jail_head) and
 * texts.
 */
#ifndef RETORT_IO_JAIL_JAIL_JOB_H
#define RETORT_IO_JAIL_JAIL_JOB_H

#include "base/buf.h"
#include "io/jail/jail.h"

/* Adds the file's bytes, with what is 0 in the job at its usual value. */
void jail_job_write(
    const struct jail_job *job, int64_t tmp_size, struct buf *out);

/* With their usual values, too. */
int64_t jail_job_wall_us(const struct jail_job *job);
int64_t jail_job_total_size(const struct jail_job *job);

#endif
