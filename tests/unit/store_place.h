/*
 * A store in a folder of its own, for cmocka tests. Include after cmocka.h.
 */
#ifndef RETORT_TESTS_UNIT_STORE_PLACE_H
#define RETORT_TESTS_UNIT_STORE_PLACE_H

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/store.h"

struct place { // a store in a folder of its own
    char dir[32];
    struct store *store;
};

static inline int open_place(void **state)
{
    struct place *p = mem_zalloc(1, sizeof *p);
    struct err e = { 0 };

    strcpy(p->dir, "/tmp/store-XXXXXX");
    if (mkdtemp(p->dir) == NULL || store_open(p->dir, false, &p->store, &e) < 0)
        return -1;
    *state = p;
    return 0;
}

static inline void wipe(const char *dir)
{
    static const char *const names[] = { "retort.db", "retort.db-wal",
        "retort.db-shm" };

    for (int i = 0; i < 3; i++) {
        char *path = mem_printf("%s/%s", dir, names[i]);
        unlink(path);
        free(path);
    }
    rmdir(dir);
}

static inline int close_place(void **state)
{
    struct place *p = *state;

    store_close(p->store);
    wipe(p->dir);
    free(p);
    return 0;
}

/* Closes and opens again: what is seen then was on disk. */
static inline void reopen(struct place *p)
{
    struct err e = { 0 };

    store_close(p->store);
    p->store = NULL;
    assert_int_equal(store_open(p->dir, false, &p->store, &e), 0);
}

/* One number that SQL gives, through a connection of its own. */
static inline int64_t number(const struct place *p, const char *sql)
{
    char *path = mem_printf("%s/retort.db", p->dir);
    sqlite3 *db;
    sqlite3_stmt *st;
    int64_t n;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : -1;
    sqlite3_finalize(st);
    sqlite3_close(db);
    free(path);
    return n;
}

static inline void sql(struct place *p, const char *text)
{
    char *path = file_join(p->dir, "retort.db");
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    free(path);
}

/* A reply to question i. */
static inline struct answer reply(int i)
{
    static const char raw[] = "a\0b";
    struct answer a = { .dialect = "openai-chat",
        .request = "{}",
        .request_len = 2,
        .raw = raw,
        .raw_len = 3,
        .finish = 1,
        .usage = usage_unknown(),
        .latency_us = 1000,
        .first_us = -1,
        .attempts = 1 };

    store_address(NULL, "http://x", "{}", 2, i, a.address);
    return a;
}

static inline int64_t put(struct place *p, int i)
{
    struct answer a = reply(i);
    struct err e = { 0 };

    assert_int_equal(store_answer_put(p->store, &a, &e), 0);
    return a.id;
}

static inline void put_verdict(struct place *p, const struct verdict_row *v)
{
    struct err e = { 0 };

    assert_int_equal(store_verdicts_put(p->store, &v, 1, &e), 0);
}

static inline void commit(struct place *p)
{
    struct err e = { 0 };

    assert_true(store_commit(p->store, &e) >= 0);
}

#endif
