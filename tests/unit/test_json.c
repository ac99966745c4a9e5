/* JSON both ways, and what hostile or careless writers put into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#define REPLACED "\xef\xbf\xbd"

static struct json *parse(const char *text)
{
    struct err e = { 0 };
    struct json *root = json_parse(text, strlen(text), &e);

    if (root == NULL)
        print_error("%s: %s\n", text, e.text);
    return root;
}

enum { LONG = 1200 };

/* What the string in a document of one string reads as, and a long one that
 * ends like it. */
static void reads_as(const char *text, const char *want)
{
    char long_text[LONG + 100];
    struct json *root = parse(text);

    assert_non_null(root);
    assert_string_equal(json_str(root), want);
    json_free(root);
    snprintf(long_text, sizeof long_text, "\"%0*d%s", LONG, 0, text + 1);
    root = parse(long_text);
    assert_non_null(root);
    assert_string_equal(json_str(root) + LONG, want);
    json_free(root);
}

static void refuses(const char *text, size_t len, const char *why)
{
    struct err e = { 0 };

    assert_null(json_parse(text, len, &e));
    assert_int_equal(e.kind, ERR_DATA);
    if (strstr(e.text, why) == NULL)
        fail_msg("'%s' is said of '%s', not '%s'", e.text, text, why);
}

#define REFUSES(text, why) refuses(text, sizeof text - 1, why)

static void escapes(void **state)
{
    (void)state;
    reads_as("\"a\\u0000b\"", "a" REPLACED "b");
    reads_as("\"\\\\u0000\"", "\\u0000"); // a backslash, then letters
    reads_as("\"\\\\\\u0000\"", "\\" REPLACED);
    reads_as("\"\\u00e9\\n\\/\\\"\"", "\xc3\xa9\n/\"");
    reads_as("\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80");
    reads_as("\"\\uD83D\\uDE00\"", "\xf0\x9f\x98\x80");
}

/* json.dumps of Python writes these when a text was cut inside a pair. */
static void half_a_pair(void **state)
{
    (void)state;
    reads_as("\"a\\ud83d\"", "a" REPLACED);
    reads_as("\"\\ud83dx\"", REPLACED "x");
    reads_as("\"\\ude00\\ud83d\"", REPLACED REPLACED);
    reads_as("\"\\ud83d\\ud83d\\ude00\"", REPLACED "\xf0\x9f\x98\x80");
    reads_as("\"\\ud83d\\n\"", REPLACED "\n");
    reads_as("\"\\ud83d\\\\ude00\"", REPLACED "\\ude00");
}

static void broken(void **state)
{
    (void)state;
    REFUSES("", "ends too early");
    REFUSES("   ", "ends too early");
    REFUSES("{\"a\":1", "ends too early (6 bytes)");
    REFUSES("[1, 2", "ends too early");
    REFUSES("{\"a\": tr", "byte 6: 'tr'");
    REFUSES("[\"abc", "byte 2: 'abc'");
    REFUSES("[1,]", "byte 3");
    REFUSES("{} x", "byte 3: 'x'");
    REFUSES("[1] [2]", "byte 4");
    REFUSES("NaN", "byte 0: 'NaN'");
    REFUSES("\"\\u12g4\"", "JSON");
    REFUSES("\"\\u12", "JSON");
    REFUSES("\"\\u", "JSON");
    REFUSES("\"\\", "JSON");
    REFUSES("\"a\0b\"", "byte 2");
    REFUSES("{}\0", "byte 2");
    REFUSES("\"\\ud83d\\u", "JSON");
}

/* Keys and values in their order. */
static void strings_of(int digits)
{
    enum { MANY = 20 };
    struct buf text = { 0 };
    struct json *root;
    int i = 0;

    for (int k = 0; k < MANY; k++)
        buf_printf(&text, "%s\"\\\"%0*d\\\\\" : [ { \"b\": \"%0*d\\n\" } ]",
            k == 0 ? "{" : ",", digits, k, digits, k + MANY);
    buf_putc(&text, '}');
    root = parse(text.s);
    assert_int_equal(json_count(root), MANY);
    JSON_EACH(member, root) {
        const char *value = json_str(json_get(json_first(member), "b"));
        char want[120];
        snprintf(want, sizeof want, "\"%0*d\\", digits, i);
        assert_string_equal(json_key(member), want);
        snprintf(want, sizeof want, "%0*d\n", digits, i++ + MANY);
        assert_string_equal(value, want);
    }
    json_free(root);
    buf_clear(&text);
}

static void long_strings(void **state)
{
    (void)state;
    for (int digits = 1; digits < 100; digits++)
        strings_of(digits);
}

/* What is wrong is told by its place in the text, whatever stands before. */
static void broken_behind_a_long_one(void **state)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        { "\", tr]", "byte 1205: 'tr]'" },
        { "\", \"a", "byte 1206: 'a'" },
        { "\\q\"]", "byte 1202: '\\q" },
        { "", "byte 2" },
        { "\\", "byte 2" },
        { "\"", "ends too early (1203 bytes)" },
        { "\" x]", "byte 1204: 'x]'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[LONG + 100];
        int n = snprintf(text, sizeof text, "[\"%0*d%s", LONG, 0, rows[i].text);
        refuses(text, (size_t)n, rows[i].why);
    }
    reads_as("\"a\xff\"", "a\xff"); // no UTF-8, but kept
}

static void deep(void **state)
{
    enum { DEPTH = 200000 };
    char *text = malloc(2 * DEPTH);
    struct err e = { 0 };

    (void)state;
    assert_non_null(text);
    memset(text, '[', DEPTH);
    memset(text + DEPTH, ']', DEPTH);
    assert_null(json_parse(text, 2 * DEPTH, &e));
    assert_int_equal(e.kind, ERR_DATA);
    assert_null(json_parse(text, DEPTH, &e));
    free(text);
}

/* What is wrong is told by the byte at which it cannot go on. */
static void grammar(void **state)
{
    static const char *const good[] = { "0", "-0", " [ ] ", "{ }", "\t\r\n1 ",
        "\xef\xbb\xbf{}", "[[],{},\"\",null,true,false,1e5,1E+2,0.5e-3]",
        "{\"\":1,\"\":2}", "[0.0,-0e0,10]" };
    static const struct {
        const char *text, *why;
    } bad[] = { { "[1 2]", "byte 3" }, { "{\"a\" 1}", "byte 5" },
        { "{\"a\":}", "byte 5" }, { "{,}", "byte 1" }, { "{1:2}", "byte 1" },
        { "{\"a\":1,}", "byte 7" }, { "[,1]", "byte 1" }, { "]", "byte 0" },
        { "{]", "byte 1" }, { "[}", "byte 1" }, { "nul", "byte 0" },
        { "nulll", "byte 4" }, { "True", "byte 0" }, { "'a'", "byte 0" },
        { "-", "byte 0" }, { "--1", "byte 0" }, { "+1", "byte 0" },
        { ".5", "byte 0" }, { "0x10", "byte 1" }, { "-inf", "byte 0" },
        { "1-2", "byte 1" }, { "1e", "byte 1" }, { "1e+", "byte 1" },
        { "01", "byte 1" }, { "-00", "byte 2" }, { "[01.5]", "byte 2" },
        { "1.", "byte 1" }, { "1.e1", "byte 1" }, { "-.5", "byte 0" },
        { "00000000000000001", "byte 1" }, { "1.5.5", "byte 3" },
        { "1\f", "byte 1" }, { "[1]\x01", "byte 3" }, { "\xef\xbb", "byte 0" },
        { "\"\\x\"", "byte 1" }, { "\"\\u12g4\"", "byte 1" },
        { "\xef\xbb\xbf", "too early" } };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct json *root = parse(good[i]);
        assert_non_null(root);
        json_free(root);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuses(bad[i].text, strlen(bad[i].text), bad[i].why);
}

/* A server's line end in a string is read as one; a file's is told by its
 * place. */
static void bare(void **state)
{
    static const struct {
        const char *text, *why;
    } rows[] = { { "[\"\x7f\n\"]", "byte 3: a control character" },
        { "{\"a\\n\t\":1}", "byte 5: a control character" },
        { "{\"a\":\"\n\\\"\"}", "written as \\u000a" },
        { "[\"a,\n\"b\"]", "is the quote before it closed" } };
    struct err e = { 0 };

    (void)state;
    reads_as("\"a\nb\t\\\\\x01\"", "a\nb\t\\\x01");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = rows[i].text;
        assert_null(json_parse_file(text, strlen(text), &e));
        assert_int_equal(e.kind, ERR_DATA);
        if (strstr(e.text, rows[i].why) == NULL)
            fail_msg("'%s' is said of '%s'", e.text, text);
    }
    assert_null(json_parse_file("[\"a\"", 4, &e));
    assert_non_null(strstr(e.text, "ends too early"));
}

/* To the last bit, however they are written. */
static void numbers(void **state)
{
    static const struct {
        const char *text;
        double want;
    } rows[] = { { "999999999999999", 999999999999999.0 },
        { "-999999999999999", -999999999999999.0 },
        { "9007199254740993", 9007199254740992.0 },
        { "123456789012345678901234567890", 123456789012345678901234567890.0 },
        { "0.1", 0.1 }, { "-1.5e-7", -1.5e-7 }, { "17e-3", 0.017 },
        { "1e400", INFINITY },
        { "2.2250738585072011e-308", 0x0.fffffffffffffp-1022 },
        { "0.1000000000000000055511151231257827021181583404541015625000000000"
          "000000000000000000000000001",
            0.1 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct json *root = parse(rows[i].text);
        if (json_num(root, 0) != rows[i].want)
            fail_msg("%s", rows[i].text);
        json_free(root);
    }
}

static void looks_up(void **state)
{
    struct json *root = parse("{\"a\":{\"b\":{\"c\":7}},\"n\":null,"
                              "\"l\":[1,2.5,-3,1e300,true],\"s\":\"x\"}");
    const struct json *list = json_get(root, "l");
    double sum = 0;

    (void)state;
    assert_int_equal(json_int(json_path(root, "a.b.c"), -1), 7);
    assert_null(json_path(root, "a.x.c"));
    assert_int_equal(json_int(json_path(root, "a.x|a.b.c"), -1), 7);
    assert_int_equal(json_int(json_path(root, "a.b.c|a"), -1), 7);
    assert_null(json_path(root, "a.b.cc|x|aa.b"));
    assert_null(json_path(root, NULL));
    assert_null(json_path(root, "s.b"));
    assert_null(json_get(root, "n")); // null is as good as missing
    assert_true(json_is_null(json_get(root, "n")));
    assert_null(json_get(list, "a"));
    assert_null(json_get(NULL, "a"));
    assert_int_equal(json_count(list), 5);
    assert_int_equal(json_count(NULL), 0);
    assert_null(json_at(list, 5));
    assert_null(json_first(json_get(root, "s")));
    JSON_EACH(item, list)
        sum += json_is_number(item) && json_num(item, 0) < 100
                   ? json_num(item, 0)
                   : 0;
    assert_true(sum == 0.5);
    assert_string_equal(json_key(json_first(root)), "a");
    assert_true(json_true(json_at(list, 4)));
    assert_false(json_true(json_at(list, 0)));
    json_free(root);
    json_free(NULL);
}

/* A count is whole, not negative and below 2^53, or it is unknown. */
static void counts(void **state)
{
    struct json *root = parse("[0,5.0,2.5,-1,9007199254740992,1e300,\"5\"]");
    const int64_t want[] = { 0, 5, -1, -1, INT64_C(9007199254740992), -1, -1 };
    size_t i = 0;

    (void)state;
    JSON_EACH(item, root)
        assert_int_equal(json_int(item, -1), want[i++]);
    assert_int_equal(json_int(NULL, -1), -1);
    json_free(root);
}

static void quoted(const char *s, size_t len, const char *want)
{
    struct buf b = { 0 };

    json_quote(&b, s, len);
    assert_string_equal(buf_str(&b), want);
    buf_clear(&b);
}

static void quotes(void **state)
{
    (void)state;
    quoted("", 0, "\"\"");
    quoted("a\0b", 3, "\"a\\u0000b\"");
    quoted(
        "\"\\\n\t\r\b\f\x1f\x7f", 9, "\"\\\"\\\\\\n\\t\\r\\b\\f\\u001f\x7f\"");
    quoted("\xc3\xa9\xf0\x9f\x98\x80", 6, "\"\xc3\xa9\xf0\x9f\x98\x80\"");
    quoted("a\xff\xc3", 3, "\"a" REPLACED REPLACED "\"");
    quoted("\xed\xa0\x80z", 4, "\"" REPLACED REPLACED REPLACED "z\"");
    quoted("\xc0\xaf", 2, "\"" REPLACED REPLACED "\"");
}

/* Any byte at all comes back as valid JSON. */
static void quotes_any_byte(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        char s[3] = { 'x', (char)c, 'y' };
        struct buf b = { 0 };
        struct err e = { 0 };
        struct json *root;

        json_quote(&b, s, sizeof s);
        root = json_parse(b.s, b.len, &e);
        assert_non_null(root);
        if (c > 0 && c < 128)
            assert_memory_equal(json_str(root), s, 3);
        else
            assert_string_equal(json_str(root), "x" REPLACED "y");
        json_free(root);
        buf_clear(&b);
    }
}

static void writes(void **state)
{
    struct buf b = { 0 };
    struct jsonw w = { &b, false };

    (void)state;
    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "s", "x\"");
    jsonw_str(&w, "none", NULL);
    jsonw_begin(&w, "l", '[');
    jsonw_int(&w, NULL, -3);
    jsonw_count(&w, NULL, -1);
    jsonw_num(&w, NULL, 0.1);
    jsonw_num(&w, NULL, NAN);
    jsonw_num(&w, NULL, INFINITY);
    jsonw_begin(&w, NULL, '{');
    jsonw_end(&w, '}');
    jsonw_end(&w, ']');
    jsonw_bool(&w, "b", true);
    jsonw_bytes(&w, "z", "\0", 1);
    jsonw_end(&w, '}');
    assert_string_equal(buf_str(&b),
        "{\"s\":\"x\\\"\",\"none\":null,\"l\":[-3,null,0.1,null,null,{}],"
        "\"b\":true,\"z\":\"\\u0000\"}");
    buf_clear(&b);
}

static void doubles_come_back(void **state)
{
    const double tries[] = { 0.1, 1.0 / 3, 1e-300, 1.7976931348623157e308,
        123456789.125, 5e-324, -0.3, 100 };

    (void)state;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        struct buf b = { 0 };
        struct jsonw w = { &b, false };
        struct json *root;

        jsonw_num(&w, NULL, tries[i]);
        root = parse(buf_str(&b));
        assert_true(json_num(root, 0) == tries[i]);
        json_free(root);
        buf_clear(&b);
    }
}

static void prints(void **state)
{
    static const char text[] =
        "{\"a\":[1,-2.5,\"\\u0000\\u00e9\",true,false,null,[],{}],\"b\":{}}";
    struct json *root = parse(text);
    struct buf b = { 0 };

    (void)state;
    json_print(root, &b);
    assert_string_equal(buf_str(&b),
        "{\"a\":[1,-2.5,\"" REPLACED "\xc3\xa9\",true,false,null,[],{}],"
        "\"b\":{}}");
    buf_clear(&b);
    json_free(root);
}

/* Each tree has memory of its own: one that fails or goes leaves the others. */
static void trees_are_apart(void **state)
{
    struct json *first = parse("{\"a\":[1,\"one\"]}"), *big;
    struct buf text = { 0 }, again = { 0 };
    struct err e = { 0 };

    (void)state;
    buf_putc(&text, '[');
    for (int i = 0; i < 20000; i++) /* more than the first block holds */
        buf_printf(&text, "%s{\"n\":%d}", i > 0 ? "," : "", i);
    assert_null(json_parse(text.s, text.len, &e));
    buf_putc(&text, ']');
    big = parse(text.s);
    json_free(parse("{}"));
    assert_string_equal(json_str(json_at(json_get(first, "a"), 1)), "one");
    json_free(first);
    json_print(big, &again);
    assert_string_equal(again.s, text.s);
    json_free(big);
    buf_clear(&again);
    buf_clear(&text);
}

/* Text is looked at sixteen bytes at a time: what needs an escape is found
 * wherever it stands among them, and beside what looks like it. */
static void quotes_at_any_place(void **state)
{
    static const char plain[] =
        "!#[] ~\x7f!#[] ~\x7f!#[] ~\x7f!#[] ~\x7f!#[] ~\x7f!#[]";
    char text[sizeof plain], want[sizeof plain + 3];

    (void)state;
    for (size_t i = 0; i < sizeof plain - 1; i++) {
        memcpy(text, plain, sizeof plain);
        text[i] = i % 2 == 0 ? '"' : '\\';
        snprintf(want, sizeof want, "\"%.*s\\%c%s\"", (int)i, plain, text[i],
            plain + i + 1);
        quoted(text, sizeof plain - 1, want);
    }
}

static void lines(void **state)
{
    static const char text[] =
        "{\"a\": [1],\n\"x\": {\"rows\": [7]}, \"b\": \"rows\",\n"
        "\"rows\": [ {\"s\": \"],[ \\\" \\\\\"},\n [1,\n2], 3,\n\n4 ] }";
    static const struct {
        const char *key;
        size_t i;
        long want;
    } cases[] = { { "rows", 0, 3 }, { "rows", 1, 4 }, { "rows", 2, 5 },
        { "rows", 3, 7 }, { "rows", 4, 0 }, { "a", 0, 1 }, { "a", 1, 0 },
        { "b", 0, 0 }, { "none", 0, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (json_line(text, sizeof text - 1, cases[i].key, cases[i].i)
            != cases[i].want)
            fail_msg("case %zu", i);
    /* wherever the text is cut, nothing is read behind it */
    for (size_t len = 0; len < sizeof text; len++) {
        char *cut = test_malloc(len + 1);
        memcpy(cut, text, len);
        json_line(cut, len, "rows", 3);
        test_free(cut);
    }
    assert_int_equal(json_line("{\"rows\":[]}", 11, "rows", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(escapes),
        cmocka_unit_test(half_a_pair),
        cmocka_unit_test(broken),
        cmocka_unit_test(long_strings),
        cmocka_unit_test(broken_behind_a_long_one),
        cmocka_unit_test(grammar),
        cmocka_unit_test(bare),
        cmocka_unit_test(numbers),
        cmocka_unit_test(deep),
        cmocka_unit_test(looks_up),
        cmocka_unit_test(counts),
        cmocka_unit_test(quotes),
        cmocka_unit_test(quotes_any_byte),
        cmocka_unit_test(writes),
        cmocka_unit_test(doubles_come_back),
        cmocka_unit_test(prints),
        cmocka_unit_test(trees_are_apart),
        cmocka_unit_test(quotes_at_any_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
