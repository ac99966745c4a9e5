#include "suite/equiv/equiv_eval.h"

#include <string.h>

struct work {
    struct equiv_field *f;
    const struct equiv_tree *t;
    int sign;
    bool bad; // something is there that has no value
};

static struct equiv_value eval(struct work *w, int id);

static bool named(const struct equiv_node *n, const char *name)
{
    return n->len == strlen(name) && memcmp(n->text, name, n->len) == 0;
}

static struct equiv_value nothing(struct work *w)
{
    w->bad = true;
    return equiv_value_const(w->f, (struct equiv_frac){ 0, 1 });
}

static struct equiv_value eval_symbol(
    struct work *w, const struct equiv_node *n)
{
    enum equiv_atom_kind kind = EQUIV_NAME;

    if (named(n, "infty"))
        return nothing(w);
    if (named(n, "pi") || named(n, "e"))
        kind = EQUIV_POSITIVE;
    if (named(n, "i"))
        kind = EQUIV_IMAGINARY;
    return equiv_value_atom(w->f, kind, n->text, n->len);
}

typedef struct equiv_value (*fold_fn)(
    struct equiv_field *f, struct equiv_value a, struct equiv_value b);

static struct equiv_value eval_all(
    struct work *w, const struct equiv_node *n, fold_fn fold)
{
    struct equiv_value v = eval(w, n->child);

    for (int i = w->t->node[n->child].next; i != 0; i = w->t->node[i].next)
        v = fold(w->f, v, eval(w, i));
    return v;
}

/* 0! to 33!, which 128 bits hold. */
static bool factorial(struct equiv_value a, struct equiv_frac *out)
{
    struct equiv_frac c;

    if (!equiv_value_number(a, &c) || c.den != 1 || c.num < 0 || c.num > 33)
        return false;
    *out = (struct equiv_frac){ 1, 1 };
    for (int i = 2; i <= c.num; i++)
        out->num *= i;
    return true;
}

static struct equiv_value eval_call(struct work *w, const struct equiv_node *n)
{
    struct equiv_value a = eval(w, n->child), b;
    int second = w->t->node[n->child].next;
    struct equiv_frac c;

    if (second != 0) {
        b = eval(w, second);
        return equiv_value_call(w->f, n->text, n->len, &a, &b);
    }
    if (named(n, "factorial") && factorial(a, &c))
        return equiv_value_const(w->f, c);
    if (named(n, "abs") && equiv_value_number(a, &c)) {
        c.num = c.num < 0 ? -c.num : c.num;
        return equiv_value_const(w->f, c);
    }
    return equiv_value_call(w->f, n->text, n->len, &a, NULL);
}

static struct equiv_value eval(struct work *w, int id)
{
    const struct equiv_node *n = &w->t->node[id];
    struct equiv_value a;

    if (w->bad || w->f->failed)
        return nothing(w);
    switch (n->kind) {
    case EQUIV_NUMBER: return equiv_value_const(w->f, n->value);
    case EQUIV_SYMBOL: return eval_symbol(w, n);
    case EQUIV_SUM:
    case EQUIV_MIXED: return eval_all(w, n, equiv_value_add);
    case EQUIV_PRODUCT: return eval_all(w, n, equiv_value_mul);
    case EQUIV_QUOTIENT: return eval_all(w, n, equiv_value_div);
    case EQUIV_POWER: return eval_all(w, n, equiv_value_pow);
    case EQUIV_ROOT: return eval_all(w, n, equiv_value_root);
    case EQUIV_CALL: return eval_call(w, n);
    case EQUIV_NEG: return equiv_value_neg(w->f, eval(w, n->child));
    case EQUIV_PLUSMIN:
        a = eval(w, n->child);
        return n->sign * w->sign < 0 ? equiv_value_neg(w->f, a) : a;
    case EQUIV_DEGREE:
        a = equiv_value_atom(w->f, EQUIV_NAME, "degree", 6);
        return equiv_value_mul(w->f, a, eval(w, n->child));
    default: return nothing(w);
    }
}

/* Infinity with signs before it is an endpoint; it is no number to work
 * with. */
static bool infinity(struct work *w, int id, struct equiv_value *out)
{
    const struct equiv_node *n = &w->t->node[id];
    int sign = 1;

    for (; n->kind == EQUIV_NEG || n->kind == EQUIV_PLUSMIN;
         n = &w->t->node[n->child])
        sign *= n->kind == EQUIV_NEG ? -1 : n->sign * w->sign;
    if (n->kind != EQUIV_SYMBOL || !named(n, "infty"))
        return false;
    *out = equiv_value_atom(w->f, EQUIV_NAME, "infty", 5);
    if (sign < 0)
        *out = equiv_value_neg(w->f, *out);
    return true;
}

bool equiv_eval(struct equiv_field *f, const struct equiv_tree *t, int id,
    int sign, struct equiv_value *out)
{
    struct work w = { .f = f, .t = t, .sign = sign < 0 ? -1 : 1 };

    if (!infinity(&w, id, out))
        *out = eval(&w, id);
    return !w.bad && !f->failed;
}
