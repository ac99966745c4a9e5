/*
 * Tables of what checkpoints answered, from any bytes: each row that is given
 * has an id, a reply and an answer, and whatever is refused has its sentence.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run/import.h"
#include "run/import_table.h"

enum { COLUMNS = 4, ENOUGH = 100 };

static int on_row(void *arg, const struct json *row, long line, struct err *e)
{
    int *rows = arg;
    const char *id = json_str(json_get(row, "id"));

    if (id == NULL || strchr(id, '/') == NULL || line < 2
        || json_str(json_get(row, "reply")) == NULL
        || json_str(json_get(row, "answer")) == NULL)
        abort();
    return ++*rows == ENOUGH ? err_set(e, ERR_DATA, "enough") : 0;
}

static void read_column(const char *path, const char *name)
{
    struct err e = { 0 };
    int rows = 0;

    if (import_table_read(path, name, on_row, &rows, &e) < 0
        && (e.kind == ERR_NONE || e.text[0] == '\0'))
        abort();
}

static void read_table(const char *path)
{
    struct buf names = { 0 };
    struct err e = { 0 };
    char *state = NULL, *name;
    int rc = import_columns(path, &names, &e), n = 0;

    if ((rc < 0) != (e.kind != ERR_NONE))
        abort();
    if (rc == 1 && names.len == 0)
        abort(); /* a table has a column */
    for (name = rc == 1 ? strtok_r(names.s, "\n", &state) : NULL;
         name != NULL && n++ < COLUMNS; name = strtok_r(NULL, "\n", &state))
        read_column(path, name);
    read_column(path, "none such");
    buf_clear(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    read_table(path);
    close(fd);
    return 0;
}
