#include "report/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/text/plain.h"

enum { TOLD = 4 }; // rules named in a sentence

static int by_use(const struct reading_rule *x, const struct reading_rule *y)
{
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Rule i read more: it may have to go before others. */
static void add(struct reading *r, size_t i, int64_t n, int64_t correct)
{
    r->rules[i].n += n;
    r->rules[i].correct += correct;
    for (; i > 0 && by_use(&r->rules[i], &r->rules[i - 1]) < 0; i--) {
        struct reading_rule up = r->rules[i];
        r->rules[i] = r->rules[i - 1];
        r->rules[i - 1] = up;
    }
}

static size_t rule_of(struct reading *r, const char *name, const char *detail)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->rules[i].name, name) == 0)
            return i;
    r->rules = mem_resize(r->rules, r->n + 1, sizeof *r->rules);
    r->rules[r->n] =
        (struct reading_rule){ mem_str(name), mem_str(detail), 0, 0 };
    return r->n++;
}

/* Most details are one of few, and mostly of the rule most used. */
void reading_count(struct reading *r, const char *detail, enum outcome o)
{
    struct json *tree;
    const char *name;
    size_t i = 0;

    if (detail == NULL)
        return;
    while (i < r->n
           && (r->rules[i].detail == NULL
               || strcmp(r->rules[i].detail, detail) != 0))
        i++;
    if (i < r->n) {
        add(r, i, 1, o == OUTCOME_CORRECT);
        return;
    }
    if (strstr(detail, "\"rule\"") == NULL)
        return;
    tree = json_parse(detail, strlen(detail), NULL);
    name = json_str(json_get(tree, "rule"));
    if (name != NULL)
        add(r, rule_of(r, name, detail), 1, o == OUTCOME_CORRECT);
    json_free(tree);
}

static int count(void *arg, const struct verdict_row *v)
{
    reading_count(arg, v->detail, v->outcome);
    return 0;
}

int reading_load(
    struct store *s, int64_t run, struct reading *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    return store_verdicts(s, run, count, out, e);
}

void reading_add(struct reading *a, const struct reading *b)
{
    for (size_t i = 0; i < b->n; i++)
        add(a, rule_of(a, b->rules[i].name, b->rules[i].detail), b->rules[i].n,
            b->rules[i].correct);
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
    for (size_t i = 0; i < r->n; i++) {
        free(r->rules[i].name);
        free(r->rules[i].detail);
    }
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
