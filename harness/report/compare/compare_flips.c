/* Samples whose outcome changed, worst group first. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/compare/compare.h"
#include "report/text/plain.h"
#include "report/text/table.h"

enum { CLIP = 40 }; // columns of what was read

struct flip {
    const struct pair *pair;
    size_t pair_index;
    const struct data_item *a, *b;
    const char *group;
    int64_t net; // samples its group lost, less those it won
    int kind;    // 0 lost, 1 won, 2 neither has it right
};

struct flips {
    struct flip *list;
    size_t n;
};

/* Worst first: the group that lost most; inside it lost, won, the rest, in
 * the suite's order. */
static int worst_first(const void *x, const void *y)
{
    const struct flip *a = x, *b = y;
    int c;

    if (a->pair_index != b->pair_index)
        return a->pair_index < b->pair_index ? -1 : 1;
    if (a->net != b->net)
        return a->net > b->net ? -1 : 1;
    c = strcmp(a->group, b->group);
    if (c != 0)
        return c;
    if (a->kind != b->kind)
        return a->kind - b->kind;
    return (a->a > b->a) - (a->a < b->a);
}

static int kind_of(const struct data_item *a, const struct data_item *b)
{
    return a->outcome == OUTCOME_CORRECT   ? 0
           : b->outcome == OUTCOME_CORRECT ? 1
                                           : 2;
}

static void add_group(struct flips *f, const struct compare *c, size_t k,
    const struct pair_group *g)
{
    const struct pair *p = c->pairs[k];
    size_t first = f->n;
    int64_t net = 0;

    for (size_t i = 0; i < g->n; i++) {
        const struct pair_match *m = &p->matches[g->matches[i]];
        const struct data_item *a = &p->a->items[m->a], *b = &p->b->items[m->b];

        if (a->outcome == b->outcome)
            continue;
        f->list[f->n++] = (struct flip){ .pair = p,
            .pair_index = k,
            .a = a,
            .b = b,
            .group = g->name,
            .kind = kind_of(a, b) };
        if (pair_judged(p, g->matches[i]))
            net += (a->outcome == OUTCOME_CORRECT)
                   - (b->outcome == OUTCOME_CORRECT);
    }
    for (size_t i = first; i < f->n; i++)
        f->list[i].net = net;
}

static void flips_open(struct flips *f, const struct compare *c)
{
    size_t most = 1;

    for (size_t k = 0; k < c->pair_count; k++)
        most += c->pairs[k]->n;
    f->list = mem_zalloc(most, sizeof *f->list);
    f->n = 0;
    for (size_t k = 0; k < c->pair_count; k++)
        for (size_t i = 0; i < c->pairs[k]->group_count; i++)
            add_group(f, c, k, &c->pairs[k]->groups[i]);
    if (f->n > 1)
        qsort(f->list, f->n, sizeof *f->list, worst_first);
}

/* "wrong: B" - what was read, where something was, on one short line. */
static void cell_outcome(struct table *t, const struct data_item *item)
{
    struct buf b = { 0 }, read = { 0 };
    size_t len = item->extracted != NULL ? strlen(item->extracted) : 0;

    buf_puts(&b, outcome_name(item->outcome));
    if (len > 0 && item->outcome != OUTCOME_CORRECT) {
        plain_line(&read, item->extracted, len < 4 * CLIP ? len : 4 * CLIP);
        buf_puts(&b, ": ");
        buf_add(&b, read.s, plain_fit(read.s, read.len, CLIP));
    }
    table_cell(t, buf_str(&b));
    buf_clear(&b);
    buf_clear(&read);
}

void compare_flips(const struct compare *c, int64_t most, size_t width,
    int look, struct buf *out)
{
    struct table *t = table_new("suite|group:any|sample|A:wrap|B:wrap");
    struct flips f;

    if (c->pair_count > 1)
        table_columns(t, "B is:drop");
    flips_open(&f, c);
    for (size_t i = 0; i < f.n && (int64_t)i < most; i++) {
        struct buf name = { 0 };
        alike_name(f.list[i].a, &name);
        table_cell(t, f.list[i].pair->a->row.suite);
        table_cell(t, f.list[i].group);
        table_cell(t, buf_str(&name));
        cell_outcome(t, f.list[i].a);
        cell_outcome(t, f.list[i].b);
        if (c->pair_count > 1)
            table_cell(t, f.list[i].pair->b->row.model);
        buf_clear(&name);
    }
    if (f.n > 0) {
        buf_puts(out, "\nsamples that changed, worst group first:\n");
        table_print(t, width, look, out);
        buf_printf(out,
            "'retort show --diff %lld %lld %s' lays both transcripts side by "
            "side.\n",
            (long long)f.list[0].pair->a->row.id,
            (long long)f.list[0].pair->b->row.id, f.list[0].a->id);
    } else {
        buf_puts(out, "\nno sample changed.\n");
    }
    if ((int64_t)f.n > most)
        buf_printf(out, "... and %lld more (--flips %zu shows all)\n",
            (long long)((int64_t)f.n - most), f.n);
    free(f.list);
    table_free(t);
}

static void write_read(
    struct jsonw *w, const char *key, const struct data_item *item)
{
    if (item->extracted == NULL)
        jsonw_null(w, key);
    else
        jsonw_str(w, key, item->extracted);
}

void compare_flips_json(const struct compare *c, int64_t most, struct jsonw *w)
{
    struct flips f;

    flips_open(&f, c);
    jsonw_int(w, "flips_in_all", (int64_t)f.n);
    jsonw_begin(w, "flips", '[');
    for (size_t i = 0; i < f.n && (int64_t)i < most; i++) {
        const struct flip *x = &f.list[i];
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "suite", x->pair->a->row.suite);
        jsonw_str(w, "group", x->group);
        jsonw_int(w, "run_a", x->pair->a->row.id);
        jsonw_int(w, "run_b", x->pair->b->row.id);
        jsonw_str(w, "id", x->a->id);
        jsonw_int(w, "repeat", x->a->repeat);
        jsonw_str(w, "outcome_a", outcome_name(x->a->outcome));
        jsonw_str(w, "outcome_b", outcome_name(x->b->outcome));
        write_read(w, "extracted_a", x->a);
        write_read(w, "extracted_b", x->b);
        jsonw_int(w, "group_lost", x->net);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
    free(f.list);
}
