/* Files: whole, in lines, packed, damaged, and a disk that is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "base/mem.h"

struct place {
    char dir[64]; // of this test alone
    char path[80];
};

static int set_up(void **state)
{
    struct place *p = mem_zalloc(1, sizeof *p);

    snprintf(p->dir, sizeof p->dir, "/tmp/retort-file-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->path, sizeof p->path, "%s/f", p->dir);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;

    unlink(p->path);
    rmdir(p->dir);
    free(p);
    return 0;
}

static int entries(const char *dir)
{
    DIR *d = opendir(dir);
    int n = -2; // . and ..

    assert_non_null(d);
    while (readdir(d) != NULL)
        n++;
    closedir(d);
    return n;
}

static void pack(const char *path, const char *bytes, size_t len)
{
    gzFile gz = gzopen(path, "wb9");

    assert_non_null(gz);
    assert_int_equal(gzwrite(gz, bytes, (unsigned)len), len);
    assert_int_equal(gzclose(gz), Z_OK);
}

static void writes_and_reads(void **state)
{
    struct place *p = *state;
    struct buf b = { 0 };
    struct err e;

    assert_false(file_exists(p->path));
    assert_int_equal(file_write(p->path, "a\0b\n", 4, &e), 0);
    assert_true(file_exists(p->path));
    buf_puts(&b, ">");
    assert_int_equal(file_read(p->path, &b, &e), 0);
    assert_int_equal(b.len, 5);
    assert_memory_equal(b.s, ">a\0b\n", 6);
    buf_reset(&b);
    assert_int_equal(file_write(p->path, "", 0, &e), 0);
    assert_int_equal(file_read(p->path, &b, &e), 0);
    assert_int_equal(b.len, 0);
    assert_int_equal(entries(p->dir), 1);
    buf_clear(&b);
}

static void says_what_is_wrong(void **state)
{
    struct place *p = *state;
    struct buf b = { 0 };
    char want[200];
    struct err e;

    assert_int_equal(file_read(p->path, &b, &e), -1);
    assert_int_equal(e.kind, ERR_SYSTEM);
    snprintf(want, sizeof want, "%s: No such file or directory", p->path);
    assert_string_equal(e.text, want);
    assert_int_equal(file_read(p->dir, &b, &e), -1);
    snprintf(want, sizeof want, "%s: Is a directory", p->dir);
    assert_string_equal(e.text, want);
    assert_int_equal(file_write("/proc/nowhere/at/all", "x", 1, &e), -1);
    assert_string_equal(e.text,
        "/proc/nowhere: cannot make folder (name another, or make the one "
        "above it writable): No such file or directory");
    assert_int_equal(file_write(p->path, "SQLite format 3", 16, &e), 0);
    assert_int_equal(file_write(p->path, "x", 1, &e), -1); // what was paid for
    assert_int_equal(e.kind, ERR_USAGE);
    assert_int_equal(unlink(p->path), 0);
    assert_int_equal(file_write(p->dir, "x", 1, &e), -1); // a folder's name
    assert_int_equal(entries(p->dir), 0);
    buf_clear(&b);
}

/* A file may not grow beyond 100 bytes: as on a full disk, the old content
 * stays and nothing half written does. */
static void full_disk(void **state)
{
    struct place *p = *state;
    struct rlimit old, limit;
    struct buf b = { 0 };
    char *big = mem_zalloc(1, 100000);
    struct err e = { 0 };
    int rc;

    assert_int_equal(file_write(p->path, "old", 3, &e), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = 100;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    rc = file_write(p->path, big, 100000, &e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(rc, -1);
    assert_int_equal(e.kind, ERR_SYSTEM);
    assert_non_null(strstr(e.text, "/f: cannot write: File too large"));
    assert_int_equal(file_read(p->path, &b, &e), 0);
    assert_string_equal(buf_str(&b), "old");
    assert_int_equal(entries(p->dir), 1);
    buf_clear(&b);
    free(big);
}

static void lines(void **state)
{
    struct place *p = *state;
    struct file_lines *f;
    struct buf text = { 0 }, line = { 0 };
    struct err e;

    /* longer than the 64 KiB that are read at once */
    buf_puts(&text, "one\n\n");
    for (int i = 0; i < 200000; i++)
        buf_putc(&text, 'x');
    buf_add(&text, "\nl\0end", 6);
    assert_int_equal(file_write(p->path, text.s, text.len, &e), 0);

    f = file_lines_open(p->path, &e);
    assert_non_null(f);
    assert_int_equal(file_lines_next(f, &line, &e), 1);
    assert_string_equal(buf_str(&line), "one\n");
    assert_int_equal(file_lines_next(f, &line, &e), 1);
    assert_string_equal(buf_str(&line), "\n");
    assert_int_equal(file_lines_next(f, &line, &e), 1);
    assert_int_equal(line.len, 200001);
    assert_int_equal(file_lines_number(f), 3);
    assert_int_equal(file_lines_next(f, &line, &e), 1);
    assert_int_equal(line.len, 5);
    assert_memory_equal(line.s, "l\0end", 6);
    assert_int_equal(file_lines_next(f, &line, &e), 0);
    assert_int_equal(file_lines_next(f, &line, &e), 0);
    assert_int_equal(file_lines_number(f), 4);
    file_lines_close(f);
    file_lines_close(NULL);
    buf_clear(&text);
    buf_clear(&line);
}

static void unpacks(void **state)
{
    struct place *p = *state;
    struct buf b = { 0 };
    struct err e;

    pack(p->path, "a\0b\n", 4);
    assert_int_equal(file_read(p->path, &b, &e), 0);
    assert_int_equal(b.len, 4);
    assert_memory_equal(b.s, "a\0b\n", 4);
    buf_clear(&b);
}

/* Wherever a gzip file is cut, the end is an error, never a short file. */
static void cut_gzip(void **state)
{
    struct place *p = *state;
    char text[2000];
    struct stat st;
    struct err e;

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 23);
    pack(p->path, text, sizeof text);
    assert_int_equal(stat(p->path, &st), 0);
    for (off_t cut = st.st_size - 1; cut >= 3; cut--) {
        struct buf b = { 0 };
        assert_int_equal(truncate(p->path, cut), 0);
        if (file_read(p->path, &b, &e) != -1)
            fail_msg(
                "%d of %d bytes read as %zu", (int)cut, (int)st.st_size, b.len);
        assert_int_equal(e.kind, ERR_DATA);
        assert_non_null(strstr(e.text, p->path));
        buf_clear(&b);
    }
}

static void damaged_gzip(void **state)
{
    struct place *p = *state;
    struct buf b = { 0 };
    struct err e;
    FILE *f;

    pack(p->path, "some text of some length, some text", 35);
    f = fopen(p->path, "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, -8, SEEK_END), 0); // the checksum
    assert_int_equal(fwrite("\1\2\3\4", 1, 4, f), 4);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(file_read(p->path, &b, &e), -1);
    assert_int_equal(e.kind, ERR_DATA);
    assert_non_null(strstr(e.text, "damaged gzip"));
    buf_clear(&b);
}

static void folders(void **state)
{
    struct place *p = *state;
    char deep[120], mid[120];
    struct err e;

    snprintf(mid, sizeof mid, "%s/a", p->dir);
    snprintf(deep, sizeof deep, "%s/a//b/", p->dir);
    assert_int_equal(file_mkdirs(deep, &e), 0);
    assert_int_equal(file_mkdirs(deep, &e), 0);
    assert_true(file_exists(deep));
    assert_int_equal(rmdir(deep), 0);
    assert_int_equal(rmdir(mid), 0);
    assert_int_equal(file_mkdirs("/", &e), 0);
    assert_int_equal(file_mkdirs("", &e), -1);
    assert_int_equal(file_write(p->path, "x", 1, &e), 0);
    assert_int_equal(file_mkdirs(p->path, &e), -1);
    assert_non_null(strstr(e.text, "not a folder"));
    snprintf(deep, sizeof deep, "%s/b", p->path);
    assert_int_equal(file_mkdirs(deep, &e), -1);
    assert_non_null(strstr(e.text, p->path));
}

static void joined(const char *dir, const char *name, const char *want)
{
    char *s = file_join(dir, name);

    assert_string_equal(s, want);
    free(s);
}

static void joins(void **state)
{
    (void)state;
    joined("a", "b", "a/b");
    joined("a", "/b", "/b");
    joined("", "b", "b");
    joined(NULL, "b", "b");
}

int main(void)
{
#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_PLACE(writes_and_reads),
        IN_PLACE(says_what_is_wrong),
        IN_PLACE(full_disk),
        IN_PLACE(lines),
        IN_PLACE(unpacks),
        IN_PLACE(cut_gzip),
        IN_PLACE(damaged_gzip),
        IN_PLACE(folders),
        cmocka_unit_test(joins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
