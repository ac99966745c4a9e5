#include "suite/csv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

/* A quote that is never closed would read the whole file into one field. */
enum { ROW_MAX = 64 * 1024 * 1024 };

/* One row: the bytes of its fields, each with a NUL behind it. */
struct row {
    struct buf bytes;
    size_t *end;             // of each field in bytes, its NUL not counted
    struct csv_field *field; // set when the row is complete
    size_t n;                // fields
    size_t room;             // fields allocated
};

struct csv {
    struct file_lines *lines;
    char *path; // for messages
    char separator;
    bool quotes;     // mean something
    struct buf line; // read last
    struct row header;
    struct row row;
    long number; // of the line the row began on
};

/* Where the reader stands in a row. */
enum state {
    FIELD_START, // before the first byte of a field
    PLAIN,       // in a field without quotes
    QUOTED,      // between quotes
    QUOTE_SEEN   // behind a quote that closes, or doubles with the next
};

static void end_field(struct row *w)
{
    if (w->n == w->room) {
        w->room = w->room == 0 ? 16 : w->room * 2;
        w->end = mem_resize(w->end, w->room, sizeof *w->end);
        w->field = mem_resize(w->field, w->room, sizeof *w->field);
    }
    w->end[w->n++] = w->bytes.len;
    buf_putc(&w->bytes, '\0');
}

/* Sets the pointers, now that the bytes move no more. */
static void end_row(struct row *w)
{
    size_t at = 0;

    for (size_t i = 0; i < w->n; i++) {
        w->field[i].s = w->bytes.s + at;
        w->field[i].len = w->end[i] - at;
        at = w->end[i] + 1;
    }
}

static void clear_row(struct row *w)
{
    buf_clear(&w->bytes);
    free(w->end);
    free(w->field);
    *w = (struct row){ 0 };
}

/* Length of the line end at s: "\n", "\r\n", or a last "\r"; 0 for none. */
static size_t line_end_at(const char *s, const char *end)
{
    if (*s == '\n')
        return 1;
    if (*s == '\r' && (s + 1 == end || s[1] == '\n'))
        return (size_t)(end - s < 2 ? end - s : 2);
    return 0;
}

/* Reads one byte behind a closing quote. */
static int behind_quote(
    struct csv *r, struct row *w, char c, enum state *state, struct err *e)
{
    if (c == '"') {
        buf_putc(&w->bytes, '"');
        *state = QUOTED;
    } else if (c == r->separator) {
        end_field(w);
        *state = FIELD_START;
    } else {
        return err_set(e, ERR_DATA, "%s:%ld: '%c' behind a closing quote",
            r->path, file_lines_number(r->lines),
            c >= ' ' && c < 0x7f ? c : '?');
    }
    return 0;
}

/* Reads a line into the row; state says how it ended: QUOTED when the row
 * goes on in the next line. */
static int read_line(
    struct csv *r, struct row *w, enum state *state, struct err *e)
{
    const char *s = r->line.s, *end = s + r->line.len;

    for (; s < end; s++) {
        if (*state == QUOTED) {
            const char *q = memchr(s, '"', (size_t)(end - s));
            buf_add(&w->bytes, s, (size_t)((q != NULL ? q : end) - s));
            if (q == NULL)
                return 0;
            s = q;
            *state = QUOTE_SEEN;
        } else if (line_end_at(s, end) > 0) {
            break;
        } else if (*state == QUOTE_SEEN) {
            if (behind_quote(r, w, *s, state, e) < 0)
                return -1;
        } else if (*s == r->separator) {
            end_field(w);
            *state = FIELD_START;
        } else if (*s == '"' && *state == FIELD_START && r->quotes) {
            *state = QUOTED;
        } else {
            buf_putc(&w->bytes, *s);
            *state = PLAIN;
        }
    }
    end_field(w);
    return 0;
}

static bool is_blank_line(const struct buf *line)
{
    return line->len == 0 || line_end_at(line->s, line->s + line->len) > 0;
}

/* Reads the next line that is not blank, without the byte-order mark. */
static int first_line(struct csv *r, struct err *e)
{
    int rc;

    do {
        rc = file_lines_next(r->lines, &r->line, e);
        if (rc > 0 && file_lines_number(r->lines) == 1 && r->line.len >= 3
            && memcmp(r->line.s, "\xef\xbb\xbf", 3) == 0) {
            memmove(r->line.s, r->line.s + 3, r->line.len - 3);
            r->line.len -= 3;
        }
    } while (rc > 0 && is_blank_line(&r->line));
    return rc;
}

/* Reads a row of any number of fields. Returns 1, 0 at the end, -1. */
static int read_row(struct csv *r, struct row *w, struct err *e)
{
    enum state state = FIELD_START;
    int rc = first_line(r, e);

    if (rc <= 0)
        return rc;
    r->number = file_lines_number(r->lines);
    buf_reset(&w->bytes);
    w->n = 0;
    for (;;) {
        if (read_line(r, w, &state, e) < 0)
            return -1;
        if (state != QUOTED)
            break;
        rc =
            w->bytes.len > ROW_MAX ? 0 : file_lines_next(r->lines, &r->line, e);
        if (rc < 0)
            return -1;
        if (rc == 0)
            return err_set(e, ERR_DATA,
                "%s:%ld: a quote in this row is never closed", r->path,
                r->number);
    }
    end_row(w);
    return 1;
}

/* Two columns of one name cannot both be read by name. */
static int check_header(const struct csv *r, struct err *e)
{
    const struct row *w = &r->header;

    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < i; k++)
            if (w->field[i].len == w->field[k].len
                && memcmp(w->field[i].s, w->field[k].s, w->field[i].len) == 0)
                return err_set(e, ERR_DATA, "%s:%ld: two columns '%.60s'",
                    r->path, r->number, w->field[i].s);
    return 0;
}

struct csv *csv_open(const char *path, char separator, struct err *e)
{
    return csv_open_as(path, separator, true, NULL, 0, e);
}

/* Returns 1, as read_row does. */
static int set_header(struct row *w, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_puts(&w->bytes, names[i]);
        end_field(w);
    }
    end_row(w);
    return 1;
}

struct csv *csv_open_as(const char *path, char separator, bool quotes,
    const char *const *names, size_t n, struct err *e)
{
    struct csv *r = mem_zalloc(1, sizeof *r);
    int rc;

    r->path = mem_str(path);
    r->separator = separator;
    r->quotes = quotes;
    r->lines = file_lines_open(path, e);
    if (r->lines == NULL)
        goto fail;
    rc = n > 0 ? set_header(&r->header, names, n) : read_row(r, &r->header, e);
    if (rc == 0)
        err_set(e, ERR_DATA, "%s: no header row", path);
    if (rc <= 0 || check_header(r, e) < 0)
        goto fail;
    return r;
fail:
    csv_close(r);
    return NULL;
}

void csv_close(struct csv *r)
{
    if (r == NULL)
        return;
    file_lines_close(r->lines);
    buf_clear(&r->line);
    clear_row(&r->header);
    clear_row(&r->row);
    free(r->path);
    free(r);
}

const struct csv_field *csv_header(const struct csv *r, size_t *n)
{
    *n = r->header.n;
    return r->header.field;
}

int csv_next(struct csv *r, struct err *e)
{
    int rc = read_row(r, &r->row, e);

    if (rc > 0 && r->row.n != r->header.n)
        return err_set(e, ERR_DATA,
            "%s:%ld: %zu fields, but the header has %zu", r->path, r->number,
            r->row.n, r->header.n);
    return rc;
}

const struct csv_field *csv_row(const struct csv *r)
{
    return r->row.field;
}

long csv_line(const struct csv *r)
{
    return r->number;
}
