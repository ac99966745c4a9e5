/* Packed places (pack.h), and those of the latest answers, in memory. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/db.h"

/*
 * A transaction that finds so many of the latest packs them, the oldest first,
 * as a run of level 0. Where there is one of that level both become one of
 * level 1, and so on, as one counts in binary: each run is as large as two of
 * the level below, and all it knows of is older. So places are written anew as
 * often as their number has bits, and there are no more runs than that to look
 * into (O'Neil et al., Acta Informatica 33, 1996; Bentley and Saxe, Journal of
 * Algorithms 1(4), 1980).
 *
 * All of it says nothing that the answers do not: where a row is damaged all
 * is taken from them.
 */
enum {
    LEVELS = 62,
    UNIT = 240, // their rows fill pages, four in each
    BULK = 4,   // the highest level made of the latest at once
    DAMAGED = 2 // what is there is not what was written
};

static bool has_level(const struct db_places *p, int level)
{
    return (p->levels >> level & 1) != 0;
}

static void tail_add(struct db_places *p, uint64_t head, int64_t answer)
{
    if (p->count == p->room) {
        p->room = p->room > 0 ? 2 * p->room : 2 * UNIT;
        p->tail = mem_resize(p->tail, p->room, sizeof *p->tail);
    }
    p->tail[p->count++] = (struct pack_place){ head, answer };
}

static void tail_drop(struct db_places *p, size_t n)
{
    p->count -= n;
    if (p->count > 0)
        memmove(p->tail, p->tail + n, p->count * sizeof *p->tail);
}

/* Takes up the places of all answers that were not known. */
static int read_tail(struct store *s, struct err *e)
{
    struct db_places *p = &s->places;
    sqlite3_stmt *st = db_ready(s, DB_PLACE_TAIL,
        "SELECT id, address FROM answer WHERE id > ? ORDER BY id", e);
    int step;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, p->known);
    while ((step = sqlite3_step(st)) == SQLITE_ROW) {
        p->known = sqlite3_column_int64(st, 0);
        if (sqlite3_column_bytes(st, 1) != HASH_SIZE)
            continue;
        db_place_note(s, sqlite3_column_blob(st, 1), p->known);
    }
    if (step != SQLITE_DONE)
        db_fail(s, "reading the database", e);
    sqlite3_reset(st);
    return step == SQLITE_DONE ? 0 : -1;
}

/* Takes all from the answers, whatever the rows say. */
static int distrust(struct store *s, struct err *e)
{
    struct db_places *p = &s->places;

    p->levels = 0;
    p->packed = p->known = 0;
    p->count = 0;
    return read_tail(s, e);
}

/* 1, 0 where there is none, DAMAGED, -1. Not tested, borrowed until the next.
 */
static int read_row(
    struct store *s, int64_t row, struct pack *out, struct err *e)
{
    sqlite3_stmt *st =
        db_ready(s, DB_PLACE_GET, "SELECT packed FROM place WHERE id = ?", e);
    const void *bytes;
    int step;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, row);
    step = sqlite3_step(st);
    if (step != SQLITE_ROW)
        return step == SQLITE_DONE ? 0 : db_fail(s, "reading the database", e);
    bytes = sqlite3_column_blob(st, 0);
    return pack_read(bytes, (size_t)sqlite3_column_bytes(st, 0), out) ? 1
                                                                      : DAMAGED;
}

/* The same for a row of a run that is there, tested. */
static int read_part(
    struct store *s, int64_t row, struct pack *out, struct err *e)
{
    int rc = read_row(s, row, out, e);

    return rc == 0 || (rc == 1 && !pack_test(out, row)) ? DAMAGED : rc;
}

/* Which runs there are: each goes on where that above it ends, or one is
 * missing. */
static int read_levels(struct store *s, struct err *e)
{
    struct db_places *p = &s->places;
    sqlite3_stmt *st =
        db_ready(s, DB_PLACE_LAST, "SELECT max(id) FROM place", e);
    struct pack first;
    int64_t last;
    int rc;

    p->levels = 0;
    p->packed = 0;
    if (st == NULL)
        return -1;
    if (sqlite3_step(st) != SQLITE_ROW)
        return db_fail(s, "reading the database", e);
    last = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    for (int level = LEVELS - 1; level >= 0; level--) {
        if (last < pack_row(level, 0))
            continue;
        rc = read_row(s, pack_row(level, 0), &first, e);
        if (rc < 0)
            return -1;
        if (rc == 0)
            continue;
        if (rc == DAMAGED || !pack_test(&first, pack_row(level, 0))
            || first.from != p->packed) {
            p->levels = 0;
            p->packed = 0;
            return 0;
        }
        p->levels |= 1ULL << level;
        p->packed = first.to;
    }
    return 0;
}

/* What others wrote since is in the tail, in packed rows, or in both. */
static int load(struct store *s, struct err *e)
{
    struct db_places *p = &s->places;
    int64_t before = p->packed;
    size_t old = 0;

    if (read_levels(s, e) < 0)
        return -1;
    if (p->packed < before) { /* they are gone */
        p->count = 0;
        p->known = p->packed;
    }
    while (old < p->count && p->tail[old].answer <= p->packed)
        old++;
    tail_drop(p, old);
    if (!db_filter_holds(s) && p->known < p->packed)
        p->known = p->packed;
    return read_tail(s, e);
}

int db_places_look(struct store *s, struct err *e)
{
    struct db_places *p = &s->places;
    sqlite3_stmt *st;
    int64_t version;

    if (db_taken_back(s))
        db_places_lost(s);
    else if (s->begun && p->looked) /* nobody else writes */
        return 0;
    st = db_ready(s, DB_VERSION, "PRAGMA data_version", e);
    if (st == NULL)
        return -1;
    if (sqlite3_step(st) != SQLITE_ROW)
        return db_fail(s, "reading the database", e);
    version = sqlite3_column_int64(st, 0);
    if (p->looked && version == p->version)
        return 0;
    p->others |= p->looked;
    p->looked = false;
    p->version = version;
    if (load(s, e) < 0)
        return -1;
    p->looked = true;
    return db_filter_begin(s, e);
}

void db_places_let_go(struct store *s)
{
    sqlite3_reset(s->kept[DB_VERSION]);
    sqlite3_reset(s->kept[DB_PLACE_GET]);
}

void db_places_lost(struct store *s)
{
    struct db_places *p = &s->places;

    db_filter_end(s);
    p->looked = false;
    p->count = 0;
    p->known = 0;
}

void db_place_note(
    struct store *s, const unsigned char address[HASH_SIZE], int64_t answer)
{
    struct db_places *p = &s->places;
    uint64_t head = pack_word(address);

    p->known = answer;
    db_filter_add(s, head);
    if (answer > p->packed)
        tail_add(p, head, answer);
}

static int find_in_tail(struct store *s, const unsigned char *address,
    place_fn fn, struct answer *out, struct err *e)
{
    const struct db_places *p = &s->places;
    uint64_t head = pack_word(address);
    int rc = 0;

    for (size_t i = 0; i < p->count && rc == 0; i++)
        if (p->tail[i].head == head)
            rc = fn(s, p->tail[i].answer, address, out, e);
    return rc;
}

/* A row is tested when nothing was found in it. */
static int find_in_row(struct store *s, const unsigned char *address,
    int64_t number, place_fn fn, struct answer *out, struct err *e)
{
    uint64_t head = pack_word(address);
    struct pack row;
    int rc = read_row(s, number, &row, e);

    if (rc != 1)
        return rc == 0 ? DAMAGED : rc;
    for (size_t i = 0; i < row.count; i++) {
        struct pack_place at = pack_at(&row, i);

        if (at.head == head && (rc = fn(s, at.answer, address, out, e)) != 0)
            return rc;
    }
    return pack_test(&row, number) ? 0 : DAMAGED;
}

/* The largest run first: most likely it is there. */
static int find_in_runs(struct store *s, const unsigned char *address,
    place_fn fn, struct answer *out, struct err *e)
{
    int rc = 0;

    for (int level = LEVELS - 1; level >= 0 && rc == 0; level--)
        if (has_level(&s->places, level))
            rc = find_in_row(
                s, address, pack_row(level, pack_word(address)), fn, out, e);
    return rc;
}

int db_places(struct store *s, const unsigned char address[HASH_SIZE],
    place_fn fn, struct answer *out, struct err *e)
{
    int rc = db_places_look(s, e);

    if (rc == 0)
        rc = find_in_runs(s, address, fn, out, e);
    if (rc == DAMAGED)
        rc = distrust(s, e);
    if (rc == 0)
        rc = find_in_tail(s, address, fn, out, e);
    db_places_let_go(s);
    return rc;
}

/* Of a run that is there. */
static int filter_run(struct store *s, int level, struct err *e)
{
    struct pack row;
    int rc = 1;

    for (int64_t i = pack_row(level, 0);
         rc == 1 && i <= pack_row(level, UINT64_MAX); i++) {
        rc = read_part(s, i, &row, e);
        for (size_t k = 0; rc == 1 && k < row.count; k++)
            db_filter_add(s, pack_at(&row, k).head);
    }
    return rc;
}

int db_places_filter(struct store *s, struct err *e)
{
    struct db_places *p = &s->places;
    int rc = 1;

    for (size_t i = 0; i < p->count; i++)
        db_filter_add(s, p->tail[i].head);
    for (int level = 0; level < LEVELS && rc == 1; level++)
        if (has_level(p, level))
            rc = filter_run(s, level, e);
    return rc == DAMAGED ? distrust(s, e) : rc == 1 ? 0 : -1;
}

struct part { // a row of a run that goes into another
    int64_t row;
    struct buf bytes;
    struct pack pack;
};

struct merge {
    int low, high; // runs of these levels become one, which is of high
    size_t take;   // with the oldest of the tail
    int64_t from, to;
    struct part parts[LEVELS]; // the row of each level that is at hand
    struct buf row;            // to be written
};

/* 1, DAMAGED, -1. A row is read once, for all those it goes into. */
static int part_read(
    struct store *s, struct part *p, int64_t row, struct err *e)
{
    struct pack there;
    int rc;

    if (p->row == row)
        return 1;
    rc = read_part(s, row, &there, e);
    if (rc != 1)
        return rc;
    p->row = row;
    p->pack = there;
    buf_reset(&p->bytes);
    buf_add(&p->bytes, there.bytes, there.count * sizeof(struct pack_place));
    p->pack.bytes = (const unsigned char *)p->bytes.s;
    return 1;
}

/* What goes into a row: 1, DAMAGED, -1. */
static int merge_gather(
    struct store *s, struct merge *m, int64_t row, struct err *e)
{
    pack_begin(&m->row);
    for (int level = m->low; level < m->high; level++) {
        struct part *part = &m->parts[level];
        int rc = part_read(s, part, row >> (m->high - level), e);

        if (rc != 1)
            return rc;
        for (size_t i = 0; i < part->pack.count; i++) {
            struct pack_place p = pack_at(&part->pack, i);

            if (pack_row(m->high, p.head) == row)
                pack_add(&m->row, p);
        }
        m->from = part->pack.from; /* in the end the oldest's */
    }
    for (size_t i = 0; i < m->take; i++)
        if (pack_row(m->high, s->places.tail[i].head) == row)
            pack_add(&m->row, s->places.tail[i]);
    pack_end(row, m->from, m->to, &m->row);
    return 1;
}

static int merge_put(
    struct store *s, const struct merge *m, int64_t row, struct err *e)
{
    sqlite3_stmt *st = db_ready(
        s, DB_PLACE_PUT, "INSERT OR REPLACE INTO place VALUES(?, ?)", e);
    int rc;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, row);
    sqlite3_bind_blob64(st, 2, m->row.s, m->row.len, SQLITE_STATIC);
    rc = db_step(s, st, "sorting the addresses", e);
    sqlite3_reset(st);
    return rc < 0 ? -1 : 1;
}

static void merge_clear(struct merge *m)
{
    for (int i = 0; i < LEVELS; i++)
        buf_clear(&m->parts[i].bytes);
    buf_clear(&m->row);
}

/* Rows from one number to another: 1, -1. */
static int drop_rows(
    struct store *s, int64_t first, int64_t behind, struct err *e)
{
    sqlite3_stmt *st = db_ready(
        s, DB_PLACE_DROP, "DELETE FROM place WHERE id >= ? AND id < ?", e);
    int rc;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, first);
    sqlite3_bind_int64(st, 2, behind);
    rc = db_step(s, st, "sorting the addresses", e);
    sqlite3_reset(st);
    return rc < 0 ? -1 : 1;
}

/* Makes a run of the oldest of the tail and those that have to go into it. */
static int pack_run(struct store *s, int level, struct err *e)
{
    struct db_places *p = &s->places;
    struct merge m = { .low = level,
        .high = level,
        .take = (size_t)UNIT << level,
        .from = p->packed };
    int rc = 1;

    m.to = p->tail[m.take - 1].answer;
    while (has_level(p, m.high)) /* fewer than the answers have bits */
        m.high++;
    for (int64_t row = pack_row(m.high, 0);
         rc == 1 && row <= pack_row(m.high, UINT64_MAX); row++)
        if ((rc = merge_gather(s, &m, row, e)) == 1)
            rc = merge_put(s, &m, row, e);
    if (rc == 1)
        rc = drop_rows(s, pack_row(m.low, 0), pack_row(m.high, 0), e);
    if (rc == 1) {
        p->levels += 1ULL << m.low; /* carries */
        p->packed = m.to;
        tail_drop(p, m.take);
    }
    merge_clear(&m);
    return rc;
}

/* The next to be made: no level above one that is there, or it would not be
 * the newest of them. */
static int next_level(const struct db_places *p)
{
    int level = 0;

    while (level < BULK && !has_level(p, level)
           && (size_t)UNIT << (level + 1) <= p->count)
        level++;
    return level;
}

int db_places_settle(struct store *s, struct err *e)
{
    struct db_places *p = &s->places;
    int rc = db_places_look(s, e) < 0 ? -1 : 1;

    while (rc >= 0 && p->count >= UNIT) {
        /* what is there is not believed, if any */
        rc = p->levels == 0 ? drop_rows(s, INT64_MIN, INT64_MAX, e) : 1;
        if (rc == 1)
            rc = pack_run(s, next_level(p), e);
        if (rc == DAMAGED)
            rc = distrust(s, e);
    }
    /* a number that was lost is not given again */
    if (s->next_answer <= p->known)
        s->next_answer = p->known + 1;
    db_places_let_go(s);
    return rc < 0 ? -1 : 0;
}
