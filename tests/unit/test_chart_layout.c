/*
 * report/chart_text, _scale, _place: what is decided before gnuplot runs.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "report/chart/chart_place.h"
#include "report/chart/chart_scale.h"
#include "report/chart/chart_text.h"

static void test_values_are_written_short(void **state)
{
    static const struct {
        enum chart_unit unit;
        double value;
        const char *want;
    } t[] = {
        { CHART_USD, 1, "$1" },
        { CHART_USD, 1000, "$1K" },
        { CHART_USD, 999.9, "$1K" },
        { CHART_USD, 1e6, "$1M" },
        { CHART_USD, 0.01, "$0.01" },
        { CHART_USD, 0.1, "$0.10" },
        { CHART_USD, 0.00123, "$0.00123" },
        { CHART_USD, -2500, "-$2.5K" },
        { CHART_USD, 0, "$0" },
        { CHART_COUNT, 12400, "12.4K" },
        { CHART_COUNT, 1e7, "10M" },
        { CHART_PERCENT, 0.95, "95 %" },
        { CHART_PERCENT, 0.123, "12.3 %" },
        { CHART_PERCENT, 1, "100 %" },
        { CHART_PLAIN, 3.5, "3.5" },
    };
    struct buf b = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
        buf_reset(&b);
        chart_scale_write(&b, t[i].unit, t[i].value);
        assert_string_equal(b.s, t[i].want);
    }
    buf_clear(&b);
}

static void test_ticks(void **state)
{
    struct chart_scale s;
    struct buf b = { 0 };

    (void)state;
    chart_scale_init(&s, CHART_USD, true);
    chart_scale_see(&s, 90);
    chart_scale_see(&s, 2e5);
    chart_scale_see(&s, 0);
    chart_scale_see(&s, NAN);
    chart_scale_ticks(&s, &b);
    assert_string_equal(
        b.s, "('$100' 100, '$1K' 1000, '$10K' 10000, '$100K' 100000)");
    buf_reset(&b);
    chart_scale_init(&s, CHART_PERCENT, false);
    chart_scale_see(&s, 0.61);
    chart_scale_see(&s, 1);
    chart_scale_ticks(&s, &b);
    assert_string_equal(
        b.s, "('70 %%' 0.7, '80 %%' 0.8, '90 %%' 0.9, '100 %%' 1)");
    buf_reset(&b);
    chart_scale_init(&s, CHART_USD, true); /* money is never 1e-05 */
    chart_scale_see(&s, 9e-7);
    chart_scale_see(&s, 2e-4);
    chart_scale_ticks(&s, &b);
    assert_string_equal(
        b.s, "('$0.000001' 1e-06, '$0.00001' 1e-05, '$0.0001' 0.0001)");
    buf_reset(&b);
    chart_scale_init(&s, CHART_COUNT, false); /* no checkpoint 1.5 */
    s.whole = true;
    chart_scale_see(&s, 0.9);
    chart_scale_see(&s, 3.1);
    chart_scale_ticks(&s, &b);
    assert_string_equal(b.s, "('1' 1, '2' 2, '3' 3)");
    buf_clear(&b);
}

static void test_column_moves_apart_in_order(void **state)
{
    double y[] = { 10, 11, 12, 50, 99, 100 };

    (void)state;
    chart_place_column(y, 6, 10, 0, 100);
    const double want_y[] = { 1, 11, 21, 50, 90, 100 };
    for (size_t i = 0; i < 6; i++)
        assert_true(fabs(y[i] - want_y[i]) < 1e-9);
}

static void test_crowded_labels_find_room(void **state)
{
    struct chart_label l[24];
    struct chart_box marks[24];
    struct chart_field f = {
        .area = { 0, 0, 900, 600 }, .marks = marks, .n_marks = 24
    };

    (void)state;
    for (size_t i = 0; i < 24; i++) {
        double x = 440 + (double)(i % 5) * 4, y = 300 + (double)(i % 7) * 3;
        l[i] = (struct chart_label){ .x = x, .y = y, .w = 150, .h = 24 };
        marks[i] = (struct chart_box){ x - 8, y - 8, 16, 16 };
    }
    chart_place_around(&f, l, 24);
    for (size_t i = 0; i < 24; i++) {
        const struct chart_box *a = &l[i].box;
        assert_true(
            a->x >= 0 && a->y >= 0 && a->x + a->w <= 900 && a->y + a->h <= 600);
        for (size_t j = 0; j < i; j++) {
            const struct chart_box *b = &l[j].box;
            assert_false(a->x < b->x + b->w && b->x < a->x + a->w
                         && a->y < b->y + b->h && b->y < a->y + a->h);
        }
    }
}

static void test_text_wraps_and_clips(void **state)
{
    struct buf b = { 0 };

    (void)state;
    assert_int_equal(
        chart_text_wrap(&b, "one two  three\nfour", 10, false, 45), 3);
    assert_string_equal(b.s, "one two\nthree\nfour");
    buf_reset(&b);
    assert_int_equal(chart_text_wrap(&b, "", 10, false, 50), 0);
    assert_int_equal(chart_text_wrap(&b, NULL, 10, false, 50), 0);
    assert_int_equal(chart_text_wrap(&b, "wwwwwwwwww", 10, false, 41), 2);
    buf_reset(&b);
    chart_text_clip(&b, "gpt-4o-2024-11-20-mini", 10, false, 90);
    assert_non_null(strstr(b.s, "…"));
    assert_true(chart_text_width(b.s, b.len, 10, false) <= 90);
    assert_memory_equal(b.s, "gpt-", 4);
    assert_string_equal(b.s + b.len - 4, "mini");
    buf_reset(&b);
    chart_text_quote(&b, "it's \\n `x`\n");
    assert_string_equal(b.s, "\"it's \\\\n \\140x\\140 \"");
    buf_clear(&b);
}

/* Where its nearest place would make a label look like another's, it goes
 * to another one. */
static void test_place_of_neighbours(void **state)
{
    struct chart_label l[2] = {
        { .x = 200, .y = 200, .w = 90, .h = 30 },
        { .x = 320, .y = 190, .w = 90, .h = 30 },
    };
    struct chart_box marks[2] = { { 190, 190, 20, 20 }, { 310, 180, 20, 20 } };
    struct chart_field f = {
        .area = { 0, 0, 600, 400 }, .marks = marks, .n_marks = 2
    };

    (void)state;
    chart_place_around(&f, l, 2);
    for (size_t i = 0; i < 2; i++) {
        double x, y, own, other;
        chart_place_nearest(&l[i].box, l[i].x, l[i].y, &x, &y);
        own = hypot(x - l[i].x, y - l[i].y);
        chart_place_nearest(&l[i].box, l[1 - i].x, l[1 - i].y, &x, &y);
        other = hypot(x - l[1 - i].x, y - l[1 - i].y);
        assert_true(other >= own + 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_written_short),
        cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_place_of_neighbours),
        cmocka_unit_test(test_column_moves_apart_in_order),
        cmocka_unit_test(test_crowded_labels_find_room),
        cmocka_unit_test(test_text_wraps_and_clips),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
