/* Names to numbers, all at once and one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "report/label.h"

enum { N = 3000, NAMES = 701 };

static void test_one_by_one(void **state)
{
    static char text[N][12];
    const char *names[N];
    size_t numbers[N], seen = 0;
    struct label_set l = { 0 };

    (void)state;
    for (size_t i = 0; i < N; i++) {
        if (i != 5) // the empty name is one, too
            snprintf(text[i], sizeof text[i], "n %zu", i * i % NAMES);
        names[i] = text[i];
    }
    assert_int_equal(label_numbers(names, 0, numbers), 0);
    label_numbers(names, N, numbers);
    for (size_t i = 0; i < N; i++) {
        size_t k = label_number(&l, names[i]);
        assert_true(k <= seen); // the next one where it is new
        seen = k == seen ? seen + 1 : seen;
        assert_string_equal(l.names[k], names[i]);
        assert_int_equal(label_number(&l, names[i]), k);
    }
    assert_int_equal(l.n, label_numbers(names, N, numbers));
    label_clear(&l);
    assert_int_equal(label_number(&l, "again"), 0);
    label_clear(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_one_by_one) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
