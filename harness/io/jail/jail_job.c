#include "io/jail/jail_job.h"

#include <string.h>

#include "io/jail/jail_inside.h"

enum { MEMORY_SIZE = 512 << 20 };

static int64_t or_else(int64_t given, int64_t usual)
{
    return given > 0 ? given : usual;
}

int64_t jail_job_wall_us(const struct jail_job *job)
{
    return or_else(job->wall_us, 10000000);
}

int64_t jail_job_total_size(const struct jail_job *job)
{
    return or_else(job->total_size, 2 * or_else(job->memory_size, MEMORY_SIZE));
}

void jail_job_write(
    const struct jail_job *job, int64_t tmp_size, struct buf *out)
{
    const char *entry = job->entry != NULL ? job->entry : "";
    struct jail_head head = { .cpu_s = or_else(job->cpu_s, 10),
        .memory_size = or_else(job->memory_size, MEMORY_SIZE),
        .tmp_size = tmp_size,
        .processes = or_else(job->processes, 32),
        .fresh = job->fresh,
        .sizes = { (int64_t)strlen(entry), (int64_t)job->program_len,
            (int64_t)job->trusted_len, (int64_t)job->test_len,
            (int64_t)job->cases_len } };

    buf_add(out, &head, sizeof head);
    buf_puts(out, entry);
    buf_add(out, job->program, job->program_len);
    buf_add(out, job->trusted, job->trusted_len);
    buf_add(out, job->test, job->test_len);
    buf_add(out, job->cases, job->cases_len);
}

void jail_add_case(struct buf *cases, const char *input, size_t input_len,
    const char *output, size_t output_len)
{
    buf_printf(cases, "%zu %zu\n", input_len, output_len);
    buf_add(cases, input, input_len);
    buf_add(cases, output, output_len);
}
