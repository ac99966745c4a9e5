/*
 * report/agree.h: mistakes that two models share, against tables worked by
 * hand and against models that pick at random.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"
#include "report/agree.h"
#include "near.h"

enum { MOST = 600 };

struct world { // two runs on n samples
    struct data_run a, b;
    struct pair pair;
};

static void world_open(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->a.items = mem_zalloc(MOST, sizeof *w->a.items);
    w->b.items = mem_zalloc(MOST, sizeof *w->b.items);
    w->pair.matches = mem_zalloc(MOST, sizeof *w->pair.matches);
    w->pair.a = &w->a;
    w->pair.b = &w->b;
}

static void give(struct data_item *item, const char *answer, const char *target)
{
    item->id = mem_printf("%p", (void *)item);
    item->cluster = mem_str("-");
    item->cluster[0] = '\0';
    item->extracted = mem_str(answer);
    item->target = mem_str(target);
    item->outcome = answer == NULL                ? OUTCOME_UNREAD
                    : strcmp(answer, target) == 0 ? OUTCOME_CORRECT
                                                  : OUTCOME_WRONG;
}

static void add(
    struct world *w, const char *a, const char *b, const char *target)
{
    size_t i = w->pair.n++;

    give(&w->a.items[i], a, target);
    give(&w->b.items[i], b, target);
    w->pair.matches[i] = (struct pair_match){ i, i };
}

static void world_close(struct world *w)
{
    for (size_t i = 0; i < w->pair.n; i++) {
        free(w->a.items[i].id);
        free(w->a.items[i].cluster);
        free(w->b.items[i].id);
        free(w->b.items[i].cluster);
        free(w->a.items[i].extracted);
        free(w->a.items[i].target);
        free(w->b.items[i].extracted);
        free(w->b.items[i].target);
    }
    free(w->a.items);
    free(w->b.items);
    free(w->pair.matches);
}

/* Target A: answers (B, B), (B, C), (C, C): two of three the same. Of the six
 * ways to set A's answer to one against B's to another, B meets B once and C
 * meets C twice... in all in_a.in_b = 2*1 + 1*2 = 4, less 2 same: 2 of 6. */
static void test_by_hand(void **state)
{
    struct world w;
    struct agree k;

    (void)state;
    world_open(&w);
    add(&w, "B", "B", "A");
    add(&w, "B", "C", "A");
    add(&w, "C", "C", "A");
    add(&w, "A", "C", "A");  /* one is right */
    add(&w, NULL, "C", "A"); /* nothing was read */
    k = agree_of(&w.pair, 0.95);
    assert_true(k.letters);
    assert_int_equal(k.wrong, 3);
    assert_int_equal(k.same, 2);
    SAME(k.observed, 2.0 / 3);
    SAME(k.chance, 1.0 / 3);
    SAME(k.kappa, 0.5);
    world_close(&w);
}

static void test_edges(void **state)
{
    struct world w;
    struct agree k;

    (void)state;
    world_open(&w);
    k = agree_of(&w.pair, 0.95);
    assert_int_equal(k.wrong, 0);
    SAME(k.observed, NAN);
    SAME(k.chance, NAN);
    add(&w, "12", "12", "13");
    k = agree_of(&w.pair, 0.95);
    assert_false(k.letters);
    SAME(k.observed, 1);
    SAME(k.chance, NAN); /* nothing to set it against */
    SAME(k.kappa_ci.low, NAN);
    SAME(k.kappa_ci.high, NAN);
    add(&w, "7", "7", "8"); /* numbers: no question has another's answer */
    k = agree_of(&w.pair, 0.95);
    SAME(k.chance, 0);
    SAME(k.kappa, 1);
    world_close(&w);
}

/* Two models that like D when they do not know agree often, by chance alone;
 * one that copies every second mistake does not. */
static void test_liking_is_no_copying(void **state)
{
    static const char *const letters[] = { "A", "B", "C", "D" };
    struct rng r;
    int held = 0, trials = 300;
    double copied = 0;

    (void)state;
    rng_init(&r, 4);
    for (int t = 0; t < 2 * trials; t++) {
        struct world w;
        struct agree k;

        world_open(&w);
        for (int i = 0; i < 300; i++) {
            const char *target = letters[i % 3];
            const char *a =
                rng_unit(&r) < 0.6 ? "D" : letters[rng_below(&r, 4)];
            const char *b =
                rng_unit(&r) < 0.6 ? "D" : letters[rng_below(&r, 4)];
            add(&w, a, t >= trials && rng_unit(&r) < 0.5 ? a : b, target);
        }
        k = agree_of(&w.pair, 0.95);
        if (t < trials)
            held += k.kappa_ci.low <= 0 && k.kappa_ci.high >= 0;
        else
            copied += k.kappa / trials;
        world_close(&w);
    }
    assert_true(held >= 0.92 * trials); /* 95 % less 2.4 standard errors */
    /* half of B's answers are A's; where both are wrong it is more, as the
     * other half is wrong with A by chance only, in 0.6 + 0.4 * 3 / 4 */
    WITHIN(copied, 0.5 / (0.5 + 0.5 * 0.9), 0.02);
}

/* The same four mistakes three times over are no surer than once: in clusters
 * of three the limits are those of four, with Student's t on three degrees. */
static void test_clusters(void **state)
{
    static const char *const b[] = { "B", "C", "D", "D" };
    static const char *const a[] = { "B", "C", "D", "B" };
    struct clustered_count of[4] = { { 3, 3 }, { 3, 3 }, { 3, 3 }, { 3, 0 } };
    struct interval share = clustered_share(of, 4, 0.95);
    struct world w;
    struct agree k;

    (void)state;
    world_open(&w);
    for (size_t i = 0; i < 12; i++) {
        add(&w, a[i / 3], b[i / 3], "A");
        w.a.items[i].cluster[0] = (char)('a' + i / 3);
    }
    k = agree_of(&w.pair, 0.95);
    SAME(k.observed, 0.75);
    SAME(k.ci.low, share.low);
    SAME(k.ci.high, share.high);
    assert_true(k.kappa - k.kappa_ci.low > 0.5);
    for (size_t i = 0; i < 12; i++)
        w.a.items[i].cluster[0] = '\0';
    k = agree_of(&w.pair, 0.95);
    assert_true(k.kappa - k.kappa_ci.low < 0.5);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_liking_is_no_copying),
        cmocka_unit_test(test_clusters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
