#include "cli/picking.h"

#include <stdio.h>

int picking_add(
    struct context *c, struct pick *p, const char *word, struct err *e)
{
    size_t told = p->notes.len;
    int rc = word != NULL ? pick_add(p, c->store, word, &c->prices, e)
                          : pick_all(p, c->store, &c->prices, e);

    fputs(buf_str(&p->notes) + told, stderr);
    return rc;
}
