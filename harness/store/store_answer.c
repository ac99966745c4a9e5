/* Replies by address: put, find, get. */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "store/db.h"
#include "store/store.h"

#define COLUMNS                                                                \
    "address, dialect, request, raw, served, finish, latency_us, first_us, "   \
    "sent_us, attempts, replayed, base, head, tail, first_text_us, "           \
    "tokens_per_s, changed, tier, region, " DB_USAGE
#define MARKS "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?," DB_USAGE_MARKS

/* From 0, as reading counts; the id of the reply stands behind them all. */
enum { AT_USAGE = 19, AT_ID = AT_USAGE + USAGE_CLASSES + 2 };
_Static_assert(AT_ID + 1 < BOUND_MOST, "parameters of a statement");

void store_address(struct hash_stem *stem, const char *endpoint,
    const char *body, size_t len, int repeat, unsigned char out[HASH_SIZE])
{
    struct buf head = { 0 };

    buf_puts(&head, endpoint);
    buf_putc(&head, '\n');
    buf_int(&head, repeat);
    buf_putc(&head, '\n');
    if (stem != NULL)
        hash_stem_two(stem, head.s, head.len, body, len, out);
    else
        hash_two(head.s, head.len, body, len, out);
    buf_clear(&head);
}

static void bind_answer(
    struct bound *b, const struct answer *a, const struct request_cut *cut)
{
    bool whole = cut->base == 0;

    sqlite3_bind_blob(b->st, 1, a->address, HASH_SIZE, SQLITE_STATIC);
    bound_word(b, 2, a->dialect);
    sqlite3_bind_blob64(b->st, 3, a->request + cut->head,
        a->request_len - cut->head - cut->tail, SQLITE_STATIC);
    sqlite3_bind_blob64(
        b->st, 4, a->raw != NULL ? a->raw : "", a->raw_len, SQLITE_STATIC);
    bound_word(b, 5, a->served);
    bound_int(b, 6, a->finish);
    bound_count(b, 7, a->latency_us);
    bound_count(b, 8, a->first_us);
    bound_int(b, 9, a->sent_wall_us);
    bound_int(b, 10, a->attempts);
    bound_int(b, 11, a->replayed);
    bound_count(b, 12, whole ? -1 : cut->base);
    bound_count(b, 13, whole ? -1 : (int64_t)cut->head);
    bound_count(b, 14, whole ? -1 : (int64_t)cut->tail);
    bound_count(b, 15, a->first_text_us > 0 ? a->first_text_us : -1);
    bound_real(b, 16, a->tokens_per_s > 0 ? a->tokens_per_s : (double)NAN);
    bound_word(b, 17, a->changed);
    bound_word(b, 18, a->tier);
    bound_word(b, 19, a->region);
    bound_usage(b, AT_USAGE + 1, &a->usage);
}

static int add_answer(struct store *s, struct answer *a, struct err *e)
{
    struct request_cut cut =
        request_cut(&s->written, a->request, a->request_len);
    int64_t id = s->next_answer++;
    struct bound *b = &s->answer;

    b->st = db_kept(s, DB_ANSWER_PUT,
        "INSERT INTO answer(" COLUMNS ", id) VALUES(" MARKS ", ?)", e);
    if (b->st == NULL)
        return -1;
    bind_answer(b, a, &cut);
    bound_int(b, AT_ID + 1, id);
    if (db_write(s, b->st, "keeping a reply", e) < 0)
        return -1;
    a->id = id;
    db_place_note(s, a->address, id);
    if (cut.base == 0)
        request_base_set(&s->written, a->id, a->request, a->request_len);
    return 0;
}

int db_answer_put(struct store *s, struct answer *a, bool unseen, struct err *e)
{
    struct answer there;
    int rc = 0;

    there.id = 0;
    if (db_begin(s, e) < 0)
        return -1;
    /* a transaction is open, so nobody else puts one now */
    if (!unseen || s->places.others || !db_filter_holds(s))
        rc = store_answer_find(s, a->address, &there, e);
    if (rc == 1)
        a->id = there.id;
    return rc != 0 ? rc : add_answer(s, a, e);
}

int store_answer_put(struct store *s, struct answer *a, struct err *e)
{
    return db_answer_put(s, a, false, e);
}

/* Reads the request that others build on, unless it was the last one. */
static int read_base(struct store *s, int64_t id, struct err *e)
{
    sqlite3_stmt *st;
    int rc;

    if (s->read.id == id)
        return 0;
    st = db_kept(
        s, DB_REQUEST_GET, "SELECT request FROM answer WHERE id = ?", e);
    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, id);
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        request_base_set(&s->read, id, sqlite3_column_blob(st, 0),
            (size_t)sqlite3_column_bytes(st, 0));
    else if (rc == SQLITE_DONE)
        err_set(e, ERR_SYSTEM,
            "%s is damaged: reply %lld, which others build on, is not there",
            s->path, (long long)id);
    else
        db_fail(s, "reading a reply", e);
    sqlite3_reset(st);
    return rc == SQLITE_ROW ? 0 : -1;
}

static int read_request(struct store *s, sqlite3_stmt *st, struct buf *whole,
    struct answer *out, struct err *e)
{
    struct request_cut cut = {
        .base = sqlite3_column_int64(st, 11),
        .head = (size_t)sqlite3_column_int64(st, 12),
        .tail = (size_t)sqlite3_column_int64(st, 13),
    };

    out->request = sqlite3_column_blob(st, 2);
    out->request_len = (size_t)sqlite3_column_bytes(st, 2);
    if (cut.base == 0)
        return 0;
    if (read_base(s, cut.base, e) < 0)
        return -1;
    if (!request_join(&s->read, &cut, out->request, out->request_len, whole))
        return err_set(e, ERR_SYSTEM,
            "%s is damaged: reply %lld builds on one that is shorter", s->path,
            (long long)out->id);
    out->request = whole->s;
    out->request_len = whole->len;
    return 0;
}

/* whole is where a request that is stored in pieces is put together. */
static int read_answer(struct store *s, sqlite3_stmt *st, struct buf *whole,
    struct answer *out, struct err *e)
{
    const void *address = sqlite3_column_blob(st, 0);
    sqlite3_value *usage[USAGE_CLASSES + 2];

    for (int i = 0; i < USAGE_CLASSES + 2; i++)
        usage[i] = sqlite3_column_value(st, AT_USAGE + i);
    memset(out, 0, sizeof *out);
    if (address != NULL && sqlite3_column_bytes(st, 0) == HASH_SIZE)
        memcpy(out->address, address, HASH_SIZE);
    out->dialect = db_text(st, 1);
    out->raw = sqlite3_column_blob(st, 3);
    out->raw_len = (size_t)sqlite3_column_bytes(st, 3);
    out->served = db_text(st, 4);
    out->finish = sqlite3_column_int(st, 5);
    out->latency_us = db_count(st, 6);
    out->first_us = db_count(st, 7);
    out->sent_wall_us = sqlite3_column_int64(st, 8);
    out->attempts = sqlite3_column_int(st, 9);
    out->replayed = sqlite3_column_int(st, 10) != 0;
    out->first_text_us = db_count(st, 14);
    out->tokens_per_s = db_real(st, 15);
    out->changed = db_text(st, 16);
    out->tier = db_text(st, 17);
    out->region = db_text(st, 18);
    out->usage = db_usage(usage);
    out->id = sqlite3_column_int64(st, AT_ID);
    return read_request(s, st, whole, out, e);
}

static int step_answer(
    struct store *s, sqlite3_stmt *st, struct answer *out, struct err *e)
{
    int rc = sqlite3_step(st);

    if (rc == SQLITE_ROW)
        return read_answer(s, st, &s->whole, out, e) < 0 ? -1 : 1;
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? 0 : db_fail(s, "reading a reply", e);
}

/* The reply of that number, if it is at the address. */
static int read_at(struct store *s, int64_t id,
    const unsigned char address[HASH_SIZE], struct answer *out, struct err *e)
{
    sqlite3_stmt *st = db_kept(s, DB_ANSWER_FIND,
        "SELECT " COLUMNS ", id FROM answer WHERE id = ? AND address = ?", e);

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_blob(st, 2, address, HASH_SIZE, SQLITE_STATIC);
    return step_answer(s, st, out, e);
}

int store_answer_find(struct store *s, const unsigned char address[HASH_SIZE],
    struct answer *out, struct err *e)
{
    if (db_places_none(s, address))
        return 0;
    db_own(s);
    /* one that stands on its row sees the file as it was then */
    sqlite3_reset(s->kept[DB_ANSWER_FIND]);
    sqlite3_reset(s->kept[DB_ANSWER_GET]);
    return db_places(s, address, read_at, out, e);
}

int store_answer_get(
    struct store *s, int64_t id, struct answer *out, struct err *e)
{
    sqlite3_stmt *st = db_kept(
        s, DB_ANSWER_GET, "SELECT " COLUMNS ", id FROM answer WHERE id = ?", e);

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, id);
    return step_answer(s, st, out, e);
}

int store_replies(
    struct store *s, int64_t run, reply_fn fn, void *arg, struct err *e)
{
    /* a dialogue's answers stand in asked, a single one in the verdict */
    sqlite3_stmt *st = db_prepare(s,
        "SELECT " COLUMNS
        ", a.id, v.id, k.judge FROM verdict v LEFT JOIN asked k "
        "ON k.run = v.run AND k.n = v.n AND k.repeat = v.repeat JOIN answer a "
        "ON a.id = coalesce(k.answer, v.answer) WHERE v.run = ? "
        "ORDER BY v.n, v.repeat, k.turn",
        e);
    struct buf whole = { 0 };
    struct answer a;
    int step, rc = 0;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, run);
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE) {
        if (step != SQLITE_ROW) {
            rc = db_fail(s, "reading replies", e);
            break;
        }
        rc = read_answer(s, st, &whole, &a, e);
        if (rc == 0)
            rc = fn(arg, db_text(st, AT_ID + 1),
                sqlite3_column_int(st, AT_ID + 2) != 0, &a);
    }
    sqlite3_finalize(st);
    buf_clear(&whole);
    return rc;
}
