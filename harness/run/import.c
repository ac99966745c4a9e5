#include "run/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "run/import_csv.h"
#include "run/import_table.h"
#include "suite/jsonl.h"

enum { REPEATS_MOST = 1000, STRAYS_NAMED = 5 };

struct row {
    char *id;
    int repeat;
    bool counted; // its repeat is its place among those of its id
    long line;
    size_t at, len;      // its body in bytes
    int64_t latency_us;  // -1 unknown
    bool names, numbers; // some sample has this name; this place
    char *answer;        // that is right, as the file has it; NULL: not told
};

struct import_group { // of a suite, on the way through it
    char *name;
    long seen;
};

struct import {
    char *path;
    struct buf bytes; // id, repeat, latency and body of all rows, as read
    struct row *rows; // by id, then repeat, then line
    size_t n, room;
    int repeats;
    bool by_number;
    bool by_place; // ids are GROUP/INDEX, from 0 in the group
    char **keys;   // those of the suite's samples, in its order
    size_t key_count;
    int64_t missing;
    char hash[HASH_HEX];
};

void import_free(struct import *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->n; i++) {
        free(m->rows[i].id);
        free(m->rows[i].answer);
    }
    for (size_t i = 0; i < m->key_count; i++)
        free(m->keys[i]);
    free(m->keys);
    free(m->rows);
    buf_clear(&m->bytes);
    free(m->path);
    free(m);
}

size_t import_rows(const struct import *m)
{
    return m->n;
}

int import_repeats(const struct import *m)
{
    return m->repeats;
}

const char *import_hash(const struct import *m)
{
    return m->hash;
}

int64_t import_missing(const struct import *m)
{
    return m->missing;
}

static int by_place(const void *x, const void *y)
{
    const struct row *a = x, *b = y;
    int c = strcmp(a->id, b->id);

    if (c == 0)
        c = (a->repeat > b->repeat) - (a->repeat < b->repeat);
    return c != 0 ? c : (a->line > b->line) - (a->line < b->line);
}

static int bad(
    const struct import *m, long line, const char *why, struct err *e)
{
    return err_set(e, ERR_DATA, "%s:%ld: %s", m->path, line, why);
}

/* The name or number as text; NULL when it is neither. */
static char *read_id(const struct json *id)
{
    int64_t n = json_int(id, -1);

    if (json_is_string(id))
        return mem_str(json_str(id));
    return n >= 0 ? mem_printf("%lld", (long long)n) : NULL;
}

/* A row as HumanEval's own samples are, {"task_id":.., "completion":..}: those
 * of one task are counted in their order. */
static bool is_sample(const struct json *row)
{
    return json_get(row, "id") == NULL && json_get(row, "task_id") != NULL
           && json_get(row, "repeat") == NULL;
}

static const struct json *reply_of(const struct json *row)
{
    return json_get(row, is_sample(row) ? "completion" : "reply");
}

/* What is there but of another kind than it should be; NULL: nothing. */
static const char *complaint(const struct json *row)
{
    const struct json *usage = json_get(row, "usage");
    const struct json *finish = json_get(row, "finish");
    const struct json *latency = json_get(row, "latency_ms");
    const char *word = json_str(finish);

    if (!json_is_object(row))
        return "not an object: a row is {\"id\":..,\"reply\":\"..\"}";
    if (!json_is_string(reply_of(row)))
        return is_sample(row) ? "\"completion\" is missing, or no string"
                              : "\"reply\" is missing, or no string";
    if (json_int(json_get(row, "repeat"), 0) >= REPEATS_MOST
        || (json_get(row, "repeat") != NULL
            && json_int(json_get(row, "repeat"), -1) < 0))
        return "\"repeat\" is no whole number from 0 to 999";
    if (usage != NULL && !json_is_object(usage))
        return "\"usage\" is no object";
    if (finish != NULL
        && (word == NULL
            || (strcmp(word, "stop") != 0 && strcmp(word, "length") != 0)))
        return "\"finish\" is neither \"stop\" nor \"length\"";
    if (latency != NULL
        && (!json_is_number(latency) || !(json_num(latency, -1) >= 0)
            || json_num(latency, 0) > 1e12))
        return "\"latency_ms\" is no number of milliseconds";
    return NULL;
}

/* The chat completion that would have brought this reply. */
static void put_body(const struct json *row, struct buf *out)
{
    const char *served = json_str(json_get(row, "model"));
    const struct json *usage = json_get(row, "usage");
    struct buf text = { 0 };
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    if (served != NULL)
        jsonw_str(&w, "model", served);
    jsonw_begin(&w, "choices", '[');
    jsonw_begin(&w, NULL, '{');
    jsonw_int(&w, "index", 0);
    jsonw_begin(&w, "message", '{');
    jsonw_str(&w, "role", "assistant");
    jsonw_str(&w, "content", json_str(reply_of(row)));
    jsonw_end(&w, '}');
    jsonw_str(&w, "finish_reason", json_str(json_get(row, "finish")));
    jsonw_end(&w, '}');
    jsonw_end(&w, ']');
    if (usage != NULL) {
        json_print(usage, &text);
        jsonw_raw(&w, "usage", buf_str(&text));
    }
    jsonw_end(&w, '}');
    buf_clear(&text);
}

static int add_row(
    struct import *m, const struct json *row, long line, struct err *e)
{
    const char *why = complaint(row);
    double ms = json_num(json_get(row, "latency_ms"), -1);
    struct row *r;
    char *id;

    if (why != NULL)
        return bad(m, line, why, e);
    id = read_id(json_get(row, is_sample(row) ? "task_id" : "id"));
    if (id == NULL)
        return bad(m, line,
            "\"id\" is missing, or neither a sample's name nor the number of "
            "its row",
            e);
    if (m->n == m->room) {
        m->room = m->room > 0 ? 2 * m->room : 256;
        m->rows = mem_resize(m->rows, m->room, sizeof *m->rows);
    }
    r = &m->rows[m->n++];
    *r = (struct row){ .id = id,
        .repeat = (int)json_int(json_get(row, "repeat"), 0),
        .line = line,
        .counted = is_sample(row),
        .answer = mem_str(json_str(json_get(row, "answer"))),
        .latency_us = ms < 0 ? -1 : (int64_t)(ms * 1000) };
    if (r->repeat >= m->repeats)
        m->repeats = r->repeat + 1;
    buf_printf(
        &m->bytes, "%s\n%d\n%lld\n", id, r->repeat, (long long)r->latency_us);
    r->at = m->bytes.len;
    put_body(row, &m->bytes);
    r->len = m->bytes.len - r->at;
    return 0;
}

/* Numbers the samples of each task, which are sorted by their lines. */
static int count_samples(struct import *m, struct err *e)
{
    int next = 0;

    for (size_t i = 0; i < m->n; i++) {
        struct row *r = &m->rows[i];
        next = i > 0 && strcmp(r[-1].id, r->id) == 0 ? next + 1 : 0;
        if (!r->counted)
            continue;
        if (next >= REPEATS_MOST)
            return bad(m, r->line, "more than 1,000 samples of one task", e);
        r->repeat = next;
        if (next >= m->repeats)
            m->repeats = next + 1;
    }
    return 0;
}

/* Of all places told twice the one that shows first in the file. */
static int check_doubles(const struct import *m, struct err *e)
{
    const struct row *first = NULL;

    for (size_t i = 1; i < m->n; i++) {
        const struct row *a = &m->rows[i - 1], *b = &m->rows[i];
        if (strcmp(a->id, b->id) == 0 && a->repeat == b->repeat
            && (first == NULL || b->line < first[1].line))
            first = a;
    }
    if (first == NULL)
        return 0;
    return err_set(e, ERR_DATA,
        "%s:%ld: id %s, repeat %d has a reply in line %ld already (samples "
        "asked several times have \"repeat\": 0, 1, 2)",
        m->path, first[1].line, first->id, first->repeat, first->line);
}

/* All rows are there: sorts them. */
static int end_rows(struct import *m, struct err *e)
{
    if (m->n == 0)
        return err_set(e, ERR_DATA, "%s: it has no rows", m->path);
    hash_hex(buf_str(&m->bytes), m->bytes.len, m->hash);
    qsort(m->rows, m->n, sizeof *m->rows, by_place);
    return count_samples(m, e) < 0 ? -1 : check_doubles(m, e);
}

/* Who brings another kind of file is told which kinds are read. */
static int hint(struct err *e)
{
    struct err why = *e;

    return err_set(e, why.kind,
        "%.700s: a line of JSON is wanted for each reply, {\"id\": .., "
        "\"reply\": ..}, or a file called .csv or .tsv with the columns id and "
        "reply",
        why.text);
}

static int read_lines(struct import *m, struct err *e)
{
    struct jsonl *in = jsonl_open(m->path, e);
    const struct json *row;
    int rc;

    if (in == NULL) {
        e->kind = ERR_USAGE;
        return -1;
    }
    while ((rc = jsonl_next(in, &row, e)) == 1)
        if ((rc = add_row(m, row, jsonl_number(in), e)) < 0)
            break;
    jsonl_close(in);
    return rc < 0 && m->n == 0 ? hint(e) : rc;
}

static int add_json(void *arg, const struct json *row, long line, struct err *e)
{
    return add_row(arg, row, line, e);
}

struct import *import_open(const char *path, struct err *e)
{
    struct import *m = mem_zalloc(1, sizeof *m);
    char separator = import_csv_separator(path);
    int rc;

    m->path = mem_str(path);
    rc = separator != '\0' ? import_csv_read(path, separator, add_json, m, e)
                           : read_lines(m, e);
    if (rc < 0 || end_rows(m, e) < 0) {
        import_free(m);
        return NULL;
    }
    return m;
}

struct import *import_open_column(
    const char *path, const char *column, struct err *e)
{
    struct import *m = mem_zalloc(1, sizeof *m);

    m->path = mem_str(path);
    m->by_place = true;
    if (import_table_read(path, column, add_json, m, e) < 0
        || end_rows(m, e) < 0) {
        import_free(m);
        return NULL;
    }
    return m;
}

/* The first row of that id at or behind repeat, or NULL. */
static struct row *find(const struct import *m, const char *id, int repeat)
{
    const struct row key = { .id = (char *)(uintptr_t)id, .repeat = repeat };
    size_t low = 0, high = m->n;

    while (low < high) {
        size_t at = low + (high - low) / 2;
        if (by_place(&m->rows[at], &key) < 0)
            low = at + 1;
        else
            high = at;
    }
    return low < m->n && strcmp(m->rows[low].id, id) == 0 ? &m->rows[low]
                                                          : NULL;
}

static bool is_last(const struct import *m, const struct row *r)
{
    return r + 1 == m->rows + m->n || strcmp(r[1].id, r->id) != 0;
}

static void mark(const struct import *m, const struct sample *s)
{
    char place[24];
    struct row *r;

    for (r = find(m, s->id, 0); r != NULL; r = is_last(m, r) ? NULL : r + 1)
        r->names = true;
    snprintf(place, sizeof place, "%lld", (long long)s->n);
    for (r = find(m, place, 0); r != NULL; r = is_last(m, r) ? NULL : r + 1)
        r->numbers = true;
}

/* How many samples of its group came before: they mostly stand together. */
static long place_in(struct import_group **groups, size_t *n, const char *name)
{
    size_t k = *n;

    while (k > 0 && strcmp((*groups)[k - 1].name, name) != 0)
        k--;
    if (k == 0) {
        *groups = mem_resize(*groups, *n + 1, sizeof **groups);
        (*groups)[(*n)++] = (struct import_group){ mem_str(name), 0 };
        k = *n;
    }
    return (*groups)[k - 1].seen++;
}

/* Keeps the key of a sample, and looks whether its row means the same. */
static int mark_place(
    struct import *m, const struct sample *s, long place, struct err *e)
{
    struct row *r;

    if ((m->key_count & (m->key_count + 1)) == 0) /* room doubles */
        m->keys = mem_resize(m->keys, 2 * (m->key_count + 1), sizeof *m->keys);
    m->keys[m->key_count] = mem_printf("%s/%ld", s->group, place);
    r = find(m, m->keys[m->key_count++], 0);
    if (r == NULL)
        return 0;
    r->names = true;
    if (r->answer == NULL || s->target == NULL
        || strcmp(r->answer, s->target) == 0)
        return 0;
    return err_set(e, ERR_DATA,
        "%s:%ld: %s is answered by '%.40s' there and by '%.40s' in the suite: "
        "these are not the same questions",
        m->path, r->line, r->id, r->answer, s->target);
}

static int mark_all(struct import *m, struct suite *s, struct err *e)
{
    struct import_group *groups = NULL;
    struct sample sample;
    size_t n = 0;
    int rc;

    while ((rc = suite_next(s, &sample, e)) == 1) {
        if (!m->by_place)
            mark(m, &sample);
        else if (mark_place(m, &sample, place_in(&groups, &n, sample.group), e)
                 < 0)
            rc = -1;
        sample_clear(&sample);
        if (rc < 0)
            break;
    }
    while (n-- > 0)
        free(groups[n].name);
    free(groups);
    return rc;
}

int import_match(struct import *m, struct suite *s, struct err *e)
{
    const struct row *zero;

    if (suite_rewind(s, e) < 0 || mark_all(m, s, e) < 0)
        return -1;
    m->by_number = !m->by_place;
    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i].names)
            m->by_number = false;
    zero = m->by_number ? find(m, "0", 0) : NULL;
    if (zero != NULL)
        return bad(m, zero->line,
            "id 0 is no name of a sample, and rows are counted from 1", e);
    return 0;
}

size_t import_strays(const struct import *m, struct buf *names)
{
    size_t strays = 0;

    for (size_t i = 0; i < m->n; i++) {
        const struct row *r = &m->rows[i];
        if (m->by_number ? r->numbers : r->names)
            continue;
        if (strays < STRAYS_NAMED)
            buf_printf(names, "%s%.60s", strays > 0 ? ", " : "", r->id);
        strays++;
    }
    return strays;
}

int import_give(
    void *arg, const struct run_ask *ask, struct run_given *out, struct err *e)
{
    struct import *m = arg;
    char place[24];
    const char *id = ask->sample->id;
    const struct row *r;

    if (ask->turn > 0)
        return err_set(e, ERR_DATA,
            "sample %s asks again, and %s holds one reply to each",
            ask->sample->id, m->path);
    snprintf(place, sizeof place, "%lld", (long long)ask->sample->n);
    if (m->by_number)
        id = place;
    else if (m->by_place)
        id = (size_t)ask->sample->n <= m->key_count
                 ? m->keys[ask->sample->n - 1]
                 : "";
    r = find(m, id, ask->repeat);
    if (r == NULL || r->repeat != ask->repeat) {
        m->missing++;
        snprintf(out->why, sizeof out->why, "no reply in %.300s", m->path);
        return 0;
    }
    out->raw = m->bytes.s + r->at;
    out->len = r->len;
    out->latency_us = r->latency_us;
    return 1;
}
