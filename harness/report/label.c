#include "report/label.h"

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

const char *label_cluster(const struct data_item *item)
{
    return item->cluster[0] != '\0' ? item->cluster : item->id;
}
