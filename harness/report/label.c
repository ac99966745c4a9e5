#include "report/label.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct named {
    const char *name;
    size_t index;
};

static int by_name(const void *x, const void *y)
{
    return strcmp(
        ((const struct named *)x)->name, ((const struct named *)y)->name);
}

size_t label_numbers(const char *const *names, size_t n, size_t *out)
{
    struct named *all = mem_zalloc(n + 1, sizeof *all);
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        all[i] = (struct named){ names[i], i };
    if (n > 1)
        qsort(all, n, sizeof *all, by_name);
    for (size_t i = 0; i < n; i++) {
        count += i == 0 || strcmp(all[i].name, all[i - 1].name) != 0;
        out[all[i].index] = count - 1;
    }
    free(all);
    return count;
}

/* The slot that has the name, or a free one; FNV-1a spreads them. */
static size_t *slot_of(const struct label_set *l, const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    size_t at;

    for (const char *s = name; *s != '\0'; s++)
        hash = (hash ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
    for (at = hash & (l->room - 1);
         l->slots[at] != 0 && strcmp(l->names[l->slots[at] - 1], name) != 0;)
        at = (at + 1) & (l->room - 1);
    return &l->slots[at];
}

/* Never more than half full. */
static void make_room(struct label_set *l)
{
    if (2 * (l->n + 1) <= l->room)
        return;
    l->room = l->room > 0 ? 2 * l->room : 64;
    free(l->slots);
    l->slots = mem_zalloc(l->room, sizeof *l->slots);
    l->names = mem_resize(l->names, l->room / 2, sizeof *l->names);
    for (size_t i = 0; i < l->n; i++)
        *slot_of(l, l->names[i]) = i + 1;
}

size_t label_number(struct label_set *l, const char *name)
{
    size_t *slot;

    make_room(l);
    slot = slot_of(l, name);
    if (*slot == 0) {
        l->names[l->n++] = mem_str(name);
        *slot = l->n;
    }
    return *slot - 1;
}

void label_clear(struct label_set *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->names[i]);
    free(l->names);
    free(l->slots);
    memset(l, 0, sizeof *l);
}

const char *label_cluster(const struct data_item *item)
{
    return item->cluster[0] != '\0' ? item->cluster : item->id;
}
