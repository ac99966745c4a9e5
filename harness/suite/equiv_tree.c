#include "suite/equiv_tree.h"

#include <stdlib.h>

#include "base/mem.h"
#include "suite/equiv_parse.h"

struct equiv_tree *equiv_tree_read(const char *s, size_t len, bool groups)
{
    struct equiv_tree *t = mem_zalloc(1, sizeof *t);
    struct equiv_parse p = {
        .s = s, .end = s + len, .tree = t, .groups = groups
    };

    t->count = 1; /* 0 is no node */
    t->text_room = 4 * len + 64;
    t->text = mem_alloc(t->text_room);
    t->root = equiv_list_read(&p);
    if (t->root == 0 || equiv_parse_peek(&p) != '\0' || p.s < p.end) {
        equiv_tree_free(t);
        return NULL;
    }
    return t;
}

void equiv_tree_free(struct equiv_tree *t)
{
    if (t == NULL)
        return;
    free(t->text);
    free(t);
}
