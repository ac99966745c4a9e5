#include "report/pair.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Order by id, then repeat: what identifies a sample across runs. */
static int compare(const void *x, const void *y)
{
    const struct data_item *a = *(const struct data_item *const *)x;
    const struct data_item *b = *(const struct data_item *const *)y;
    int c = strcmp(a->id, b->id);

    return c != 0 ? c : (a->repeat > b->repeat) - (a->repeat < b->repeat);
}

static const struct data_item **sorted(const struct data_run *d)
{
    const struct data_item **list = mem_zalloc(d->n, sizeof *list);

    for (size_t i = 0; i < d->n; i++)
        list[i] = &d->items[i];
    if (d->n > 1)
        qsort(list, d->n, sizeof *list, compare);
    return list;
}

static bool judged(const struct data_item *item)
{
    return item->outcome != OUTCOME_FAILED;
}

static void match(
    struct pair *p, const struct data_item *a, const struct data_item *b)
{
    if (memcmp(a->hash, b->hash, HASH_SIZE) != 0) {
        p->changed++;
        p->only_a++;
        p->only_b++;
        return;
    }
    if (!judged(a) || !judged(b))
        p->no_verdict++;
    if (a->repeat >= p->repeats)
        p->repeats = a->repeat + 1;
    p->matches[p->n].a = (size_t)(a - p->a->items);
    p->matches[p->n++].b = (size_t)(b - p->b->items);
}

void pair_make(
    struct pair *p, const struct data_run *a, const struct data_run *b)
{
    const struct data_item **as = sorted(a), **bs = sorted(b);
    size_t i = 0, k = 0;

    memset(p, 0, sizeof *p);
    p->a = a;
    p->b = b;
    p->repeats = 1;
    p->matches = mem_zalloc(a->n < b->n ? a->n : b->n, sizeof *p->matches);
    while (i < a->n && k < b->n) {
        int c = compare(&as[i], &bs[k]);
        if (c == 0)
            match(p, as[i++], bs[k++]);
        else if (c < 0)
            p->only_a++, i++;
        else
            p->only_b++, k++;
    }
    p->only_a += (int64_t)(a->n - i);
    p->only_b += (int64_t)(b->n - k);
    free(as);
    free(bs);
}

void pair_clear(struct pair *p)
{
    free(p->matches);
    memset(p, 0, sizeof *p);
}

struct paired_cells pair_cells(const struct pair *p, const char *group)
{
    struct paired_cells cells = { 0, 0, 0, 0 };

    for (size_t i = 0; i < p->n; i++) {
        const struct data_item *a = &p->a->items[p->matches[i].a];
        const struct data_item *b = &p->b->items[p->matches[i].b];
        if (!judged(a) || !judged(b)
            || (group != NULL && strcmp(a->group, group) != 0))
            continue;
        paired_add(&cells, a->outcome == OUTCOME_CORRECT,
            b->outcome == OUTCOME_CORRECT);
    }
    return cells;
}

struct paired_cells pair_cells_once(const struct pair *p, const char *group)
{
    struct paired_cells cells = pair_cells(p, group);

    return paired_once(&cells, p->repeats);
}
