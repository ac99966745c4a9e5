#include "suite/equiv/equiv_match.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "suite/equiv/equiv_eval.h"
#include "suite/equiv/equiv_range.h"
#include "suite/equiv/equiv_value.h"

enum { ENTRIES_MAX = 64 };

static bool same(struct compare *c, struct ref given, struct ref gold);

/* --- values ---------------------------------------------------------------
 */

static bool is_ten(struct ref r)
{
    return node(r)->kind == EQUIV_NUMBER && node(r)->value.den == 1
           && node(r)->value.num == 10;
}

static bool is_whole(struct ref r)
{
    return node(r)->kind == EQUIV_NUMBER && node(r)->value.den == 1;
}

/* a \times 10^n that is a whole number. */
static bool is_scientific(struct compare *c, struct ref r)
{
    struct ref a = first(r), power = next(a);
    struct equiv_value v;
    struct equiv_frac n;

    return node(r)->kind == EQUIV_PRODUCT && node(r)->joined
           && node(a)->kind == EQUIV_NUMBER && power.id != 0
           && node(power)->next == 0 && node(power)->kind == EQUIV_POWER
           && is_ten(first(power)) && is_whole(next(first(power)))
           && equiv_eval(&c->f, r.t, r.id, 1, &v) && equiv_value_number(v, &n)
           && n.den == 1;
}

/* A whole number written out (rule 1). */
static bool is_numeral(struct compare *c, struct ref r)
{
    if (node(r)->kind == EQUIV_NEG || node(r)->kind == EQUIV_PLUSMIN)
        r = first(r);
    return is_whole(r) || is_scientific(c, r)
           || (node(r)->kind == EQUIV_SYMBOL && node(r)->text[0] == '#');
}

/* -a/b, one minus at most, in plain digits (rule 2). */
static bool is_fraction(struct ref r, bool *minus, __int128 *a, __int128 *b)
{
    struct ref over, under;

    *minus = node(r)->kind == EQUIV_NEG;
    if (*minus)
        r = first(r);
    if (node(r)->kind != EQUIV_QUOTIENT)
        return false;
    over = first(r);
    under = next(over);
    if (!*minus && node(over)->kind == EQUIV_NEG) {
        *minus = true;
        over = first(over);
    }
    if (!is_whole(over) || !is_whole(under))
        return false;
    *a = node(over)->value.num;
    *b = node(under)->value.num;
    return true;
}

static bool same_form(struct compare *c, struct ref given, struct ref gold)
{
    __int128 a, b, x, y;
    bool minus, other;

    if (is_numeral(c, given) != is_numeral(c, gold))
        return false;
    return !is_fraction(given, &minus, &a, &b)
           || !is_fraction(gold, &other, &x, &y)
           || (minus == other && a == x && b == y);
}

bool equiv_match_value(struct compare *c, struct ref given, struct ref gold)
{
    struct equiv_value a, b;

    if (!equiv_eval(&c->f, given.t, given.id, given.sign, &a)
        || !equiv_eval(&c->f, gold.t, gold.id, gold.sign, &b)
        || !equiv_value_same(&c->f, a, b))
        return false;
    if (same_form(c, given, gold))
        return true;
    c->no = EQUIV_FORM;
    return false;
}

/* --- words ----------------------------------------------------------------
 */

/* Adds words, or the letters of what may be a word, in small letters. */
static bool add_words(struct ref r, struct buf *out)
{
    const struct equiv_node *n = node(r);

    if (n->kind == EQUIV_PRODUCT) {
        for (struct ref i = first(r); i.id != 0; i = next(i))
            if (node(i)->kind != EQUIV_SYMBOL || !add_words(i, out))
                return false;
        return true;
    }
    if (n->kind != EQUIV_WORDS && n->kind != EQUIV_SYMBOL)
        return false;
    for (size_t i = 0; i < n->len; i++)
        buf_putc(out, (char)tolower((unsigned char)n->text[i]));
    return true;
}

/* (a) is a. */
static void unbracket(struct buf *b)
{
    if (b->len == 3 && b->s[0] == '(' && b->s[2] == ')') {
        b->s[0] = b->s[1];
        b->len = 1;
    }
}

static bool same_words(struct ref given, struct ref gold)
{
    struct buf a = { 0 }, b = { 0 };
    bool yes = add_words(given, &a) && add_words(gold, &b);

    unbracket(&a);
    unbracket(&b);
    yes = yes && a.len == b.len && memcmp(buf_str(&a), buf_str(&b), a.len) == 0;
    buf_clear(&a);
    buf_clear(&b);
    return yes;
}

/* --- several --------------------------------------------------------------
 */

static bool same_ordered(struct compare *c, struct ref given, struct ref gold)
{
    struct ref a = first(given), b = first(gold);

    c->parts = true;
    for (; a.id != 0 && b.id != 0; a = next(a), b = next(b))
        if (!same(c, a, b))
            return false;
    return a.id == b.id;
}

static char flip(char sign)
{
    static const char from[] = "<>LG", to[] = "><GL";
    const char *at = strchr(from, sign);

    return at != NULL ? to[at - from] : sign;
}

/* The relation read from its end: 3 > x for x < 3. */
static bool same_mirrored(struct compare *c, struct ref given, struct ref gold)
{
    const struct equiv_node *g = node(given), *k = node(gold);
    struct ref a[16];
    struct ref b = first(gold);
    size_t n = 0;

    for (size_t i = 0; i < g->len; i++)
        if (g->text[i] == 'I' || g->text[i] != flip(k->text[g->len - 1 - i]))
            return false;
    for (struct ref r = first(given); r.id != 0 && n < 16; r = next(r))
        a[n++] = r;
    for (; n > 0 && b.id != 0; b = next(b))
        if (!same(c, a[--n], b))
            return false;
    return true;
}

static bool same_relation(struct compare *c, struct ref given, struct ref gold)
{
    const struct equiv_node *g = node(given), *k = node(gold);

    if (g->len != k->len)
        return false;
    if (memcmp(g->text, k->text, g->len) == 0 && same_ordered(c, given, gold))
        return true;
    return same_mirrored(c, given, gold);
}

/* True when \pm is in it and still open. */
static bool has_pm(struct compare *c, struct ref r)
{
    if (r.sign != 0 || !equiv_field_work(&c->f, 1))
        return false;
    if (node(r)->kind == EQUIV_PLUSMIN)
        return true;
    for (struct ref i = first(r); i.id != 0; i = next(i))
        if (has_pm(c, i))
            return true;
    return false;
}

static bool is_several(struct ref r)
{
    return node(r)->kind == EQUIV_LIST || node(r)->kind == EQUIV_SET;
}

/* An item, or the two of \pm. */
static int add_entry(struct compare *c, struct ref r, struct ref *out, int n)
{
    bool two = has_pm(c, r);

    if (n + 1 + two > ENTRIES_MAX)
        return ENTRIES_MAX + 1;
    out[n] = r;
    if (two) {
        out[n].sign = 1;
        out[n + 1] = r;
        out[n + 1].sign = -1;
    }
    return n + 1 + two;
}

/* The items of a list or set, or the lone one; ENTRIES_MAX + 1 when there are
 * too many. */
static int entries(struct compare *c, struct ref r, struct ref *out)
{
    int n = 0;

    if (!is_several(r))
        return add_entry(c, r, out, 0);
    for (struct ref i = first(r); i.id != 0 && n <= ENTRIES_MAX; i = next(i))
        n = add_entry(c, i, out, n);
    return n;
}

/* Each of gold has one of its own among given. */
static bool match(struct compare *c, const struct ref *given,
    const struct ref *gold, int n, bool ordered)
{
    bool used[ENTRIES_MAX] = { false };
    int j;

    for (int i = 0; i < n; i++) {
        for (j = ordered ? i : 0; j < (ordered ? i + 1 : n); j++)
            if (!used[j] && same(c, given[j], gold[i]))
                break;
        if (j == (ordered ? i + 1 : n))
            return false;
        used[j] = true;
        c->no = EQUIV_DIFFER; // the tries that failed say nothing
    }
    return true;
}

/* An inequality or words: "and" and "or" are two things there. Of numbers
 * both list the solutions. */
static bool has_choice(struct ref r)
{
    for (struct ref i = first(r); i.id != 0; i = next(i))
        if (node(i)->kind == EQUIV_WORDS
            || (node(i)->kind == EQUIV_RELATION
                && strpbrk("<>LG", (char[2]){ node(i)->text[0], '\0' })
                       != NULL))
            return true;
    return false;
}

/* Nothing but equations and inequalities: their order says nothing. */
static bool only_relations(struct ref r)
{
    for (struct ref i = first(r); i.id != 0; i = next(i))
        if (node(i)->kind != EQUIV_RELATION)
            return false;
    return node(r)->kind == EQUIV_LIST;
}

/* x < 1 and x > 2 for x < 1 or x > 2, Alice and Bob for Alice or Bob. */
static bool other_joint(struct ref given, struct ref gold)
{
    return is_several(given) && is_several(gold)
           && ((node(given)->named && node(gold)->sign != 0)
               || (node(given)->sign != 0 && node(gold)->named))
           && has_choice(gold);
}

static bool same_entries(
    struct compare *c, struct ref given, struct ref gold, bool free)
{
    struct ref a[ENTRIES_MAX], b[ENTRIES_MAX];
    int n = entries(c, given, a), m = entries(c, gold, b);

    if (other_joint(given, gold))
        return false;

    c->parts = true;
    if (n > ENTRIES_MAX || m > ENTRIES_MAX)
        return equiv_field_fail(&c->f);
    free = free || (only_relations(given) && only_relations(gold));
    return n == m && match(c, a, b, n, !free);
}

static bool same_union(struct compare *c, struct ref given, struct ref gold)
{
    struct ref a[ENTRIES_MAX], b[ENTRIES_MAX];
    int n = 0, m = 0;

    c->parts = true;
    for (struct ref i = first(given); i.id != 0 && n < ENTRIES_MAX; i = next(i))
        a[n++] = i;
    for (struct ref i = first(gold); i.id != 0 && m < ENTRIES_MAX; i = next(i))
        b[m++] = i;
    return n == m && n < ENTRIES_MAX && match(c, a, b, n, false);
}

static bool is_pair(
    struct ref a, struct ref b, enum equiv_kind one, enum equiv_kind two)
{
    return (node(a)->kind == one && node(b)->kind == two)
           || (node(a)->kind == two && node(b)->kind == one);
}

/* Two of the same kind, or values. */
static bool same_kind(struct compare *c, struct ref given, struct ref gold)
{
    enum equiv_kind kind = node(gold)->kind;

    if (kind == EQUIV_WORDS || node(given)->kind == EQUIV_WORDS)
        return same_words(given, gold);
    if (kind <= EQUIV_DEGREE && node(given)->kind <= EQUIV_DEGREE)
        return equiv_match_value(c, given, gold);
    if (is_pair(given, gold, EQUIV_TUPLE, EQUIV_RELATION)
        || equiv_range_within(given, gold))
        return equiv_range_same(c, given, gold);
    if (kind != node(given)->kind)
        return false;
    switch (kind) {
    case EQUIV_TUPLE:
    case EQUIV_MATRIX:
        return same_text(given, gold) && same_ordered(c, given, gold);
    case EQUIV_RATIO: return same_ordered(c, given, gold);
    case EQUIV_UNION: return same_union(c, given, gold);
    case EQUIV_RELATION: return same_relation(c, given, gold);
    default: return false;
    }
}

/* Behind "x =" and "x \approx"; before "\approx 3.14", which only explains. */
static struct ref unnamed(struct ref r)
{
    if (node(r)->named)
        return next(first(r));
    return node(r)->len == 1 && node(r)->text[0] == 'A' ? first(r) : r;
}

/* Rules 4 and 5: takes off units and names. False when two units clash. */
static bool unwrap(struct compare *c, struct ref *given, struct ref *gold)
{
    const struct equiv_unit none = { .name = "" }, *a = &none, *b = &none;
    bool one = node(*given)->kind == EQUIV_RELATION;
    bool two = node(*gold)->kind == EQUIV_RELATION;

    if (one && !two)
        *given = unnamed(*given);
    if (two && !one)
        *gold = unnamed(*gold);
    if (node(*given)->kind == EQUIV_UNITED) {
        a = &given->t->unit[node(*given)->unit];
        *given = first(*given);
    }
    if (node(*gold)->kind == EQUIV_UNITED) {
        b = &gold->t->unit[node(*gold)->unit];
        *gold = first(*gold);
    }
    if (!equiv_unit_clash(a, b))
        return true;
    c->no = EQUIV_UNIT;
    return false;
}

static bool same(struct compare *c, struct ref given, struct ref gold)
{
    bool pm;

    if (!equiv_field_work(&c->f, 1) || !unwrap(c, &given, &gold))
        return false;
    if (is_pair(given, gold, EQUIV_LIST, EQUIV_UNION)
        && (equiv_range_choice(c, given) || equiv_range_choice(c, gold)))
        return same_union(c, given, gold);
    pm = has_pm(c, given) || has_pm(c, gold);
    if (pm || is_several(given) || is_several(gold))
        return same_entries(c, given, gold,
            pm || node(gold)->kind == EQUIV_SET
                || (node(gold)->kind == EQUIV_LIST && node(gold)->sign != 0));
    return same_kind(c, given, gold);
}

/* What an equation says is 0: its left side without its right one. */
static bool eval_difference(
    struct compare *c, struct ref r, struct equiv_value *out)
{
    struct ref a = first(r), b = next(a);
    struct equiv_value right;

    if (node(r)->kind != EQUIV_RELATION || node(r)->len != 1
        || node(r)->text[0] != '=' || !equiv_eval(&c->f, a.t, a.id, a.sign, out)
        || !equiv_eval(&c->f, b.t, b.id, b.sign, &right))
        return false;
    *out = equiv_value_add(&c->f, *out, equiv_value_neg(&c->f, right));
    return !c->f.failed && out->num.count > 0;
}

/* 2x + 2y = 4 and y = 2 - x for x + y = 2: a number times the same. */
static bool same_rearranged(
    struct compare *c, struct ref given, struct ref gold)
{
    struct equiv_value a, b, ratio;
    struct equiv_frac by;

    if (!eval_difference(c, given, &a) || !eval_difference(c, gold, &b)
        || !equiv_frac_pow(b.num.term[0].coef, -1, &by)
        || !equiv_frac_mul(by, a.num.term[0].coef, &by))
        return false;
    ratio = equiv_value_mul(&c->f, b, equiv_value_const(&c->f, by));
    return equiv_value_same(&c->f, a, ratio);
}

bool equiv_match(const struct equiv_tree *given, const struct equiv_tree *gold,
    enum equiv_how *how)
{
    struct compare c = { .no = EQUIV_DIFFER };
    struct ref a, b;
    bool yes;

    if (given == NULL || gold == NULL) {
        *how = EQUIV_UNREAD;
        return false;
    }
    a = (struct ref){ given, given->root, 0 };
    b = (struct ref){ gold, gold->root, 0 };
    equiv_field_init(&c.f);
    yes = same(&c, a, b);
    if (c.f.failed)
        yes = false;
    *how = yes          ? (c.parts ? EQUIV_PARTS : EQUIV_VALUE)
           : c.f.failed ? EQUIV_TOO_BIG
                        : c.no;
    if (*how == EQUIV_DIFFER && same_rearranged(&c, a, b))
        *how = EQUIV_FORM;
    equiv_field_clear(&c.f);
    return yes;
}
