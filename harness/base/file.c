#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/mem.h"

struct file_lines {
    gzFile gz;   // reads plain files too
    char *path;  // for messages
    long number; // of the line read last
    char *chunk; // bytes read ahead
    size_t at;   // next byte of chunk
    size_t have; // bytes in chunk
};

enum { CHUNK = 64 * 1024 };

struct file_lines *file_lines_open(const char *path, struct err *e)
{
    struct file_lines *f;
    gzFile gz = NULL;

    if (file_is_folder(path))
        errno = EISDIR;
    else
        gz = gzopen(path, "rbe");
    if (gz == NULL) {
        err_errno(e, ERR_SYSTEM, "%s", path);
        return NULL;
    }
    f = mem_zalloc(1, sizeof *f);
    f->gz = gz;
    f->path = mem_str(path);
    f->chunk = mem_alloc(CHUNK);
    return f;
}

void file_lines_close(struct file_lines *f)
{
    if (f == NULL)
        return;
    gzclose(f->gz);
    free(f->path);
    free(f->chunk);
    free(f);
}

/* Returns the bytes read ahead (1), 0 at the end, -1 on error. */
static int refill(struct file_lines *f, struct err *e)
{
    const char *why;
    int n, code;

    if (f->at < f->have)
        return 1;
    n = gzread(f->gz, f->chunk, CHUNK);
    why = gzerror(f->gz, &code);
    if (n < 0 || (n == 0 && code != Z_OK && code != Z_STREAM_END)) {
        if (code == Z_ERRNO)
            return err_errno(e, ERR_SYSTEM, "%s", f->path);
        return err_set(e, ERR_DATA, "%s: damaged gzip data (%s)", f->path,
            why[0] != '\0' ? why : "cut short");
    }
    f->at = 0;
    f->have = (size_t)n;
    return n > 0;
}

int file_refuse_utf16(
    const char *path, const char *s, size_t len, struct err *e)
{
    if (len < 2
        || (memcmp(s, "\xff\xfe", 2) != 0 && memcmp(s, "\xfe\xff", 2) != 0))
        return 0;
    return err_set(e, ERR_DATA,
        "%s: this is UTF-16, and UTF-8 is read ('iconv -f UTF-16 -t UTF-8' "
        "makes it so)",
        path);
}

int file_lines_next(struct file_lines *f, struct buf *line, struct err *e)
{
    buf_reset(line);
    for (;;) {
        char *nl;
        size_t n;
        int rc = refill(f, e);

        if (rc < 0)
            return -1;
        if (rc == 0)
            break;
        nl = memchr(f->chunk + f->at, '\n', f->have - f->at);
        n = nl != NULL ? (size_t)(nl + 1 - (f->chunk + f->at))
                       : f->have - f->at;
        buf_add(line, f->chunk + f->at, n);
        f->at += n;
        if (nl != NULL)
            break;
    }
    if (line->len == 0)
        return 0;
    if (f->number++ == 0
        && file_refuse_utf16(f->path, line->s, line->len, e) < 0)
        return -1;
    return 1;
}

long file_lines_number(const struct file_lines *f)
{
    return f->number;
}

int file_read(const char *path, struct buf *out, struct err *e)
{
    return file_read_most(path, SIZE_MAX, out, e);
}

int file_read_most(
    const char *path, size_t most, struct buf *out, struct err *e)
{
    struct file_lines *f = file_lines_open(path, e);
    size_t before = out->len;
    int rc;

    if (f == NULL)
        return -1;
    while ((rc = refill(f, e)) > 0) {
        buf_add(out, f->chunk + f->at, f->have - f->at);
        f->at = f->have;
        if (out->len - before <= most)
            continue;
        rc =
            err_set(e, ERR_DATA, "%s: is larger than %zu MB", path, most >> 20);
        break;
    }
    file_lines_close(f);
    return rc;
}

/* By its first bytes (sqlite.org/fileformat2.html, 1.3). */
static bool is_database(const char *path)
{
    static const char magic[] = "SQLite format 3";
    char first[sizeof magic] = "";
    struct stat st;
    FILE *f;

    if (stat(path, &st) < 0 || !S_ISREG(st.st_mode)
        || (f = fopen(path, "re")) == NULL)
        return false;
    if (fread(first, 1, sizeof first, f) < sizeof first)
        first[0] = '\0';
    fclose(f);
    return memcmp(first, magic, sizeof magic) == 0;
}

static int make_folder_of(const char *path, struct err *e)
{
    const char *slash = strrchr(path, '/');
    char *dir = mem_dup(path, slash != NULL ? (size_t)(slash - path) : 0);
    int rc = dir[0] != '\0' ? file_mkdirs(dir, e) : 0;

    free(dir);
    return rc;
}

int file_write(const char *path, const void *bytes, size_t len, struct err *e)
{
    char *tmp;
    FILE *f;
    int rc = -1;

    if (is_database(path))
        return err_set(e, ERR_USAGE,
            "%s is a database and is not written over: name another file",
            path);
    tmp = mem_printf("%s.tmp%ld", path, (long)getpid());
    f = fopen(tmp, "we");
    if (f == NULL && errno == ENOENT) {
        if (make_folder_of(path, e) < 0)
            goto out;
        f = fopen(tmp, "we");
    }
    if (f == NULL) {
        err_errno(e, ERR_SYSTEM, "%s", path);
        goto out;
    }
    if (fwrite(bytes, 1, len, f) != len || fflush(f) != 0
        || fsync(fileno(f)) != 0) {
        err_errno(e, ERR_SYSTEM, "%s: cannot write", path);
        fclose(f);
        goto out;
    }
    if (fclose(f) != 0 || rename(tmp, path) != 0) {
        err_errno(e, ERR_SYSTEM, "%s: cannot write", path);
        goto out;
    }
    rc = 0;
out:
    if (rc < 0)
        unlink(tmp);
    free(tmp);
    return rc;
}

int file_mkdirs(const char *path, struct err *e)
{
    char *copy = mem_str(path);
    int rc = 0;

    for (char *p = copy + (copy[0] == '/'); rc == 0; p++) {
        char c = *p;
        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        if (mkdir(copy, 0777) < 0 && errno != EEXIST)
            rc = err_errno(e, ERR_SYSTEM,
                "%s: cannot make folder (name another, or make the one above "
                "it writable)",
                copy);
        *p = c;
        if (c == '\0')
            break;
    }
    free(copy);
    if (rc == 0 && !file_is_folder(path))
        rc = err_set(e, ERR_SYSTEM, "%s: not a folder", path);
    return rc;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *file_join(const char *dir, const char *name)
{
    if (name[0] == '/' || dir == NULL || dir[0] == '\0')
        return mem_str(name);
    return mem_printf("%s/%s", dir, name);
}

/* The folder that is so many steps above the program's. */
static bool program_folder(char *path, size_t size, int up)
{
    ssize_t n = readlink("/proc/self/exe", path, size - 1);
    char *at;

    if (n < 0)
        return false;
    path[n] = '\0';
    for (; up >= 0; up--)
        if ((at = strrchr(path, '/')) != NULL)
            *at = '\0';
    return true;
}

/* Cuts the last step off when it is this one. */
static bool leave(char *path, const char *step)
{
    char *at = strrchr(path, '/');

    if (at == NULL || strcmp(at + 1, step) != 0)
        return false;
    *at = '\0';
    return true;
}

char *file_of_tree(const char *name)
{
    char path[4096];

    if (!program_folder(path, sizeof path, 1) || !leave(path, "build"))
        return NULL;
    return mem_printf("%s/%s", path, name);
}

char *file_of_share(const char *name)
{
    char path[4096], *file;

    if (!program_folder(path, sizeof path, 0) || !leave(path, "bin"))
        return NULL;
    file = mem_printf("%s/share/retort/%s", path, name);
    if (file_exists(file))
        return file;
    free(file);
    return NULL;
}
