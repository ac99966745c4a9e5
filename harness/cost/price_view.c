#include "cost/price_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cost/price_rule.h"

const struct price_book *price_view(
    struct price_view *v, const struct price_book *b, const char *model)
{
    struct price_book *book = &v->book;

    if (v->of == b && strcmp(v->model, model) == 0)
        return book;
    price_view_clear(v);
    v->of = b;
    v->model = mem_str(model);
    for (size_t i = 0; i < b->n; i++)
        if (price_rule_names(&b->rows[i], model)) {
            book->rows =
                mem_resize(book->rows, book->n + 1, sizeof *book->rows);
            book->rows[book->n++] = b->rows[i];
        }
    return book;
}

void price_view_clear(struct price_view *v)
{
    free(v->book.rows);
    free(v->model);
    memset(v, 0, sizeof *v);
}
