/* Verdicts as they are written. */
#include "store/db.h"
#include "store/store.h"

enum { COLUMNS = 14, TOGETHER = 8 };

#define PUT "INSERT OR IGNORE INTO verdict VALUES"
#define ONE "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
#define FOUR ONE "," ONE "," ONE "," ONE
#define EIGHT FOUR "," FOUR
_Static_assert(TOGETHER == 8, "rows of a statement");
_Static_assert(TOGETHER *COLUMNS < BOUND_MOST, "its parameters");

/* Binds row i of a statement's. */
static void bind_row(struct bound *b, int i, const struct verdict_row *v)
{
    int at = i * COLUMNS;

    bound_int(b, at + 1, v->run);
    bound_int(b, at + 2, v->n);
    bound_int(b, at + 3, v->repeat);
    bound_text(b, at + 4, v->id);
    bound_word(b, at + 5, v->group);
    bound_text(b, at + 6, v->cluster);
    sqlite3_bind_blob(b->st, at + 7, v->hash, HASH_SIZE, SQLITE_STATIC);
    bound_int(b, at + 8, (int)v->outcome);
    bound_real(b, at + 9, v->value);
    sqlite3_bind_blob64(
        b->st, at + 10, v->extracted, v->extracted_len, SQLITE_STATIC);
    bound_text(b, at + 11, v->target);
    bound_word(b, at + 12, v->note);
    bound_text(b, at + 13, v->detail);
    bound_count(
        b, at + 14, v->answer_count > 0 ? v->answers[v->answer_count - 1] : -1);
}

static void bind_place(sqlite3_stmt *st, const struct verdict_row *v)
{
    sqlite3_bind_int64(st, 1, v->run);
    sqlite3_bind_int64(st, 2, v->n);
    sqlite3_bind_int(st, 3, v->repeat);
}

static int drop_asked(
    struct store *s, const struct verdict_row *v, struct err *e)
{
    sqlite3_stmt *st = db_ready(s, DB_ASKED_DROP,
        "DELETE FROM asked WHERE run = ? AND n = ? AND repeat = ?", e);

    if (st == NULL)
        return -1;
    bind_place(st, v);
    return db_step(s, st, "keeping a verdict", e);
}

/* Answers of a dialogue; one alone stands in the verdict's own row. */
static int put_asked(
    struct store *s, const struct verdict_row *v, struct err *e)
{
    for (size_t i = 0; i < v->answer_count; i++) {
        sqlite3_stmt *st = db_ready(
            s, DB_ASKED_PUT, "INSERT INTO asked VALUES(?,?,?,?,?,?)", e);
        if (st == NULL)
            return -1;
        bind_place(st, v);
        sqlite3_bind_int64(st, 4, (int64_t)i);
        sqlite3_bind_int64(st, 5, v->answers[i]);
        db_bind_count(st, 6, v->by_judge != NULL && v->by_judge[i] ? 1 : -1);
        if (db_write(s, st, "keeping a verdict", e) < 0)
            return -1;
    }
    return 0;
}

/* One that replaces may leave a longer dialogue's answers. */
static int replace(struct store *s, const struct verdict_row *v, struct err *e)
{
    struct bound b = {
        .st = db_ready(s, DB_VERDICT_REPLACE,
            "INSERT OR REPLACE INTO verdict VALUES" ONE, e),
    };

    if (b.st == NULL)
        return -1;
    bind_row(&b, 0, v);
    return db_step(s, b.st, "keeping a verdict", e) < 0 ? -1
                                                        : drop_asked(s, v, e);
}

/* Puts so many verdicts by a statement for as many. Most are new; where one is
 * not, they are put again one by one. */
static int put_rows(struct store *s, struct bound *b,
    const struct verdict_row *const *v, int n, struct err *e)
{
    if (b->st == NULL)
        return -1;
    for (int i = 0; i < n; i++)
        bind_row(b, i, v[i]);
    if (db_step(s, b->st, "keeping a verdict", e) < 0)
        return -1;
    if (sqlite3_changes(s->db) < n)
        for (int i = 0; i < n; i++)
            if (replace(s, v[i], e) < 0)
                return -1;
    return 0;
}

static int put_one(struct store *s, const struct verdict_row *v, struct err *e)
{
    s->verdict.st = db_ready(s, DB_VERDICT_PUT, PUT ONE, e);
    return put_rows(s, &s->verdict, &v, 1, e);
}

/* A statement for many of them takes less. */
static int put_together(
    struct store *s, const struct verdict_row *const *v, struct err *e)
{
    s->verdicts.st = db_ready(s, DB_VERDICTS_PUT, PUT EIGHT, e);
    return put_rows(s, &s->verdicts, v, TOGETHER, e);
}

static bool is_dialogue(const struct verdict_row *v)
{
    return v->answer_count > 1 || v->by_judge != NULL;
}

static bool can_go_together(const struct verdict_row *const *v, size_t n)
{
    for (size_t i = 0; i < TOGETHER; i++)
        if (i == n || is_dialogue(v[i]))
            return false;
    return true;
}

int store_verdicts_put(struct store *s, const struct verdict_row *const *v,
    size_t n, struct err *e)
{
    if (db_begin(s, e) < 0)
        return -1;
    for (size_t i = 0, k; i < n; i += k) {
        k = can_go_together(v + i, n - i) ? TOGETHER : 1;
        if ((k > 1 ? put_together(s, v + i, e) : put_one(s, v[i], e)) < 0
            || (k == 1 && is_dialogue(v[i]) && put_asked(s, v[i], e) < 0))
            return -1;
        s->pending += k;
    }
    return 0;
}
