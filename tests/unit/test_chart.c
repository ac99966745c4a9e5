/*
 * report/chart: the files are there and sound, every text is in them as it
 * was given, no text lies on text, unknown things are named and not drawn,
 * and a gnuplot that is missing, fails or hangs is reported.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "report/chart/chart.h"
#include "report/chart/chart_run.h"
#include "report/chart/chart_text.h"
#include "chart_check.h"
#include "chart_sample.h"

/* A shell would make a file of this name, were it ever asked. */
static const char ugly[] = "'\"`>EVIL`7$H@M{/x}^_\\n%s<&é東";

/* The same as XML has it; gnuplot leaves > as it is, and the last letter has
 * none in the chart's font. */
static const char ugly_xml[] = "'\"`>EVIL`7$H@M{/x}^_\\n%s&lt;&amp;é\uFFFD";

static void test_cost_at_all_sizes(void **state)
{
    static const size_t sizes[] = { 0, 1, 3, 8, 13, 30, 40 };
    static struct sample s;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char name[32];
        size_t n = sizes[i];
        struct buf svg = { 0 };
        snprintf(name, sizeof name, "cost-%zu", n);
        struct chart_out out = { dir, name,
            "Own machines pay off above 40,000 requests a day",
            "Measured tokens per request on gsm8k (412 in, 188 out), list "
            "prices of 2026-11-21, 365 days, no discount. Own machines: 2 x "
            "H100 at $2.95 an hour, 60 % busy. The student's making ($4,500) "
            "is spread over one year.",
            "Prices checked 2026-09-23. Bands are 95 % intervals." };
        sample_make(&s, n, 1);
        MAKE(chart_cost(&out, s.lines, n, s.crossings, s.n_crossings, e));
        check_made(name, &svg);
        want(&svg, "Own machines pay off");
        want(&svg, "requests per day");
        if (n == 0)
            want(&svg, "nothing is known that could be drawn here");
        want(&svg, "US dollars per year");
        for (size_t k = 0; k < n; k++)
            want(&svg, sample_names[k]);
        buf_clear(&svg);
    }
}

static void test_frontier_at_all_sizes(void **state)
{
    static const size_t sizes[] = { 0, 1, 3, 8, 14, 30, 40 };
    static struct sample s;
    struct chart_axis x = { "US dollars per 1,000 answers", CHART_USD };
    struct chart_axis y = { "accuracy on gsm8k", CHART_PERCENT };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char name[32];
        size_t n = sizes[i];
        struct buf svg = { 0 };
        snprintf(name, sizeof name, "frontier-%zu", n);
        struct chart_out out = { dir, name,
            "The tuned student gives 91 % of the quality for 6 % of the "
            "money, and five models are dominated outright",
            "1,319 items of gsm8k, one answer each; bars are 95 % intervals, "
            "Wilson for accuracy, bootstrap for cost",
            "Published points: articles of 2026-02-21 and 2026-03-28." };
        sample_make(&s, n, 1);
        MAKE(chart_frontier(&out, &x, &y, s.points, n, e));
        check_made(name, &svg);
        want(&svg, "US dollars per 1,000 answers");
        for (size_t k = 0; k < n; k++)
            want(&svg, sample_names[k]);
        buf_clear(&svg);
    }
}

/* Claims: ordinary ones, and rows that would leave the picture. */
static void test_claims_at_all_sizes(void **state)
{
    static const size_t sizes[] = { 0, 1, 5, 67, 120 };
    static const double times[] = { 1, 0.667, 0.4, 1.7, 2.4, 0.001, 900 };
    static const char *const groups[] = { "holds",
        "holds only if input and output prices are mixed", "does not follow" };
    static struct chart_claim rows[120];
    static char labels[120][80];

    (void)state;
    for (size_t i = 0; i < 120; i++) {
        snprintf(labels[i], sizeof labels[i],
            "Model %zu: 100M tokens a day cost about $%zuK a year", i, i + 1);
        rows[i] = (struct chart_claim){ .label = i == 3 ? ugly : labels[i],
            .claimed = "$547,000",
            .gives = "0.552 / 2.483",
            .like = i % 9 == 8 ? (double)NAN : times[i % 7],
            .basis = i % 2 ? 1 : (double)NAN,
            .ci = { i % 5 ? (double)NAN : -0.4, i % 5 ? (double)NAN : 2.6 } };
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char name[32];
        size_t n = sizes[i];
        struct buf svg = { 0 };
        snprintf(name, sizeof name, "claims-%zu", n);
        struct chart_out out = { dir, name,
            "17 of 42 published figures hold, 6 more only if prices are mixed",
            "recomputed from their own inputs and the price book", "a note" };
        for (size_t k = 0; k < n; k++) {
            rows[k].kind = k * 3 / n;
            rows[k].group = groups[rows[k].kind];
        }
        MAKE(chart_claims(&out, rows, n, e));
        check_made(name, &svg);
        for (size_t k = 0; k < n && k != 3; k++)
            want(&svg, labels[k]);
        if (n > 3)
            want(&svg, "as claimed");
        buf_clear(&svg);
    }
}

static void test_retention_at_all_sizes(void **state)
{
    static const size_t sizes[][2] = { { 0, 1 }, { 1, 1 }, { 3, 1 }, { 8, 1 },
        { 8, 2 }, { 24, 3 }, { 32, 4 } };
    static struct sample s;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char name[32];
        size_t n = sizes[i][0];
        struct buf svg = { 0 };
        snprintf(name, sizeof name, "retention-%zu-%zu", n, sizes[i][1]);
        struct chart_out out = { dir, name,
            "The student keeps reading, and loses arithmetic",
            "Same items, same prompt, temperature 0. Intervals: 95 %, paired.",
            NULL };
        sample_make(&s, n, sizes[i][1]);
        MAKE(chart_retention(&out, "Claude Opus 4.6", s.bars, n, e));
        check_made(name, &svg);
        want(&svg, "Claude Opus 4.6 = 100 %");
        for (size_t k = 0; k < n; k++) {
            want(&svg, s.bars[k].suite);
            want(&svg, s.bars[k].model);
        }
        if (n > 5)
            want(&svg, "unknown");
        buf_clear(&svg);
    }
}

static void check_ugly(const char *name, size_t times)
{
    struct buf svg = { 0 };
    size_t n = 0;

    check_made(name, &svg);
    for (const char *s = svg.s; (s = strstr(s, ugly_xml)) != NULL; s++)
        n++;
    if (n < times)
        fail_msg("%s: %zu of %zu ugly texts", name, n, times);
    char *evil = mem_printf("%s/EVIL", dir);
    assert_false(file_exists(evil));
    free(evil);
    buf_clear(&svg);
}

static void test_ugly_texts(void **state)
{
    static struct sample s;
    struct chart_axis x = { ugly, CHART_USD }, y = { ugly, CHART_PERCENT };
    struct chart_out out = { dir, "ugly-cost", ugly, ugly, ugly };

    (void)state;
    sample_make(&s, 3, 1);
    s.lines[0].label = ugly;
    s.crossings[0].label = ugly;
    MAKE(chart_cost(&out, s.lines, 3, s.crossings, s.n_crossings, e));
    check_ugly("ugly-cost", 4);
    out.name = "ugly-frontier";
    s.points[0].label = s.points[1].note = ugly;
    MAKE(chart_frontier(&out, &x, &y, s.points, 3, e));
    check_ugly("ugly-frontier", 7);
    out.name = "ugly-retention";
    s.bars[0].suite = s.bars[0].model = ugly;
    MAKE(chart_retention(&out, ugly, s.bars, 3, e));
    check_ugly("ugly-retention", 4);
}

static void test_broken_bytes_and_long_texts(void **state)
{
    static struct sample s;
    struct buf svg = { 0 };
    char longest[601];
    struct chart_out out = { dir, "long", longest, NULL, "a\nb\tc\x01\x7f" };
    struct chart_axis x = { "cost", CHART_USD }, y = { NULL, CHART_PLAIN };

    (void)state;
    memset(longest, 'W', sizeof longest - 1);
    longest[600] = '\0';
    sample_make(&s, 3, 3);
    s.lines[1].label = s.points[1].label = s.bars[1].model = longest;
    s.lines[2].label = s.points[2].label = s.bars[2].model =
        "\xff\xc3(\xc2\x85\xef\xbf\xbf";
    MAKE(chart_cost(&out, s.lines, 3, NULL, 0, e));
    check_made("long", &svg);
    want(&svg, "…");
    want(&svg, "\xef\xbf\xbd");
    buf_clear(&svg);
    MAKE(chart_frontier(&out, &x, &y, s.points, 3, e));
    check_made("long", &svg);
    buf_clear(&svg);
    MAKE(chart_retention(&out, longest, s.bars, 3, e));
    check_made("long", &svg);
    buf_clear(&svg);
}

/* Counts rows of a block of data in a script. */
static size_t rows_of(const char *name, const char *block)
{
    struct buf gp = { 0 };
    size_t n = 0;

    read_made(name, "gp", &gp);
    const char *s = strstr(gp.s, block);
    for (s = s == NULL ? "EOD" : strchr(s, '\n') + 1; strncmp(s, "EOD", 3) != 0;
         s = strchr(s, '\n') + 1)
        n += *s != '\n' && *s != '#';
    buf_clear(&gp);
    return n;
}

static void test_unknown_cost_is_named(void **state)
{
    static struct sample s;
    struct buf svg = { 0 };
    struct chart_out out = { dir, "cost-unknown", "t", NULL, NULL };

    (void)state;
    sample_make(&s, 5, 1);
    for (size_t k = 0; k < SAMPLE_STEPS; k++) {
        s.y[0][k] = NAN;
        s.y[1][k] = 0;
        s.y[2][k] = k < 10 ? NAN : s.y[2][k];
        s.y[3][k] = k < 10 ? 0 : s.y[3][k];
    }
    MAKE(chart_cost(&out, s.lines, 5, NULL, 0, e));
    check_made("cost-unknown", &svg);
    want(&svg, "Not drawn, cost unknown: Claude Opus 4.6<");
    want(&svg, "no zero: gemma-3-270m, tuned<");
    want(&svg, "Drawn where the cost is known: Kimi K2.5<");
    want(&svg, "more than nothing: Qwen3-235B-A22B<");
    assert_int_equal(rows_of("cost-unknown", "$line1 "), 0);
    assert_int_equal(rows_of("cost-unknown", "$line2 "), 0);
    assert_int_equal(rows_of("cost-unknown", "$line3 "), SAMPLE_STEPS - 10);
    assert_int_equal(rows_of("cost-unknown", "$line4 "), SAMPLE_STEPS - 10);
    assert_int_equal(rows_of("cost-unknown", "$line5 "), SAMPLE_STEPS);
    buf_clear(&svg);
}

static void test_unknown_points_are_named(void **state)
{
    static struct sample s;
    struct buf svg = { 0 };
    struct chart_out out = { dir, "frontier-unknown", "t", NULL, NULL };
    struct chart_axis x = { "cost", CHART_USD }, y = { "q", CHART_PERCENT };

    (void)state;
    sample_make(&s, 8, 1);
    s.points[0].x = NAN;
    s.points[0].y = 0.75;
    s.points[1].y = NAN;
    s.points[1].x = 2.5;
    s.points[2].x = 0;
    s.points[2].y = 0.5;
    s.points[5].x_ci.low = s.points[6].y_ci.high = NAN;
    MAKE(chart_frontier(&out, &x, &y, s.points, 8, e));
    check_made("frontier-unknown", &svg);
    want(&svg, "axis “cost”: Claude Opus 4.6 (75 %)<");
    want(&svg, "axis “q”: gemma-3-270m, tuned ($2.5)<");
    want(&svg, "no zero: Kimi K2.5 (50 %)<");
    /* Points 4 to 8; the fourth is published: hollow, no intervals. */
    assert_int_equal(rows_of("frontier-unknown", "$marks "), 5 * 2 + 1);
    assert_int_equal(rows_of("frontier-unknown", "$intervals "), 2 * 4 - 2);
    buf_clear(&svg);
}

static void test_unknown_bars_are_not_drawn(void **state)
{
    static struct sample s;
    struct buf svg = { 0 };
    struct interval wild = { -3, 90 };
    struct chart_out out = { dir, "retention-unknown", "t", NULL, NULL };

    (void)state;
    sample_make(&s, 4, 1);
    s.bars[0].known = false;
    s.bars[1].ratio = NAN;
    s.bars[2].ci = wild;
    s.bars[3].ci.low = NAN;
    MAKE(chart_retention(&out, NULL, s.bars, 4, e));
    check_made("retention-unknown", &svg);
    assert_int_equal(rows_of("retention-unknown", "$marks "), 2 * 2);
    assert_int_equal(rows_of("retention-unknown", "$intervals "), 1);
    want(&svg, "unknown");
    buf_clear(&svg);
}

/* The script alone draws the same picture again. */
static void test_script_stands_alone(void **state)
{
    static struct sample s;
    struct buf one = { 0 }, two = { 0 };
    struct err error = { 0 };
    struct chart_out out = { dir, "again", "t", NULL, NULL };

    (void)state;
    sample_make(&s, 3, 1);
    MAKE(chart_cost(&out, s.lines, 3, s.crossings, s.n_crossings, e));
    read_made("again", "svg", &one);
    char *svg = mem_printf("%s/again.svg", dir);
    assert_int_equal(unlink(svg), 0);
    assert_int_equal(chart_run(dir, "again.gp", 60000000, &error), 0);
    read_made("again", "svg", &two);
    assert_string_equal(one.s, two.s);
    free(svg);
    buf_clear(&one);
    buf_clear(&two);
}

/* Puts a program named gnuplot before the real one. */
static char *fake_gnuplot(const char *body)
{
    struct err e = { 0 };
    char *bin = mem_printf("%s/bin", dir);
    char *path = mem_printf("%s/gnuplot", bin);
    char *old = mem_str(getenv("PATH"));

    assert_int_equal(file_mkdirs(bin, &e), 0);
    if (body != NULL) {
        assert_int_equal(file_write(path, body, strlen(body), &e), 0);
        assert_int_equal(chmod(path, 0755), 0);
    } else {
        unlink(path);
    }
    setenv("PATH", bin, 1);
    free(path);
    free(bin);
    return old;
}

static void real_gnuplot(char *old)
{
    setenv("PATH", old, 1);
    free(old);
}

static void test_missing_gnuplot_is_said(void **state)
{
    static struct sample s;
    struct err e = { 0 };
    struct chart_out out = { dir, "missing", "t", NULL, NULL };
    char *gp = mem_printf("%s/missing.gp", dir);

    (void)state;
    sample_make(&s, 3, 1);
    char *old = fake_gnuplot(NULL);
    assert_int_equal(chart_available(&e), -1);
    assert_int_equal(e.kind, ERR_SYSTEM);
    assert_non_null(strstr(e.text, "apt-get install gnuplot-nox"));
    err_clear(&e);
    assert_int_equal(chart_cost(&out, s.lines, 3, NULL, 0, &e), -1);
    assert_non_null(strstr(e.text, "apt-get install gnuplot-nox"));
    assert_true(file_exists(gp)); // to be drawn where gnuplot is
    real_gnuplot(old);
    free(gp);
}

static void test_failing_gnuplot_is_quoted(void **state)
{
    static struct sample s;
    struct err e = { 0 };
    struct chart_out out = { dir, "failing", "t", NULL, NULL };
    char *svg = mem_printf("%s/failing.svg", dir);

    (void)state;
    sample_make(&s, 3, 1);
    assert_int_equal(file_write(svg, "old", 3, &e), 0);
    char *old = fake_gnuplot("#!/bin/sh\necho '  ^' >&2\n"
                             "echo 'line 3: undefined variable' >&2\n"
                             "exit 1\n");
    assert_int_equal(chart_cost(&out, s.lines, 3, NULL, 0, &e), -1);
    assert_int_equal(e.kind, ERR_SYSTEM);
    assert_string_equal(
        e.text, "gnuplot failing.gp: line 3: undefined variable");
    assert_false(file_exists(svg)); // an old picture is not a new one
    real_gnuplot(old);
    old = fake_gnuplot("#!/bin/sh\nexit 0\n");
    assert_int_equal(chart_cost(&out, s.lines, 3, NULL, 0, &e), -1);
    assert_non_null(strstr(e.text, "did not write"));
    real_gnuplot(old);
    old = fake_gnuplot("#!/bin/sh\nkill -9 $$\n");
    assert_int_equal(chart_cost(&out, s.lines, 3, NULL, 0, &e), -1);
    assert_string_equal(e.text, "gnuplot failing.gp: ended by signal 9");
    real_gnuplot(old);
    free(svg);
}

static void test_hanging_gnuplot_is_killed(void **state)
{
    struct err e = { 0 };
    int64_t start_us = clock_now_us();

    (void)state;
    char *old = fake_gnuplot("#!/bin/sh\nexec >&- 2>&-\n/bin/sleep 30\n");
    assert_int_equal(chart_run(dir, "x.gp", 300000, &e), -1);
    assert_string_equal(
        e.text, "gnuplot x.gp: killed after 0.3 s without an end");
    real_gnuplot(old);
    old = fake_gnuplot("#!/bin/sh\nwhile :; do echo noise; done\n");
    assert_int_equal(chart_run(dir, "x.gp", 300000, &e), -1);
    assert_non_null(strstr(e.text, "killed"));
    real_gnuplot(old);
    assert_true(clock_now_us() - start_us < 5000000);
}

static void test_missing_folder_is_named(void **state)
{
    struct err e = { 0 };
    struct chart_out out = { "/proc/nowhere/at/all", "x", "t", NULL, NULL };

    (void)state;
    assert_int_equal(chart_cost(&out, NULL, 0, NULL, 0, &e), -1);
    assert_non_null(strstr(e.text, "/proc/nowhere"));
    assert_int_equal(chart_run("/nowhere/at/all", "x.gp", 1000000, &e), -1);
    assert_non_null(strstr(e.text, "/nowhere/at/all"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cost_at_all_sizes),
        cmocka_unit_test(test_frontier_at_all_sizes),
        cmocka_unit_test(test_claims_at_all_sizes),
        cmocka_unit_test(test_retention_at_all_sizes),
        cmocka_unit_test(test_ugly_texts),
        cmocka_unit_test(test_broken_bytes_and_long_texts),
        cmocka_unit_test(test_unknown_cost_is_named),
        cmocka_unit_test(test_unknown_points_are_named),
        cmocka_unit_test(test_unknown_bars_are_not_drawn),
        cmocka_unit_test(test_script_stands_alone),
        cmocka_unit_test(test_missing_gnuplot_is_said),
        cmocka_unit_test(test_failing_gnuplot_is_quoted),
        cmocka_unit_test(test_hanging_gnuplot_is_killed),
        cmocka_unit_test(test_missing_folder_is_named),
    };

    return cmocka_run_group_tests(tests, chart_folder, chart_folder_gone);
}
