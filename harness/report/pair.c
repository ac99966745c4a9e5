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

static void list_add(struct pair_list *l, const struct data_item *item)
{
    l->items = mem_grow(l->items, l->n, sizeof *l->items);
    l->items[l->n++] = item;
}

static void match(struct pair *p, const struct data_item *a,
    const struct data_item *b, bool by_name)
{
    if (memcmp(a->hash, b->hash, HASH_SIZE) != 0) {
        list_add(&p->other, a);
        p->changed++;
        if (!by_name) {
            list_add(&p->lone_a, a);
            list_add(&p->lone_b, b);
            return;
        }
    }
    if (!judged(a) || !judged(b))
        p->no_verdict++;
    if (a->repeat >= p->repeats)
        p->repeats = a->repeat + 1;
    p->matches[p->n].a = (size_t)(a - p->a->items);
    p->matches[p->n++].b = (size_t)(b - p->b->items);
}

void pair_make_as(struct pair *p, const struct data_run *a,
    const struct data_run *b, bool by_name)
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
            match(p, as[i++], bs[k++], by_name);
        else if (c < 0)
            list_add(&p->lone_a, as[i++]);
        else
            list_add(&p->lone_b, bs[k++]);
    }
    while (i < a->n)
        list_add(&p->lone_a, as[i++]);
    while (k < b->n)
        list_add(&p->lone_b, bs[k++]);
    p->only_a = (int64_t)p->lone_a.n;
    p->only_b = (int64_t)p->lone_b.n;
    free(as);
    free(bs);
}

void pair_make(
    struct pair *p, const struct data_run *a, const struct data_run *b)
{
    pair_make_as(p, a, b, false);
}

void pair_clear(struct pair *p)
{
    free(p->matches);
    free(p->lone_a.items);
    free(p->lone_b.items);
    free(p->other.items);
    free(p->order);
    free(p->groups);
    memset(p, 0, sizeof *p);
}

bool pair_judged(const struct pair *p, size_t i)
{
    return judged(&p->a->items[p->matches[i].a])
           && judged(&p->b->items[p->matches[i].b]);
}

struct placed { // a match on its way into its group
    const struct data_item *item;
    size_t match;
};

/* Items of a run lie in the suite's order. */
static int by_group(const void *x, const void *y)
{
    const struct placed *a = x, *b = y;
    int c = strcmp(a->item->group, b->item->group);

    return c != 0 ? c : (a->item > b->item) - (a->item < b->item);
}

static int by_first(const void *x, const void *y)
{
    const struct pair_group *a = x, *b = y;

    return (a->first > b->first) - (a->first < b->first);
}

void pair_group_up(struct pair *p)
{
    struct placed *all = mem_zalloc(p->n, sizeof *all);

    for (size_t i = 0; i < p->n; i++)
        all[i] = (struct placed){ &p->a->items[p->matches[i].a], i };
    if (p->n > 1)
        qsort(all, p->n, sizeof *all, by_group);
    p->order = mem_zalloc(p->n, sizeof *p->order);
    for (size_t i = 0; i < p->n; i++) {
        const struct data_item *item = all[i].item;
        p->order[i] = all[i].match;
        if (i == 0 || strcmp(item->group, all[i - 1].item->group) != 0) {
            p->groups =
                mem_resize(p->groups, p->group_count + 1, sizeof *p->groups);
            p->groups[p->group_count++] =
                (struct pair_group){ item->group, item, &p->order[i], 0 };
        }
        p->groups[p->group_count - 1].n++;
        p->clustered = p->clustered || item->cluster[0] != '\0';
    }
    if (p->group_count > 1)
        qsort(p->groups, p->group_count, sizeof *p->groups, by_first);
    free(all);
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
