/* Batches and their items (schema_2.sql). */
#include "store/store_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/db.h"

/* Of enum batch_state and batch_item_state, as they stand in SQL below. */
_Static_assert(BATCH_STATE_OVER == 3 && BATCH_ITEM_WAITING == 0
                   && BATCH_ITEM_DONE == 1 && BATCH_ITEM_AGAIN == 2,
    "states in SQL");

#define ITEM "address, batch, state, attempts, request, changed, why"

/* Ends a write of one use. */
static int write_once(
    struct store *s, sqlite3_stmt *st, const char *doing, struct err *e)
{
    int rc = db_write(s, st, doing, e);

    sqlite3_finalize(st);
    return rc;
}

int store_batch_put(struct store *s, struct batch_row *b, struct err *e)
{
    sqlite3_stmt *st;

    if (db_begin(s, e) < 0)
        return -1;
    st = db_prepare(s,
        "INSERT INTO batch(endpoint, served, tag, state, made_us) "
        "VALUES(?, ?, ?, ?, ?)",
        e);
    if (st == NULL)
        return -1;
    db_bind_text(st, 1, b->endpoint);
    db_bind_text(st, 2, b->served);
    db_bind_text(st, 3, b->tag);
    sqlite3_bind_int(st, 4, (int)b->state);
    sqlite3_bind_int64(st, 5, b->made_us);
    if (write_once(s, st, "keeping a batch", e) < 0)
        return -1;
    b->id = sqlite3_last_insert_rowid(s->db);
    return 0;
}

int store_batch_note(struct store *s, const struct batch_row *b, struct err *e)
{
    sqlite3_stmt *st;

    if (db_begin(s, e) < 0)
        return -1;
    st = db_prepare(
        s, "UPDATE batch SET state = ?, file = ?, remote = ? WHERE id = ?", e);
    if (st == NULL)
        return -1;
    sqlite3_bind_int(st, 1, (int)b->state);
    db_bind_text(st, 2, b->file);
    db_bind_text(st, 3, b->remote);
    sqlite3_bind_int64(st, 4, b->id);
    if (write_once(s, st, "keeping a batch", e) < 0)
        return -1;
    return store_commit(s, e) < 0 ? -1 : 0;
}

int store_batch_next(struct store *s, const char *endpoint, const char *served,
    int64_t after, struct batch_row *out, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s,
        "SELECT id, endpoint, served, tag, state, file, remote, made_us "
        "FROM batch WHERE endpoint = ? AND served = ? AND state < 3 "
        "AND id > ? ORDER BY id LIMIT 1",
        e);
    int step;

    if (st == NULL)
        return -1;
    db_bind_text(st, 1, endpoint);
    db_bind_text(st, 2, served);
    sqlite3_bind_int64(st, 3, after);
    step = sqlite3_step(st);
    if (step == SQLITE_ROW)
        *out = (struct batch_row){
            .id = sqlite3_column_int64(st, 0),
            .endpoint = mem_str(db_text(st, 1)),
            .served = mem_str(db_text(st, 2)),
            .tag = mem_str(db_text(st, 3)),
            .state = (enum batch_state)sqlite3_column_int(st, 4),
            .file = mem_str(db_text(st, 5)),
            .remote = mem_str(db_text(st, 6)),
            .made_us = sqlite3_column_int64(st, 7),
        };
    else if (step != SQLITE_DONE)
        db_fail(s, "reading batches", e);
    sqlite3_finalize(st);
    return step == SQLITE_ROW ? 1 : step == SQLITE_DONE ? 0 : -1;
}

void store_batch_clear(struct batch_row *b)
{
    const char *strings[] = { b->endpoint, b->served, b->tag, b->file,
        b->remote };

    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free((char *)(uintptr_t)strings[i]);
    memset(b, 0, sizeof *b);
}

int store_batch_known(struct store *s, const char *remote, struct err *e)
{
    sqlite3_stmt *st =
        db_prepare(s, "SELECT 1 FROM batch WHERE remote = ? LIMIT 1", e);
    int step;

    if (st == NULL)
        return -1;
    db_bind_text(st, 1, remote);
    step = sqlite3_step(st);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        db_fail(s, "reading batches", e);
    sqlite3_finalize(st);
    return step == SQLITE_ROW ? 1 : step == SQLITE_DONE ? 0 : -1;
}

int64_t store_batch_waiting(
    struct store *s, const char *endpoint, const char *served, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s,
        "SELECT count(*) FROM batch b JOIN batch_item i ON i.batch = b.id "
        "AND i.state = 0 WHERE b.endpoint = ? AND b.served = ? AND b.state < 3",
        e);
    int64_t n = -1;

    if (st == NULL)
        return -1;
    db_bind_text(st, 1, endpoint);
    db_bind_text(st, 2, served);
    if (sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    else
        db_fail(s, "reading batches", e);
    sqlite3_finalize(st);
    return n;
}

int store_batch_item_put(
    struct store *s, const struct batch_item *item, struct err *e)
{
    sqlite3_stmt *st;

    if (db_begin(s, e) < 0)
        return -1;
    st = db_kept(s, DB_BATCH_ITEM_PUT,
        "INSERT OR REPLACE INTO batch_item(" ITEM ") VALUES(?,?,?,?,?,?,?)", e);
    if (st == NULL)
        return -1;
    sqlite3_bind_blob(st, 1, item->address, HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(st, 2, item->batch);
    sqlite3_bind_int(st, 3, (int)item->state);
    sqlite3_bind_int(st, 4, item->attempts);
    sqlite3_bind_blob64(st, 5, item->request, item->request_len, SQLITE_STATIC);
    db_bind_text(st, 6, item->changed);
    db_bind_text(st, 7, item->why);
    return db_write(s, st, "keeping a request of a batch", e);
}

static void read_item(sqlite3_stmt *st, struct batch_item *out)
{
    const void *address = sqlite3_column_blob(st, 0);

    memset(out, 0, sizeof *out);
    if (address != NULL && sqlite3_column_bytes(st, 0) == HASH_SIZE)
        memcpy(out->address, address, HASH_SIZE);
    out->batch = sqlite3_column_int64(st, 1);
    out->state = (enum batch_item_state)sqlite3_column_int(st, 2);
    out->attempts = sqlite3_column_int(st, 3);
    out->request = sqlite3_column_blob(st, 4);
    out->request_len = (size_t)sqlite3_column_bytes(st, 4);
    out->changed = db_text(st, 5);
    out->why = db_text(st, 6);
}

int store_batch_item_find(struct store *s,
    const unsigned char address[HASH_SIZE], struct batch_item *out,
    struct err *e)
{
    sqlite3_stmt *st = db_kept(s, DB_BATCH_ITEM_FIND,
        "SELECT " ITEM " FROM batch_item WHERE address = ?", e);
    int step;

    if (st == NULL)
        return -1;
    sqlite3_bind_blob(st, 1, address, HASH_SIZE, SQLITE_STATIC);
    step = sqlite3_step(st);
    if (step == SQLITE_ROW) {
        read_item(st, out);
        return 1;
    }
    sqlite3_reset(st);
    return step == SQLITE_DONE ? 0 : db_fail(s, "reading batches", e);
}

int store_batch_item_end(struct store *s,
    const unsigned char address[HASH_SIZE], enum batch_item_state state,
    const char *why, struct err *e)
{
    sqlite3_stmt *st;

    if (db_begin(s, e) < 0)
        return -1;
    /* the reply has the request, too */
    st = db_kept(s, DB_BATCH_ITEM_END,
        "UPDATE batch_item SET state = ?1, why = ?2, request = CASE ?1 "
        "WHEN 1 THEN x'' ELSE request END WHERE address = ?3",
        e);
    if (st == NULL)
        return -1;
    sqlite3_bind_int(st, 1, (int)state);
    db_bind_text(st, 2, why);
    sqlite3_bind_blob(st, 3, address, HASH_SIZE, SQLITE_STATIC);
    return db_write(s, st, "keeping what came of a batch", e);
}

int64_t store_batch_give_up(
    struct store *s, int64_t batch, const char *why, struct err *e)
{
    sqlite3_stmt *st;

    if (db_begin(s, e) < 0)
        return -1;
    st = db_prepare(s,
        "UPDATE batch_item SET state = 2, why = ? WHERE batch = ? "
        "AND state = 0",
        e);
    if (st == NULL)
        return -1;
    db_bind_text(st, 1, why);
    sqlite3_bind_int64(st, 2, batch);
    if (write_once(s, st, "keeping what came of a batch", e) < 0)
        return -1;
    return sqlite3_changes(s->db);
}

int store_batch_final(struct store *s, const char *endpoint, const char *served,
    batch_why_fn fn, void *arg, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s,
        "SELECT DISTINCT i.why FROM batch_item i JOIN batch b ON b.id = "
        "i.batch WHERE b.endpoint = ? AND b.served = ? AND i.state = 3 AND "
        "i.why IS NOT NULL",
        e);
    int step, rc = 0;

    if (st == NULL)
        return -1;
    sqlite3_bind_text(st, 1, endpoint, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 2, served, -1, SQLITE_STATIC);
    while ((step = sqlite3_step(st)) == SQLITE_ROW)
        fn(arg, (const char *)sqlite3_column_text(st, 0));
    if (step != SQLITE_DONE)
        rc = db_fail(s, "reading batches", e);
    sqlite3_finalize(st);
    return rc;
}

int store_batch_items(
    struct store *s, int64_t batch, batch_item_fn fn, void *arg, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s,
        "SELECT " ITEM " FROM batch_item WHERE batch = ? AND state = 0 "
        "ORDER BY address",
        e);
    struct batch_item item;
    int step, rc = 0;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, batch);
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE) {
        if (step != SQLITE_ROW) {
            rc = db_fail(s, "reading batches", e);
            break;
        }
        read_item(st, &item);
        rc = fn(arg, &item);
    }
    sqlite3_finalize(st);
    return rc;
}
