/*
 * Recordings and requests from any bytes: the file goes through a memory
 * file; the same bytes are asked for, and kept as a reply.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run/replay.h"

/* What is written must be read again. */
static void write_and_read(const char *text, size_t len, const char *path)
{
    static const char request[] = "{\"model\":\"m\",\"messages\":[]}";
    struct replay_model m = { .shown = "m", .served = "m", .role = "" };
    struct replay_line l = { .suite = "s",
        .id = "i",
        .request = request,
        .request_len = sizeof request - 1,
        .raw = text,
        .raw_len = len };
    struct replay *r = replay_new();
    struct replay_reply reply;
    struct buf out = { 0 };
    struct err e;

    replay_put_model(&out, &m, "{}");
    if (replay_put(r, &out, &l, &e) == 0) {
        FILE *f = fopen(path, "w");
        if (f == NULL || fwrite(out.s, 1, out.len, f) != out.len
            || fclose(f) != 0)
            abort();
        replay_free(r);
        r = replay_new();
        if (replay_add(r, path, &e) < 0
            || replay_ask(r, request, sizeof request - 1, &reply, &e)
                   != REPLAY_FOUND
            || reply.body[0] != '{' || reply.body[reply.len - 1] != '}')
            abort();
    }
    replay_free(r);
    buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[40];
    struct err e;
    struct replay *r = replay_new();
    struct replay_reply reply;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    replay_add(r, path, &e);
    replay_ask(r, (const char *)data, size, &reply, &e);
    replay_free(r);
    write_and_read((const char *)data, size, path);
    close(fd);
    return 0;
}
