/* libcurl's memory: no block overlaps another, what is given back is
 * used again, and core images leave it out. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/secret.h"
#include "io/http_memory.h"

enum { SLOTS = 300, STEPS = 20000 };

static void fill(unsigned char *p, size_t len, int mark)
{
    memset(p, mark, len);
}

static void check(const unsigned char *p, size_t len, int mark)
{
    for (size_t i = 0; i < len; i++)
        assert_int_equal(p[i], mark);
}

static void test_random_use(void **state)
{
    struct {
        unsigned char *p;
        size_t len;
        int mark;
    } slot[SLOTS] = { { NULL, 0, 0 } };
    struct rng r;

    (void)state;
    rng_init(&r, 9);
    for (int step = 0; step < STEPS; step++) {
        size_t i = (size_t)rng_below(&r, SLOTS), keep;
        size_t len = (size_t)rng_below(&r, (uint64_t)1 << rng_below(&r, 18));
        int mark = (int)rng_below(&r, 256);

        keep = len < slot[i].len ? len : slot[i].len;
        if (slot[i].p != NULL)
            check(slot[i].p, slot[i].len, slot[i].mark);
        if (step % 3 == 0) {
            http_memory_free(slot[i].p);
            slot[i].p = http_memory_zalloc(len, 1);
            check(slot[i].p, len, 0);
        } else {
            slot[i].p = http_memory_resize(slot[i].p, len);
            check(slot[i].p, keep, slot[i].mark);
        }
        assert_int_equal((uintptr_t)slot[i].p % 16, 0);
        fill(slot[i].p, len, mark);
        slot[i].len = len;
        slot[i].mark = mark;
    }
    for (size_t i = 0; i < SLOTS; i++)
        http_memory_free(slot[i].p);
}

/* What was given back is handed out again, so that a key that stood in it stays
 * in pages that are left out of images. */
static void test_used_again(void **state)
{
    static const size_t sizes[] = { 1, 16, 17, 32, 33, 48, 2000, 98288 };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *p = http_memory_alloc(sizes[i]), *again;
        http_memory_free(p);
        again = http_memory_alloc(sizes[i]);
        assert_ptr_equal(again, p);
        http_memory_free(again);
    }
    http_memory_free(NULL);
    assert_null(http_memory_alloc(SIZE_MAX - 8));
    assert_null(http_memory_zalloc(SIZE_MAX / 2, 3));
}

enum { HANDED = 200, ROUNDS = 50 };

struct hand {
    unsigned char *p[HANDED];
    int mark;
};

/* Frees what the other thread made, and makes as much for it. */
static void *trade(void *arg)
{
    struct hand *h = arg;

    for (size_t i = 0; i < HANDED; i++) {
        check(h->p[i], i + 1, h->mark);
        http_memory_free(h->p[i]);
    }
    h->mark++;
    for (size_t i = 0; i < HANDED; i++) {
        h->p[i] = http_memory_alloc(i + 1);
        fill(h->p[i], i + 1, h->mark);
    }
    return NULL;
}

/* The resolver's threads give back what the loop's made, and the reverse. */
static void test_threads(void **state)
{
    struct hand ours = { .mark = 1 }, its = { .mark = 100 };

    (void)state;
    http_memory_own();
    for (size_t i = 0; i < HANDED; i++) {
        ours.p[i] = http_memory_alloc(i + 1);
        fill(ours.p[i], i + 1, ours.mark);
        its.p[i] = http_memory_alloc(i + 1);
        fill(its.p[i], i + 1, its.mark);
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct hand swap;
        pthread_t other;
        assert_int_equal(pthread_create(&other, NULL, trade, &its), 0);
        trade(&ours);
        assert_int_equal(pthread_join(other, NULL), 0);
        swap = ours;
        ours = its;
        its = swap;
    }
    for (size_t i = 0; i < HANDED; i++) {
        http_memory_free(ours.p[i]);
        http_memory_free(its.p[i]);
    }
}

/* VmFlags of the mapping that holds p have "dd": do not dump. */
static bool left_out(const void *p)
{
    FILE *f = fopen("/proc/self/smaps", "r");
    char line[400];
    unsigned long low, high;
    bool in = false, found = false;

    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL) {
        if (sscanf(line, "%lx-%lx ", &low, &high) == 2)
            in = low <= (uintptr_t)p && (uintptr_t)p < high;
        else if (in && strncmp(line, "VmFlags:", 8) == 0)
            found = strstr(line, " dd") != NULL;
    }
    fclose(f);
    return found;
}

static void test_left_out_of_images(void **state)
{
    char *small = http_memory_str("key"), *large = http_memory_alloc(1 << 20),
         *secret = secret_join("a", "b", "c"), *plain = malloc(10);

    (void)state;
    assert_string_equal(secret, "abc");
    assert_true(left_out(small));
    assert_true(left_out(large));
    assert_true(left_out(secret));
    assert_false(left_out(plain));
    http_memory_free(small);
    http_memory_free(large);
    secret_free(secret);
    secret_free(NULL);
    free(plain);
}

static void test_environment(void **state)
{
    char *value;

    (void)state;
    setenv("RETORT_TEST_KEY", "sk-abc", 1);
    value = getenv("RETORT_TEST_KEY");
    secret_hide("RETORT_TEST_KEY");
    assert_null(getenv("RETORT_TEST_KEY"));
    assert_int_equal(value[0], '\0');
    secret_hide("RETORT_TEST_KEY");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_use),
        cmocka_unit_test(test_used_again),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_left_out_of_images),
        cmocka_unit_test(test_environment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
