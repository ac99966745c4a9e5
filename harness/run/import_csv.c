#include "run/import_csv.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "suite/csv.h"

enum kind { TEXT, REPLY, NUMBER, TOKENS };

/* In the order of a row; tokens stand together, as they do in "usage". */
static const struct column {
    const char *name;
    enum kind kind;
} columns[] = { { "id", TEXT }, { "task_id", TEXT }, { "reply", REPLY },
    { "completion", REPLY }, { "finish", TEXT }, { "model", TEXT },
    { "repeat", NUMBER }, { "latency_ms", NUMBER }, { "prompt_tokens", TOKENS },
    { "completion_tokens", TOKENS } };

enum { COLUMNS = sizeof columns / sizeof *columns, ABSENT = -1 };

struct place { // of each of them in the file
    int at[COLUMNS];
};

static bool ends(const char *s, size_t len, const char *with)
{
    size_t n = strlen(with);

    return len > n && strncasecmp(s + len - n, with, n) == 0;
}

char import_csv_separator(const char *path)
{
    size_t len = strlen(path);

    if (ends(path, len, ".gz"))
        len -= 3;
    return ends(path, len, ".csv")   ? ','
           : ends(path, len, ".tsv") ? '\t'
                                     : '\0';
}

static int place_of(const struct place *p, const char *name)
{
    for (int i = 0; i < COLUMNS; i++)
        if (strcmp(columns[i].name, name) == 0)
            return p->at[i];
    return ABSENT;
}

static int find_columns(
    const char *path, const struct csv *in, struct place *p, struct err *e)
{
    struct buf names = { 0 };
    size_t n;
    const struct csv_field *header = csv_header(in, &n);
    int rc = 0;

    for (int i = 0; i < COLUMNS; i++) {
        p->at[i] = ABSENT;
        for (size_t k = 0; k < n; k++)
            if (strcasecmp(header[k].s, columns[i].name) == 0)
                p->at[i] = (int)k;
    }
    for (size_t k = 0; k < n; k++)
        buf_printf(&names, "%s%.40s", k > 0 ? ", " : "", header[k].s);
    if ((place_of(p, "id") == ABSENT || place_of(p, "reply") == ABSENT)
        && (place_of(p, "task_id") == ABSENT
            || place_of(p, "completion") == ABSENT))
        rc = err_set(e, ERR_DATA,
            "%s:1: the first line wants the names of the columns, id and "
            "reply among them, and has: %.400s",
            path, buf_str(&names));
    buf_clear(&names);
    return rc;
}

/* A number as it stands; what is none stays text, for its reader to refuse. */
static void put_number(
    struct jsonw *w, const char *key, const struct csv_field *cell)
{
    struct err ignored = { 0 };
    struct json *n = json_parse(cell->s, cell->len, &ignored);

    if (json_is_number(n))
        jsonw_raw(w, key, cell->s);
    else
        jsonw_bytes(w, key, cell->s, cell->len);
    json_free(n);
}

static int check_tokens(const char *path, long line, const char *name,
    const struct csv_field *cell, struct err *e)
{
    if (cell->len > 0 && cell->len <= 15
        && strspn(cell->s, "0123456789") == cell->len)
        return 0;
    return err_set(e, ERR_DATA, "%s:%ld: %s is no number of tokens: '%.40s'",
        path, line, name, cell->s);
}

static int put_row(const char *path, long line, const struct place *p,
    const struct csv_field *cells, struct jsonw *w, struct err *e)
{
    bool usage = false;

    jsonw_begin(w, NULL, '{');
    for (int i = 0; i < COLUMNS; i++) {
        const struct column *c = &columns[i];
        const struct csv_field *cell =
            p->at[i] != ABSENT ? &cells[p->at[i]] : NULL;
        if (cell == NULL || (cell->len == 0 && c->kind != REPLY))
            continue;
        if (c->kind == TOKENS && !usage) {
            jsonw_begin(w, "usage", '{');
            usage = true;
        }
        if (c->kind == TOKENS && check_tokens(path, line, c->name, cell, e) < 0)
            return -1;
        if (c->kind == TEXT || c->kind == REPLY)
            jsonw_bytes(w, c->name, cell->s, cell->len);
        else
            put_number(w, c->name, cell);
    }
    if (usage)
        jsonw_end(w, '}');
    jsonw_end(w, '}');
    return 0;
}

static int give(const char *path, const struct csv *in, const struct place *p,
    import_row_fn fn, void *arg, struct err *e)
{
    struct buf text = { 0 };
    struct jsonw w = { &text, false };
    long line = csv_line(in);
    struct json *row = NULL;
    int rc = put_row(path, line, p, csv_row(in), &w, e);

    if (rc == 0)
        row = json_parse(text.s, text.len, e);
    rc = row != NULL ? fn(arg, row, line, e) : -1;
    json_free(row);
    buf_clear(&text);
    return rc;
}

int import_csv_read(const char *path, char separator, import_row_fn fn,
    void *arg, struct err *e)
{
    struct csv *in = csv_open(path, separator, e);
    struct place p;
    int rc;

    if (in == NULL) {
        if (e->kind == ERR_SYSTEM)
            e->kind = ERR_USAGE;
        return -1;
    }
    rc = find_columns(path, in, &p, e);
    while (rc == 0 && (rc = csv_next(in, e)) == 1)
        rc = give(path, in, &p, fn, arg, e);
    csv_close(in);
    return rc;
}
