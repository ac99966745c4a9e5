/* Rows of JSON: lines, arrays, and errors that name the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "suite/jsonl.h"

static void temp(char *path, size_t size, const char *text)
{
    struct err e;

    snprintf(path, size, "/tmp/retort-jsonl-%ld", (long)getpid());
    if (file_write(path, text, strlen(text), &e) < 0)
        fail_msg("%s", e.text);
}

/* Rows as "number:json " and an error as "!text" without the path. */
static char *read_all(const char *text, bool array, const char *member)
{
    char path[64];
    struct buf out = { 0 };
    struct err e = { 0 };
    const struct json *row;
    struct jsonl *r;
    int rc = -1;

    temp(path, sizeof path, text);
    r = array ? jsonl_open_array(path, member, &e) : jsonl_open(path, &e);
    if (r != NULL) {
        while ((rc = jsonl_next(r, &row, &e)) > 0) {
            buf_printf(&out, "%ld:", jsonl_number(r));
            json_print(row, &out);
            buf_putc(&out, ' ');
        }
    }
    if (rc < 0)
        buf_printf(&out, "!%s", e.text + strlen(path));
    jsonl_close(r);
    unlink(path);
    return buf_take(&out);
}

static void check(
    const char *text, bool array, const char *member, const char *want)
{
    char *got = read_all(text, array, member);

    assert_string_equal(got, want);
    free(got);
}

static void by_line(void **state)
{
    (void)state;
    check("{\"a\":1}\n{\"a\":2}\n", false, NULL, "1:{\"a\":1} 2:{\"a\":2} ");
    check("\xef\xbb\xbf{\"a\":1}\r\n\n \t\r\n[2]", false, NULL,
        "1:{\"a\":1} 4:[2] ");
    check("", false, NULL, "");
    check("\n\n", false, NULL, "");
    check("{\"a\":1}\n\n{\"a\":\n", false, NULL,
        "1:{\"a\":1} !:3: JSON ends too early (6 bytes)");
    check("{} {}\n", false, NULL, "!:1: not JSON at byte 3: '{}.'");
}

static void by_array(void **state)
{
    static const char two[] = "{\"canary\":\"x\",\"examples\":[{\"i\":1},2]}";

    (void)state;
    check("[1,\n{\"a\":[]}]", true, NULL, "1:1 2:{\"a\":[]} ");
    check("\xef\xbb\xbf[]\n", true, NULL, "");
    check(two, true, NULL, "1:{\"i\":1} 2:2 ");
    check(two, true, "examples", "1:{\"i\":1} 2:2 ");
    check("{\"a\":{\"b\":[7]}}", true, "a.b", "1:7 ");
    check(two, true, "canary", "!: no array at 'canary'");
    check(two, true, "none", "!: no array at 'none'");
    check("{\"a\":[],\"b\":[]}", true, NULL,
        "!: not exactly one member is an array, name one");
    check("{}", true, NULL, "!: not exactly one member is an array, name one");
    check("3", true, NULL, "!: neither array nor object");
    check("[1,", true, NULL, "!: JSON ends too early (3 bytes)");
    check("", true, NULL, "!: JSON ends too early (0 bytes)");
}

static void missing(void **state)
{
    struct err e;

    (void)state;
    assert_null(jsonl_open("/nonexistent/x.jsonl", &e));
    assert_int_equal(e.kind, ERR_SYSTEM);
    assert_null(jsonl_open_array("/nonexistent/x.json", NULL, &e));
    assert_int_equal(e.kind, ERR_SYSTEM);
    jsonl_close(NULL);
}

/* No double holds these: they come as the text of their digits. */
static void long_numbers(void **state)
{
    (void)state;
    check("{\"n\":9007199254740991,\"m\":-9007199254740993}\n", false, NULL,
        "1:{\"n\":9007199254740991,\"m\":\"-9007199254740993\"} ");
    check("[9007199254740993,\"9007199254740993 \\\" 9007199254740995\",1e17]",
        true, NULL,
        "1:\"9007199254740993\" 2:\"9007199254740993 \\\" "
        "9007199254740995\" 3:1e+17 ");
    check("123456789012345678901234567890\n", false, NULL,
        "1:\"123456789012345678901234567890\" ");
    check("{\"a\":12345678901234567890.5}\n[9007199254740993", false, NULL,
        "1:{\"a\":1.2345678901234567e+19} !:2: JSON ends too early (19 bytes)");
    check("[00123456789012345678]", true, NULL,
        "!: not JSON at byte 2: '0123456789012345678]'");
}

/* What is no JSON, but was read as such: a tab in a string. */
static void control(void **state)
{
    (void)state;
    check("{}\n{\"q\":\"a\tb\"}\n", false, NULL,
        "1:{} !:2: not JSON at byte 7: a control character inside a string "
        "(is the quote before it closed?), to be written as \\u0009");
    check("[\"a,\n\"b\"]", true, NULL,
        "!: not JSON at byte 4: a control character inside a string (is the "
        "quote before it closed?), to be written as \\u000a");
}

static void utf16(void **state)
{
    (void)state;
    check("\xff\xfe{", false, NULL,
        "!: this is UTF-16, and UTF-8 is read ('iconv -f UTF-16 -t UTF-8' "
        "makes it so)");
    check("\xfe\xff[", true, NULL,
        "!: this is UTF-16, and UTF-8 is read ('iconv -f UTF-16 -t UTF-8' "
        "makes it so)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_line),
        cmocka_unit_test(by_array),
        cmocka_unit_test(missing),
        cmocka_unit_test(long_numbers),
        cmocka_unit_test(control),
        cmocka_unit_test(utf16),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
