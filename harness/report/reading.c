#include "report/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/plain.h"

static struct reading_rule *rule_of(struct reading *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->rules[i].name, name) == 0)
            return &r->rules[i];
    r->rules = mem_resize(r->rules, r->n + 1, sizeof *r->rules);
    r->rules[r->n] = (struct reading_rule){ .name = mem_str(name) };
    return &r->rules[r->n++];
}

static int by_use(const void *a, const void *b)
{
    const struct reading_rule *x = a, *y = b;

    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return strcmp(x->name, y->name);
}

void reading_count(const struct transcript *all, struct reading *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < all->n; i++) {
        const struct transcript_place *p = &all->places[i];
        struct err ignored = { 0 };
        struct json *detail =
            p->detail == NULL
                ? NULL
                : json_parse(p->detail, strlen(p->detail), &ignored);
        const char *name = json_str(json_get(detail, "rule"));
        if (name != NULL) {
            struct reading_rule *rule = rule_of(out, name);
            rule->n++;
            rule->correct += p->outcome == OUTCOME_CORRECT;
        }
        json_free(detail);
    }
    if (out->n > 1)
        qsort(out->rules, out->n, sizeof *out->rules, by_use);
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

void reading_json(const struct reading *r, struct jsonw *w)
{
    jsonw_begin(w, "rules", '[');
    for (size_t i = 0; i < r->n; i++) {
        jsonw_begin(w, NULL, '{');
        jsonw_str(w, "rule", r->rules[i].name);
        jsonw_int(w, "n", r->rules[i].n);
        jsonw_int(w, "correct", r->rules[i].correct);
        jsonw_end(w, '}');
    }
    jsonw_end(w, ']');
}
