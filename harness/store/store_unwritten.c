#include "store/store_unwritten.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/db.h"

/* The folder beside a database. */
static char *beside(const struct store *s)
{
    const char *slash = strrchr(s->path, '/');

    return mem_printf("%.*sunwritten",
        slash != NULL ? (int)(slash + 1 - s->path) : 0, s->path);
}

int unwritten_keep(
    struct store *s, unwritten_fn fn, void *arg, int64_t replies, struct err *e)
{
    struct store *other = NULL;
    struct err why = { 0 };
    char *dir = beside(s);
    int rc = store_open(dir, false, &other, &why);

    if (rc == 0)
        rc = fn(other, arg, &why);
    if (rc == 0 && store_commit(other, &why) < 0)
        rc = -1;
    store_close(other);
    if (rc == 0)
        err_set(e, ERR_SYSTEM,
            "another process has %s; what came meanwhile (%lld repl%s) is in "
            "%s, and the next run in this folder takes it in",
            s->path, (long long)replies, replies == 1 ? "y" : "ies", dir);
    else
        err_set(e, ERR_SYSTEM,
            "another process has %s; what came meanwhile (%lld repl%s) is "
            "lost, for it cannot be kept beside it: %.400s",
            s->path, (long long)replies, replies == 1 ? "y" : "ies", why.text);
    free(dir);
    return -1;
}

/* Another reply to a request that has one: an address that is its own, and the
 * same whenever it is taken in. */
static void step_aside(struct answer *a)
{
    unsigned char raw[HASH_SIZE], sent[8];

    for (int i = 0; i < 8; i++)
        sent[i] = (unsigned char)((uint64_t)a->sent_wall_us >> 8 * i);
    hash_two(sent, sizeof sent, a->raw, a->raw_len, raw);
    hash_two(a->address, HASH_SIZE, raw, HASH_SIZE, a->address);
}

static int take_one(struct store *s, struct answer *a, struct err *e)
{
    struct answer there;
    int rc = store_answer_find(s, a->address, &there, e);

    if (rc == 1 && there.sent_wall_us == a->sent_wall_us
        && there.raw_len == a->raw_len
        && memcmp(there.raw, a->raw, a->raw_len) == 0)
        return 0; /* it was taken in before */
    if (rc == 1)
        step_aside(a);
    return rc < 0 || store_answer_put(s, a, e) < 0 ? -1 : 0;
}

static int take_all(struct store *s, struct store *other, struct err *e)
{
    sqlite3_stmt *st =
        db_prepare(other, "SELECT id FROM answer ORDER BY id", e);
    int step = SQLITE_DONE, rc = st == NULL ? -1 : 0;

    while (rc == 0 && (step = sqlite3_step(st)) == SQLITE_ROW) {
        struct answer a;
        rc = store_answer_get(other, sqlite3_column_int64(st, 0), &a, e);
        rc = rc == 1 ? take_one(s, &a, e) : -1;
    }
    if (rc == 0 && step != SQLITE_DONE)
        rc = db_fail(other, "reading replies", e);
    sqlite3_finalize(st);
    return rc < 0 || store_commit(s, e) < 0 ? -1 : 0;
}

static void remove_all(const char *dir)
{
    static const char *const names[] = { "retort.db", "retort.db-wal",
        "retort.db-shm" };

    for (int i = 0; i < 3; i++) {
        char *path = file_join(dir, names[i]);
        unlink(path);
        free(path);
    }
    rmdir(dir);
}

/* It is removed under its own lock: who would write there meanwhile waits, sees
 * that it is gone, and writes it anew (store_rescue.h). */
int unwritten_take_in(struct store *s, const char *dir, struct err *e)
{
    struct store *other = NULL;
    char *there = file_join(dir, "unwritten");
    char *path = file_join(there, "retort.db");
    int rc = 0;

    if (file_exists(path)) {
        rc = store_open(there, false, &other, e) < 0 || db_begin(other, e) < 0
                     || take_all(s, other, e) < 0
                 ? -1
                 : 0;
        if (rc == 0) {
            remove_all(there);
            sqlite3_exec(other->db, "ROLLBACK", NULL, NULL, NULL);
            other->begun = false;
        }
        store_close(other);
    }
    free(path);
    free(there);
    return rc;
}
