/* Verdicts with their answers, walked for what they cost. */
#include <math.h>

#include "store/db.h"
#include "store/store.h"

#define WALK "walk"

enum { AT_USAGE = 16, COLUMNS = AT_USAGE + USAGE_CLASSES + 2 };

struct walk {
    answer_cost_fn fn;
    void *arg;
    struct answer_cost a;
    int rc; // what fn said last
};

static const char *text(sqlite3_value *v)
{
    return (const char *)sqlite3_value_text(v);
}

static const char *name(sqlite3_value *v)
{
    const char *s = text(v);

    return s != NULL ? s : "";
}

static void read_cost(sqlite3_value **v, struct answer_cost *a)
{
    int64_t n = sqlite3_value_int64(v[1]);
    int repeat = sqlite3_value_int(v[2]);

    a->again = a->sample != NULL && a->n == n && a->repeat == repeat;
    a->n = n;
    a->repeat = repeat;
    a->outcome = db_outcome(sqlite3_value_int(v[3]));
    a->sample = name(v[4]);
    a->cluster = name(v[5]);
    a->detail = text(v[6]);
    a->sent_wall_us = db_value_count(v[7]);
    a->answered = a->sent_wall_us >= 0;
    if (!a->answered)
        return;
    a->latency_us = db_value_count(v[8]);
    a->replayed = sqlite3_value_int(v[9]) != 0;
    a->served = text(v[10]);
    a->first_text_us = db_value_count(v[11]);
    a->tokens_per_s = sqlite3_value_type(v[12]) == SQLITE_NULL
                          ? (double)NAN
                          : sqlite3_value_double(v[12]);
    a->changed = text(v[13]);
    a->judge = sqlite3_value_int(v[14]) != 0;
    a->tier = text(v[15]);
    a->region = text(v[0]);
    a->usage = db_usage(v + AT_USAGE);
}

/* A condition of SQL that hands each row on, and lets none pass but the one
 * that ends the walk. It gets the columns as they are; asking for those of a
 * result takes four times as long. */
static void cost_row(sqlite3_context *c, int n, sqlite3_value **v)
{
    struct walk *w = sqlite3_value_pointer(v[0], WALK);

    (void)n;
    if (w == NULL) {
        sqlite3_result_error(c, "no walk", -1);
        return;
    }
    read_cost(v + 1, &w->a);
    w->rc = w->fn(w->arg, &w->a);
    sqlite3_result_int(c, w->rc != 0);
}

int db_costs_set_up(struct store *s, struct err *e)
{
    return sqlite3_create_function(s->db, "cost_row", COLUMNS + 1, SQLITE_UTF8,
               NULL, cost_row, NULL, NULL)
                   == SQLITE_OK
               ? 0
               : db_fail(s, "opening", e);
}

/* A dialogue's answers stand in asked, a single one in the verdict. The last
 * column of an answer is asked for first: SQLite then finds where the others
 * are in one go. */
#define COSTS(judge, asked, answer)                                            \
    "SELECT 1 FROM verdict v " asked "LEFT JOIN answer a ON a.id = " answer    \
    " WHERE v.run = ?1 AND cost_row(?2, a.region, v.n, v.repeat, v.outcome, "  \
    "v.id, v.cluster, v.detail, a.sent_us, a.latency_us, a.replayed, "         \
    "a.served, a.first_text_us, a.tokens_per_s, a.changed, " judge             \
    ", a.tier, " DB_USAGE ") ORDER BY v.n, v.repeat"
#define COSTS_SINGLE COSTS("NULL", "", "v.answer")
#define COSTS_DIALOGUE                                                         \
    COSTS("k.judge",                                                           \
        "LEFT JOIN asked k ON k.run = v.run AND k.n = v.n "                    \
        "AND k.repeat = v.repeat ",                                            \
        "coalesce(k.answer, v.answer)")                                        \
    ", k.turn"

static int walk_costs(struct store *s, int64_t run, const char *sql,
    answer_cost_fn fn, void *arg, struct err *e)
{
    struct walk w = { .fn = fn, .arg = arg };
    sqlite3_stmt *st = db_prepare(s, sql, e);
    int step;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_pointer(st, 2, &w, WALK, NULL);
    step = sqlite3_step(st);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        w.rc = db_fail(s, "reading replies", e);
    sqlite3_finalize(st);
    return w.rc;
}

int store_costs(
    struct store *s, int64_t run, answer_cost_fn fn, void *arg, struct err *e)
{
    sqlite3_stmt *any =
        db_prepare(s, "SELECT EXISTS(SELECT 1 FROM asked WHERE run = ?)", e);
    int rc;

    if (any == NULL)
        return -1;
    sqlite3_bind_int64(any, 1, run);
    /* while it stands on its row, the walk sees the file as this saw it */
    if (sqlite3_step(any) == SQLITE_ROW)
        rc = walk_costs(s, run,
            sqlite3_column_int(any, 0) != 0 ? COSTS_DIALOGUE : COSTS_SINGLE, fn,
            arg, e);
    else
        rc = db_fail(s, "reading replies", e);
    sqlite3_finalize(any);
    return rc;
}
