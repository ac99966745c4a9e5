#include "cost/price_diff.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "cost/price_rule.h"

struct named { // a row under one of its names
    const char *model;
    const struct price_row *row;
};

static int text_order(const char *a, const char *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    return strcasecmp(a, b);
}

static int number_order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static const char *calendar_name(const struct when_calendar *c)
{
    return c ? c->name : NULL;
}

static int when_order(const struct when *a, const struct when *b)
{
    int how = number_order(a->from_us, b->from_us);

    if (!how)
        how = number_order(a->until_us, b->until_us);
    if (!how)
        how = number_order(a->zone_min, b->zone_min);
    if (!how)
        how = number_order(a->days, b->days);
    if (!how)
        how = number_order(a->n_hours, b->n_hours);
    if (!how)
        how = memcmp(a->hours, b->hours, sizeof(a->hours));
    if (!how)
        how = text_order(calendar_name(a->not_on), calendar_name(b->not_on));
    if (!how)
        how = text_order(calendar_name(a->only_on), calendar_name(b->only_on));
    return how;
}

static int scope_order(const struct named *x, const struct named *y)
{
    const struct price_row *a = x->row, *b = y->row;
    int how = text_order(x->model, y->model);

    if (!how)
        how = text_order(a->provider, b->provider);
    if (!how)
        how = number_order(a->tier, b->tier);
    if (!how)
        how = text_order(a->region, b->region);
    if (!how)
        how = number_order(a->min_input, b->min_input);
    if (!how)
        how = number_order(a->max_input, b->max_input);
    return how ? how : when_order(&a->when, &b->when);
}

static int sort_order(const void *x, const void *y)
{
    return scope_order(x, y);
}

static struct named *list_names(const struct price_book *b, size_t *n)
{
    struct named *out = NULL;

    *n = 0;
    for (size_t i = 0; i < b->n; i++)
        for (char **m = b->rows[i].models; *m; m++) {
            out = mem_grow(out, *n, sizeof(*out));
            out[(*n)++] = (struct named){ *m, &b->rows[i] };
        }
    if (*n > 0)
        qsort(out, *n, sizeof(*out), sort_order);
    return out;
}

static void note(
    struct price_diff *d, const struct named *a, const struct named *b)
{
    if (a && b && price_rule_same_prices(a->row, b->row)) {
        d->same++;
        return;
    }
    d->entries = mem_grow(d->entries, d->n, sizeof(*d->entries));
    d->entries[d->n++] = (struct price_diff_entry){ (a ? a : b)->model,
        a ? a->row : NULL, b ? b->row : NULL };
    *(a && b ? &d->changed : a ? &d->removed : &d->added) += 1;
}

void price_diff(const struct price_book *a, const struct price_book *b,
    struct price_diff *out)
{
    size_t n, m, i = 0, k = 0;
    struct named *x = list_names(a, &n), *y = list_names(b, &m);

    *out = (struct price_diff){ .n = 0 };
    while (i < n || k < m) {
        int how = i == n ? 1 : k == m ? -1 : scope_order(&x[i], &y[k]);
        note(out, how <= 0 ? &x[i] : NULL, how >= 0 ? &y[k] : NULL);
        i += how <= 0;
        k += how >= 0;
    }
    free(x);
    free(y);
}

void price_diff_clear(struct price_diff *d)
{
    free(d->entries);
    *d = (struct price_diff){ .n = 0 };
}
