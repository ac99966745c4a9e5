#include "run/import_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "run/import.h"

enum { FIXED = 3, COLUMNS_MOST = 512 }; // subject, index, answer

static const char invalid[] = "[Invalid] :";

/* Cuts a line at its tabs, in place; returns how many cells it has. */
static size_t split(char *line, char *cells[COLUMNS_MOST])
{
    size_t n = 0;

    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; p != NULL && n < COLUMNS_MOST;) {
        char *tab = strchr(p, '\t');
        cells[n++] = p;
        if (tab != NULL)
            *tab++ = '\0';
        p = tab;
    }
    return n;
}

static bool is_header(char *const *cells, size_t n)
{
    return n > FIXED && strcmp(cells[0], "subject") == 0
           && strcmp(cells[1], "index") == 0 && strcmp(cells[2], "answer") == 0;
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
    char *cells[COLUMNS_MOST];
    size_t n;
    int rc;

    if (is_pipe(path))
        return 0;
    f = file_lines_open(path, e);
    rc = f == NULL ? -1 : file_lines_next(f, &line, e);
    if (rc == 1 && memchr(line.s, '\0', line.len) == NULL) {
        n = split(line.s, cells);
        rc = is_header(cells, n);
        for (size_t i = FIXED; i < n && rc == 1; i++)
            buf_printf(names, "%s\n", cells[i]);
    } else if (rc == 1) {
        rc = 0;
    }
    if (f == NULL)
        e->kind = ERR_USAGE;
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
static size_t column_at(char *const *cells, size_t n, const char *column)
{
    for (size_t i = FIXED; i < n; i++)
        if (strcmp(cells[i], column) == 0)
            return i;
    return 0;
}

static int read_rows(struct file_lines *f, const char *path, const char *column,
    import_row_fn fn, void *arg, struct err *e)
{
    struct buf line = { 0 };
    char *cells[COLUMNS_MOST];
    size_t at = 0, wide = 0;
    int rc;

    while ((rc = file_lines_next(f, &line, e)) == 1) {
        long number = file_lines_number(f);
        size_t n = split(line.s, cells);

        if (number == 1) {
            wide = n;
            at = is_header(cells, n) ? column_at(cells, n, column) : 0;
            if (at == 0)
                rc = err_set(
                    e, ERR_USAGE, "%s: there is no column '%s'", path, column);
        } else if (n == 1 && cells[0][0] == '\0') {
            continue;
        } else if (n != wide) {
            rc = err_set(e, ERR_DATA,
                "%s:%ld: %zu columns, and %zu in the header", path, number, n,
                wide);
        } else if (cells[at][0] != '\0') {
            rc = give(cells, at, number, fn, arg, e);
        }
        if (rc < 0)
            break;
    }
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
