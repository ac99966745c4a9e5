/* Errors: kinds stay, texts nest, nothing runs over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "base/err.h"

static void sets_and_wraps(void **state)
{
    struct err e = { 0 };

    (void)state;
    assert_int_equal(err_set(&e, ERR_CONFIG, "line %d: '%s'", 3, "x"), -1);
    assert_int_equal(e.kind, ERR_CONFIG);
    assert_string_equal(e.text, "line 3: 'x'");
    assert_int_equal(err_wrap(&e, "%s", "models.lua"), -1);
    assert_int_equal(e.kind, ERR_CONFIG);
    assert_string_equal(e.text, "models.lua: line 3: 'x'");
    err_clear(&e);
    assert_int_equal(e.kind, ERR_NONE);
    assert_string_equal(e.text, "");
}

static void errno_is_said(void **state)
{
    struct err e = { 0 };

    (void)state;
    errno = ENOENT;
    assert_int_equal(err_errno(&e, ERR_SYSTEM, "%s", "a/b"), -1);
    assert_string_equal(e.text, "a/b: No such file or directory");
}

static void nobody_listening_is_fine(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, ERR_DATA, "x"), -1);
    assert_int_equal(err_wrap(NULL, "x"), -1);
    assert_int_equal(err_errno(NULL, ERR_DATA, "x"), -1);
    err_clear(NULL);
}

static void long_texts_are_cut(void **state)
{
    char name[2 * sizeof((struct err *)0)->text];
    struct err e = { 0 };

    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    err_set(&e, ERR_DATA, "%s", name);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    err_wrap(&e, "where");
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    assert_memory_equal(e.text, "where: nnn", 10);
    err_wrap(&e, "%s", name);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    errno = EIO;
    err_errno(&e, ERR_SYSTEM, "%s", name);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_and_wraps),
        cmocka_unit_test(errno_is_said),
        cmocka_unit_test(nobody_listening_is_fine),
        cmocka_unit_test(long_texts_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
