/* UTF-8 at its edges, and the columns of a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/utf8.h"

static void edges(void **state)
{
    static const struct {
        const char *s;
        size_t want;
    } cases[] = {
        { "a", 1 },
        { "\x7f", 1 },
        { "\xc2\x80", 2 },         // U+0080
        { "\xdf\xbf", 2 },         // U+07FF
        { "\xe0\xa0\x80", 3 },     // U+0800
        { "\xed\x9f\xbf", 3 },     // U+D7FF
        { "\xee\x80\x80", 3 },     // U+E000
        { "\xef\xbf\xbf", 3 },     // U+FFFF
        { "\xf0\x90\x80\x80", 4 }, // U+10000
        { "\xf4\x8f\xbf\xbf", 4 }, // U+10FFFF
        { "\x80", 0 },             // a tail alone
        { "\xc0\x80", 0 },         // NUL, too long
        { "\xc1\xbf", 0 },
        { "\xe0\x9f\xbf", 0 }, // U+07FF, too long
        { "\xed\xa0\x80", 0 }, // surrogates
        { "\xed\xbf\xbf", 0 },
        { "\xf0\x8f\xbf\xbf", 0 }, // U+FFFF, too long
        { "\xf4\x90\x80\x80", 0 }, // U+110000
        { "\xf5\x80\x80\x80", 0 },
        { "\xff", 0 },
        { "\xc3(", 0 },
        { "\xe2\x82(", 0 },
        { "\xf0\x9f\x98(", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strlen(cases[i].s);
        assert_int_equal(utf8_len(cases[i].s, len), cases[i].want);
        assert_int_equal(utf8_valid(cases[i].s, len), cases[i].want == len);
        for (size_t cut = 0; cut < cases[i].want; cut++)
            assert_int_equal(utf8_len(cases[i].s, cut), 0);
    }
    assert_int_equal(utf8_len("", 1), 1); // NUL is a character
    assert_true(utf8_valid("", 0));
    assert_true(utf8_valid("a\0b", 3));
}

static size_t width(const char *s)
{
    return utf8_width(s, strlen(s));
}

static void columns(void **state)
{
    (void)state;
    assert_int_equal(width("abc"), 3);
    assert_int_equal(width("\xc3\xa9"), 1);  // e acute
    assert_int_equal(width("e\xcc\x81"), 1); // with a combining one
    assert_int_equal(width("\xe6\xbc\xa2\xe5\xad\x97"), 4); // two ideographs
    assert_int_equal(width("\xf0\x9f\x98\x80"), 2);         // a face
    assert_int_equal(width("\xe2\x80\x8b"), 0);             // zero-width space
    assert_int_equal(width("a\xff"
                           "b"),
        3); // broken: one column
    assert_int_equal(width("\t"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges),
        cmocka_unit_test(columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
