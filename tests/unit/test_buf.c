/* Growing bytes: NUL inside, NUL behind, growth far beyond the first room. */
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
        cmocka_unit_test(holds_nul),
        cmocka_unit_test(unused_room),
        cmocka_unit_test(prints_and_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
