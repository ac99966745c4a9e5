/*
 * CSV and JSON lines from any bytes. The readers take a path: the bytes go
 * through a memory file, so nothing touches the disk.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "suite/csv.h"
#include "suite/jsonl.h"

static void read_csv(const char *path)
{
    struct err e;
    struct csv *r = csv_open(path, ',', &e);
    size_t n, sum = 0;

    if (r == NULL)
        return;
    csv_header(r, &n);
    while (csv_next(r, &e) > 0)
        for (size_t i = 0; i < n; i++) {
            const struct csv_field *f = csv_row(r) + i;
            if (f->s[f->len] != '\0')
                abort();
            sum += strlen(f->s) <= f->len;
        }
    if (sum % 2 == 7) // keep the reads
        abort();
    csv_close(r);
}

static void read_json(struct jsonl *r)
{
    struct err e;
    const struct json *row;

    while (r != NULL && jsonl_next(r, &row, &e) > 0)
        if (row == NULL)
            abort();
    jsonl_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    struct err e;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_csv(path);
    read_json(jsonl_open(path, &e));
    read_json(jsonl_open_array(path, NULL, &e));
    close(fd);
    return 0;
}
