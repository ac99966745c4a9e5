/*
 * A grid of single digits, as ARC wants one: the last that is whole, either
 * in brackets ([[0, 1], [2, 3]], or one bracket a line) or as lines of digits
 * with blanks, commas, bars or nothing between them. All rows are of one
 * width. Two walks over the text; the grid that ends later wins.
 */
#include <string.h>

#include "suite/extract/extract_rules.h"

enum { WIDEST = 100 }; // cells of a row; ARC's have 30

struct grid {        // what was read so far
    struct buf rows; // "012\n345"
    size_t width;    // cells of each row; 0: none yet
};

struct found { // the last whole one
    struct buf rows;
    const char *end; // behind it
};

static void forget(struct grid *g)
{
    buf_reset(&g->rows);
    g->width = 0;
}

/* Adds a row of n cells; one of another width begins a new grid. */
static void add_row(struct grid *g, const char *cells, size_t n)
{
    if (n != g->width)
        forget(g);
    if (g->width > 0)
        buf_putc(&g->rows, '\n');
    buf_add(&g->rows, cells, n);
    g->width = n;
}

static void keep(struct found *f, const struct grid *g, const char *end)
{
    if (g->width == 0)
        return;
    buf_reset(&f->rows);
    buf_add(&f->rows, g->rows.s, g->rows.len);
    f->end = end;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_cell(char c)
{
    return c >= '0' && c <= '9';
}

/* "[0, 1]" at s: its cells, and the byte behind. NULL when it is no row. */
static const char *bracket_row(
    const char *s, const char *end, char cells[WIDEST], size_t *n)
{
    bool want = true; /* a cell comes next, not a comma */

    *n = 0;
    for (s++; s < end; s++) {
        if (is_blank(*s))
            continue;
        if (*s == ']')
            return *n > 0 && !want ? s + 1 : NULL;
        if (*s == ',' && !want) {
            want = true;
        } else if (is_cell(*s) && *n < WIDEST
                   && (want || is_blank(s[-1]))) { /* [0 1] as numpy prints */
            cells[(*n)++] = *s;
            want = false;
        } else {
            return NULL;
        }
    }
    return NULL;
}

/* Grids in brackets. A row that fails is not looked at again. */
static void walk_brackets(const char *s, const char *end, struct found *f)
{
    struct grid g = { 0 };
    char cells[WIDEST];
    bool outer = false, ragged = false;
    const char *last = s;
    size_t n;

    while (s < end) {
        if (*s == '[') {
            const char *behind = bracket_row(s, end, cells, &n);
            if (behind == NULL) { /* the bracket around rows, or of prose */
                forget(&g);
                outer = true;
                ragged = false;
                s++;
                continue;
            }
            ragged |= g.width > 0 && n != g.width && outer;
            if (g.width > 0 && n != g.width && !outer)
                keep(f, &g, last);
            add_row(&g, cells, n);
            s = last = behind;
            continue;
        }
        if (*s == ']' && outer) {
            if (!ragged)
                keep(f, &g, s + 1);
            forget(&g);
            outer = ragged = false;
        } else if (*s != ',' && !is_blank(*s)) {
            if (!outer)
                keep(f, &g, last);
            forget(&g);
            outer = ragged = false;
        }
        s++;
    }
    if (!outer)
        keep(f, &g, last);
    buf_clear(&g.rows);
}

/* The cells of a line, 0 when it is none of a grid: "0 1 2", "0,1,2",
 * "| 0 | 1 | 2 |" or "012". */
static size_t line_row(const char *s, const char *end, char cells[WIDEST])
{
    bool pairs = false, gaps = false; /* cells without, and with, a space */
    const char *last = NULL;          /* cell */
    size_t n = 0;

    for (const char *p = s; p < end; p++)
        if (is_cell(*p)) {
            if (n == WIDEST)
                return 0;
            if (last != NULL) {
                pairs |= last + 1 == p;
                gaps |= last + 1 < p;
            }
            cells[n++] = *p;
            last = p;
        } else if (!is_blank(*p) && *p != ',' && *p != '|') {
            return 0;
        }
    return pairs && gaps ? 0 : n; /* "10 20" are numbers, no cells */
}

static void walk_lines(const char *s, const char *end, struct found *f)
{
    struct grid g = { 0 };
    char cells[WIDEST];
    const char *last = s; /* end of the last row */

    while (s < end) {
        const char *stop = memchr(s, '\n', (size_t)(end - s));
        size_t n;
        if (stop == NULL)
            stop = end;
        n = line_row(s, stop, cells);
        if (n != g.width) { /* once a run ends, so that this stays linear */
            keep(f, &g, last);
            forget(&g);
        }
        if (n > 0) {
            add_row(&g, cells, n);
            last = stop;
        }
        s = stop + 1;
    }
    keep(f, &g, last);
    buf_clear(&g.rows);
}

bool extract_grid_find(const char *text, size_t len, struct buf *scratch,
    struct extract_found *out)
{
    struct found brackets = { 0 }, lines = { 0 }, *last;

    walk_brackets(text, text + len, &brackets);
    walk_lines(text, text + len, &lines);
    last =
        lines.end != NULL && (brackets.end == NULL || lines.end > brackets.end)
            ? &lines
            : &brackets;
    buf_reset(scratch);
    if (last->end != NULL)
        buf_add(scratch, last->rows.s, last->rows.len);
    out->s = scratch->s;
    out->len = scratch->len;
    out->sure = last == &brackets;
    buf_clear(&brackets.rows);
    buf_clear(&lines.rows);
    return out->len > 0;
}
