/* Intervals and inequalities that say the same: see equiv_range.h. */
#include "suite/equiv/equiv_range.h"

struct range { // from[0] to from[1]; no id: without end
    struct ref end[2];
    bool closed[2];
};

static bool is_letter(struct ref r)
{
    return node(r)->kind == EQUIV_SYMBOL && !is_word(r, "infty")
           && !is_word(r, "pi") && !is_word(r, "e");
}

static bool is_constant(struct compare *c, struct ref r)
{
    if (!equiv_field_work(&c->f, 1) || node(r)->kind > EQUIV_DEGREE
        || is_letter(r))
        return false;
    for (struct ref i = first(r); i.id != 0; i = next(i))
        if (!is_constant(c, i))
            return false;
    return true;
}

/* -1 or 1 for infinity with that sign, else 0. */
static int endless(struct ref r)
{
    int sign = 1;

    for (; node(r)->kind == EQUIV_NEG; r = first(r))
        sign = -sign;
    return is_word(r, "infty") ? sign : 0;
}

/* One end; an infinite one must lie on its own side and be open. */
static bool add_end(
    struct compare *c, struct range *x, int side, struct ref r, bool closed)
{
    int sign = endless(r);

    if (!is_constant(c, r)
        || (sign != 0 && (closed || sign != (side == 0 ? -1 : 1))))
        return false;
    if (sign == 0)
        x->end[side] = r;
    x->closed[side] = closed;
    return true;
}

/* (a, b] and the like; with two round or two square brackets it could be a
 * point, unless an end is infinite or it is sure not to be. */
static bool tuple_range(
    struct compare *c, struct ref r, struct range *x, bool sure)
{
    struct ref a = first(r), b = next(a);
    const char *text = node(r)->text;

    return b.id != 0 && node(b)->next == 0 && text[0] != '<'
           && (sure || (text[0] == '(') == (text[1] == ']') || endless(a) != 0
               || endless(b) != 0)
           && add_end(c, x, 0, a, text[0] == '[')
           && add_end(c, x, 1, b, text[1] == ']');
}

/* x < 3, 3 > x, 1 < x <= 2, x \in (1, 2); *letter is x. */
static bool relation_range(
    struct compare *c, struct ref r, struct range *x, struct ref *letter)
{
    const struct equiv_node *n = node(r);
    struct ref a = first(r);
    int side = 1;

    if (n->len == 1 && n->text[0] == 'I') {
        *letter = a;
        return is_letter(a) && node(next(a))->kind == EQUIV_TUPLE
               && tuple_range(c, next(a), x, true);
    }
    for (size_t i = 0; i < n->len; i++)
        if (strchr("<>LG", n->text[i]) == NULL)
            return false;
    if (n->len == 1 && is_letter(a)) {
        *letter = a;
        side = n->text[0] == '<' || n->text[0] == 'L';
        return add_end(c, x, side, next(a), strchr("LG", n->text[0]) != NULL);
    }
    *letter = next(a);
    side = n->text[0] == '>' || n->text[0] == 'G';
    if (n->len > 2 || !is_letter(*letter)
        || !add_end(c, x, side, a, strchr("LG", n->text[0]) != NULL))
        return false;
    return n->len == 1
           || ((n->text[1] == '>' || n->text[1] == 'G') == (side == 1)
               && add_end(c, x, 1 - side, next(*letter),
                   strchr("LG", n->text[1]) != NULL));
}

/* A range in whatever form; the letter's id is 0 where none is named. */
static bool any_range(
    struct compare *c, struct ref r, struct range *x, struct ref *letter)
{
    letter->id = 0;
    return node(r)->kind == EQUIV_TUPLE ? tuple_range(c, r, x, false)
                                        : relation_range(c, r, x, letter);
}

bool equiv_range_same(struct compare *c, struct ref given, struct ref gold)
{
    struct range a = { 0 }, b = { 0 };
    struct ref one = given, two = gold;

    c->parts = true;
    if (!any_range(c, given, &a, &one) || !any_range(c, gold, &b, &two)
        || (one.id != 0 && two.id != 0 && !same_text(one, two)))
        return false;
    for (int i = 0; i < 2; i++)
        if ((a.end[i].id == 0) != (b.end[i].id == 0)
            || a.closed[i] != b.closed[i]
            || (a.end[i].id != 0 && !equiv_match_value(c, a.end[i], b.end[i])))
            return false;
    return true;
}

bool equiv_range_within(struct ref a, struct ref b)
{
    return node(a)->kind == EQUIV_RELATION && node(b)->kind == EQUIV_RELATION
           && (node(a)->text[0] == 'I') != (node(b)->text[0] == 'I');
}

bool equiv_range_choice(struct compare *c, struct ref r)
{
    struct ref one = { 0 }, letter;
    struct range x;

    if (node(r)->kind != EQUIV_LIST || node(r)->sign == 0)
        return false;
    for (struct ref i = first(r); i.id != 0; i = next(i)) {
        if (node(i)->kind != EQUIV_RELATION
            || !relation_range(c, i, &x, &letter)
            || (one.id != 0 && !same_text(one, letter)))
            return false;
        one = letter;
    }
    return true;
}
