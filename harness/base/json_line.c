/* Where in a text a thing stands that turned out to be wrong. */
#include <string.h>

#include "base/json.h"

struct walk {
    const char *p, *end;
    long line;
};

static void step(struct walk *w)
{
    w->line += *w->p == '\n';
    w->p++;
}

/* Moves behind a string; *inside is what stands between its quotes. */
static void skip_string(struct walk *w, const char **inside, size_t *len)
{
    step(w);
    *inside = w->p;
    while (w->p < w->end && *w->p != '"') {
        if (*w->p == '\\' && w->p + 1 < w->end)
            step(w);
        step(w);
    }
    *len = (size_t)(w->p - *inside);
    if (w->p < w->end)
        step(w);
}

static void skip_blanks(struct walk *w)
{
    while (w->p < w->end && strchr(" \t\r\n", *w->p) != NULL)
        step(w);
}

/* From behind "[" to the element; false when the array is shorter. */
static bool to_element(struct walk *w, size_t i)
{
    const char *s;
    size_t len;
    int depth = 0;

    for (skip_blanks(w); w->p < w->end && (i > 0 || depth > 0);) {
        char c = *w->p;
        if (c == '"') {
            skip_string(w, &s, &len);
            continue;
        }
        depth += (c == '[' || c == '{') - (c == ']' || c == '}');
        if (depth < 0)
            return false;
        i -= c == ',' && depth == 0;
        step(w);
        if (i == 0)
            skip_blanks(w);
    }
    return w->p < w->end && *w->p != ']';
}

long json_line(const char *text, size_t len, const char *key, size_t i)
{
    struct walk w = { text, text + len, 1 };
    const char *s;
    size_t n;
    int depth = 0;

    while (w.p < w.end) {
        if (*w.p != '"') {
            depth +=
                (*w.p == '[' || *w.p == '{') - (*w.p == ']' || *w.p == '}');
            step(&w);
            continue;
        }
        skip_string(&w, &s, &n);
        skip_blanks(&w);
        if (depth != 1 || w.p == w.end || *w.p != ':' || n != strlen(key)
            || memcmp(s, key, n) != 0)
            continue;
        step(&w);
        skip_blanks(&w);
        if (w.p == w.end || *w.p != '[')
            return 0;
        step(&w);
        return to_element(&w, i) ? w.line : 0;
    }
    return 0;
}
