#include "run/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "suite/jsonl.h"

enum { REPEATS_MOST = 1000, STRAYS_NAMED = 5 };

struct row {
    char *id;
    int repeat;
    long line;
    size_t at, len;      // its body in bytes
    int64_t latency_us;  // -1 unknown
    bool names, numbers; // some sample has this name; this place
};

struct import {
    char *path;
    struct buf bytes; // id, repeat, latency and body of all rows, as read
    struct row *rows; // by id, then repeat, then line
    size_t n, room;
    int repeats;
    bool by_number;
    int64_t missing;
    char hash[HASH_HEX];
};

void import_free(struct import *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->n; i++)
        free(m->rows[i].id);
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

/* What is there but of another kind than it should be; NULL: nothing. */
static const char *complaint(const struct json *row)
{
    const struct json *usage = json_get(row, "usage");
    const struct json *finish = json_get(row, "finish");
    const struct json *latency = json_get(row, "latency_ms");
    const char *word = json_str(finish);

    if (!json_is_object(row))
        return "not an object: a row is {\"id\":..,\"reply\":\"..\"}";
    if (!json_is_string(json_get(row, "reply")))
        return "\"reply\" is missing, or no string";
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
    jsonw_str(&w, "content", json_str(json_get(row, "reply")));
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
    id = read_id(json_get(row, "id"));
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

static int read_rows(struct import *m, struct jsonl *in, struct err *e)
{
    const struct json *row;
    int rc;

    while ((rc = jsonl_next(in, &row, e)) == 1)
        if (add_row(m, row, jsonl_number(in), e) < 0)
            return -1;
    if (rc < 0)
        return -1;
    if (m->n == 0)
        return err_set(e, ERR_DATA, "%s: it has no rows", m->path);
    hash_hex(buf_str(&m->bytes), m->bytes.len, m->hash);
    qsort(m->rows, m->n, sizeof *m->rows, by_place);
    return check_doubles(m, e);
}

struct import *import_open(const char *path, struct err *e)
{
    struct jsonl *in = jsonl_open(path, e);
    struct import *m;

    if (in == NULL) {
        e->kind = ERR_USAGE;
        return NULL;
    }
    m = mem_zalloc(1, sizeof *m);
    m->path = mem_str(path);
    if (read_rows(m, in, e) < 0) {
        import_free(m);
        m = NULL;
    }
    jsonl_close(in);
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

int import_match(struct import *m, struct suite *s, struct err *e)
{
    struct sample sample;
    const struct row *zero;
    int rc;

    if (suite_rewind(s, e) < 0)
        return -1;
    while ((rc = suite_next(s, &sample, e)) == 1) {
        mark(m, &sample);
        sample_clear(&sample);
    }
    if (rc < 0)
        return -1;
    m->by_number = true;
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
    const struct row *r;

    if (ask->turn > 0)
        return err_set(e, ERR_DATA,
            "sample %s asks again, and %s holds one reply to each",
            ask->sample->id, m->path);
    snprintf(place, sizeof place, "%lld", (long long)ask->sample->n);
    r = find(m, m->by_number ? place : ask->sample->id, ask->repeat);
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
