#include "run/import_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "run/import.h"

enum { FIXED = 3 }; // subject, index, answer

static const char invalid[] = "[Invalid] :";

struct cells {
    char **at; // n of them, in a line
    size_t n, room;
};

/* Cuts a line at its tabs, in place. */
static void split(char *line, struct cells *c)
{
    c->n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; p != NULL;) {
        char *tab = strchr(p, '\t');
        if (c->n == c->room) {
            c->room = c->room > 0 ? 2 * c->room : 16;
            c->at = mem_resize(c->at, c->room, sizeof *c->at);
        }
        c->at[c->n++] = p;
        if (tab != NULL)
            *tab++ = '\0';
        p = tab;
    }
}

static bool is_header(const struct cells *c)
{
    return c->n > FIXED && strcmp(c->at[0], "subject") == 0
           && strcmp(c->at[1], "index") == 0 && strcmp(c->at[2], "answer") == 0;
}

/* A pipe can be read but once: tables are looked for in files only. */
static bool is_pipe(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

int import_columns(const char *path, struct buf *names, struct err *e)
{
    struct file_lines *f;
    struct buf line = { 0 };
    struct cells c = { 0 };
    int rc;

    if (is_pipe(path))
        return 0;
    f = file_lines_open(path, e);
    rc = f == NULL ? -1 : file_lines_next(f, &line, e);
    if (rc == 1 && memchr(line.s, '\0', line.len) == NULL) {
        split(line.s, &c);
        rc = is_header(&c);
        for (size_t i = FIXED; i < c.n && rc == 1; i++)
            buf_printf(names, "%s\n", c.at[i]);
    } else if (rc == 1) {
        rc = 0;
    }
    if (f == NULL)
        e->kind = ERR_USAGE;
    free(c.at);
    buf_clear(&line);
    file_lines_close(f);
    return rc;
}

/* What the model said: a letter stands for itself. */
static const char *reply_of(const char *cell)
{
    size_t n = strlen(invalid);

    if (strncmp(cell, invalid, n) != 0)
        return cell;
    return cell + n + strspn(cell + n, " ");
}

static int give(char *const *cells, size_t at, long line, import_row_fn fn,
    void *arg, struct err *e)
{
    struct buf text = { 0 };
    struct jsonw w = { &text, false };
    char *id = mem_printf("%s/%s", cells[0], cells[1]);
    struct json *row;
    int rc;

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "id", id);
    jsonw_str(&w, "reply", reply_of(cells[at]));
    jsonw_str(&w, "answer", cells[2]);
    jsonw_end(&w, '}');
    row = json_parse(text.s, text.len, e);
    rc = row != NULL ? fn(arg, row, line, e) : -1;
    json_free(row);
    buf_clear(&text);
    free(id);
    return rc;
}

/* Where a column stands in the header; 0: nowhere. */
static size_t column_at(const struct cells *c, const char *column)
{
    for (size_t i = FIXED; i < c->n; i++)
        if (strcmp(c->at[i], column) == 0)
            return i;
    return 0;
}

static int read_rows(struct file_lines *f, const char *path, const char *column,
    import_row_fn fn, void *arg, struct err *e)
{
    struct buf line = { 0 };
    struct cells c = { 0 };
    size_t at = 0, wide = 0;
    int rc;

    while ((rc = file_lines_next(f, &line, e)) == 1) {
        long number = file_lines_number(f);

        split(line.s, &c);
        if (number == 1) {
            wide = c.n;
            at = is_header(&c) ? column_at(&c, column) : 0;
            if (at == 0)
                rc = err_set(
                    e, ERR_USAGE, "%s: there is no column '%s'", path, column);
        } else if (c.n == 1 && c.at[0][0] == '\0') {
            continue;
        } else if (c.n != wide) {
            rc = err_set(e, ERR_DATA,
                "%s:%ld: %zu columns, and %zu in the header", path, number, c.n,
                wide);
        } else if (c.at[at][0] != '\0') {
            rc = give(c.at, at, number, fn, arg, e);
        }
        if (rc < 0)
            break;
    }
    free(c.at);
    buf_clear(&line);
    return rc < 0 ? -1 : 0;
}

int import_table_read(const char *path, const char *column, import_row_fn fn,
    void *arg, struct err *e)
{
    struct file_lines *f = file_lines_open(path, e);
    int rc;

    if (f == NULL) {
        e->kind = ERR_USAGE;
        return -1;
    }
    rc = read_rows(f, path, column, fn, arg, e);
    file_lines_close(f);
    return rc;
}
