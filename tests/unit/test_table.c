/* Tables and harmless text for terminals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "report/text/cell.h"
#include "report/text/plain.h"
#include "report/text/table.h"

static struct table *small(void)
{
    struct table *t = table_new("suite|>n|about:wrap|extra:drop|empty:any");
    table_cell(t, "gsm8k");
    table_cellf(t, "%d", 1319);
    table_cell(t, "word problems of grade school");
    table_cell(t, "x");
    table_end_row(t);
    table_cell(t, "größe");
    table_cell(t, "7");
    return t;
}

static void expect(struct table *t, size_t width, int look, const char *wanted)
{
    struct buf out = { 0 };

    table_print(t, width, look, &out);
    assert_string_equal(buf_str(&out), wanted);
    buf_clear(&out);
    table_free(t);
}

static void test_aligned(void **state)
{
    (void)state;
    expect(small(), 0, TABLE_RULE,
        "suite     n  about                          extra\n"
        "-----  ----  -----------------------------  -----\n"
        "gsm8k  1319  word problems of grade school  x\n"
        "größe     7\n");
}

static void test_wrapped(void **state)
{
    (void)state;
    expect(small(), 36, TABLE_PLAIN,
        "suite     n  about             extra\n"
        "gsm8k  1319  word problems of  x\n"
        "             grade school\n"
        "größe     7\n");
}

static void test_dropped(void **state)
{
    (void)state;
    expect(small(), 26, TABLE_BARE,
        "gsm8k  1319  word problems\n"
        "             of grade\n"
        "             school\n"
        "größe     7\n"
        "(no room for: extra)\n");
}

/* What has no room goes on below, each part beside the first column. */
static void test_next(void **state)
{
    struct table *t = table_new("model|>acc %%|role:next|empty:next|"
                                ">what it keeps of its teacher:next|>p50:next");

    (void)state;
    table_cell(t, "toy");
    table_cell(t, "50.0");
    table_cell(t, "student");
    table_cell(t, NULL);
    table_cell(t, "98");
    table_cell(t, "1s");
    expect(t, 22, TABLE_PLAIN,
        "model  acc %  role\n"
        "toy     50.0  student\n"
        "\n"
        "model  what it keeps of its teacher\n"
        "toy                              98\n"
        "\n"
        "model  p50\n"
        "toy     1s\n");
}

/* Lines wider than the screen go on under what stands in them. */
static void test_hang(void **state)
{
    static const char text[] = "one two three four five six\n"
                               "- one two three four five six\n"
                               "name:  one two three four five\n"
                               "\n"
                               "{\"one\": \"two three four five\"}\n"
                               "\033[1mone two three four five\033[0m\n"
                               "12345678901234567890123456\n"
                               "the end";
    struct buf out = { 0 };

    (void)state;
    plain_hang(&out, text, strlen(text), 20);
    assert_string_equal(buf_str(&out),
        "one two three four\nfive six\n"
        "- one two three four\n  five six\n"
        "name:  one two three\n       four five\n"
        "\n"
        "{\"one\": \"two three four five\"}\n"
        "\033[1mone two three four five\033[0m\n"
        "12345678901234567890\n123456\n"
        "the end");
    buf_reset(&out);
    plain_hang(&out, text, strlen(text), 0);
    assert_string_equal(buf_str(&out), text);
    buf_clear(&out);
}

/* Two columns as wide as each other give way alike. */
static void test_wrapped_alike(void **state)
{
    struct table *t = table_new("a:wrap|b:wrap");

    (void)state;
    table_cell(t, "one two three four five six seven eight");
    table_cell(t, "nine ten eleven twelve thirteen fourteen");
    expect(t, 42, TABLE_BARE,
        "one two three four    nine ten eleven\n"
        "five six seven eight  twelve thirteen\n"
        "                      fourteen\n");
}

static void test_gap_and_color(void **state)
{
    struct table *t = table_new("a");

    (void)state;
    table_cell(t, "1");
    table_gap(t);
    table_cell(t, "2");
    expect(t, 80, TABLE_COLOR, "\033[1ma\033[0m\n1\n\n2\n");
}

static void test_no_rows(void **state)
{
    struct table *t = table_new("a");

    (void)state;
    assert_int_equal(table_rows(t), 0);
    expect(t, 80, TABLE_PLAIN, "a\n");
}

/* A model's name is text from outside too. */
static void test_hostile_cell(void **state)
{
    struct table *t = table_new("model");

    (void)state;
    table_cell(t, "a\033]0;owned\007b\nc");
    expect(t, 80, TABLE_BARE, "a\\x1b]0;owned\\x07b c\n");
}

static void plain_is(const char *s, size_t len, const char *wanted)
{
    struct buf out = { 0 };

    plain_text(&out, s, len);
    assert_string_equal(buf_str(&out), wanted);
    buf_clear(&out);
}

static void test_plain(void **state)
{
    (void)state;
    plain_is("a\tb\r\nc\rd", 8, "a    b\nc\\x0dd");
    plain_is("\0x\xff", 3, "\\x00x\\xff");
    plain_is("\xc2\x9b"
             "31m \xe2\x80\xae",
        9, "\\u009b31m \\u202e");
    plain_is("\0\0\0\0\0\0\0\0\0\0", 10, "\\x00 (10 times) ");
    plain_is("naïve 日本", strlen("naïve 日本"), "naïve 日本");
}

/* Whatever comes in, only harmless valid UTF-8 goes out. */
static void test_every_byte(void **state)
{
    struct buf in = { 0 }, out = { 0 };

    (void)state;
    for (int i = 0; i < 256; i++)
        for (int k = 0; k < 256; k += 5) {
            buf_putc(&in, (char)i);
            buf_putc(&in, (char)k);
        }
    plain_line(&out, in.s, in.len);
    assert_true(utf8_valid(out.s, out.len));
    for (size_t i = 0; i < out.len; i++)
        assert_true((unsigned char)out.s[i] >= 0x20 && out.s[i] != 0x7f);
    buf_clear(&in);
    buf_clear(&out);
}

static void test_wrap(void **state)
{
    struct buf out = { 0 };
    const char *text = "one two three four five six\n\nabcdefghijklmnopqrstuv"
                       "wxyz";

    (void)state;
    plain_wrap(&out, text, strlen(text), 2, 22);
    assert_string_equal(buf_str(&out), "  one two three four\n"
                                       "  five six\n"
                                       "\n"
                                       "  abcdefghijklmnopqrst\n"
                                       "  uvwxyz\n");
    buf_clear(&out);
    plain_wrap(&out, "日本語", 9, 0, 20);
    assert_string_equal(buf_str(&out), "日本語\n");
    buf_clear(&out);
    plain_item(&out, "one two three four five", 23, 22);
    assert_string_equal(buf_str(&out), "- one two three four\n  five\n");
    buf_clear(&out);
    plain_item(&out, "", 0, 22);
    assert_string_equal(buf_str(&out), "");
    buf_clear(&out);
    assert_int_equal(plain_fit("日本語", 9, 4), 6);
    assert_int_equal(plain_fit("日本語", 9, 1), 3); /* at least something */
}

/* Shares, differences and p as cells; what is not known is a dash. */
static void test_cells(void **state)
{
    const struct interval ci = { 0.642, 0.775 }, apart = { -0.003, 0.021 };
    struct table *t = table_new("x|x|x|x");
    struct buf b = { 0 };

    (void)state;
    cell_percent(t, 0.713);
    cell_percent_ci(t, 0.713, ci);
    cell_points_ci(t, 0.012, apart);
    cell_p(t, -757.2); // of a double it would be 0
    cell_percent(t, (double)NAN);
    cell_percent_ci(t, (double)NAN, ci);
    cell_points(t, -1e-15);
    cell_p(t, (double)NAN);
    cell_interval(t, ci);
    cell_p(t, log10(0.03));
    cell_p(t, -3.0005);
    cell_p(t, -8.0001);
    table_print(t, 0, TABLE_BARE, &b);
    assert_string_equal(b.s,
        "71.3       71.3 (64.2-77.5)  +1.2 (-0.3 to +2.1)  6.3e-758\n"
        "-          -                 +0.0                 -\n"
        "64.2-77.5  0.030             1.0e-03              1.0e-08\n");
    buf_clear(&b);
    table_free(t);
}

/* On which side of the usual marks a p lies is not rounded away. */
static void test_p(void **state)
{
    static const struct {
        double p;
        const char *text;
    } cases[] = { { 0.0496, "0.0496" }, { 0.05, "0.050" },
        { 0.05003, "0.05003" }, { 0.0504, "0.0504" }, { 0.0506, "0.051" },
        { 0.00996, "0.00996" }, { 0.26, "0.260" }, { 1, "1.000" } };
    struct table *t = table_new("x");
    struct buf b = { 0 }, want = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cell_p(t, log10(cases[i].p));
        buf_printf(&want, "%s\n", cases[i].text);
    }
    table_print(t, 0, TABLE_BARE, &b);
    assert_string_equal(b.s, want.s);
    buf_clear(&b);
    buf_clear(&want);
    table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aligned),
        cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_wrapped_alike),
        cmocka_unit_test(test_dropped),
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_hang),
        cmocka_unit_test(test_gap_and_color),
        cmocka_unit_test(test_no_rows),
        cmocka_unit_test(test_hostile_cell),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_p),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
