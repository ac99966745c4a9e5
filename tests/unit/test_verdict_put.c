/* Verdicts wait to be written together: nobody can tell. */
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

#include "base/mem.h"
#include "store_place.h"

static const unsigned char hash[HASH_SIZE] = { 7 };

static void judge(struct place *p, int n, enum outcome outcome,
    const char *note, const int64_t *answers, size_t count)
{
    struct verdict_row v = { .run = 1,
        .n = n,
        .id = "q",
        .group = "",
        .cluster = "",
        .hash = hash,
        .outcome = outcome,
        .value = (double)NAN,
        .note = note,
        .answers = answers,
        .answer_count = count };
    struct err e = { 0 };

    assert_int_equal(store_verdict_put(p->store, &v, &e), 0);
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
        judge(p, i, OUTCOME_CORRECT, NULL, NULL, 0);
        assert_int_equal(outcome_of(p, i), OUTCOME_CORRECT);
    }
    for (int i = 20; i < 43; i++) {
        judge(p, i, OUTCOME_WRONG, NULL, NULL, 0);
        assert_int_equal(store_outcomes(p->store, 1, counts, &e), 0);
        assert_int_equal(counts[OUTCOME_WRONG], i - 19);
    }
    assert_int_equal(store_pending(p->store), 43);
    assert_int_equal(number(p, "SELECT count(*) FROM verdict"), 0);
    assert_int_equal(store_commit(p->store, &e), 43);
    assert_int_equal(number(p, "SELECT count(*) FROM verdict"), 43);
}

/* What was put last for a place is there, whatever waited beside it. */
static void test_same_place(void **state)
{
    struct place *p = *state;
    char longer[3000];

    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    for (int i = 0; i < 30; i++)
        judge(p, i, OUTCOME_FAILED, i % 3 == 0 ? longer : NULL, NULL, 0);
    commit(p);
    for (int i = 10; i < 50; i++) { /* twenty are there */
        judge(p, i, OUTCOME_REFUSED, i % 4 == 0 ? longer : "short", NULL, 0);
        if (i % 3 == 0) /* twice in a row, long and short in either order */
            judge(p, i, OUTCOME_CORRECT, i % 2 == 0 ? "" : longer, NULL, 0);
    }
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

    judge(p, 0, OUTCOME_WRONG, NULL, ids, 1);
    judge(p, 1, OUTCOME_WRONG, NULL, ids, 3);
    judge(p, 0, OUTCOME_CORRECT, NULL, ids, 2);
    judge(p, 1, OUTCOME_CORRECT, NULL, ids, 1);
    judge(p, 2, OUTCOME_CORRECT, NULL, ids, 0);
    assert_int_equal(asked(p, 0), 2);
    assert_int_equal(asked(p, 1), 1);
    assert_int_equal(asked(p, 2), 0);
    commit(p);
    assert_int_equal(number(p, "SELECT count(*) FROM asked"), 2);
}

/* The caller's texts may change at once. */
static void test_copies(void **state)
{
    struct place *p = *state;
    unsigned char bytes[HASH_SIZE];
    char text[5][16];
    struct err e = { 0 };

    for (int i = 0; i < 13; i++) {
        int64_t answer = 100 + i;
        struct verdict_row v = { .run = 1,
            .n = i,
            .id = text[0],
            .group = text[1],
            .cluster = text[2],
            .hash = bytes,
            .outcome = OUTCOME_CORRECT,
            .value = 1,
            .extracted = text[3],
            .extracted_len = 3,
            .target = text[4],
            .answers = &answer,
            .answer_count = 1 };
        for (int k = 0; k < 5; k++)
            snprintf(text[k], sizeof *text, "%d-%d", i, k);
        text[3][1] = '\0'; /* bytes, not a string */
        memset(bytes, i, sizeof bytes);
        assert_int_equal(store_verdict_put(p->store, &v, &e), 0);
        memset(text, '?', sizeof text);
        memset(bytes, '?', sizeof bytes);
        answer = 0;
    }
    commit(p);
    assert_int_equal(
        number(p,
            "SELECT count(*) FROM verdict WHERE id = n || '-0' AND grp = n || "
            "'-1' AND cluster = n || '-2' AND target = n || '-4' AND answer = "
            "100 + n AND hex(hash) = replace(hex(zeroblob(16)), '00', "
            "printf('%02X%02X', n, n)) AND length(extracted) = 3 AND "
            "substr(hex(extracted), 3, 2) = '00' AND note IS NULL"),
        13);
}

/* Where a full disk takes back a transaction, verdicts that waited in it go,
 * too: none is of a reply that is not there. */
static void test_full(void **state)
{
    struct place *p = *state;
    struct rlimit was, tight;
    static char bytes[600000]; // more than the cache holds
    struct err e = { 0 };
    int64_t id = put(p, 0);

    judge(p, 0, OUTCOME_WRONG, NULL, &id, 1);
    commit(p);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    tight = was;
    tight.rlim_cur = 100000;
    for (int i = 1; i < 30; i++) {
        struct answer a = reply(i);
        struct verdict_row v = { .run = 1,
            .n = i,
            .id = "q",
            .group = "",
            .cluster = "",
            .hash = hash,
            .answers = &a.id,
            .answer_count = 1 };
        if (i % 10 == 5) {
            a.raw = bytes;
            a.raw_len = sizeof bytes;
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
            assert_int_equal(store_answer_put(p->store, &a, &e), -1);
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
            continue;
        }
        assert_int_equal(store_answer_put(p->store, &a, &e), 0);
        assert_int_equal(store_verdict_put(p->store, &v, &e), 0);
        if (i % 10 == 8)
            assert_int_equal(store_commit(p->store, &e), -1); /* and says so */
    }
    assert_int_equal(e.kind, ERR_SYSTEM);
    store_commit(p->store, &e);
    assert_int_equal(store_pending(p->store), 0);
    id = put(p, 50);
    judge(p, 50, OUTCOME_CORRECT, NULL, &id, 1);
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
        KEPT(test_copies),
        KEPT(test_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
