/* Addresses of replies: told apart, found wherever they stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "store/pack.h"
#include "store/schema.h"
#include "store_place.h"

enum {
    UNIT = 240, // so many are packed at once
    MANY = 5000,
    TOGETHER = 500 // in a transaction
};

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

static void check_first(struct place *p, int n)
{
    for (int i = 0; i < n + 10; i++) {
        struct answer a = reply(i);
        assert_int_equal(find(p, &a), i < n);
    }
}

static void check_many(struct place *p)
{
    check_first(p, MANY);
}

static void put_first(struct place *p, int n)
{
    for (int i = 0; i < n; i++) {
        put(p, i);
        if (i % TOGETHER == TOGETHER - 1)
            commit(p);
    }
    commit(p);
}

/* Places that are in packed rows. */
static int64_t packed(const struct place *p)
{
    return number(p, "SELECT sum((length(packed) - 24) / 16) FROM place");
}

/* The latest are packed now and then; each is found all the time. */
static void test_many(void **state)
{
    struct place *p = *state;

    for (int i = 0; i < MANY; i++) {
        put(p, i);
        if (i % TOGETHER == TOGETHER - 1)
            commit(p);
        if (i % 1000 == 999) { /* within a transaction, and without */
            struct answer a = reply(i), none = reply(MANY + i);
            assert_int_equal(find(p, &a), 1);
            assert_int_equal(find(p, &none), 0);
        }
    }
    /* what the last transaction found: 18 units, so runs of 16 and of 2 */
    assert_int_equal(packed(p), 18 * UNIT);
    assert_int_equal(number(p, "SELECT count(*) FROM place"), 16 + 2);
    assert_int_equal(number(p, "SELECT min(id) FROM place"), 2);
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

/* Both pack what they find, and each finds what the other put, packed or not,
 * and does not put it again. */
static void test_both(void **state)
{
    struct place *p = *state, q = *p;
    struct err e = { 0 };

    assert_int_equal(store_open(p->dir, false, &q.store, &e), 0);
    for (int i = 0; i < 20; i++) {
        struct place *one = i % 3 == 0 ? p : &q, *other = i % 3 == 0 ? &q : p;
        int first = i * 100;

        for (int k = first; k < first + 100; k++)
            put(one, k);
        commit(one);
        for (int k = 0; k < first + 110; k += k < first ? 37 : 1) {
            struct answer a = reply(k), b = a;
            assert_int_equal(find(other, &a), k < first + 100);
            if (k < first + 100 && k % 5 == 0)
                assert_int_equal(store_answer_put(other->store, &b, &e), 1);
        }
        commit(other);
    }
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 2000);
    assert_int_equal(packed(p), 8 * UNIT);
    check_first(p, 2000);
    check_first(&q, 2000);
    store_close(q.store);
}

/* Where the disk has no room for a row of a merge nothing is lost, and later it
 * has. */
static void test_no_room(void **state)
{
    struct place *p = *state;
    struct answer a = reply(2 * MANY);
    struct err e = { 0 };

    put_first(p, MANY); /* leaves two units for a run that is there */
    sql(p, "CREATE TRIGGER full BEFORE INSERT ON place WHEN new.id = 6 BEGIN "
           "SELECT RAISE(FAIL, 'full'); END");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store_answer_put(p->store, &a, &e), -1);
        assert_non_null(strstr(e.text, "full"));
        err_clear(&e);
        check_many(p);
        reopen(p);
        check_many(p);
    }
    sql(p, "DROP TRIGGER full");
    assert_int_equal(store_answer_put(p->store, &a, &e), 0);
    commit(p);
    assert_int_equal(packed(p), 20 * UNIT);
    assert_int_equal(number(p, "SELECT count(*) FROM place"), 16 + 4);
    assert_int_equal(find(p, &a), 1);
    check_many(p);
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

/* The transaction that is taken back had packed places. */
static void test_taken_back_packed(void **state)
{
    struct place *p = *state;
    struct answer bad = reply(2 * MANY);
    struct err e = { 0 };

    put_first(p, MANY);
    sql(p, "CREATE TRIGGER full BEFORE INSERT ON answer WHEN new.attempts = 9 "
           "BEGIN SELECT RAISE(ROLLBACK, 'full'); END");
    put(p, MANY + 100); /* packs */
    bad.attempts = 9;
    assert_int_equal(store_answer_put(p->store, &bad, &e), -1);
    err_clear(&e);
    check_many(p);
    assert_int_equal(packed(p), 18 * UNIT);
    put(p, MANY + 101); /* packs anew */
    check_many(p);
    assert_int_equal(store_commit(p->store, &e), -1);
    err_clear(&e);
    assert_int_equal(packed(p), 20 * UNIT);
    check_many(p);
    put(p, MANY + 102);
    commit(p);
    reopen(p);
    check_many(p);
}

/* Above a number of replies there is no filter, and nothing changes. */
static void test_unfiltered(void **state)
{
    struct place *p = *state;
    struct answer a = reply(MANY + 1), none = reply(MANY + 2);

    put_first(p, 1000);
    sql(p, "UPDATE answer SET id = id + 1000000, base = base + 1000000; DELETE "
           "FROM place");
    reopen(p);
    for (int i = 0; i < 2; i++) {
        check_first(p, 1000);
        if (i == 0)
            put(p, MANY + 1);
        assert_int_equal(find(p, &a), 1);
        assert_int_equal(find(p, &none), 0);
        check_first(p, 1000);
        commit(p);
        reopen(p);
    }
    assert_int_equal(packed(p), 4 * UNIT);
}

/* Whatever became of packed rows: all is found, and with the next transaction
 * they are whole again. */
static void test_damaged(void **state)
{
    static const char *const damages[] = {
        "UPDATE place SET packed = x''",
        "UPDATE place SET packed = zeroblob(length(packed)) WHERE id = 16",
        "UPDATE place SET packed = zeroblob(length(packed)) WHERE id = 31",
        "UPDATE place SET packed = randomblob(length(packed)) WHERE id = 20",
        "UPDATE place SET packed = substr(packed, 1, 1000) WHERE id = 20",
        "UPDATE place SET packed = zeroblob(48) || packed WHERE id = 20",
        "UPDATE place SET packed = packed || x'00' WHERE id = 20",
        "UPDATE place SET packed = 'text' WHERE id = 20",
        "UPDATE place SET packed = 5 WHERE id = 3",
        "UPDATE place SET id = 32 WHERE id = 17",
        "DELETE FROM place WHERE id = 31",
        "DELETE FROM place WHERE id = 16",
        "DELETE FROM place WHERE id >= 16",
        "DELETE FROM place WHERE id < 16",
        "DELETE FROM place",
        "INSERT INTO place VALUES(-1, x'00'), (0, x'00'), (8, x'00')",
        "INSERT INTO place VALUES(9223372036854775807, x'00')",
        "INSERT INTO place VALUES(4611686018427387904, x'00')",
        "UPDATE place SET id = id + 1 WHERE id = 31",
    };
    struct place *p = *state;

    put_first(p, MANY);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++)
        for (int open = 0; open < 2; open++) {
            struct answer a = reply(0), none = reply(-1);

            /* one who has looked, and one who has not */
            reopen(p);
            if (open == 0)
                assert_int_equal(find(p, &a), 1);
            sql(p, damages[i]);
            check_many(p);
            assert_int_equal(find(p, &none), 0);
            reopen(p);
            put(p, 3 * MANY + 2 * (int)i + open);
            check_many(p);
            commit(p);
            /* what was never ours may stay */
            sql(p, "DELETE FROM place WHERE packed = x'00'");
            assert_int_equal(packed(p), 20 * UNIT);
            assert_int_equal(number(p, "SELECT count(*) FROM place"), 16 + 4);
        }
}

/* Killed at any moment: what was committed is found, and is whole. */
static void test_killed(void **state)
{
    struct place *p = *state;
    int done = 0;

    store_close(p->store);
    for (int round = 0; round < 20; round++) {
        int ends[2], told = 0;
        pid_t child;

        assert_int_equal(pipe(ends), 0);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct err e = { 0 };

            if (store_open(p->dir, false, &p->store, &e) < 0)
                _exit(1);
            for (int i = done;; i++) {
                struct answer a = reply(i);

                if (store_answer_put(p->store, &a, &e) < 0)
                    _exit(1);
                if (i % 100 != 99)
                    continue;
                if (store_commit(p->store, &e) < 0
                    || write(ends[1], &i, sizeof i) != sizeof i)
                    _exit(1);
            }
        }
        close(ends[1]);
        for (int i = 0; i < 7 && read(ends[0], &told, sizeof told) > 0; i++)
            ;
        usleep((useconds_t)(round * 150)); /* wherever it is by then */
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        while (read(ends[0], &told, sizeof told) > 0)
            ;
        close(ends[0]);
        assert_true(told >= done);
        done = told + 1;
        p->store = NULL;
        assert_int_equal(
            store_open(p->dir, false, &p->store, &(struct err){ 0 }), 0);
        done = (int)number(p, "SELECT count(*) FROM answer");
        assert_true(done > told && done % 100 == 0);
        check_first(p, done);
        store_close(p->store);
    }
    assert_int_equal(
        number(p, "SELECT count(DISTINCT address) FROM answer"), done);
    p->store = NULL;
    assert_int_equal(
        store_open(p->dir, false, &p->store, &(struct err){ 0 }), 0);
    put(p, done);
    commit(p);
    assert_int_equal(packed(p), done / UNIT * UNIT);
}

/* The tables as that version made them. */
static void make_old(struct place *p, int version)
{
    const char *const steps[] = { schema_sql, schema_2_sql, schema_3_sql,
        schema_4_sql };

    for (int i = 0; i < version; i++)
        sql(p, steps[i]);
}

/* A store of version 3: what it has is found. */
static void test_version_3(void **state)
{
    struct place *p = *state;
    struct answer a = reply(1), b = reply(2);
    char hex[2 * HASH_SIZE + 1], *insert;
    struct err e = { 0 };

    store_close(p->store);
    p->store = NULL;
    wipe(p->dir);
    assert_int_equal(file_mkdirs(p->dir, &e), 0);
    make_old(p, 3);
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

#define COLUMNS                                                                \
    "id, address, dialect, served, finish, usage_flags, sent_us, attempts, "   \
    "replayed, base, head, tail, request, raw"

/* A store of version 4, with a table of places: they are packed at once. */
static void test_version_4(void **state)
{
    struct place *p = *state;
    char *path = file_join(p->dir, "retort.db");
    char *today = file_join(p->dir, "today.db"), *take_over;
    struct err e = { 0 };

    put_first(p, MANY);
    store_close(p->store);
    p->store = NULL;
    assert_int_equal(rename(path, today), 0);
    make_old(p, 4);
    take_over = mem_printf("ATTACH '%s' AS today; INSERT INTO answer(" COLUMNS
                           ") SELECT " COLUMNS " FROM today.answer; "
                           "INSERT INTO place SELECT substr(address, 1, 8), id "
                           "FROM answer; PRAGMA user_version = 4",
        today);
    sql(p, take_over);
    assert_int_equal(unlink(today), 0);
    free(take_over);
    free(today);
    free(path);
    assert_int_equal(store_open(p->dir, true, &p->store, &e), 0);
    assert_int_equal(packed(p), 20 * UNIT);
    check_many(p);
    reopen(p);
    check_many(p);
    put(p, MANY);
    commit(p);
    check_first(p, MANY + 1);
}

#define IN_PLACE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(test_alike),
        IN_PLACE(test_many),
        IN_PLACE(test_other),
        IN_PLACE(test_both),
        IN_PLACE(test_no_room),
        IN_PLACE(test_taken_back),
        IN_PLACE(test_taken_back_packed),
        IN_PLACE(test_unfiltered),
        IN_PLACE(test_damaged),
        IN_PLACE(test_killed),
        IN_PLACE(test_version_3),
        IN_PLACE(test_version_4),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
