/* The store: addresses, replies, verdicts, transactions that fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/schema.h"
#include "store/store.h"
#include "store_place.h"

/* Each class has a column of its own name; tier and region are kept. */
static void test_usage_columns(void **state)
{
    struct place *p = *state;
    struct answer a = reply(3), back;
    struct err e = { 0 };

    for (int c = 0; c < USAGE_CLASSES; c++)
        a.usage.tokens[c] = 100 + c;
    a.usage.reported_pusd = 7;
    a.usage.flags = USAGE_FLAG_TOTAL;
    a.tier = "flex";
    a.region = "us";
    assert_int_equal(store_answer_put(p->store, &a, &e), 0);
    assert_true(store_commit(p->store, &e) > 0);
    reopen(p);
    assert_int_equal(store_answer_find(p->store, a.address, &back, &e), 1);
    assert_memory_equal(&back.usage, &a.usage, sizeof a.usage);
    assert_string_equal(back.tier, "flex");
    assert_string_equal(back.region, "us");
    assert_int_equal(back.id, a.id);
    for (int c = 0; c < USAGE_CLASSES; c++) {
        char *sql = mem_printf(
            "SELECT %s FROM answer", usage_class_name((enum usage_class)c));
        assert_int_equal(number(p, sql), 100 + c);
        free(sql);
    }
}

static int64_t begin(struct place *p, const char *identity)
{
    struct run_row r = { .identity = identity,
        .suite = "s",
        .suite_hash = "h",
        .model = "m",
        .role = "",
        .served = "m",
        .endpoint = "http://x",
        .provider = "",
        .sampling = "{}",
        .options = "{}",
        .usd_per_hour = -1,
        .planned = -1,
        .status = "running",
        .version = "0" };
    struct err e = { 0 };

    assert_true(store_run_begin(p->store, &r, &e) >= 0);
    return r.id;
}

static const unsigned char hash[HASH_SIZE] = { 7 };

static void judge(struct place *p, int64_t run, int n, enum outcome outcome,
    const int64_t *answers, size_t count)
{
    struct verdict_row v = { .run = run,
        .n = n,
        .id = "q",
        .group = "",
        .cluster = "",
        .hash = hash,
        .outcome = outcome,
        .value = (double)NAN,
        .answers = answers,
        .answer_count = count };

    put_verdict(p, &v);
}

/* --- addresses and replies ----------------------------------------------- */

static void test_address(void **state)
{
    static const struct {
        const char *endpoint, *body;
        int repeat;
    } asked[] = { { "http://x", "{}", 0 }, { "http://x", "{}", 1 },
        { "http://x", "{} ", 0 }, { "http://y", "{}", 0 },
        { "http://x", "", 0 }, { "http://x\n1", "{}", 0 } };
    enum { N = sizeof asked / sizeof *asked };
    unsigned char got[N][HASH_SIZE], again[HASH_SIZE];

    (void)state;
    for (int i = 0; i < N; i++) {
        store_address(NULL, asked[i].endpoint, asked[i].body,
            strlen(asked[i].body), asked[i].repeat, got[i]);
        for (int k = 0; k < i; k++)
            assert_memory_not_equal(got[i], got[k], HASH_SIZE);
    }
    store_address(NULL, "http://x", "{}", 2, 0, again);
    assert_memory_equal(again, got[0], HASH_SIZE);
}

static void test_answer(void **state)
{
    struct place *p = *state;
    struct answer a = reply(1), got;
    struct err e = { 0 };
    int64_t id;

    a.usage.output = 0;
    assert_int_equal(store_answer_put(p->store, &a, &e), 0);
    id = a.id;
    commit(p);
    reopen(p);
    assert_int_equal(store_answer_find(p->store, a.address, &got, &e), 1);
    assert_int_equal(got.id, id);
    assert_int_equal(got.raw_len, 3);
    assert_memory_equal(got.raw, "a\0b", 3);
    assert_null(got.served);
    assert_int_equal(got.usage.input, -1); /* not told, and still so */
    assert_int_equal(got.usage.output, 0); /* told, and zero */
    assert_int_equal(got.first_us, -1);
    a.raw = "other";
    a.raw_len = 5;
    assert_int_equal(store_answer_put(p->store, &a, &e), 1);
    assert_int_equal(a.id, id);
    assert_int_equal(store_answer_get(p->store, id, &got, &e), 1);
    assert_int_equal(got.raw_len, 3); /* the first one stays */
    assert_int_equal(store_answer_get(p->store, 99, &got, &e), 0);
    a = reply(2);
    assert_int_equal(store_answer_find(p->store, a.address, &got, &e), 0);
}

/* --- runs and verdicts --------------------------------------------------- */

static void test_run(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };
    int64_t id = begin(p, "one"), other = begin(p, "two");

    assert_int_not_equal(id, other);
    commit(p);
    reopen(p);
    assert_int_equal(begin(p, "one"), id);
    for (int n = 1; n <= 3; n++)
        judge(p, id, n, OUTCOME_WRONG, NULL, 0);
    for (int was = 0; was < 2; was++) {
        /* more are there from a larger -n, and times add up */
        assert_int_equal(
            store_run_end(p->store, id, was, "complete", 2, 50, &e), 0);
        commit(p);
        assert_int_equal(
            number(p, "SELECT planned FROM run WHERE id = 1"), 2 + was);
    }
    assert_int_equal(store_run_end(p->store, other, false, "x", -1, 1, &e), 0);
    assert_int_equal(number(p, "SELECT wall_us FROM run WHERE id = 1"), 100);
    assert_int_equal(
        number(p, "SELECT planned IS NULL FROM run WHERE id = 2"), 1);
}

static void test_verdict(void **state)
{
    static const unsigned char other[HASH_SIZE] = { 8 };
    struct place *p = *state;
    enum outcome o = OUTCOME_CORRECT;
    struct err e = { 0 };
    int64_t run = begin(p, "one"), next = begin(p, "two"), last;

    judge(p, run, 1, OUTCOME_FAILED, NULL, 0);
    judge(p, run, 1, OUTCOME_UNREAD, NULL, 0);
    assert_int_equal(store_verdict_find(p->store, run, 1, 0, hash, &o, &e), 1);
    assert_int_equal(o, OUTCOME_UNREAD);
    assert_int_equal(store_verdict_find(p->store, run, 1, 0, other, &o, &e), 0);
    assert_int_equal(store_verdict_find(p->store, run, 1, 1, hash, &o, &e), 0);
    assert_int_equal(store_verdict_last(p->store, run, &last, &e), 0);
    assert_int_equal(last, 1);
    assert_int_equal(store_verdict_last(p->store, next, &last, &e), 0);
    assert_int_equal(last, -1);
    commit(p);
    assert_int_equal(number(p, "SELECT count(*) FROM verdict"), 1);
}

static int count_cost(void *arg, const struct answer_cost *a)
{
    *(int *)arg += a->answered;
    return 0;
}

/* Replacing a dialogue's verdict leaves none of its answers behind. */
static void test_asked(void **state)
{
    static const size_t counts[] = { 3, 1, 2, 0, 1 };
    struct place *p = *state;
    struct err e = { 0 };
    int64_t run = begin(p, "one"), ids[3], *got;

    for (int i = 0; i < 3; i++)
        ids[i] = put(p, i);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        size_t n = 99;
        int costs = 0;
        judge(p, run, 1, OUTCOME_WRONG, ids, counts[i]);
        assert_int_equal(store_asked(p->store, run, 1, 0, &got, &n, &e), 0);
        assert_int_equal(n, counts[i]);
        for (size_t k = 0; k < n; k++)
            assert_int_equal(got[k], ids[k]);
        free(got);
        assert_int_equal(store_costs(p->store, run, count_cost, &costs, &e), 0);
        assert_int_equal(costs, (int)counts[i]);
    }
    commit(p);
    assert_int_equal(number(p, "SELECT count(*) FROM asked"), 0);
}

struct walked {
    int rows, verdicts, answers;
    char names[64];
};

static int walk_cost(void *arg, const struct answer_cost *a)
{
    struct walked *w = arg;

    w->rows++;
    w->verdicts += !a->again;
    w->answers += a->answered;
    if (!a->again)
        strcat(strcat(strcat(w->names, a->sample), a->cluster), a->detail);
    return 0;
}

/* Enough after the second. */
static int stop_walk(void *arg, const struct answer_cost *a)
{
    (void)a;
    return ++*(int *)arg == 2 ? -7 : 0;
}

/* One walk tells of every verdict, with no answer, one or many, the same
 * where a dialogue is among them and where none is. */
static void test_costs(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };
    int64_t run = begin(p, "one"), ids[] = { put(p, 1), put(p, 2) };

    assert_int_equal(store_clustered(p->store, run, &e), 0);
    for (int dialogue = 0; dialogue < 2; dialogue++)
        for (int i = 0; i < 3; i++) {
            struct verdict_row v = { .run = run,
                .n = i,
                .id = "id",
                .group = "",
                .cluster = i == 1 ? " of c " : "",
                .detail = "{}",
                .hash = hash,
                .value = (double)NAN,
                .answers = ids,
                .answer_count = i == 0 ? (size_t)dialogue + 1 : i != 1 };
            struct walked w = { 0 };
            int rows = 0;
            put_verdict(p, &v);
            if (i < 2)
                continue;
            assert_int_equal(store_costs(p->store, run, walk_cost, &w, &e), 0);
            assert_int_equal(w.rows, 3 + dialogue);
            assert_int_equal(w.verdicts, 3);
            assert_int_equal(w.answers, 2 + dialogue);
            assert_string_equal(w.names, "id{}id of c {}id{}");
            assert_int_equal(
                store_costs(p->store, run, stop_walk, &rows, &e), -7);
            assert_int_equal(rows, 2);
        }
    assert_int_equal(store_clustered(p->store, run, &e), 1);
}

/* --- transactions -------------------------------------------------------- */

static void test_commit(void **state)
{
    struct place *p = *state;
    struct err e = { 0 };

    put(p, 1);
    put(p, 2);
    assert_int_equal(store_pending(p->store), 2);
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 0);
    assert_int_equal(store_commit(p->store, &e), 2);
    assert_int_equal(store_pending(p->store), 0);
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 2);
    assert_int_equal(store_commit(p->store, &e), 0);
}

/* A reply that was looked at must not keep us from writing once another
 * process has written. */
/* What is on the way to the file stays small in a long run. */
static void test_log(void **state)
{
    struct place *p = *state;
    static char raw[200000];
    struct answer a;
    struct stat log;
    char path[64];

    for (int i = 0; i < 100; i++) { /* 20 MB */
        a = reply(i);
        a.raw = raw;
        a.raw_len = sizeof raw;
        assert_int_equal(store_answer_put(p->store, &a, &(struct err){ 0 }), 0);
        commit(p);
    }
    snprintf(path, sizeof path, "%s/retort.db-wal", p->dir);
    assert_int_equal(stat(path, &log), 0);
    assert_in_range(log.st_size, 1 << 20, 6 << 20);
}

static void test_two_writers(void **state)
{
    struct place *p = *state;
    struct answer a = reply(1), b = reply(2), got;
    struct store *other = NULL;
    struct err e = { 0 };

    put(p, 1);
    commit(p);
    assert_int_equal(store_answer_find(p->store, a.address, &got, &e), 1);
    assert_int_equal(store_answer_get(p->store, got.id, &got, &e), 1);
    assert_int_equal(store_open(p->dir, false, &other, &e), 0);
    assert_int_equal(store_answer_put(other, &b, &e), 0);
    assert_int_equal(store_commit(other, &e), 1);
    store_close(other);
    assert_false(store_shared(p->store)); /* that it knows of */
    put(p, 3);
    assert_true(store_shared(p->store));
    commit(p);
    assert_int_equal(number(p, "SELECT count(*) FROM answer"), 3);
}

/* Nothing fits any more (a limit on files does what a full disk does): what
 * was committed stays, what was not is told, and later it goes on. */
static void test_full(void **state)
{
    struct place *p = *state;
    struct rlimit was, tight = { 0 };
    struct answer big = reply(3);
    struct err e = { 0 };
    static char bytes[200000];

    put(p, 1);
    commit(p);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    tight = was;
    tight.rlim_cur = 100000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    put(p, 2);
    big.raw = bytes;
    big.raw_len = sizeof bytes;
    if (store_answer_put(p->store, &big, &e) >= 0)
        assert_int_equal(store_commit(p->store, &e), -1);
    assert_int_equal(e.kind, ERR_SYSTEM);
    assert_non_null(strstr(e.text, p->dir));
    assert_non_null(strstr(e.text, "is the disk full?"));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    store_commit(p->store, &e); /* keeps the rest, or says that it is gone */
    assert_int_equal(store_pending(p->store), 0);
    put(p, 4);
    commit(p);
    assert_in_range(number(p, "SELECT count(*) FROM answer"), 2, 4);
    reopen(p);
    for (int i = 1; i <= 4; i += 3) {
        struct answer a = reply(i), got;
        assert_int_equal(store_answer_find(p->store, a.address, &got, &e), 1);
    }
}

/* --- files --------------------------------------------------------------- */

static void set_version(const struct place *p, int version)
{
    char *sql = mem_printf("PRAGMA user_version = %d", version);

    number(p, sql);
    free(sql);
}

static void test_versions(void **state)
{
    struct place *p = *state;
    struct store *s = NULL;
    struct err e = { 0 };

    commit(p);
    set_version(p, 99);
    for (int read_only = 0; read_only < 2; read_only++) {
        err_clear(&e);
        assert_int_equal(store_open(p->dir, read_only != 0, &s, &e), -1);
        assert_null(s);
        assert_int_equal(e.kind, ERR_SYSTEM);
        assert_non_null(strstr(e.text, "newer retort (format 99"));
    }
    set_version(p, 0); /* tables, and yet not ours */
    assert_int_equal(store_open(p->dir, false, &s, &e), -1);
    assert_non_null(strstr(e.text, "not a database of retort"));
    assert_int_equal(store_open(p->dir, true, &s, &e), -1);
}

/* Another process is about to make the tables. */
static void test_empty(void **state)
{
    char *dir = mem_printf("%s-empty", ((struct place *)*state)->dir);
    char *path = file_join(dir, "retort.db");
    struct store *s = NULL;
    struct err e = { 0 };
    FILE *f;

    assert_int_equal(file_mkdirs(dir, &e), 0);
    f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
    assert_int_equal(store_open(dir, true, &s, &e), -1);
    assert_int_equal(e.kind, ERR_USAGE);
    assert_non_null(strstr(e.text, "no runs in this folder yet"));
    assert_int_equal(store_open(dir, false, &s, &e), 0);
    store_close(s);
    free(dir);
    free(path);
}

/* The tables, their columns and indexes, in the order of their names; the
 * caller frees it. */
static char *shape(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *st;
    char *text;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
            "SELECT group_concat(line, char(10)) FROM (SELECT "
            "concat || l.wr AS line FROM (SELECT m.name, m.type || ' ' || "
            "m.name || '.' || t.name || ' ' || t.type || ' ' || t.\"notnull\" "
            "|| t.pk AS concat FROM sqlite_master m, pragma_table_info(m.name) "
            "t) c JOIN pragma_table_list l ON l.name = c.name UNION ALL "
            "SELECT 'index ' || m.name || '.' || i.name || i.seqno FROM "
            "sqlite_master m, pragma_index_info(m.name) i WHERE m.type = "
            "'index' UNION ALL SELECT 'refers ' || m.name || '.' || "
            "f.\"from\" || ' ' || f.\"table\" FROM sqlite_master m, "
            "pragma_foreign_key_list(m.name) f ORDER BY 1)",
            -1, &st, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    text = mem_str((const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return text;
}

/* A file of version 1 is read, and written, as if it had been made today. */
static void test_older(void **state)
{
    struct place *p = *state;
    char *dir = mem_printf("%s-older", p->dir);
    char *path = file_join(dir, "retort.db");
    char *today = file_join(p->dir, "retort.db");
    char *wanted = shape(today);
    struct err e = { 0 };

    assert_non_null(strstr(wanted, "table answer.tool_runs INTEGER 000\n"));
    assert_non_null(strstr(wanted, "index batch_item_batch.state1\n"));

    for (int read_only = 0; read_only < 2; read_only++) {
        struct store *s = NULL;
        sqlite3 *db = NULL;
        char *got;
        assert_int_equal(file_mkdirs(dir, &e), 0);
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, schema_sql, NULL, NULL, NULL), 0);
        sqlite3_exec(db, "PRAGMA user_version = 1", NULL, NULL, NULL);
        sqlite3_close(db);
        assert_int_equal(store_open(dir, read_only != 0, &s, &e), 0);
        store_close(s);
        assert_int_equal(store_open(dir, true, &s, &e), 0);
        store_close(s);
        got = shape(path);
        assert_string_equal(got, wanted);
        free(got);
        wipe(dir);
    }
    free(wanted);
    free(today);
    free(path);
    free(dir);
}

static void test_missing(void **state)
{
    struct store *s = NULL;
    struct err e = { 0 };

    (void)state;
    assert_int_equal(store_open("/tmp/none-of-this", true, &s, &e), -1);
    assert_int_equal(e.kind, ERR_USAGE);
    assert_non_null(strstr(e.text, "/tmp/none-of-this/retort.db"));
    store_close(NULL);
}

#define IN_PLACE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_address),
        IN_PLACE(test_answer),
        IN_PLACE(test_usage_columns),
        IN_PLACE(test_run),
        IN_PLACE(test_verdict),
        IN_PLACE(test_asked),
        IN_PLACE(test_costs),
        IN_PLACE(test_commit),
        IN_PLACE(test_log),
        IN_PLACE(test_two_writers),
        IN_PLACE(test_full),
        IN_PLACE(test_versions),
        IN_PLACE(test_empty),
        IN_PLACE(test_older),
        cmocka_unit_test(test_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
