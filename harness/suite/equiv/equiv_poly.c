#include "suite/equiv/equiv_poly.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { EXPONENT_MAX = 1000000, TERMS_MAX = 4096 };

static const struct equiv_poly zero = { 0, NULL };

static long gcd(long a, long b)
{
    while (b != 0) {
        long rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

/* Drops power i. */
static void drop(struct equiv_term *t, int i)
{
    t->count--;
    memmove(&t->power[i], &t->power[i + 1],
        (size_t)(t->count - i) * sizeof t->power[0]);
}

static bool set_exponent(
    struct equiv_field *f, struct equiv_power *p, long num, long den)
{
    long common = gcd(num, den);

    if (common == 0)
        common = 1;
    num /= common;
    den /= common;
    if (num > EXPONENT_MAX || num < -EXPONENT_MAX || den > EXPONENT_MAX)
        return equiv_field_fail(f);
    p->num = (int)num;
    p->den = (int)den;
    return true;
}

/* The whole part of a prime's exponent goes to the coefficient. */
static bool fold_prime(struct equiv_field *f, struct equiv_term *t, int i)
{
    struct equiv_power *p = &t->power[i];
    struct equiv_frac whole = { f->atom[p->atom].prime, 1 };
    int floor = p->num / p->den - (p->num % p->den < 0);

    if (floor != 0
        && (!equiv_frac_pow(whole, floor, &whole)
            || !equiv_frac_mul(t->coef, whole, &t->coef)))
        return equiv_field_fail(f);
    p->num -= floor * p->den;
    return true;
}

/* i^2 = -1. */
static void fold_imaginary(struct equiv_term *t, int i)
{
    struct equiv_power *p = &t->power[i];
    int left;

    if (p->den != 1)
        return;
    left = ((p->num % 4) + 4) % 4;
    if (left >= 2)
        t->coef.num = -t->coef.num;
    p->num = left % 2;
}

static bool reduce(struct equiv_field *f, struct equiv_term *t)
{
    for (int i = t->count - 1; i >= 0; i--) {
        enum equiv_atom_kind kind = f->atom[t->power[i].atom].kind;
        if (kind == EQUIV_PRIME && !fold_prime(f, t, i))
            return false;
        if (kind == EQUIV_IMAGINARY)
            fold_imaginary(t, i);
        if (t->power[i].num == 0)
            drop(t, i);
    }
    return true;
}

static bool term_mul(struct equiv_field *f, const struct equiv_term *a,
    const struct equiv_term *b, struct equiv_term *out)
{
    int i = 0, j = 0;

    out->count = 0;
    if (!equiv_frac_mul(a->coef, b->coef, &out->coef))
        return equiv_field_fail(f);
    while (i < a->count || j < b->count) {
        struct equiv_power *p = &out->power[out->count];
        if (out->count == EQUIV_TERM_ATOMS)
            return equiv_field_fail(f);
        if (j == b->count
            || (i < a->count && a->power[i].atom < b->power[j].atom)) {
            *p = a->power[i++];
        } else if (i == a->count || b->power[j].atom < a->power[i].atom) {
            *p = b->power[j++];
        } else {
            const struct equiv_power *x = &a->power[i++], *y = &b->power[j++];
            p->atom = x->atom;
            if (!set_exponent(f, p,
                    (long)x->num * y->den + (long)y->num * x->den,
                    (long)x->den * y->den))
                return false;
        }
        out->count += p->num != 0;
    }
    return reduce(f, out);
}

/* By symbols and exponents; the coefficient does not count. */
static int term_order(const void *x, const void *y)
{
    const struct equiv_term *a = x, *b = y;

    for (int i = 0; i < a->count && i < b->count; i++) {
        const struct equiv_power *p = &a->power[i], *q = &b->power[i];
        int64_t left = (int64_t)p->num * q->den;
        int64_t right = (int64_t)q->num * p->den;
        if (p->atom != q->atom)
            return p->atom < q->atom ? -1 : 1;
        if (left != right)
            return left < right ? -1 : 1;
    }
    return a->count - b->count;
}

/* Sorts n terms and joins the like ones. */
static struct equiv_poly collect(
    struct equiv_field *f, struct equiv_term *term, int n)
{
    int kept = 0;

    if (n == 0 || !equiv_field_work(f, n))
        return zero;
    qsort(term, (size_t)n, sizeof *term, term_order);
    for (int i = 0; i < n; i++) {
        if (kept > 0 && term_order(&term[kept - 1], &term[i]) == 0) {
            if (!equiv_frac_add(
                    term[kept - 1].coef, term[i].coef, &term[kept - 1].coef)) {
                equiv_field_fail(f);
                return zero;
            }
        } else {
            kept += kept == 0 || term[kept - 1].coef.num != 0;
            if (kept - 1 != i)
                term[kept - 1] = term[i];
        }
    }
    kept -= kept > 0 && term[kept - 1].coef.num == 0;
    return (struct equiv_poly){ kept, term };
}

static struct equiv_poly of_term(
    struct equiv_field *f, const struct equiv_term *t)
{
    struct equiv_term *copy = equiv_field_take(f, 1, sizeof *copy);

    if (copy == NULL || t->coef.num == 0)
        return zero;
    *copy = *t;
    if (!reduce(f, copy))
        return zero;
    return (struct equiv_poly){ 1, copy };
}

struct equiv_poly equiv_poly_const(struct equiv_field *f, struct equiv_frac c)
{
    struct equiv_term t = { .coef = c };

    return of_term(f, &t);
}

struct equiv_poly equiv_poly_atom(
    struct equiv_field *f, struct equiv_frac c, int atom, long num, long den)
{
    struct equiv_term t = { .coef = c, .count = num != 0 };

    t.power[0].atom = atom;
    if (atom < 0 || !set_exponent(f, &t.power[0], num, den))
        return zero;
    return of_term(f, &t);
}

struct equiv_poly equiv_poly_add(
    struct equiv_field *f, struct equiv_poly a, struct equiv_poly b)
{
    struct equiv_term *term;

    if (a.count == 0)
        return b;
    if (b.count == 0)
        return a;
    if (a.count + b.count > TERMS_MAX
        || (term = equiv_field_take(
                f, (size_t)(a.count + b.count), sizeof *term))
               == NULL) {
        equiv_field_fail(f);
        return zero;
    }
    memcpy(term, a.term, (size_t)a.count * sizeof *term);
    memcpy(term + a.count, b.term, (size_t)b.count * sizeof *term);
    return collect(f, term, a.count + b.count);
}

struct equiv_poly equiv_poly_mul(
    struct equiv_field *f, struct equiv_poly a, struct equiv_poly b)
{
    struct equiv_term *term;
    int n = 0;

    if (a.count == 0 || b.count == 0)
        return zero;
    if (a.count > TERMS_MAX / b.count
        || (term = equiv_field_take(
                f, (size_t)a.count * (size_t)b.count, sizeof *term))
               == NULL) {
        equiv_field_fail(f);
        return zero;
    }
    if (!equiv_field_work(f, (long)a.count * b.count))
        return zero;
    for (int i = 0; i < a.count; i++)
        for (int j = 0; j < b.count; j++)
            if (!term_mul(f, &a.term[i], &b.term[j], &term[n++]))
                return zero;
    return collect(f, term, n);
}

struct equiv_poly equiv_poly_scale(
    struct equiv_field *f, struct equiv_poly a, struct equiv_frac c)
{
    return equiv_poly_mul(f, a, equiv_poly_const(f, c));
}

struct equiv_poly equiv_poly_power(
    struct equiv_field *f, const struct equiv_term *t, long n)
{
    struct equiv_term result = *t;

    if (n > EXPONENT_MAX || n < -EXPONENT_MAX
        || !equiv_frac_pow(t->coef, n, &result.coef)) {
        equiv_field_fail(f);
        return zero;
    }
    if (n == 0)
        result.count = 0;
    for (int i = 0; i < result.count; i++)
        if (!set_exponent(
                f, &result.power[i], t->power[i].num * n, t->power[i].den))
            return zero;
    return of_term(f, &result);
}

bool equiv_poly_number(struct equiv_poly a, struct equiv_frac *c)
{
    *c = (struct equiv_frac){ 0, 1 };
    if (a.count == 0)
        return true;
    *c = a.term[0].coef;
    return a.count == 1 && a.term[0].count == 0;
}

bool equiv_poly_same(struct equiv_poly a, struct equiv_poly b)
{
    if (a.count != b.count)
        return false;
    for (int i = 0; i < a.count; i++)
        if (term_order(&a.term[i], &b.term[i]) != 0
            || !equiv_frac_same(a.term[i].coef, b.term[i].coef))
            return false;
    return true;
}

static void wide_key(__int128 n, struct buf *out)
{
    unsigned __int128 u = (unsigned __int128)n;

    buf_printf(
        out, "%llx.%llx", (unsigned long long)(u >> 64), (unsigned long long)u);
}

void equiv_poly_key(struct equiv_poly a, struct buf *out)
{
    for (int i = 0; i < a.count; i++) {
        const struct equiv_term *t = &a.term[i];
        buf_putc(out, '+');
        wide_key(t->coef.num, out);
        buf_putc(out, '/');
        wide_key(t->coef.den, out);
        for (int j = 0; j < t->count; j++)
            buf_printf(out, "*%d^%d/%d", t->power[j].atom, t->power[j].num,
                t->power[j].den);
    }
}
