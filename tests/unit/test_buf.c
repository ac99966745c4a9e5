/* Growing bytes: NUL inside, NUL behind, growth far beyond the first room. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static void empty(void **state)
{
    struct buf b = { 0 };
    char *s;

    (void)state;
    assert_string_equal(buf_str(&b), "");
    buf_reset(&b);
    buf_add(&b, NULL, 0);
    assert_int_equal(b.len, 0);
    assert_string_equal(buf_str(&b), "");
    buf_clear(&b);
    s = buf_take(&b);
    assert_string_equal(s, "");
    free(s);
}

/* Large numbers have all their figures: 1234 tokens a second, 32,000 a request
 * are told so, not as 1.23e+03. */
static void figures(void **state)
{
    static const struct {
        double x;
        int figures;
        const char *text;
    } cases[] = { { 0, 3, "0" }, { 1, 3, "1" }, { 1.5, 3, "1.5" },
        { 99.95, 3, "100" }, { 99.94, 3, "99.9" }, { 999.4, 3, "999" },
        { 999.5, 3, "1000" }, { 999.95, 4, "1000" }, { 1234.5, 3, "1234" },
        { 1e6, 3, "1000000" }, { 32000, 4, "32000" }, { 123, 2, "123" },
        { -1234, 3, "-1234" }, { -0.5, 3, "-0.5" }, { 0.00049, 3, "0.00049" },
        { (double)INFINITY, 3, "inf" } };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = { 0 };
        buf_figures(&b, cases[i].x, cases[i].figures);
        assert_string_equal(b.s, cases[i].text);
        buf_clear(&b);
    }
}

static void holds_nul(void **state)
{
    struct buf b = { 0 };

    (void)state;
    buf_add(&b, "a\0b", 3);
    buf_putc(&b, '\0');
    buf_puts(&b, "c");
    assert_int_equal(b.len, 5);
    assert_memory_equal(b.s, "a\0b\0c", 6);
    buf_reset(&b);
    assert_string_equal(buf_str(&b), "");
    buf_clear(&b);
}

/* Room that was asked for and not used does not show. */
static void unused_room(void **state)
{
    struct buf b = { 0 };

    (void)state;
    assert_non_null(buf_grow(&b, 10));
    assert_string_equal(buf_str(&b), "");
    buf_puts(&b, "ab");
    buf_grow(&b, 5000);
    assert_string_equal(buf_str(&b), "ab");
    buf_clear(&b);
}

static void prints_and_grows(void **state)
{
    struct buf b = { 0 };
    char *s;

    (void)state;
    for (int i = 0; i < 5000; i++)
        buf_printf(&b, "%04d,", i);
    assert_int_equal(b.len, 25000);
    assert_memory_equal(b.s + 5 * 4321, "4321,", 5);
    assert_int_equal(b.s[b.len], '\0');
    buf_printf(&b, "%s", "");
    assert_int_equal(b.len, 25000);
    s = buf_take(&b);
    assert_int_equal(strlen(s), 25000);
    assert_null(b.s);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty),
        cmocka_unit_test(figures),
        cmocka_unit_test(holds_nul),
        cmocka_unit_test(unused_room),
        cmocka_unit_test(prints_and_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
