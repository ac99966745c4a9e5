#include "report/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/plain.h"

enum { TOLD = 4 }; // rules named in a sentence

static struct reading_rule *rule_of(struct reading *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->rules[i].name, name) == 0)
            return &r->rules[i];
    r->rules = mem_resize(r->rules, r->n + 1, sizeof *r->rules);
    r->rules[r->n] = (struct reading_rule){ .name = mem_str(name) };
    return &r->rules[r->n++];
}

static void count(void *arg, const char *name, enum outcome o)
{
    struct reading_rule *rule = rule_of(arg, name);

    rule->n++;
    rule->correct += o == OUTCOME_CORRECT;
}

static int by_use(const void *a, const void *b)
{
    const struct reading_rule *x = a, *y = b;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void sort(struct reading *r)
{
    if (r->n > 1)
        qsort(r->rules, r->n, sizeof *r->rules, by_use);
}

int reading_load(
    struct store *s, int64_t run, struct reading *out, struct err *e)
{
    int rc;

    memset(out, 0, sizeof *out);
    rc = store_rules(s, run, count, out, e);
    sort(out);
    return rc;
}

void reading_add(struct reading *a, const struct reading *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct reading_rule *rule = rule_of(a, b->rules[i].name);
        rule->n += b->rules[i].n;
        rule->correct += b->rules[i].correct;
    }
    sort(a);
}

static bool holds(const struct reading *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->rules[i].name, name) == 0)
            return true;
    return false;
}

bool reading_meets(const struct reading *a, const struct reading *b)
{
    bool meets = a->n == 0 || b->n == 0;

    for (size_t i = 0; i < a->n && !meets; i++)
        meets = holds(b, a->rules[i].name);
    return meets;
}

void reading_clear(struct reading *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->rules[i].name);
    free(r->rules);
    memset(r, 0, sizeof *r);
}

void reading_text(const struct reading *r, struct buf *out)
{
    for (size_t i = 0; i < r->n; i++) {
        buf_printf(out, "%-12s", i == 0 ? "read by:" : "");
        plain_line(out, r->rules[i].name, strlen(r->rules[i].name));
        buf_printf(out, ": %lld, %lld right\n", (long long)r->rules[i].n,
            (long long)r->rules[i].correct);
    }
}

void reading_words(const struct reading *r, struct buf *out)
{
    for (size_t i = 0; i < r->n && i < TOLD; i++) {
        buf_puts(out, i > 0 ? ", " : "");
        plain_line(out, r->rules[i].name, strlen(r->rules[i].name));
        if (r->n > 1)
            buf_printf(out, " (%lld)", (long long)r->rules[i].n);
    }
    if (r->n > TOLD)
        buf_printf(out, " and %zu more", r->n - TOLD);
}

void reading_json(const struct reading *r, const char *key, struct jsonw *w)
{
    jsonw_begin(w, key, '[');
    for (size_t i = 0; i < r->n; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "rule", r->rules[i].name);
        jsonw_int(w, "n", r->rules[i].n);
        jsonw_int(w, "correct", r->rules[i].correct);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}
