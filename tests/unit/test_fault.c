/* Which request meets which fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "run/fault.h"

static struct faults *make(const char *spec)
{
    struct err e = { 0 };
    struct faults *f = faults_new(spec, &e);

    if (f == NULL)
        fail_msg("%s", e.text);
    return f;
}

static const struct fault_kind *ask(struct faults *f, int i, bool stream)
{
    char body[32];
    uint64_t chance;
    unsigned char digest[HASH_SIZE];
    int n = snprintf(body, sizeof body, "request %d", i);

    return faults_pick(f, &(struct fault_request){ body, (size_t)n, stream, 0 },
        &chance, digest);
}

static const struct fault_kind *pick(struct faults *f, int i)
{
    return ask(f, i, false);
}

static void test_table(void **state)
{
    struct faults *f = make("");
    size_t n = 0;
    const struct fault_kind *k, *other;

    (void)state;
    for (; (k = faults_at(f, n)) != NULL; n++) {
        assert_true(k->about[0] != '\0' && k->play.len > 0);
        /* what it is taken for and what becomes of it belong together */
        assert_int_equal(k->failure == FAILURE_NONE,
            k->end != FAULT_RETRIED && k->end != FAULT_FAILED
                && k->end != FAULT_MENDED && k->end != FAULT_STOPS);
        if (k->end == FAULT_RETRIED)
            assert_true(failure_retries(k->failure));
        for (size_t i = 0; i < n; i++) {
            other = faults_at(f, i);
            assert_string_not_equal(k->name, other->name);
        }
    }
    assert_true(n >= 40);
    faults_free(f);
}

/* The same seed, whatever the order; another seed, other faults. */
static void test_seeds(void **state)
{
    struct faults *a = make("half,seed=3"), *b = make("seed=3,half"),
                  *c = make("half,seed=4");
    const char *met[500];
    int other = 0;

    (void)state;
    for (int i = 0; i < 500; i++) {
        const struct fault_kind *k = pick(a, i);
        met[i] = k != NULL ? k->name : "";
    }
    for (int i = 499; i >= 0; i--) {
        const struct fault_kind *k = pick(b, i);
        assert_string_equal(k != NULL ? k->name : "", met[i]);
        k = pick(c, i);
        other += strcmp(k != NULL ? k->name : "", met[i]) != 0;
    }
    assert_in_range(other, 200, 450);
    faults_free(a);
    faults_free(b);
    faults_free(c);
}

static void test_shares(void **state)
{
    struct faults *f = make("half,most=0");
    struct faults_count c;

    (void)state;
    for (int i = 0; i < 10000; i++) {
        const struct fault_kind *k = pick(f, i);
        /* nothing that ends a run, or that is a model's own doing */
        if (k != NULL)
            assert_true(k->end == FAULT_ANSWERED || k->end == FAULT_RETRIED
                        || k->end == FAULT_FAILED);
    }
    c = faults_count(f);
    assert_int_equal(c.requests, 10000);
    assert_int_equal(c.distinct, 10000);
    assert_in_range(c.faults, 4800, 5200); /* 4 standard deviations */
    faults_free(f);
    f = make("server_500:0.25,reset_at_once:0.75");
    for (int i = 0; i < 1000; i++)
        assert_non_null(pick(f, i));
    faults_free(f);
}

/* Those of streams are met by requests for streams only, and a mix has them. */
static void test_streams(void **state)
{
    struct faults *f = make("stream_no_done");
    int of_streams = 0;

    (void)state;
    assert_null(pick(f, 1));
    assert_non_null(ask(f, 2, true));
    faults_free(f);
    f = make("half,most=0");
    for (int i = 0; i < 10000; i++) {
        const struct fault_kind *k = ask(f, i, true);
        of_streams += k != NULL && k->stream;
        k = pick(f, i);
        assert_false(k != NULL && k->stream);
    }
    assert_in_range(of_streams, 500, 3000);
    assert_in_range(faults_count(f).faults, 9600, 10400);
    faults_free(f);
}

static void test_most_and_again(void **state)
{
    struct faults *f = make("server_500,most=2");
    uint64_t chance;
    unsigned char digest[HASH_SIZE];

    (void)state;
    assert_non_null(pick(f, 1));
    assert_non_null(pick(f, 1));
    assert_null(faults_pick(f,
        &(struct fault_request){ "request 1", 9, false, 0 }, &chance, digest));
    assert_int_equal(faults_count(f).again, 0);
    faults_answered(f, digest);
    assert_null(pick(f, 1));
    assert_int_equal(faults_count(f).again, 1);
    assert_int_equal(faults_count(f).answered, 1);
    faults_free(f);
    f = make("server_500,most=0");
    for (int i = 0; i < 20; i++)
        assert_non_null(pick(f, 1));
    faults_free(f);
}

static void test_able(void **state)
{
    struct faults *f = make("able=3");
    uint64_t chance;
    unsigned char digest[HASH_SIZE];

    (void)state;
    assert_null(faults_pick(
        f, &(struct fault_request){ "a", 1, false, 2 }, &chance, digest));
    assert_non_null(faults_pick(
        f, &(struct fault_request){ "b", 1, false, 3 }, &chance, digest));
    assert_int_equal(faults_count(f).faults, 1);
    faults_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_seeds),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_most_and_again),
        cmocka_unit_test(test_able),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
