/* CSV rows: quotes, line ends, what must not be touched, what must fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/file.h"
#include "suite/csv.h"

struct temp {
    char path[64];
};

static struct temp put(const char *bytes, size_t len)
{
    struct temp t;
    struct err e;

    snprintf(t.path, sizeof t.path, "/tmp/retort-csv-%ld", (long)getpid());
    if (file_write(t.path, bytes, len, &e) < 0)
        fail_msg("%s", e.text);
    return t;
}

/* Reads everything into "a|b/c|d/" with the header first; an error becomes
 * "!text" without the path. Caller frees. */
static char *read_all(const char *bytes, size_t len, char separator)
{
    struct temp t = put(bytes, len);
    struct buf out = { 0 };
    struct err e = { 0 };
    struct csv *r = csv_open(t.path, separator, &e);
    const struct csv_field *f;
    size_t n = 0;
    int rc = r != NULL ? 1 : -1;

    while (rc > 0) {
        f = n == 0 ? csv_header(r, &n) : csv_row(r);
        for (size_t i = 0; i < n; i++) {
            if (i > 0)
                buf_putc(&out, '|');
            assert_int_equal(f[i].s[f[i].len], '\0');
            buf_add(&out, f[i].s, f[i].len);
        }
        buf_putc(&out, '/');
        rc = csv_next(r, &e);
    }
    if (rc < 0)
        buf_printf(&out, "!%s", e.text + strlen(t.path));
    csv_close(r);
    unlink(t.path);
    return buf_take(&out);
}

struct expected {
    const char *text, *want;
};

static void check(const struct expected *row, size_t n, char separator)
{
    for (size_t i = 0; i < n; i++) {
        char *got = read_all(row[i].text, strlen(row[i].text), separator);
        assert_string_equal(got, row[i].want);
        free(got);
    }
}

static void rows(void **state)
{
    static const struct expected table[] = {
        { "a,b\n1,2\n", "a|b/1|2/" },
        { "a,b\r\n1,2", "a|b/1|2/" },
        { "\xef\xbb\xbf"
          "a,b\n1,2\n",
            "a|b/1|2/" },
        { "\xef\xbb\xbf\"a\",b\n1,2\n", "a|b/1|2/" },
        { "a,b\n\"x, \"\"y\"\"\",\n", "a|b/x, \"y\"|/" },
        { "a,b\n\"l1\nl2\r\n\",z\n", "a|b/l1\nl2\r\n|z/" },
        { "a,b\n\"\n\n\",\"\"\n", "a|b/\n\n|/" },
        { "\n\na,b\n\n1,2\n\r\n3,4\n\n", "a|b/1|2/3|4/" },
        { "a,b\nNone,007\n1e3, nan \n", "a|b/None|007/1e3| nan /" },
        { "a,b\nx\"y,z\"\n", "a|b/x\"y|z\"/" },
        { "a,b\n1,2\r", "a|b/1|2/" },
        { "a,b\n1\rx,2\n", "a|b/1\rx|2/" },
        { "a\n\"\"\n", "a//" },
        { "a,b\n\"1\",\"2\"", "a|b/1|2/" },
        { ",b\n1,2\n", "|b/1|2/" },
    };
    static const struct expected tabs[] = {
        { "a\tb\n1,5\t2\n", "a|b/1,5|2/" },
    };

    (void)state;
    check(table, sizeof table / sizeof *table, ',');
    check(tabs, sizeof tabs / sizeof *tabs, '\t');
}

static void broken(void **state)
{
    static const struct expected table[] = {
        { "", "!: no header row" },
        { "\n\n", "!: no header row" },
        { "a,b\n1,2\n3\n", "a|b/1|2/!:3: 1 fields, but the header has 2" },
        { "a,b\n1,2,3\n", "a|b/!:2: 3 fields, but the header has 2" },
        { "a,b\n1,2\n\"x\ny,z\n",
            "a|b/1|2/!:3: a quote in this row is never closed" },
        { "a,b\n\"x\"y,z\n", "a|b/!:2: 'y' behind a closing quote" },
        { "a,b\n\"1\n2\"x,3\n", "a|b/!:3: 'x' behind a closing quote" },
        { "a,b,a\n", "!:1: two columns 'a'" },
        { "\xff\xfe"
          "a",
            "!: this is UTF-16, and UTF-8 is read ('iconv -f UTF-16 -t UTF-8' "
            "makes it so)" },
    };
    struct err e;

    (void)state;
    check(table, sizeof table / sizeof *table, ',');
    assert_null(csv_open("/nonexistent/x.csv", ',', &e));
    assert_int_equal(e.kind, ERR_SYSTEM);
    csv_close(NULL);
}

static void nul_and_lines(void **state)
{
    static const char text[] = "a,b\n\"x\ny\",2\n\n1\0z,\xff\n";
    struct temp t = put(text, sizeof text - 1);
    struct err e;
    struct csv *r = csv_open(t.path, ',', &e);

    (void)state;
    assert_non_null(r);
    assert_int_equal(csv_next(r, &e), 1);
    assert_int_equal(csv_line(r), 2);
    assert_int_equal(csv_next(r, &e), 1);
    assert_int_equal(csv_line(r), 5);
    assert_int_equal(csv_row(r)[0].len, 3);
    assert_memory_equal(csv_row(r)[0].s, "1\0z", 3);
    assert_int_equal(csv_row(r)[1].s[0], '\xff');
    assert_int_equal(csv_next(r, &e), 0);
    assert_int_equal(csv_next(r, &e), 0);
    csv_close(r);
    unlink(t.path);
}

static void many_fields(void **state)
{
    struct buf b = { 0 };
    char *got;

    (void)state;
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%sc%d", i > 0 ? "," : "", i);
    buf_putc(&b, '\n');
    for (int i = 0; i < 1000; i++)
        buf_puts(&b, i > 0 ? ",\"\"\"\"" : "x");
    got = read_all(b.s, b.len, ',');
    assert_non_null(strstr(got, "c998|c999/x|\"|\""));
    free(got);
    buf_clear(&b);
}

static void zipped(void **state)
{
    struct temp t;
    struct err e;
    struct csv *r;
    gzFile gz;

    (void)state;
    snprintf(t.path, sizeof t.path, "/tmp/retort-csv-%ld.gz", (long)getpid());
    gz = gzopen(t.path, "wb");
    assert_int_equal(gzputs(gz, "a,b\n1,\"2\n3\"\n"), 12);
    gzclose(gz);
    r = csv_open(t.path, ',', &e);
    assert_non_null(r);
    assert_int_equal(csv_next(r, &e), 1);
    assert_string_equal(csv_row(r)[1].s, "2\n3");
    csv_close(r);
    unlink(t.path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(broken),
        cmocka_unit_test(nul_and_lines),
        cmocka_unit_test(many_fields),
        cmocka_unit_test(zipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
