#include "report/text/table.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "report/text/plain.h"

enum { SPACE = 2, NARROWEST = 12 };

enum fit { KEEP, DROP, IF_ANY, WRAP, NEXT }; // as table_new has them

struct column {
    char *title;
    bool right;
    enum fit fit;
};

struct table {
    struct column *columns;
    size_t n_columns;
    char **cells; // row by row, harmless text
    size_t n_cells;
    size_t *gaps; // rows that an empty line follows
    size_t n_gaps;
};

struct layout { // one printing
    const struct table *t;
    size_t *width; // of each column; 0: dropped, or not in this part
    size_t *whole; // the same before any gave way
    size_t *left;  // the same of what no part before had
    size_t rows;
    int look;
};

static void add_column(struct table *t, char *text)
{
    static const char *const fits[] = {
        [DROP] = "drop", [IF_ANY] = "any", [WRAP] = "wrap", [NEXT] = "next"
    };
    char *colon = strrchr(text, ':');
    struct column c = { .right = *text == '>' };

    for (size_t i = DROP; colon != NULL && i <= NEXT; i++)
        if (strcmp(colon + 1, fits[i]) == 0) {
            c.fit = (enum fit)i;
            *colon = '\0';
        }
    c.title = mem_str(text + c.right);
    t->columns = mem_resize(t->columns, t->n_columns + 1, sizeof *t->columns);
    t->columns[t->n_columns++] = c;
}

__attribute__((format(printf, 2, 0))) static void add_columns(
    struct table *t, const char *columns, va_list args)
{
    char text[512], *rest = text, *one;

    int len = vsnprintf(text, sizeof text, columns, args);

    assert(len < (int)sizeof text);
    while ((one = strsep(&rest, "|")) != NULL)
        add_column(t, one);
}

void table_columns(struct table *t, const char *columns, ...)
{
    va_list args;

    va_start(args, columns);
    add_columns(t, columns, args);
    va_end(args);
}

struct table *table_new(const char *columns, ...)
{
    struct table *t = mem_zalloc(1, sizeof(struct table));
    va_list args;

    va_start(args, columns);
    add_columns(t, columns, args);
    va_end(args);
    return t;
}

void table_free(struct table *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n_columns; i++)
        free(t->columns[i].title);
    for (size_t i = 0; i < t->n_cells; i++)
        free(t->cells[i]);
    free(t->columns);
    free(t->cells);
    free(t->gaps);
    free(t);
}

void table_cell(struct table *t, const char *text)
{
    struct buf clean = { 0 };

    if (text != NULL)
        plain_line(&clean, text, strlen(text));
    t->cells = mem_grow(t->cells, t->n_cells, sizeof *t->cells);
    t->cells[t->n_cells++] = buf_take(&clean);
}

void table_cellf(struct table *t, const char *fmt, ...)
{
    char text[1024];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    table_cell(t, text);
}

void table_end_row(struct table *t)
{
    while (t->n_cells % t->n_columns != 0)
        table_cell(t, NULL);
}

size_t table_rows(const struct table *t)
{
    return t->n_columns == 0 ? 0
                             : (t->n_cells + t->n_columns - 1) / t->n_columns;
}

void table_gap(struct table *t)
{
    t->gaps = mem_resize(t->gaps, t->n_gaps + 1, sizeof *t->gaps);
    t->gaps[t->n_gaps++] = table_rows(t);
}

const char *table_at(const struct table *t, size_t row, size_t column)
{
    size_t i = row * t->n_columns + column;

    return i < t->n_cells ? t->cells[i] : "";
}

size_t table_width(const struct table *t)
{
    return t->n_columns;
}

bool table_right(const struct table *t, size_t column)
{
    return t->columns[column].right;
}

static bool may_go(const struct column *c)
{
    return c->fit == IF_ANY || c->fit == WRAP || c->fit == NEXT;
}

const char *table_title(const struct table *t, size_t column)
{
    const struct column *c = &t->columns[column];
    bool filled = !may_go(c);

    for (size_t r = 0; r < table_rows(t) && !filled; r++)
        filled = table_at(t, r, column)[0] != '\0';
    return filled ? c->title : NULL;
}

static size_t width_of(const char *s)
{
    return utf8_width(s, strlen(s));
}

/* Every column as wide as its widest text. */
static void measure(struct layout *l)
{
    for (size_t c = 0; c < l->t->n_columns; c++) {
        size_t w = 0, x;
        for (size_t r = 0; r < l->rows; r++)
            if ((x = width_of(table_at(l->t, r, c))) > w)
                w = x;
        if (w == 0 && l->rows > 0 && may_go(&l->t->columns[c]))
            continue;
        x = l->look & TABLE_BARE ? 1 : width_of(l->t->columns[c].title);
        l->width[c] = w > x ? w : x;
    }
}

static size_t total(const struct layout *l)
{
    size_t sum = 0;

    for (size_t c = 0; c < l->t->n_columns; c++)
        if (l->width[c] > 0)
            sum += l->width[c] + SPACE;
    return sum > SPACE ? sum - SPACE : 0;
}

/* Narrows the widest column that may wrap; of equals each in turn. False when
 * none gives way. */
static bool narrow(struct layout *l, size_t over)
{
    size_t widest = l->t->n_columns, second = NARROWEST, take;

    for (size_t c = 0; c < l->t->n_columns; c++)
        if (l->t->columns[c].fit == WRAP && l->width[c] > NARROWEST
            && (widest == l->t->n_columns || l->width[c] > l->width[widest]))
            widest = c;
    if (widest == l->t->n_columns)
        return false;
    for (size_t c = 0; c < l->t->n_columns; c++)
        if (c != widest && l->t->columns[c].fit == WRAP && l->width[c] > second)
            second = l->width[c];
    if (second == l->width[widest])
        second--;
    take = l->width[widest] - second;
    l->width[widest] -= take < over ? take : over;
    return true;
}

static size_t shown(const struct layout *l)
{
    size_t n = 0;

    for (size_t c = 0; c < l->t->n_columns; c++)
        n += l->width[c] > 0;
    return n;
}

/* Two stay: a part without a column beside the first would tell nothing. */
static bool drop(struct layout *l)
{
    for (size_t c = l->t->n_columns; c-- > 0;) {
        enum fit fit = l->t->columns[c].fit;
        if (l->width[c] > 0
            && (fit == DROP || fit == IF_ANY
                || (fit == NEXT && shown(l) > 2))) {
            l->width[c] = 0;
            return true;
        }
    }
    return false;
}

/* What is dropped makes room, so those that wrap start over. */
static void fit(struct layout *l, size_t width)
{
    while (width > 0 && total(l) > width) {
        if (narrow(l, total(l) - width))
            continue;
        if (!drop(l))
            return;
        for (size_t c = 0; c < l->t->n_columns; c++)
            if (l->width[c] > 0)
                l->width[c] = l->whole[c];
    }
}

/* Takes up what no part before had, beside the first column; false when
 * nothing is left. */
static bool next_part(struct layout *l, size_t width)
{
    bool any = false;

    for (size_t c = 0; c < l->t->n_columns; c++) {
        if (l->width[c] > 0 || l->t->columns[c].fit != NEXT)
            l->left[c] = 0; /* shown, or dropped for good */
        any = any || l->left[c] > 0;
        l->width[c] = c == 0 ? l->whole[0] : l->left[c];
    }
    fit(l, width);
    return any;
}

static void trim(struct buf *out)
{
    while (out->len > 0 && out->s[out->len - 1] == ' ')
        out->s[--out->len] = '\0';
}

/* Adds the next line of a text that fills a column; moves *s behind it. */
static void add_piece(
    const struct layout *l, size_t c, const char **s, struct buf *out)
{
    size_t n = plain_fit(*s, strlen(*s), l->width[c]), shown = n, used;

    if (l->t->columns[c].fit != WRAP)
        shown = n = strlen(*s);
    while (shown > 0 && (*s)[shown - 1] == ' ')
        shown--;
    used = utf8_width(*s, shown);
    if (l->t->columns[c].right && used < l->width[c])
        buf_printf(out, "%*s", (int)(l->width[c] - used), "");
    buf_add(out, *s, shown);
    if (!l->t->columns[c].right && used < l->width[c])
        buf_printf(out, "%*s", (int)(l->width[c] - used), "");
    *s += n;
}

/* Adds one row in as many lines as its longest wrapped cell takes. */
static void add_row(const struct layout *l, const char **texts, struct buf *out)
{
    bool more;

    do {
        more = false;
        for (size_t c = 0; c < l->t->n_columns; c++) {
            if (l->width[c] == 0)
                continue;
            add_piece(l, c, &texts[c], out);
            buf_printf(out, "%*s", SPACE, "");
            more = more || *texts[c] != '\0';
        }
        trim(out);
        buf_putc(out, '\n');
    } while (more);
}

static void add_header(
    const struct layout *l, const char **texts, struct buf *out)
{
    for (size_t c = 0; c < l->t->n_columns; c++)
        texts[c] = l->t->columns[c].title;
    if (l->look & TABLE_COLOR)
        buf_puts(out, "\033[1m");
    add_row(l, texts, out);
    if (l->look & TABLE_COLOR) {
        out->len--; /* the newline goes behind the end of bold */
        buf_puts(out, "\033[0m\n");
    }
    if ((l->look & TABLE_RULE) == 0)
        return;
    for (size_t c = 0; c < l->t->n_columns; c++) {
        if (l->width[c] == 0)
            continue;
        for (size_t i = 0; i < l->width[c]; i++)
            buf_putc(out, '-');
        buf_printf(out, "%*s", SPACE, "");
    }
    trim(out);
    buf_putc(out, '\n');
}

static void add_dropped(const struct layout *l, struct buf *out)
{
    const char *before = "(no room for: ";

    for (size_t c = 0; c < l->t->n_columns; c++)
        if (l->whole[c] > 0 && l->width[c] == 0
            && l->t->columns[c].fit != NEXT) {
            buf_printf(out, "%s%s", before, l->t->columns[c].title);
            before = ", ";
        }
    if (before[0] == ',')
        buf_puts(out, ")\n");
}

static void add_part(const struct layout *l, struct buf *out)
{
    const struct table *t = l->t;
    const char **texts = mem_zalloc(t->n_columns + 1, sizeof *texts);
    size_t gap = 0;

    if ((l->look & TABLE_BARE) == 0)
        add_header(l, texts, out);
    for (size_t r = 0; r < l->rows; r++) {
        for (; gap < t->n_gaps && t->gaps[gap] == r; gap++)
            buf_puts(out, r > 0 ? "\n" : "");
        for (size_t c = 0; c < t->n_columns; c++)
            texts[c] = table_at(t, r, c);
        add_row(l, texts, out);
    }
    free(texts);
}

void table_print(const struct table *t, size_t width, int look, struct buf *out)
{
    struct layout l = { .t = t, .rows = table_rows(t), .look = look };
    size_t size = t->n_columns * sizeof *l.width;

    l.width = mem_zalloc(t->n_columns + 1, sizeof *l.width);
    measure(&l);
    l.whole = mem_zalloc(t->n_columns + 1, sizeof *l.whole);
    memcpy(l.whole, l.width, size);
    l.left = mem_zalloc(t->n_columns + 1, sizeof *l.left);
    memcpy(l.left, l.width, size);
    fit(&l, width);
    add_part(&l, out);
    add_dropped(&l, out);
    while (next_part(&l, width)) {
        buf_putc(out, '\n');
        add_part(&l, out);
    }
    free(l.left);
    free(l.whole);
    free(l.width);
}
