/*
 * The charts of comparisons: forest plots and trends, at few and many rows.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/chart/chart_forest.h"
#include "report/trend.h"
#include "chart_check.h"

enum { MOST = 120 };

static const char ugly[] = "'\"`>EVIL`7$H@M{/x}^_\\n%s<&é東";
static char names[MOST][80];

static void test_forest_at_all_sizes(void **state)
{
    static const size_t sizes[] = { 0, 1, 3, 16, 57, MOST };
    struct chart_forest_row rows[MOST];

    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        double at = 60 * sin((double)i) - 5 * (double)(i % 3);
        snprintf(names[i], sizeof names[i],
            i % 9 == 4 ? "high_school_government_and_politics, model %zu"
                       : "group-%zu",
            i);
        rows[i] = (struct chart_forest_row){ .name = i == 2 ? ugly : names[i],
            .points = i == 1 ? (double)NAN : at,
            .ci = { i == 5 ? (double)NAN : at - 20, at + 30 },
            .n = (int64_t)(i * i + 1),
            .certain = i % 4 == 0,
            .whole = i == 0 };
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char name[32];
        struct buf svg = { 0 };
        struct chart_forest f = { rows, sizes[i], "student-1.5b better",
            "a teacher with a rather long name better",
            "certain: exact p below 0.05 after Holm's correction" };
        snprintf(name, sizeof name, "forest-%zu", sizes[i]);
        struct chart_out out = { dir, name,
            "student-1.5b is certainly worse in 3 of 57 groups",
            "accuracy of one minus that of the other", "Caption." };
        MAKE(chart_forest(&out, &f, e));
        check_made(name, &svg);
        for (size_t k = 3; k < sizes[i]; k++)
            if (strstr(svg.s, k % 9 == 4 ? "high_school_gov" : names[k])
                == NULL)
                fail_msg("%s is not in %s", names[k], name);
        if (sizes[i] > 1)
            assert_non_null(strstr(svg.s, "unknown"));
        buf_clear(&svg);
    }
}

static void trend_fill(struct trend *t, struct data_run *runs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct trend_point *p = &t->points[i];
        double x = (double)i / (double)n;
        snprintf(names[i], sizeof names[i], "checkpoint-%zu", 50 * (i + 1));
        runs[i].row.model = names[i];
        runs[i].row.suite = "mmlu";
        *p = (struct trend_point){ .run = &runs[i],
            .x = 50 * ((double)i + 1),
            .accuracy = 0.4 + 0.4 * x - 0.2 * x * x,
            .may_be_best = 2 * i > n };
        p->ci.low = p->accuracy - 0.05;
        p->ci.high = i == 1 ? (double)NAN : p->accuracy + 0.05;
        if (p->accuracy > t->points[t->best].accuracy)
            t->best = i;
    }
    t->n = n;
}

static void test_trend_at_all_sizes(void **state)
{
    static const size_t sizes[] = { 2, 3, 12, 40, 64 };
    struct trend_point points[64];
    static struct data_run runs[64];

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct buf svg = { 0 };
        struct trend t = { .points = points,
            .samples = 14042,
            .named = true,
            .margin = i % 2 ? 0.02 : (double)NAN,
            .level = 0.95,
            .slope = 0.001,
            .slope_ci = { 0.0005, 0.0015 } };
        struct data_run *r = runs;
        char *from[2], *to[2];

        trend_fill(&t, r, sizes[i]);
        MAKE(trend_draw(dir, &t, e));
        check_made("trend", &svg);
        assert_non_null(strstr(svg.s, names[t.best]));
        assert_true((strstr(svg.s, "2 points below it") != NULL) == (i % 2));
        for (int k = 0; k < 2; k++) { /* kept apart for those who look */
            from[k] = mem_printf("%s/trend.%s", dir, k ? "png" : "svg");
            to[k] =
                mem_printf("%s/trend-%zu.%s", dir, sizes[i], k ? "png" : "svg");
            assert_int_equal(rename(from[k], to[k]), 0);
            free(from[k]);
            free(to[k]);
        }
        buf_clear(&svg);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forest_at_all_sizes),
        cmocka_unit_test(test_trend_at_all_sizes),
    };

    return cmocka_run_group_tests(tests, chart_folder, chart_folder_gone);
}
