#include "store/bound.h"

#include <math.h>
#include <string.h>

static void bound_null(struct bound *b, int at)
{
    struct bound_value *v = &b->at[at];

    if (v->is != BOUND_NULL)
        v->is = sqlite3_bind_null(b->st, at) == SQLITE_OK ? BOUND_NULL
                                                          : BOUND_OTHER;
}

void bound_int(struct bound *b, int at, int64_t n)
{
    struct bound_value *v = &b->at[at];

    if (v->is == BOUND_INT && v->n == n)
        return;
    v->is =
        sqlite3_bind_int64(b->st, at, n) == SQLITE_OK ? BOUND_INT : BOUND_OTHER;
    v->n = n;
}

void bound_count(struct bound *b, int at, int64_t n)
{
    if (n < 0)
        bound_null(b, at);
    else
        bound_int(b, at, n);
}

void bound_text(struct bound *b, int at, const char *s)
{
    if (s == NULL) {
        bound_null(b, at);
        return;
    }
    b->at[at].is = BOUND_OTHER;
    sqlite3_bind_text(b->st, at, s, -1, SQLITE_STATIC);
}

void bound_word(struct bound *b, int at, const char *s)
{
    struct bound_value *v = &b->at[at];
    size_t len;

    if (s != NULL && v->is == BOUND_SHORT && strcmp(v->word, s) == 0)
        return;
    if (s == NULL || (len = strlen(s)) >= sizeof v->word) {
        bound_text(b, at, s);
        return;
    }
    memcpy(v->word, s, len + 1);
    v->is = sqlite3_bind_text(b->st, at, v->word, (int)len, SQLITE_STATIC)
                    == SQLITE_OK
                ? BOUND_SHORT
                : BOUND_OTHER;
}

void bound_real(struct bound *b, int at, double x)
{
    if (isnan(x)) {
        bound_null(b, at);
        return;
    }
    b->at[at].is = BOUND_OTHER;
    sqlite3_bind_double(b->st, at, x);
}

void bound_usage(struct bound *b, int at, const struct usage *u)
{
    for (int i = 0; i < USAGE_CLASSES; i++)
        bound_count(b, at + i, u->tokens[i]);
    bound_count(b, at + USAGE_CLASSES, u->reported_pusd);
    bound_int(b, at + USAGE_CLASSES + 1, (int)u->flags);
}
