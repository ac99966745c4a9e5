#include "cli/picking.h"

#include "cli/terminal.h"

int picking_add(
    struct context *c, struct pick *p, const char *word, struct err *e)
{
    size_t told = p->notes.len;
    int rc = word != NULL ? pick_add(p, c->store, word, &c->prices, e)
                          : pick_all(p, c->store, &c->prices, e);

    terminal_say("%s", buf_str(&p->notes) + told);
    return rc;
}
