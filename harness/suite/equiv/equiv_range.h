/*
 * What the two halves of a comparison share: equiv_match.c, which goes through
 * both answers, and equiv_range.c for intervals and inequalities. Inside only.
 */
#ifndef RETORT_SUITE_EQUIV_EQUIV_RANGE_H
#define RETORT_SUITE_EQUIV_EQUIV_RANGE_H

#include <string.h>

#include "suite/equiv/equiv_field.h"
#include "suite/equiv/equiv_match.h"

/* A node of one of the two answers; sign says how \pm is read, 0 when that is
 * still open. */
struct ref {
    const struct equiv_tree *t;
    int id, sign;
};

struct compare {
    struct equiv_field f;
    enum equiv_how no; // why not, if anything special
    bool parts;        // there was more to it than one value
};

static inline const struct equiv_node *node(struct ref r)
{
    return &r.t->node[r.id];
}

static inline struct ref child(struct ref r, int id)
{
    return (struct ref){ r.t, id, r.sign };
}

static inline struct ref first(struct ref r)
{
    return child(r, node(r)->child);
}

static inline struct ref next(struct ref r)
{
    return child(r, node(r)->next);
}

static inline bool is_word(struct ref r, const char *word)
{
    const struct equiv_node *n = node(r);

    return n->kind == EQUIV_SYMBOL && n->len == strlen(word)
           && memcmp(n->text, word, n->len) == 0;
}

static inline bool same_text(struct ref given, struct ref gold)
{
    return node(given)->len == node(gold)->len
           && memcmp(node(given)->text, node(gold)->text, node(gold)->len) == 0;
}

/* True when two expressions have one value, in the form asked for. */
bool equiv_match_value(struct compare *c, struct ref given, struct ref gold);

/* x < 3 and (-\infty, 3), either way round; both sure to be ranges. */
bool equiv_range_same(struct compare *c, struct ref given, struct ref gold);

/* x < 1 or x > 2: a list of ranges of one letter. */
bool equiv_range_choice(struct compare *c, struct ref r);

/* x \in (1, 2) and 1 < x < 2. */
bool equiv_range_within(struct ref a, struct ref b);

#endif
