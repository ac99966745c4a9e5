/* Runs and their verdicts: written as work goes on, read by reports. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/db.h"
#include "store/store.h"

#define RUN_COLUMNS                                                            \
    "identity, suite, suite_version, suite_hash, model, role, served, "        \
    "endpoint, provider, sampling, options, usd_per_hour, planned, status, "   \
    "started_us, wall_us, version, gated, part"

static enum outcome outcome_at(sqlite3_stmt *st, int column)
{
    return db_outcome(sqlite3_column_int(st, column));
}

static void bind_run(sqlite3_stmt *st, const struct run_row *r)
{
    db_bind_text(st, 1, r->identity);
    db_bind_text(st, 2, r->suite);
    sqlite3_bind_int(st, 3, r->suite_version);
    db_bind_text(st, 4, r->suite_hash);
    db_bind_text(st, 5, r->model);
    db_bind_text(st, 6, r->role);
    db_bind_text(st, 7, r->served);
    db_bind_text(st, 8, r->endpoint);
    db_bind_text(st, 9, r->provider);
    db_bind_text(st, 10, r->sampling);
    db_bind_text(st, 11, r->options);
    if (r->usd_per_hour >= 0)
        sqlite3_bind_double(st, 12, r->usd_per_hour);
    db_bind_count(st, 13, r->planned);
    db_bind_text(st, 14, r->status);
    sqlite3_bind_int64(st, 15, r->started_us);
    sqlite3_bind_int64(st, 16, r->wall_us);
    db_bind_text(st, 17, r->version);
    sqlite3_bind_int(st, 18, r->gated);
    db_bind_text(st, 19, r->part);
}

static int put_run(
    struct store *s, const char *sql, struct run_row *r, struct err *e)
{
    sqlite3_stmt *st;
    int rc;

    if (db_begin(s, e) < 0 || (st = db_prepare(s, sql, e)) == NULL)
        return -1;
    bind_run(st, r);
    rc = db_write(s, st, "keeping a run", e);
    sqlite3_finalize(st);
    return rc;
}

int store_run_begin(struct store *s, struct run_row *r, struct err *e)
{
    sqlite3_stmt *st;
    int rc;

    /* the same command may be running twice: nobody else writes from here on */
    if (db_begin(s, e) < 0)
        return -1;
    st = db_prepare(s, "SELECT id FROM run WHERE identity = ?", e);
    if (st == NULL)
        return -1;
    db_bind_text(st, 1, r->identity);
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        r->id = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    if (rc == SQLITE_ROW) /* role and price may be told anew */
        return put_run(s,
                   "UPDATE run SET role = ?6, usd_per_hour = ?12, "
                   "status = ?14, version = ?17, provider = ?9, "
                   "endpoint = ?8, part = ?19 WHERE identity = ?1",
                   r,
                   e) < 0
                   ? -1
                   : 1;
    if (rc != SQLITE_DONE)
        return db_fail(s, "reading runs", e);
    if (put_run(s,
            "INSERT INTO run(" RUN_COLUMNS
            ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            r, e)
        < 0)
        return -1;
    r->id = sqlite3_last_insert_rowid(s->db);
    return 0;
}

int store_run_end(struct store *s, int64_t run, bool was_there,
    const char *status, int64_t planned, int64_t wall_us, struct err *e)
{
    sqlite3_stmt *st;
    int rc;

    if (db_begin(s, e) < 0)
        return -1;
    st = db_prepare(s,
        "UPDATE run SET status = ?1, wall_us = wall_us + ?3, planned = "
        "max(?2, CASE WHEN ?5 THEN (SELECT count(*) FROM verdict WHERE "
        "run = ?4) ELSE coalesce(planned, 0) END) WHERE id = ?4",
        e);
    if (st == NULL)
        return -1;
    db_bind_text(st, 1, status);
    db_bind_count(st, 2, planned);
    sqlite3_bind_int64(st, 3, wall_us);
    sqlite3_bind_int64(st, 4, run);
    sqlite3_bind_int(st, 5, was_there);
    rc = db_write(s, st, "ending a run", e);
    sqlite3_finalize(st);
    return rc;
}

int store_run_rejudged(struct store *s, const struct run_row *r, struct err *e)
{
    char *both =
        mem_printf("%s\n%s\n%s", r->identity, r->suite_hash, r->options);
    char identity[HASH_HEX];
    sqlite3_stmt *st;
    int rc;

    hash_hex(both, strlen(both), identity);
    free(both);
    if (db_begin(s, e) < 0)
        return -1;
    st = db_prepare(s,
        "UPDATE run SET identity = ?, suite_version = ?, suite_hash = ?, "
        "version = ?, options = ? WHERE id = ?",
        e);
    if (st == NULL)
        return -1;
    db_bind_text(st, 1, identity);
    sqlite3_bind_int(st, 2, r->suite_version);
    db_bind_text(st, 3, r->suite_hash);
    db_bind_text(st, 4, r->version);
    db_bind_text(st, 5, r->options);
    sqlite3_bind_int64(st, 6, r->id);
    rc = db_write(s, st, "noting that a run was judged again", e);
    sqlite3_finalize(st);
    return rc;
}

int store_verdict_find(struct store *s, int64_t run, int64_t n, int repeat,
    const unsigned char hash[HASH_SIZE], enum outcome *out, struct err *e)
{
    sqlite3_stmt *st;
    int rc;

    st = db_kept(s, DB_VERDICT_FIND,
        "SELECT outcome FROM verdict WHERE run = ? AND n = ? AND repeat = ? "
        "AND hash = ?",
        e);
    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, n);
    sqlite3_bind_int(st, 3, repeat);
    sqlite3_bind_blob(st, 4, hash, HASH_SIZE, SQLITE_STATIC);
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        *out = outcome_at(st, 0);
    sqlite3_reset(st);
    return rc == SQLITE_ROW    ? 1
           : rc == SQLITE_DONE ? 0
                               : db_fail(s, "reading verdicts", e);
}

int store_verdict_last(
    struct store *s, int64_t run, int64_t *out, struct err *e)
{
    sqlite3_stmt *st =
        db_prepare(s, "SELECT max(n) FROM verdict WHERE run = ?", e);
    int step;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, run);
    step = sqlite3_step(st);
    if (step == SQLITE_ROW)
        *out = db_count(st, 0);
    else
        db_fail(s, "reading verdicts", e);
    sqlite3_finalize(st);
    return step == SQLITE_ROW ? 0 : -1;
}

static const char *text(sqlite3_stmt *st, int column)
{
    const char *s = db_text(st, column);

    return s != NULL ? s : "";
}

static void read_run(sqlite3_stmt *st, struct run_row *r)
{
    r->identity = text(st, 0);
    r->suite = text(st, 1);
    r->suite_version = sqlite3_column_int(st, 2);
    r->suite_hash = text(st, 3);
    r->model = text(st, 4);
    r->role = text(st, 5);
    r->served = text(st, 6);
    r->endpoint = text(st, 7);
    r->provider = text(st, 8);
    r->sampling = text(st, 9);
    r->options = text(st, 10);
    r->usd_per_hour = sqlite3_column_type(st, 11) == SQLITE_NULL
                          ? -1
                          : sqlite3_column_double(st, 11);
    r->planned = db_count(st, 12);
    r->status = text(st, 13);
    r->started_us = sqlite3_column_int64(st, 14);
    r->wall_us = sqlite3_column_int64(st, 15);
    r->version = text(st, 16);
    r->gated = sqlite3_column_int(st, 17) != 0;
    r->part = text(st, 18);
    r->id = sqlite3_column_int64(st, 19);
}

static void read_verdict(sqlite3_stmt *st, struct verdict_row *v, int64_t *id)
{
    v->n = sqlite3_column_int64(st, 0);
    v->repeat = sqlite3_column_int(st, 1);
    v->id = text(st, 2);
    v->group = text(st, 3);
    v->cluster = text(st, 4);
    v->hash = sqlite3_column_blob(st, 5);
    v->outcome = outcome_at(st, 6);
    v->value = sqlite3_column_type(st, 7) == SQLITE_NULL
                   ? (double)NAN
                   : sqlite3_column_double(st, 7);
    v->extracted =
        sqlite3_column_type(st, 8) == SQLITE_NULL ? NULL : db_text(st, 8);
    v->extracted_len = (size_t)sqlite3_column_bytes(st, 8);
    v->target = db_text(st, 9);
    v->note = db_text(st, 10);
    v->detail = db_text(st, 11);
    *id = db_count(st, 12);
    v->answers = id;
    v->answer_count = *id >= 0;
}

int store_runs(struct store *s, run_fn fn, void *arg, struct err *e)
{
    sqlite3_stmt *st =
        db_prepare(s, "SELECT " RUN_COLUMNS ", id FROM run ORDER BY id", e);
    struct run_row r = { 0 };
    int step, rc = 0;

    if (st == NULL)
        return -1;
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE) {
        if (step != SQLITE_ROW) {
            rc = db_fail(s, "reading runs", e);
            break;
        }
        read_run(st, &r);
        rc = fn(arg, &r);
    }
    sqlite3_finalize(st);
    return rc;
}

int store_verdicts(
    struct store *s, int64_t run, verdict_fn fn, void *arg, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s,
        "SELECT n, repeat, id, grp, cluster, hash, outcome, value, "
        "extracted, target, note, detail, answer FROM verdict "
        "WHERE run = ? ORDER BY n, repeat",
        e);
    struct verdict_row v = { .run = run };
    int64_t answer;
    int step, rc = 0;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, run);
    while (rc == 0 && (step = sqlite3_step(st)) != SQLITE_DONE) {
        if (step != SQLITE_ROW) {
            rc = db_fail(s, "reading verdicts", e);
            break;
        }
        read_verdict(st, &v, &answer);
        rc = fn(arg, &v);
    }
    sqlite3_finalize(st);
    return rc;
}

int store_outcomes(
    struct store *s, int64_t run, int64_t counts[OUTCOME_COUNT], struct err *e)
{
    /* counted here: grouped there it would be sorted first, some MB of it */
    sqlite3_stmt *st =
        db_prepare(s, "SELECT outcome FROM verdict WHERE run = ?", e);
    int step, rc = 0;

    if (st == NULL)
        return -1;
    memset(counts, 0, OUTCOME_COUNT * sizeof *counts);
    sqlite3_bind_int64(st, 1, run);
    while ((step = sqlite3_step(st)) == SQLITE_ROW)
        counts[outcome_at(st, 0)]++;
    if (step != SQLITE_DONE)
        rc = db_fail(s, "reading verdicts", e);
    sqlite3_finalize(st);
    return rc;
}

int store_clustered(struct store *s, int64_t run, struct err *e)
{
    sqlite3_stmt *st = db_prepare(
        s, "SELECT 1 FROM verdict WHERE run = ? AND cluster <> '' LIMIT 1", e);
    int step;

    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, run);
    step = sqlite3_step(st);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        db_fail(s, "reading verdicts", e);
    sqlite3_finalize(st);
    return step == SQLITE_ROW ? 1 : step == SQLITE_DONE ? 0 : -1;
}

int store_asked(struct store *s, int64_t run, int64_t n, int repeat,
    int64_t **ids, size_t *count, struct err *e)
{
    sqlite3_stmt *st = db_prepare(s,
        "SELECT coalesce(k.answer, v.answer) FROM verdict v "
        "LEFT JOIN asked k ON k.run = v.run AND k.n = v.n "
        "AND k.repeat = v.repeat WHERE v.run = ? AND v.n = ? "
        "AND v.repeat = ? AND coalesce(k.answer, v.answer) IS NOT NULL "
        "ORDER BY k.turn",
        e);
    int step;

    *ids = NULL;
    *count = 0;
    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, n);
    sqlite3_bind_int(st, 3, repeat);
    while ((step = sqlite3_step(st)) == SQLITE_ROW) {
        *ids = mem_resize(*ids, *count + 1, sizeof **ids);
        (*ids)[(*count)++] = sqlite3_column_int64(st, 0);
    }
    sqlite3_finalize(st);
    return step == SQLITE_DONE ? 0 : db_fail(s, "reading verdicts", e);
}

int store_last(struct store *s, int64_t run, int64_t n, int repeat, int64_t *id,
    struct err *e)
{
    sqlite3_stmt *st = db_prepare(s,
        "SELECT coalesce(k.answer, v.answer) FROM verdict v "
        "LEFT JOIN asked k ON k.run = v.run AND k.n = v.n "
        "AND k.repeat = v.repeat WHERE v.run = ? AND v.n = ? "
        "AND v.repeat = ? AND k.judge IS NULL ORDER BY k.turn DESC LIMIT 1",
        e);
    int step;

    *id = 0;
    if (st == NULL)
        return -1;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int64(st, 2, n);
    sqlite3_bind_int(st, 3, repeat);
    step = sqlite3_step(st);
    if (step == SQLITE_ROW)
        *id = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return step == SQLITE_ROW || step == SQLITE_DONE
               ? 0
               : db_fail(s, "reading verdicts", e);
}
