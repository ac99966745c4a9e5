#include "store/store.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/store_behind.h"
#include "store/store_rescue.h"
#include "store/store_unwritten.h"

/* What makes each version of the file from the one before; schema_new makes
 * the last one of nothing, with the same columns (test_store.c). */
static const char *const steps[] = { schema_sql, schema_2_sql, schema_3_sql,
    schema_4_sql, schema_5_sql };

enum { SCHEMA_VERSION = sizeof steps / sizeof *steps, BUSY_MS = 10000 };

/* Another process has the file: waits for it some more, or no longer. */
static int be_patient(void *arg, int times)
{
    static const struct timespec nap = { .tv_nsec = 5000000 };
    struct store *s = arg;

    if (times == 0)
        s->busy_since_us = clock_now_us();
    if (s->hurried || clock_now_us() - s->busy_since_us >= BUSY_MS * 1000LL)
        return 0;
    nanosleep(&nap, NULL);
    return 1;
}

void store_hurry(struct store *s)
{
    s->hurried = true;
}

int db_fail(struct store *s, const char *doing, struct err *e)
{
    int code = sqlite3_errcode(s->db);
    const char *way_out =
        code == SQLITE_FULL || code == SQLITE_IOERR
            ? " (is the disk full? what was committed is safe; free some space "
              "and run the same command again)"
        : code == SQLITE_READONLY || code == SQLITE_CANTOPEN
            ? " (is the folder writable?)"
        : code == SQLITE_NOTADB || code == SQLITE_CORRUPT
                || code == SQLITE_ERROR
            ? " (move it away, or use another folder with -o)"
        : code == SQLITE_BUSY
            ? " (another retort is writing there; wait for it or use another "
              "folder with -o)"
            : "";

    return err_set(e, ERR_SYSTEM, "%s: %s: %s%s", s->path, doing,
        sqlite3_errmsg(s->db), way_out);
}

static sqlite3_stmt *prepare(struct store *s, const char *sql, struct err *e)
{
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK) {
        db_fail(s, "reading the database", e);
        return NULL;
    }
    return st;
}

sqlite3_stmt *db_prepare(struct store *s, const char *sql, struct err *e)
{
    db_own(s);
    return prepare(s, sql, e);
}

sqlite3_stmt *db_ready(
    struct store *s, enum statement which, const char *sql, struct err *e)
{
    if (s->kept[which] == NULL)
        s->kept[which] = prepare(s, sql, e);
    else
        sqlite3_reset(s->kept[which]);
    return s->kept[which];
}

sqlite3_stmt *db_kept(
    struct store *s, enum statement which, const char *sql, struct err *e)
{
    db_own(s);
    return db_ready(s, which, sql, e);
}

int db_exec(struct store *s, const char *sql, const char *doing, struct err *e)
{
    db_own(s);
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : db_fail(s, doing, e);
}

/* A reader that stands on its row keeps seeing the file as it was then, and
 * SQLite lets nobody write from such a view once another process has. */
static void let_go(struct store *s)
{
    sqlite3_reset(s->kept[DB_ANSWER_FIND]);
    sqlite3_reset(s->kept[DB_ANSWER_GET]);
    db_places_let_go(s);
}

/* It does when the disk is full. */
bool db_taken_back(const struct store *s)
{
    return s->begun && sqlite3_get_autocommit(s->db) != 0;
}

int db_begin(struct store *s, struct err *e)
{
    db_own(s);
    if (s->begun && !db_taken_back(s))
        return 0;
    let_go(s);
    if (s->begun)
        db_places_lost(s);
    if (db_exec(s, "BEGIN IMMEDIATE", "starting to write", e) < 0)
        return -1;
    if (db_places_settle(s, e) < 0) {
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
        db_places_lost(s);
        return -1;
    }
    if (s->begun) { /* what comes now is kept; the commit will fail */
        s->lost = true;
        s->pending = 0;
    }
    s->begun = true;
    return 0;
}

int db_step(struct store *s, sqlite3_stmt *st, const char *doing, struct err *e)
{
    int rc = sqlite3_step(st) == SQLITE_DONE ? 0 : db_fail(s, doing, e);

    if (rc < 0) {
        sqlite3_reset(st);
        /* SQLite may have taken back the whole transaction */
        request_base_clear(&s->written);
    }
    return rc;
}

int db_write(
    struct store *s, sqlite3_stmt *st, const char *doing, struct err *e)
{
    int rc = db_step(s, st, doing, e);

    s->pending += rc == 0;
    return rc;
}

int store_commit(struct store *s, struct err *e)
{
    size_t rows;
    bool lost, written;

    db_own(s);
    rows = s->pending;
    lost = s->lost || db_taken_back(s);
    if (!s->begun)
        return 0;
    written = !db_taken_back(s) && db_exec(s, "COMMIT", "writing", e) == 0;
    if (!written && !db_taken_back(s))
        return -1; /* still pending: a later commit may have more luck */
    if (lost)
        err_set(e, ERR_SYSTEM,
            "%s: a failure before took back what was not committed", s->path);
    s->begun = false;
    s->lost = false;
    s->pending = 0;
    if (written && !lost)
        return rescue_is_gone(s) ? rescue_all(s, e) : (int)rows;
    request_base_clear(&s->written); /* it may be one that was taken back */
    db_places_lost(s);
    return -1;
}

bool store_shared(const struct store *s)
{
    return s->places.others;
}

size_t store_pending(const struct store *s)
{
    return db_gathered(s) + (db_away(s) ? 0 : s->pending);
}

static int user_version(struct store *s, int *out, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s, "PRAGMA user_version", e);

    if (st == NULL)
        return -1;
    if (sqlite3_step(st) != SQLITE_ROW) {
        sqlite3_finalize(st);
        return db_fail(s, "reading the database", e);
    }
    *out = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    return 0;
}

static int not_ours(const struct store *s, struct err *e)
{
    return err_set(e, ERR_SYSTEM,
        "%s: not a database of retort (move it away, or use another folder "
        "with -o)",
        s->path);
}

/* Version 0 is a new file, or somebody else's; or it was until now, and
 * another process has made the tables: so both are looked at in one. */
static int check_empty(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s,
        "SELECT count(*) FROM sqlite_master WHERE (SELECT user_version FROM "
        "pragma_user_version) = 0",
        e);
    int rc = -1;

    if (st == NULL)
        return -1;
    if (sqlite3_step(st) != SQLITE_ROW)
        db_fail(s, "reading the database", e);
    else if (sqlite3_column_int(st, 0) > 0)
        not_ours(s, e);
    else
        rc = 0;
    sqlite3_finalize(st);
    return rc;
}

enum { OLDER = 1, CHANGED };

/* Brings the tables to this version. CHANGED: they are not of the version that
 * was seen any more, for another process has made them while we waited. */
static int make_tables(struct store *s, int seen, struct err *e)
{
    char *stamp = mem_printf("PRAGMA user_version = %d", SCHEMA_VERSION);
    int rc = db_exec(s, "BEGIN IMMEDIATE", "making the tables", e), version = 0;

    if (rc == 0)
        rc = user_version(s, &version, e);
    if (rc == 0 && version != seen)
        rc = CHANGED;
    if (rc == 0 && version == 0) {
        rc = db_exec(s, schema_new_sql, "making the tables", e);
        version = SCHEMA_VERSION;
    }
    for (int i = version; rc == 0 && i < SCHEMA_VERSION; i++)
        rc = db_exec(s, steps[i], "making the tables", e);
    if (rc == 0)
        rc = db_places_settle(s, e);
    if (rc == 0)
        rc = db_exec(s, stamp, "making the tables", e);
    if (rc == 0)
        rc = db_exec(s, "COMMIT", "making the tables", e);
    if (rc != 0)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    free(stamp);
    return rc;
}

/* Going over to WAL needs the file for itself for a moment, and SQLite does
 * not wait for that by itself when another process opens it too. */
static int exec_patient(
    struct store *s, const char *sql, const char *doing, struct err *e)
{
    static const struct timespec nap = { .tv_nsec = 10000000 };

    for (int tries = BUSY_MS / 10; tries > 0; tries--) {
        int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
        if (code == SQLITE_OK)
            return 0;
        if (code != SQLITE_BUSY && code != SQLITE_LOCKED)
            break;
        nanosleep(&nap, NULL);
    }
    return db_fail(s, doing, e);
}

/* A new file is made without a wait for the disk at each step: until there is a
 * reply a power cut has nothing to take. But what is in the file has to be
 * there before the log is relied on, which SQLite drops beside an empty file,
 * so before others can see tables; the log and the names of both are synced
 * with the first commit. */
static int sync_new(struct store *s, struct err *e)
{
    sqlite3_file *f = NULL;
    int code =
        sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &f);

    if (code == SQLITE_OK)
        code = f->pMethods->xSync(f, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK)
        return err_set(e, ERR_SYSTEM, "%s: making the tables: %s", s->path,
            sqlite3_errstr(code));
    return 0;
}

/* Only of what is ours, because it writes. A request and its reply take 2 kB
 * and more: of pages of 4 kB half would stay empty, and each costs four calls
 * on its way to the disk. The cache (kB) was counted in pages of the old size
 * until it is set anew. A log of 4 MB is written over and over in the same
 * memory of the kernel, where SQLite's 1,000 pages are fresh memory nearly all
 * along a run: a tenth of our processor time. Debian overwrites with zeros what
 * is freed. 0, -1, or CHANGED; and synchronous may be OFF. */
static int set_up_file(struct store *s, int version, struct err *e)
{
    if (db_exec(s,
            version == 0 ? "PRAGMA synchronous = OFF"
                         : "PRAGMA synchronous = FULL",
            "opening", e)
            < 0
        || exec_patient(s,
               "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; "
               "PRAGMA cache_size = -500; PRAGMA wal_autocheckpoint = 256; "
               "PRAGMA secure_delete = OFF",
               "opening", e)
               < 0
        || (version == 0 && sync_new(s, e) < 0))
        return -1;
    return version == SCHEMA_VERSION ? 0 : make_tables(s, version, e);
}

/* 0, -1, or OLDER: it can be read once somebody has brought it up to date. */
static int prepare_file(struct store *s, bool read_only, struct err *e)
{
    int version, rc;

    sqlite3_busy_handler(s->db, be_patient, s);
    if (user_version(s, &version, e) < 0)
        return -1;
    if (version < 0)
        return not_ours(s, e);
    if (version > SCHEMA_VERSION)
        return err_set(e, ERR_SYSTEM,
            "%s was written by a newer retort (format %d, this one reads up "
            "to %d): use that version, or another folder with -o",
            s->path, version, SCHEMA_VERSION);
    if (read_only && version == 0 && check_empty(s, e) == 0)
        return err_set(
            e, ERR_USAGE, "%s is empty: no runs in this folder yet", s->path);
    if (read_only && version == 0)
        return -1;
    if (read_only)
        return version == SCHEMA_VERSION ? 0 : OLDER;
    if (version == 0 && check_empty(s, e) < 0)
        return -1;
    rc = set_up_file(s, version, e);
    /* before anything else is written, be it by who closes what has failed */
    if (db_exec(s, "PRAGMA synchronous = FULL", "opening", rc < 0 ? NULL : e)
        < 0)
        return -1;
    return rc == CHANGED ? prepare_file(s, read_only, e) : rc;
}

/* A connection is one thread's at a time (store_behind.h), so it needs no locks
 * of its own; nor do we need counts of its memory: together they take a sixth
 * of SQLite's time. Refused, and as well, once it is in use. */
static void set_up_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* A reader opens it to write, too, and then does not: one who could not would
 * leave the files behind that SQLite makes beside a database, and those of
 * another user would shut out whoever comes to write. */
static int connect_to(
    struct store *s, const char *dir, bool read_only, struct err *e)
{
    int flags = SQLITE_OPEN_READWRITE | (read_only ? 0 : SQLITE_OPEN_CREATE);

    if (read_only && still_is(s, dir))
        return still_open(s, e);
    if (sqlite3_open_v2(s->path, &s->db, flags, NULL) != SQLITE_OK)
        return db_fail(s, "opening", e);
    return read_only ? db_exec(s, "PRAGMA query_only = ON", "opening", e) : 0;
}

int store_open(
    const char *dir, bool read_only, struct store **out, struct err *e)
{
    struct store *s = NULL;
    char *path = file_join(dir, "retort.db");
    int rc = -1;

    if (read_only && !file_exists(path)) {
        err_set(e, ERR_USAGE,
            "%s is not there: no runs in this folder yet (retort run "
            "SUITE -m MODEL makes one; -o DIR names another folder)",
            path);
        free(path);
        return -1;
    }
    if (file_is_folder(path)) {
        err_set(e, ERR_SYSTEM,
            "%s is a folder, where the database of the runs should be (move "
            "it away, or use another folder with -o)",
            path);
        free(path);
        return -1;
    }
    if (!read_only && file_mkdirs(dir, e) < 0) {
        free(path);
        return -1;
    }
    s = mem_zalloc(1, sizeof *s);
    s->path = path;
    set_up_library();
    if (connect_to(s, dir, read_only, e) == 0 && db_costs_set_up(s, e) == 0)
        rc = prepare_file(s, read_only, e);
    if (rc == 0 && !read_only)
        rc = unwritten_take_in(s, dir, e);
    if (rc == 0) {
        *out = s;
        return 0;
    }
    store_close(s);
    /* a writer brings an old file up to date: be one for a moment */
    if (rc == OLDER && store_open(dir, false, &s, e) == 0) {
        store_close(s);
        return store_open(dir, true, out, e);
    }
    return -1;
}

void store_close(struct store *s)
{
    struct err lost = { 0 };

    if (s == NULL)
        return;
    store_behind_end(s, &lost);
    for (int i = 0; i < DB_STATEMENTS; i++)
        if (s->kept[i] != NULL)
            sqlite3_reset(s->kept[i]);
    if (s->begun)
        store_commit(s, NULL);
    for (int i = 0; i < DB_STATEMENTS; i++)
        sqlite3_finalize(s->kept[i]);
    sqlite3_close(s->db);
    buf_clear(&s->still);
    free(s->filter);
    free(s->places.tail);
    request_base_clear(&s->written);
    request_base_clear(&s->read);
    buf_clear(&s->whole);
    free(s->rescued);
    free(s->path);
    free(s);
}

void db_bind_count(sqlite3_stmt *st, int at, int64_t n)
{
    if (n < 0)
        sqlite3_bind_null(st, at);
    else
        sqlite3_bind_int64(st, at, n);
}

void db_bind_text(sqlite3_stmt *st, int at, const char *s)
{
    if (s == NULL)
        sqlite3_bind_null(st, at);
    else
        sqlite3_bind_text(st, at, s, -1, SQLITE_STATIC);
}

int64_t db_count(sqlite3_stmt *st, int column)
{
    return sqlite3_column_type(st, column) == SQLITE_NULL
               ? -1
               : sqlite3_column_int64(st, column);
}

const char *db_text(sqlite3_stmt *st, int column)
{
    return (const char *)sqlite3_column_text(st, column);
}

double db_real(sqlite3_stmt *st, int column)
{
    return sqlite3_column_type(st, column) == SQLITE_NULL
               ? (double)NAN
               : sqlite3_column_double(st, column);
}

int64_t db_value_count(sqlite3_value *v)
{
    return sqlite3_value_type(v) == SQLITE_NULL ? -1 : sqlite3_value_int64(v);
}

struct usage db_usage(sqlite3_value *const *v)
{
    struct usage u = usage_unknown();

    for (int i = 0; i < USAGE_CLASSES; i++)
        u.tokens[i] = db_value_count(v[i]);
    u.reported_pusd = db_value_count(v[USAGE_CLASSES]);
    u.flags = (unsigned)sqlite3_value_int(v[USAGE_CLASSES + 1]);
    return u;
}

enum outcome db_outcome(int o)
{
    return o >= 0 && o < OUTCOME_COUNT ? (enum outcome)o : OUTCOME_FAILED;
}
