#include "base/json_long.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum {
    LONG = 32,   // bytes of a string that is worth it
    WORTH = 512, // bytes of a text that will have one
    STAND_IN = 0xff
};

/* What a backslash and this letter stand for; 0: no such escape, or \u. */
static char meant(char letter)
{
    switch (letter) {
    case '"':
    case '\\':
    case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

/* The quote at the end of the string that begins at s, NULL: there is none.
 * Tells whether its escapes are of one letter. Of a short string without an
 * escape at its end, as most are, nothing more is looked at. */
static const char *string_end(const char *s, const char *end, bool *simple)
{
    const char *quote = memchr(s, '"', (size_t)(end - s)), *slash;

    *simple = true;
    if (quote != NULL && quote - s < LONG && quote[-1] != '\\')
        return quote;
    while (quote != NULL
           && (slash = memchr(s, '\\', (size_t)(quote - s))) != NULL) {
        *simple &= meant(slash[1]) != 0;
        s = slash + 2;
        if (s > quote) /* it was an escaped one */
            quote = memchr(s, '"', (size_t)(end - s));
    }
    return quote;
}

static char *copy_to(char *to, const char *from, const char *end)
{
    memcpy(to, from, (size_t)(end - from));
    return to + (end - from);
}

size_t json_long_cut(
    const char *text, size_t len, char *to, struct json_long *out)
{
    const char *end = text + len, *left = text, *s = text, *close;
    char *at = to;
    bool simple;

    out->n = 0;
    if (len < WORTH || memchr(text, STAND_IN, len) != NULL)
        s = end;
    while (out->n < JSON_LONG_MOST && s < end) {
        if (*s++ != '"')
            continue;
        if ((close = string_end(s, end, &simple)) == NULL)
            break;
        if (close - s >= LONG && simple) {
            at = copy_to(at, left, s);
            *at++ = (char)STAND_IN;
            out->cut[out->n].s = s;
            out->cut[out->n++].len = (size_t)(close - s);
            left = close;
        }
        s = close + 1;
    }
    return (size_t)(copy_to(at, left, end) - to);
}

size_t json_long_bytes(const struct json_long *l)
{
    size_t sum = 0;

    for (size_t i = 0; i < l->n; i++)
        sum += l->cut[i].len;
    return sum;
}

static char *read_string(const char *s, size_t len, void *(*take)(size_t))
{
    char *text = take(len + 1), *at = text;
    const char *end = s + len, *slash;

    while ((slash = memchr(s, '\\', (size_t)(end - s))) != NULL) {
        at = copy_to(at, s, slash);
        *at++ = meant(slash[1]);
        s = slash + 2;
    }
    *copy_to(at, s, end) = '\0';
    return text;
}

static bool stands_in(const char *s)
{
    return s != NULL && (unsigned char)s[0] == STAND_IN;
}

/* The i-th and those behind it; returns how many are done then. */
static size_t put(
    const struct json_long *l, size_t i, cJSON *node, void *(*take)(size_t))
{
    for (; node != NULL && i < l->n; node = node->next) {
        if (stands_in(node->string)) {
            node->string = read_string(l->cut[i].s, l->cut[i].len, take);
            i++;
        }
        if (stands_in(node->valuestring)) {
            node->valuestring = read_string(l->cut[i].s, l->cut[i].len, take);
            i++;
        }
        i = put(l, i, node->child, take);
    }
    return i;
}

void json_long_put(
    const struct json_long *l, cJSON *root, void *(*take)(size_t))
{
    size_t n = put(l, 0, root, take);

    assert(n == l->n);
    (void)n;
}
