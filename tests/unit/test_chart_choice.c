/*
 * report/chart_tornado and chart_map: sound at few and at many rows, every
 * text as it was given, none on another.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "report/chart/chart_choice.h"
#include "chart_check.h"

enum { COLUMNS = 200, MOST = 30 };

static char names[MOST][48];

static void make_names(void)
{
    for (size_t i = 0; i < MOST; i++)
        snprintf(names[i], sizeof names[i], "%s%zu%s",
            i % 3 == 0 ? "gpu_hour of R1-Distill-Qwen-" : "llama-", i,
            i % 4 == 0 ? "B, own GPUs" : "");
}

static void make_swings(struct chart_swing *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double wide = 40000 * exp(-0.12 * (double)i);
        s[i] = (struct chart_swing){ .label = names[i],
            .low = "1.99",
            .high = "3.5",
            .flips = i % 3 == 0 ? "2.86" : NULL,
            .at_low = 30660 + wide * 0.8,
            .at_high = i % 3 == 0 ? -wide / 3 : 30660 - wide * 0.4 };
    }
}

static void test_tornado_at_all_sizes(void **state)
{
    static const size_t sizes[] = { 0, 1, 3, 14, 15, 30 };
    static struct chart_swing s[MOST];

    (void)state;
    make_swings(s, MOST);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char name[32];
        size_t n = sizes[i];
        struct buf svg = { 0 };
        snprintf(name, sizeof name, "tornado-%zu", n);
        struct chart_out out = { dir, name,
            "The student is the cheapest at 100,000 requests a day, not with "
            "gpu_hour above 2.86",
            "How much less it costs a year than the next best, when one "
            "assumption moves over its range and all others stay",
            "2 more that move it less are left out." };
        MAKE(chart_tornado(&out, 30660, s, n, e));
        check_made(name, &svg);
        want(&svg, "USD a year cheaper than the next best");
        for (size_t k = 0; k < n; k++)
            want(&svg, names[k]);
        if (n > 0)
            want(&svg, "1.99 to 3.5");
        buf_clear(&svg);
    }
}

/* Regions as stairs: each volume has its winners, from cheap to dear. */
static void make_regions(
    struct chart_region *r, double *x, double *low, double *high, size_t n)
{
    for (size_t k = 0; k < COLUMNS; k++)
        x[k] = 100 * pow(10, 4.0 * (double)k / (COLUMNS - 1));
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < COLUMNS; k++) {
            double tilt = pow(x[k] / 1e4, -0.2);
            low[i * COLUMNS + k] =
                i == 0 ? 1e-3 : 1e-3 * pow(1e4, (double)i / (double)n) * tilt;
            high[i * COLUMNS + k] =
                i + 1 == n
                    ? 10
                    : 1e-3 * pow(1e4, (double)(i + 1) / (double)n) * tilt;
            low[i * COLUMNS + k] = fmax(low[i * COLUMNS + k], 1e-3);
            high[i * COLUMNS + k] = fmin(high[i * COLUMNS + k], 10);
        }
        r[i] = (struct chart_region){ .label = names[i],
            .way = i,
            .low = low + i * COLUMNS,
            .high = high + i * COLUMNS };
    }
}

static void test_map_at_all_sizes(void **state)
{
    static const size_t sizes[] = { 0, 1, 2, 3, 8, 30 };
    static struct chart_region r[MOST];
    static double x[COLUMNS], low[MOST * COLUMNS], high[MOST * COLUMNS];

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char name[32];
        size_t n = sizes[i];
        struct buf svg = { 0 };
        snprintf(name, sizeof name, "map-%zu", n);
        struct chart_out out = { dir, name,
            "At 100,000 requests a day the student is the cheapest, until a "
            "wrong answer costs $0.05: then it is the teacher",
            "What a year costs, wrong answers counted", "Prices of 2026." };
        make_regions(r, x, low, high, n);
        MAKE(chart_map(&out, x, COLUMNS, 1e-3, 10, r, n, e));
        check_made(name, &svg);
        want(&svg, "what a wrong answer costs");
        for (size_t k = 0; k < n; k++) { /* in the key, and on the map */
            const char *first = strstr(svg.s, names[k]);
            assert_non_null(first);
            if (strlen(names[k]) < 20) /* longer ones are cut there */
                assert_non_null(strstr(first + 1, names[k]));
        }
        if (n == 0)
            want(&svg, "nothing is known");
        buf_clear(&svg);
    }
}

/* A region that is nowhere has no name. */
static void test_map_of_absent(void **state)
{
    static struct chart_region r[2];
    static double x[COLUMNS], low[2 * COLUMNS], high[2 * COLUMNS];
    struct buf svg = { 0 };
    struct chart_out out = { dir, "absent", "t", NULL, NULL };

    (void)state;
    make_regions(r, x, low, high, 1);
    r[1] = (struct chart_region){ .label = "nobody",
        .way = 1,
        .low = low + COLUMNS,
        .high = high + COLUMNS };
    MAKE(chart_map(&out, x, COLUMNS, 1e-3, 10, r, 2, e));
    check_made("absent", &svg);
    assert_null(strstr(svg.s, "nobody"));
    buf_clear(&svg);
}

static void test_ugly_texts(void **state)
{
    static const char ugly[] = "'\"`>EVIL`7$H@M{/x}^_\\n%s<&";
    static struct chart_swing s[1];
    static struct chart_region r[1];
    static double x[COLUMNS], low[COLUMNS], high[COLUMNS];
    struct buf svg = { 0 };
    struct chart_out out = { dir, "ugly-tornado", ugly, ugly, ugly };
    char *evil = mem_printf("%s/EVIL", dir);

    (void)state;
    make_swings(s, 1);
    s[0].label = s[0].low = s[0].flips = ugly;
    MAKE(chart_tornado(&out, 1, s, 1, e));
    check_made("ugly-tornado", &svg);
    buf_clear(&svg);
    out.name = "ugly-map";
    make_regions(r, x, low, high, 1);
    r[0].label = ugly;
    MAKE(chart_map(&out, x, COLUMNS, 1e-3, 10, r, 1, e));
    check_made("ugly-map", &svg);
    buf_clear(&svg);
    assert_false(file_exists(evil));
    free(evil);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tornado_at_all_sizes),
        cmocka_unit_test(test_map_at_all_sizes),
        cmocka_unit_test(test_map_of_absent),
        cmocka_unit_test(test_ugly_texts),
    };

    make_names();
    return cmocka_run_group_tests(tests, chart_folder, chart_folder_gone);
}
