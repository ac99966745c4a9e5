/* What a picture's caption says about answers that are not wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "report/chart/draw_note.h"

/* A run with so many samples of each outcome. */
static struct data_run make(const char *model, const int counts[OUTCOME_COUNT])
{
    struct data_run d = { .row = { .model = model } };

    for (int o = 0; o < OUTCOME_COUNT; o++)
        for (int i = 0; i < counts[o]; i++) {
            d.items = mem_resize(d.items, d.n + 1, sizeof *d.items);
            d.items[d.n] = (struct data_item){ .n = (int64_t)d.n + 1,
                .id = mem_str(""),
                .cluster = mem_str(""),
                .outcome = (enum outcome)o };
            d.n++;
        }
    return d;
}

static void expect(
    const struct data_run *const *runs, size_t n, const char *want)
{
    struct buf out = { 0 };

    draw_note((struct draw_runs){ runs, n }, &out);
    assert_string_equal(buf_str(&out), want);
    buf_clear(&out);
}

static void test_note(void **state)
{
    struct data_run clean =
        make("clean", (int[OUTCOME_COUNT]){ 5, 5, 0, 0, 0, 0 });
    struct data_run cut = make("cut", (int[OUTCOME_COUNT]){ 1, 1, 0, 2, 0, 0 });
    struct data_run all = make("all", (int[OUTCOME_COUNT]){ 2, 2, 3, 4, 5, 4 });
    struct data_run lost =
        make("lost", (int[OUTCOME_COUNT]){ 1, 0, 0, 0, 0, 1 });
    struct data_run more =
        make("cut", (int[OUTCOME_COUNT]){ 2, 1, 1, 0, 0, 0 });
    const struct data_run *runs[] = { &clean, &cut, &all, &cut, &more };

    (void)state;
    expect(runs, 0, "");
    expect(runs, 1, "");
    expect(runs, 2,
        "cut: of 4 samples 2 truncated: 25.0-75.0 % right at worst and best. "
        "What was truncated, refused or unread counts as not right.");
    /* twice the same run, the widest first, runs of a model in one */
    expect(runs, 5,
        "all: of 20 samples 4 failed, 4 truncated, 5 refused, 3 unread: "
        "10.0-90.0 % right at worst and best. cut: of 8 samples 2 truncated, "
        "1 unread: 37.5-75.0 % right at worst and best. Failed ones are left "
        "out of what is drawn. What was truncated, refused or unread counts "
        "as not right.");
    runs[0] = &lost;
    expect(runs, 1,
        "lost: of 2 samples 1 failed: 50.0-100.0 % right at worst and best. "
        "Failed ones are left out of what is drawn.");
    data_clear(&clean);
    data_clear(&cut);
    data_clear(&all);
    data_clear(&lost);
    data_clear(&more);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_note) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
