/*
 * A baseline file from any bytes, through a memory file; what could be read
 * is written again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/baseline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    struct err e;
    struct pick p = { 0 };
    struct buf out = { 0 };
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (baseline_read(path, &p, &e) == 0)
        for (size_t i = 0; i < p.n; i++)
            baseline_write(&p.runs[i], &out);
    buf_clear(&out);
    pick_clear(&p);
    close(fd);
    return 0;
}
