#include "suite/equiv/equiv_tree.h"

#include <stdlib.h>

#include "base/mem.h"
#include "suite/equiv/equiv_parse.h"

struct equiv_tree *equiv_tree_read(const char *s, size_t len, bool groups)
{
    struct equiv_tree *t = mem_zalloc(1, sizeof *t);
    struct equiv_parse p = {
        .s = s, .end = s + len, .tree = t, .groups = groups
    };

    /* no byte makes more than three nodes */
    t->room =
        len < EQUIV_NODES_MAX / 3 - 16 ? 3 * (int)len + 16 : EQUIV_NODES_MAX;
    t->node = mem_zalloc((size_t)t->room, sizeof *t->node);
    t->count = 1; /* 0 is no node */
    t->text_room = 4 * len + 64;
    t->text = mem_alloc(t->text_room);
    t->root = equiv_list_read(&p);
    equiv_parse_blanks(&p);
    if (t->root == 0 || p.s < p.end) {
        equiv_tree_free(t);
        return NULL;
    }
    return t;
}

void equiv_tree_free(struct equiv_tree *t)
{
    if (t == NULL)
        return;
    free(t->node);
    free(t->text);
    free(t);
}
