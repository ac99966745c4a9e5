/* Addresses of replies: told apart, found wherever they stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "store/schema.h"
#include "store/store_batch.h"
#include "store_place.h"

enum { MANY = 5000 }; // more than the table of the latest takes

static int find(struct place *p, const struct answer *a)
{
    struct answer got;
    struct err e = { 0 };
    int rc = store_answer_find(p->store, a->address, &got, &e);

    if (rc == 1)
        assert_memory_equal(got.address, a->address, HASH_SIZE);
    return rc;
}

/* What is looked up are 8 bytes; the rest decides. */
static void test_alike(void **state)
{
    struct place *p = *state;
    struct answer a = reply(1), b = a, c = a;
    struct err e = { 0 };

    b.address[31] ^= 1;
    c.address[8] ^= 1;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store_answer_put(p->store, &a, &e), i);
        assert_int_equal(store_answer_put(p->store, &b, &e), i);
        assert_int_equal(find(p, &c), 0);
        commit(p);
    }
    assert_int_not_equal(a.id, b.id);
    reopen(p);
    assert_int_equal(find(p, &a), 1);
    assert_int_equal(find(p, &b), 1);
    assert_int_equal(find(p, &c), 0);
}

static void check_many(struct place *p)
{
    for (int i = 0; i < MANY + 10; i++) {
        struct answer a = reply(i);
        assert_int_equal(find(p, &a), i < MANY);
    }
}

/* New ones go over to the others now and then; each is found all the time. */
static void test_many(void **state)
{
    struct place *p = *state;

    for (int i = 0; i < MANY; i++) {
        put(p, i);
        if (i % 500 == 499)
            commit(p);
        if (i % 1000 == 999) { /* within a transaction, and without */
            struct answer a = reply(i), none = reply(MANY + i);
            assert_int_equal(find(p, &a), 1);
            assert_int_equal(find(p, &none), 0);
        }
    }
    assert_int_equal(number(p, "SELECT count(*) FROM place"), 4500);
    assert_int_equal(number(p, "SELECT count(*) FROM place_new"), 500);
    check_many(p);
    put(p, MANY + 100); /* a transaction, and so the filter */
    check_many(p);
    reopen(p);
    check_many(p);
    put(p, MANY + 101);
    check_many(p);
}

/* What another process put after we began to look is seen. */
static void test_other(void **state)
{
    struct place *p = *state;
    struct answer theirs = reply(2), ours = theirs;
    struct store *other = NULL;
    struct err e = { 0 };

    put(p, 1);
    commit(p);
    assert_int_equal(store_open(p->dir, false, &other, &e), 0);
    assert_int_equal(store_answer_put(other, &theirs, &e), 0);
    assert_int_equal(store_commit(other, &e), 1);
    assert_int_equal(find(p, &theirs), 1); /* before we begin to write */
    put(p, 3);
    assert_int_equal(find(p, &theirs), 1);
    assert_int_equal(store_answer_put(p->store, &ours, &e), 1);
    assert_int_equal(ours.id, theirs.id);
    commit(p);
    assert_int_equal(find(p, &theirs), 1);
    store_close(other);
}

/* A full disk may take one half of a reply and not the other: neither is then
 * a reply that nobody finds, and later both fit. */
static void test_half(void **state)
{
    static const char *const tables[] = { "place_new", "answer" };
    struct place *p = *state;
    struct answer a = reply(1), b = reply(2);
    struct err e = { 0 };

    for (int i = 0; i < 2; i++) {
        char *refuse =
            mem_printf("CREATE TRIGGER full BEFORE INSERT ON %s BEGIN "
                       "SELECT RAISE(FAIL, 'full'); END",
                tables[i]);
        sql(p, refuse);
        free(refuse);
        assert_true(store_answer_put(p->store, &a, &e) < 0
                    || store_commit(p->store, &e) < 0);
        assert_non_null(strstr(e.text, "full"));
        err_clear(&e);
        if (i == 0)
            reopen(p); /* what waits for a commit is given up */
        else
            commit(p);
        assert_int_equal(number(p, "SELECT count(*) FROM answer"), 0);
        assert_int_equal(find(p, &a), 0);
        sql(p, "DROP TRIGGER full");
    }
    assert_int_equal(store_answer_put(p->store, &b, &e), 0);
    assert_int_equal(find(p, &a), 0);
    assert_int_equal(store_answer_put(p->store, &a, &e), 0);
    commit(p);
    reopen(p);
    assert_int_equal(find(p, &a), 1);
    assert_int_equal(find(p, &b), 1);
}

/* A commit that failed may succeed later, with all that waited for it. */
static void test_second_try(void **state)
{
    struct place *p = *state;
    struct answer a = reply(1), b = reply(2);
    struct batch_row room = { .endpoint = "", .served = "", .tag = "" };
    struct err e = { 0 };

    sql(p, "CREATE TRIGGER full BEFORE INSERT ON place_new "
           "WHEN NOT EXISTS (SELECT 1 FROM batch) BEGIN "
           "SELECT RAISE(FAIL, 'full'); END");
    put(p, 1);
    assert_int_equal(store_commit(p->store, &e), -1);
    assert_int_equal(store_pending(p->store), 1);
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 0);
    err_clear(&e);
    assert_int_equal(find(p, &b), 0);
    assert_int_equal(store_batch_put(p->store, &room, &e), 0);
    put(p, 2);
    assert_int_equal(store_commit(p->store, &e), 3);
    reopen(p);
    assert_int_equal(find(p, &a), 1);
    assert_int_equal(find(p, &b), 1);
}

/* SQLite may take a transaction back: what comes then is kept and found, and
 * the commit says that something was lost. */
static void test_taken_back(void **state)
{
    struct place *p = *state;
    struct answer a = reply(1), b = reply(2), c = reply(3);
    struct err e = { 0 };

    sql(p, "CREATE TRIGGER full BEFORE INSERT ON answer WHEN new.attempts = 9 "
           "BEGIN SELECT RAISE(ROLLBACK, 'full'); END");
    assert_int_equal(store_answer_put(p->store, &a, &e), 0);
    b.attempts = 9;
    assert_int_equal(store_answer_put(p->store, &b, &e), -1);
    err_clear(&e);
    assert_int_equal(store_answer_put(p->store, &c, &e), 0);
    assert_int_not_equal(a.id, c.id); /* a verdict may wait for that of a */
    assert_int_equal(store_pending(p->store), 1);
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 0);
    assert_int_equal(store_commit(p->store, &e), -1);
    assert_non_null(strstr(e.text, "took back"));
    assert_int_equal(store_pending(p->store), 0);
    err_clear(&e);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(find(p, &a), 0);
        assert_int_equal(find(p, &c), 1);
        put(p, 4 + i);
        assert_int_equal(store_commit(p->store, &e), 1);
        reopen(p);
    }
}

/* Above a number of replies there is no filter, and nothing changes. */
static void test_unfiltered(void **state)
{
    struct place *p = *state;
    struct answer a = reply(1), b = reply(2), c = reply(3);

    put(p, 1);
    commit(p);
    sql(p, "UPDATE answer SET id = 1000000; "
           "UPDATE place_new SET answer = 1000000");
    reopen(p);
    put(p, 2);
    assert_int_equal(find(p, &a), 1);
    assert_int_equal(find(p, &b), 1);
    assert_int_equal(find(p, &c), 0);
}

/* A store of version 3: what it has is found. */
static void test_version_3(void **state)
{
    struct place *p = *state;
    struct answer a = reply(1), b = reply(2);
    char hex[2 * HASH_SIZE + 1], *insert;
    struct err e = { 0 };

    store_close(p->store);
    wipe(p->dir);
    assert_int_equal(file_mkdirs(p->dir, &e), 0);
    sql(p, schema_sql);
    sql(p, schema_2_sql);
    sql(p, schema_3_sql);
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", a.address[i]);
    insert =
        mem_printf("INSERT INTO answer(address, dialect, request, raw, finish, "
                   "usage_flags, sent_us, attempts, replayed) "
                   "VALUES(x'%s', 'openai-chat', '{}', 'x', 1, 0, 1, 1, 0); "
                   "PRAGMA user_version = 3",
            hex);
    sql(p, insert);
    free(insert);
    assert_int_equal(store_open(p->dir, true, &p->store, &e), 0);
    assert_int_equal(find(p, &a), 1);
    reopen(p);
    assert_int_equal(store_answer_put(p->store, &a, &e), 1);
    assert_int_equal(a.id, 1);
    assert_int_equal(store_answer_put(p->store, &b, &e), 0);
    commit(p);
    assert_int_equal(find(p, &a), 1);
    assert_int_equal(find(p, &b), 1);
}

#define IN_PLACE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(test_alike),
        IN_PLACE(test_many),
        IN_PLACE(test_other),
        IN_PLACE(test_half),
        IN_PLACE(test_second_try),
        IN_PLACE(test_taken_back),
        IN_PLACE(test_unfiltered),
        IN_PLACE(test_version_3),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
