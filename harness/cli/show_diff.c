#include "cli/show_diff.h"

#include <string.h>

#include "cli/terminal.h"
#include "report/find.h"
#include "report/text/side.h"
#include "report/transcript.h"

struct half {
    struct find f;
    struct transcript t;
};

static int open_half(
    struct context *c, const char *word, struct half *h, struct err *e)
{
    const struct options *o = c->o;

    if (find_run(c->store, word, &h->f, e) < 0)
        return -1;
    return transcript_find(c->store, h->f.run.id, o->operands[2], &h->t, e);
}

static void close_half(struct half *h)
{
    transcript_clear(&h->t);
    find_clear(&h->f);
}

static int text_of(struct context *c, const struct half *h, size_t i,
    size_t width, struct buf *out, struct err *e)
{
    return transcript_text(
        c->store, &h->f.run, &c->prices, &h->t.places[i], width, out, e);
}

static int print_text(struct context *c, const struct half *a,
    const struct half *b, size_t i, struct buf *out, struct err *e)
{
    struct buf left = { 0 }, right = { 0 }, whole = { 0 };
    size_t screen = terminal_width(), width = screen > 0 ? screen : 80;
    size_t column = side_column(width);
    int rc = -1;

    if (text_of(c, a, i, column, &left, e) == 0
        && text_of(c, b, i, column, &right, e) == 0
        && text_of(c, a, i, width, &whole, e) == 0) {
        struct side s = { buf_str(&left), buf_str(&right), buf_str(&whole),
            { a->f.run.model, b->f.run.model } };
        side_print(&s, width, out);
        rc = 0;
    }
    buf_clear(&left);
    buf_clear(&right);
    buf_clear(&whole);
    return rc;
}

static int write_half(struct context *c, const char *key, const struct half *h,
    struct jsonw *w, struct err *e)
{
    int rc = 0;

    jsonw_begin(w, key, '{');
    jsonw_int(w, "run", h->f.run.id);
    jsonw_str(w, "model", h->f.run.model);
    jsonw_begin(w, "samples", '[');
    for (size_t i = 0; i < h->t.n && rc == 0; i++)
        rc = transcript_json(
            c->store, &h->f.run, &c->prices, &h->t.places[i], w, e);
    jsonw_end(w, ']');
    jsonw_end(w, '}');
    return rc;
}

static int print_json(struct context *c, const struct half *a,
    const struct half *b, struct buf *out, struct err *e)
{
    struct jsonw w = { out, false };

    jsonw_begin(&w, NULL, '{');
    jsonw_str(&w, "suite", a->f.run.suite);
    jsonw_str(&w, "sample", a->t.places[0].id);
    if (write_half(c, "a", a, &w, e) < 0 || write_half(c, "b", b, &w, e) < 0)
        return -1;
    jsonw_end(&w, '}');
    buf_putc(out, '\n');
    return 0;
}

static int show_both(struct context *c, const struct half *a,
    const struct half *b, struct buf *out, struct err *e)
{
    size_t n = a->t.n < b->t.n ? a->t.n : b->t.n;

    if (strcmp(a->f.run.suite, b->f.run.suite) != 0)
        return err_set(e, ERR_USAGE,
            "run %lld is of %s, run %lld of %s: a sample is of one suite",
            (long long)a->f.run.id, a->f.run.suite, (long long)b->f.run.id,
            b->f.run.suite);
    if (c->o->json)
        return print_json(c, a, b, out, e);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_puts(out, "\n\n");
        if (print_text(c, a, b, i, out, e) < 0)
            return -1;
    }
    return 0;
}

int show_diff(struct context *c, struct buf *out, struct err *e)
{
    struct half a = { 0 }, b = { 0 };
    int rc = -1;

    if (c->o->operand_count != 3)
        return err_set(e, ERR_USAGE,
            "show --diff wants two runs and a sample: show --diff 1 2 q17");
    if (context_store(c, true, e) == 0 && context_prices(c, e) == 0
        && open_half(c, c->o->operands[0], &a, e) == 0
        && open_half(c, c->o->operands[1], &b, e) == 0)
        rc = show_both(c, &a, &b, out, e);
    close_half(&a);
    close_half(&b);
    return rc;
}
