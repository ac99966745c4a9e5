/* Which replies may be at an address (schema_4.sql). */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/db.h"

/*
 * While a transaction of ours is open nobody else writes, and mostly nobody
 * else has since we looked first, which SQLite tells. Then a filter of what
 * was there and of what we put says of nearly every new address that it is not
 * there, and no table is read (Bloom, Communications of the ACM 13(7), 1970;
 * both of its hashes are bytes of the address: Kirsch and Mitzenmacher, ESA
 * 2006). It answers for FILTER_ROWS with less than 4 % in vain; a larger one is
 * not made.
 */
enum {
    LOOK_US = 10000, // between two looks of a run at what others wrote
    NEW_MOST = 4096, // rows in the table of the latest
    FILTER_BITS = 1 << 20,
    FILTER_HASHES = 4,
    FILTER_ROWS = 150000
};

static uint32_t filter_bit(const unsigned char head[DB_HEAD], uint32_t i)
{
    uint32_t a, b;

    memcpy(&a, head, 4);
    memcpy(&b, head + 4, 4);
    return (a + i * (b | 1)) % FILTER_BITS;
}

/* False when it was not there. Two threads may be at it. */
static bool filter_add(struct store *s, const unsigned char head[DB_HEAD])
{
    bool seen = true;

    for (uint32_t i = 0; s->filter != NULL && i < FILTER_HASHES; i++) {
        uint32_t bit = filter_bit(head, i);
        unsigned char mask = (unsigned char)(1U << bit % 8);
        atomic_uchar *at = &s->filter[bit / 8];
        if ((atomic_load_explicit(at, memory_order_relaxed) & mask) != 0)
            continue;
        atomic_fetch_or_explicit(at, mask, memory_order_relaxed);
        seen = false;
    }
    return seen;
}

static bool filter_seen(
    const struct store *s, const unsigned char head[DB_HEAD])
{
    bool seen = true;

    for (uint32_t i = 0; seen && i < FILTER_HASHES; i++) {
        uint32_t bit = filter_bit(head, i);
        seen = (atomic_load_explicit(&s->filter[bit / 8], memory_order_relaxed)
                       >> bit % 8
                   & 1)
               != 0;
    }
    return seen;
}

bool db_filter_holds(const struct store *s)
{
    return s->filter != NULL && !atomic_load(&s->filter_off);
}

/* The one number that a statement brings. */
static int read_number(
    struct store *s, sqlite3_stmt *st, int64_t *out, struct err *e)
{
    int rc = -1;

    if (st == NULL)
        return -1;
    if (sqlite3_step(st) == SQLITE_ROW) {
        *out = sqlite3_column_int64(st, 0);
        rc = 0;
    } else {
        db_fail(s, "reading the database", e);
    }
    sqlite3_reset(st);
    return rc;
}

static int one_number(
    struct store *s, const char *sql, int64_t *out, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s, sql, e);
    int rc = read_number(s, st, out, e);

    sqlite3_finalize(st);
    return rc;
}

/* It changes when another process has written. */
static int data_version(struct store *s, int64_t *out, struct err *e)
{
    return read_number(
        s, db_ready(s, DB_VERSION, "PRAGMA data_version", e), out, e);
}

bool db_places_none(struct store *s, const unsigned char address[HASH_SIZE])
{
    int64_t version, now;

    if (!db_filter_holds(s) || filter_seen(s, address))
        return false;
    /* the other thread looks, too, before it writes */
    if (db_away(s) || s->begun)
        return true;
    now = clock_now_us();
    if (s->behind != NULL && now < s->looked_us + LOOK_US)
        return true;
    if (data_version(s, &version, NULL) < 0 || version != s->version)
        return false;
    s->looked_us = now;
    return true;
}

bool db_place_expect(struct store *s, const unsigned char address[HASH_SIZE])
{
    return !filter_add(s, address);
}

int db_places(struct store *s, const unsigned char address[HASH_SIZE],
    sqlite3_stmt **out, struct err *e)
{
    db_own(s);
    if (db_places_write(s, e) < 0)
        return -1;
    *out = db_kept(s, DB_PLACE_FIND,
        "SELECT answer FROM place_new WHERE head = ?1 UNION ALL "
        "SELECT answer FROM place WHERE head = ?1",
        e);
    if (*out == NULL)
        return -1;
    sqlite3_bind_blob(*out, 1, address, DB_HEAD, SQLITE_STATIC);
    return 0;
}

void db_place_note(
    struct store *s, const unsigned char address[HASH_SIZE], int64_t answer)
{
    struct db_place *p = &s->fresh[s->fresh_count++];

    memcpy(p->head, address, DB_HEAD);
    p->answer = answer;
    s->new_places++;
    filter_add(s, address);
}

#define PLACE_PUT "INSERT OR IGNORE INTO place_new(head, answer) VALUES"
#define FOUR "(?,?),(?,?),(?,?),(?,?)"
#define SIXTEEN FOUR "," FOUR "," FOUR "," FOUR
_Static_assert(DB_FRESH == 16, "rows of a statement");

static int put_places(struct store *s, sqlite3_stmt *st,
    const struct db_place *places, int n, struct err *e)
{
    if (st == NULL)
        return -1;
    for (int i = 0; i < n; i++) {
        sqlite3_bind_blob(
            st, 2 * i + 1, places[i].head, DB_HEAD, SQLITE_STATIC);
        sqlite3_bind_int64(st, 2 * i + 2, places[i].answer);
    }
    return db_step(s, st, "keeping a reply", e);
}

/* A statement for many of them takes half the time of one for each. */
int db_places_write(struct store *s, struct err *e)
{
    int rc = 0;

    if (s->fresh_count == DB_FRESH)
        rc = put_places(s, db_kept(s, DB_PLACES_PUT, PLACE_PUT SIXTEEN, e),
            s->fresh, DB_FRESH, e);
    else
        for (size_t i = 0; i < s->fresh_count && rc == 0; i++)
            rc = put_places(s, db_kept(s, DB_PLACE_PUT, PLACE_PUT "(?,?)", e),
                &s->fresh[i], 1, e);
    if (rc == 0)
        s->fresh_count = 0;
    return rc;
}

static int fill_filter(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_prepare(
        s, "SELECT head FROM place UNION ALL SELECT head FROM place_new", e);
    int step;

    if (st == NULL)
        return -1;
    s->filter = mem_zalloc(FILTER_BITS / 8, sizeof *s->filter);
    while ((step = sqlite3_step(st)) == SQLITE_ROW)
        if (sqlite3_column_bytes(st, 0) == DB_HEAD)
            filter_add(s, sqlite3_column_blob(st, 0));
    if (step != SQLITE_DONE) {
        db_fail(s, "reading the database", e);
        db_places_forget(s); /* what is missing in it would not be found */
    }
    sqlite3_finalize(st);
    return step == SQLITE_DONE ? 0 : -1;
}

/* What others have written since we began is not in the filter. */
static int check_filter(struct store *s, struct err *e)
{
    int64_t version = s->version;

    if (data_version(s, &s->version, e) < 0)
        return -1;
    if (s->looked) {
        if (s->version != version)
            db_places_forget(s);
        return 0;
    }
    s->looked = true;
    return s->next_answer > FILTER_ROWS ? 0 : fill_filter(s, e);
}

void db_places_forget(struct store *s)
{
    atomic_store(&s->filter_off, true);
}

int db_places_settle(struct store *s, struct err *e)
{
    int64_t last;

    if (one_number(s, "SELECT max(id) FROM answer", &last, e) < 0)
        return -1;
    if (last >= s->next_answer) /* a number that was lost is not given again */
        s->next_answer = last + 1;
    s->fresh_count = 0;
    if (check_filter(s, e) < 0)
        return -1;
    if (!s->places_counted
        && one_number(s, "SELECT count(*) FROM place_new", &s->new_places, e)
               < 0)
        return -1;
    s->places_counted = s->new_places < NEW_MOST;
    if (s->places_counted)
        return 0;
    /* another process may do this, too: they are counted again */
    return db_exec(s,
        "INSERT OR IGNORE INTO place "
        "SELECT head, answer FROM place_new ORDER BY 1, 2; "
        "DELETE FROM place_new",
        "sorting the addresses", e);
}
