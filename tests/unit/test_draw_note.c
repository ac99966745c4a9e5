/* What a picture's caption says about answers that are not wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "report/draw_note.h"

/* A run with so many samples of each outcome. */
static struct data_run make(const int counts[OUTCOME_COUNT])
{
    struct data_run d = { .n = 0 };

    for (int o = 0; o < OUTCOME_COUNT; o++)
        for (int i = 0; i < counts[o]; i++) {
            d.items = mem_resize(d.items, d.n + 1, sizeof *d.items);
            d.items[d.n] = (struct data_item){ .n = (int64_t)d.n + 1,
                .outcome = (enum outcome)o };
            d.n++;
        }
    return d;
}

static void expect(
    const struct data_run *const *runs, size_t n, const char *want)
{
    struct buf out = { 0 };

    draw_note(runs, n, &out);
    assert_string_equal(buf_str(&out), want);
    buf_clear(&out);
}

static void test_note(void **state)
{
    struct data_run clean = make((int[OUTCOME_COUNT]){ 5, 5, 0, 0, 0, 0 });
    struct data_run cut = make((int[OUTCOME_COUNT]){ 1, 1, 0, 3, 0, 0 });
    struct data_run all = make((int[OUTCOME_COUNT]){ 1, 2, 3, 4, 5, 6 });
    struct data_run lost = make((int[OUTCOME_COUNT]){ 1, 0, 0, 0, 0, 1 });
    const struct data_run *runs[] = { &clean, &cut, &all, &cut };

    (void)state;
    expect(runs, 1, "");
    expect(runs, 2, "Of 15 samples 3 truncated count as not right.");
    expect(runs + 2, 1,
        "Of 21 samples 6 failed and are left out; 4 truncated, 5 refused, 3 "
        "unread count as not right.");
    expect(runs, 4,
        "Of 36 samples 6 failed and are left out; 7 truncated, 5 refused, 3 "
        "unread count as not right.");
    runs[0] = &lost;
    expect(runs, 1, "Of 2 samples 1 failed and is left out.");
    free(clean.items);
    free(cut.items);
    free(all.items);
    free(lost.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_note) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
