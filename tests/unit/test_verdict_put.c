/* Verdicts are written several by one statement: nobody can tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "store_place.h"

enum { MOST = 64 };

static const unsigned char hash[HASH_SIZE] = { 7 };

static struct verdict_row verdict(
    int n, enum outcome outcome, const int64_t *answers, size_t count)
{
    return (struct verdict_row){ .run = 1,
        .n = n,
        .id = "q",
        .group = "",
        .cluster = "",
        .hash = hash,
        .outcome = outcome,
        .value = (double)NAN,
        .answers = answers,
        .answer_count = count };
}

static void judge(struct place *p, int n, enum outcome outcome,
    const int64_t *answers, size_t count)
{
    struct verdict_row v = verdict(n, outcome, answers, count);

    put_verdict(p, &v);
}

static void put_all(struct place *p, const struct verdict_row *rows, size_t n)
{
    const struct verdict_row *each[MOST];
    struct err e = { 0 };

    for (size_t i = 0; i < n; i++)
        each[i] = &rows[i];
    assert_int_equal(store_verdicts_put(p->store, each, n, &e), 0);
}

static int outcome_of(struct place *p, int n)
{
    enum outcome o = OUTCOME_COUNT;
    struct err e = { 0 };
    int rc = store_verdict_find(p->store, 1, n, 0, hash, &o, &e);

    assert_true(rc >= 0);
    return rc == 1 ? (int)o : -1;
}

/* Whoever reads through the same store sees them at once. */
static void test_seen(void **state)
{
    struct place *p = *state;
    int64_t counts[OUTCOME_COUNT];
    struct err e = { 0 };

    for (int i = 0; i < 20; i++) {
        judge(p, i, OUTCOME_CORRECT, NULL, 0);
        assert_int_equal(outcome_of(p, i), OUTCOME_CORRECT);
    }
    assert_int_equal(store_outcomes(p->store, 1, counts, &e), 0);
    assert_int_equal(counts[OUTCOME_CORRECT], 20);
    assert_int_equal(store_pending(p->store), 20);
    assert_int_equal(number(p, "SELECT count(*) FROM verdict"), 0);
    assert_int_equal(store_commit(p->store, &e), 20);
    assert_int_equal(number(p, "SELECT count(*) FROM verdict"), 20);
}

/* What comes last for a place is there, whatever came beside it. */
static void test_same_place(void **state)
{
    struct place *p = *state;
    struct verdict_row rows[MOST];
    size_t n = 0;

    for (int i = 0; i < 30; i++)
        rows[n++] = verdict(i, OUTCOME_FAILED, NULL, 0);
    put_all(p, rows, n);
    commit(p);
    n = 0;
    for (int i = 10; i < 50; i++) { /* twenty are there */
        rows[n++] = verdict(i, OUTCOME_REFUSED, NULL, 0);
        if (i % 3 == 0) /* twice in a row */
            rows[n++] = verdict(i, OUTCOME_CORRECT, NULL, 0);
    }
    put_all(p, rows, n);
    commit(p);
    assert_int_equal(number(p, "SELECT count(*) FROM verdict"), 50);
    for (int i = 0; i < 50; i++)
        assert_int_equal(outcome_of(p, i), i < 10       ? OUTCOME_FAILED
                                           : i % 3 == 0 ? OUTCOME_CORRECT
                                                        : OUTCOME_REFUSED);
}

static size_t asked(struct place *p, int n)
{
    int64_t *ids;
    size_t count;
    struct err e = { 0 };

    assert_int_equal(store_asked(p->store, 1, n, 0, &ids, &count, &e), 0);
    free(ids);
    return count;
}

/* A dialogue and a single answer follow each other at one place. */
static void test_dialogue(void **state)
{
    struct place *p = *state;
    int64_t ids[3] = { put(p, 1), put(p, 2), put(p, 3) };

    judge(p, 0, OUTCOME_WRONG, ids, 1);
    judge(p, 1, OUTCOME_WRONG, ids, 3);
    judge(p, 0, OUTCOME_CORRECT, ids, 2);
    judge(p, 1, OUTCOME_CORRECT, ids, 1);
    judge(p, 2, OUTCOME_CORRECT, ids, 0);
    assert_int_equal(asked(p, 0), 2);
    assert_int_equal(asked(p, 1), 1);
    assert_int_equal(asked(p, 2), 0);
    commit(p);
    assert_int_equal(number(p, "SELECT count(*) FROM asked"), 2);
}

/* Any number of them, with a dialogue anywhere: each keeps its answers. */
static void test_any_number(void **state)
{
    struct place *p = *state;
    int64_t ids[3] = { put(p, 1), put(p, 2), put(p, 3) };
    struct verdict_row rows[MOST];
    int at = 0;

    for (int n = 0; n < 20; n++)
        for (int dialogue = 0; dialogue < n; dialogue++) {
            for (int i = 0; i < n; i++)
                rows[i] = verdict(
                    at + i, OUTCOME_CORRECT, ids, i == dialogue ? 3 : 1);
            put_all(p, rows, (size_t)n);
            for (int i = 0; i < n; i++)
                assert_int_equal(asked(p, at + i), i == dialogue ? 3 : 1);
            at += n;
        }
    commit(p);
    assert_int_equal(number(p, "SELECT count(*) FROM verdict"), at);
}

/* Where a full disk takes back a transaction, verdicts that stood in it go,
 * too: none is of a reply that is not there. */
static void test_full(void **state)
{
    struct place *p = *state;
    struct rlimit was, tight;
    static char bytes[600000]; // more than the cache holds
    struct err e = { 0 };
    int64_t id = put(p, 0);

    judge(p, 0, OUTCOME_WRONG, &id, 1);
    commit(p);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    tight = was;
    tight.rlim_cur = 100000;
    for (int i = 1; i < 30; i++) {
        struct answer a = reply(i);
        if (i % 10 == 5) {
            a.raw = bytes;
            a.raw_len = sizeof bytes;
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
            assert_int_equal(store_answer_put(p->store, &a, &e), -1);
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
            continue;
        }
        assert_int_equal(store_answer_put(p->store, &a, &e), 0);
        judge(p, i, OUTCOME_WRONG, &a.id, 1);
        if (i % 10 == 8)
            assert_int_equal(store_commit(p->store, &e), -1); /* and says so */
    }
    assert_int_equal(e.kind, ERR_SYSTEM);
    store_commit(p->store, &e);
    assert_int_equal(store_pending(p->store), 0);
    id = put(p, 50);
    judge(p, 50, OUTCOME_CORRECT, &id, 1);
    commit(p);
    reopen(p);
    assert_int_equal(outcome_of(p, 0), OUTCOME_WRONG);
    assert_int_equal(outcome_of(p, 50), OUTCOME_CORRECT);
    assert_int_equal(
        number(p, "SELECT count(*) FROM verdict WHERE answer NOT IN "
                  "(SELECT id FROM answer)"),
        0);
}

#define KEPT(test)                                                             \
    cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        KEPT(test_seen),
        KEPT(test_same_place),
        KEPT(test_dialogue),
        KEPT(test_any_number),
        KEPT(test_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
