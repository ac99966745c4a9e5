/*
 * JSON in running text: the first object or array that is whole.
 *
 * A checker with a stack walks the text once. Where it fails it drops what it
 * had and begins again at that byte, never before it, so the walk is linear;
 * a value inside something broken is lost, which is right: half of a cut
 * reply is not the reply. Raw newlines in strings pass, as in base/json.
 */
#include "suite/extract/extract_rules.h"

#include <ctype.h>
#include <string.h>

enum { MAX_DEPTH = 500 }; // base/json gives up at 1000

enum expect {
    VALUE,        // behind '[' ',' or ':'
    VALUE_OR_END, // behind '['
    KEY,          // behind ',' in an object
    KEY_OR_END,   // behind '{'
    COLON,        // behind a key
    COMMA_OR_END, // behind a value
};

struct walk {
    char open[MAX_DEPTH]; // '{' or '['
    size_t depth;
    enum expect expect;
    const char *start;
};

/* Returns the byte behind the string that begins at s, or NULL. */
static const char *string_end(const char *s, const char *end)
{
    for (s++; s < end; s++) {
        if (*s == '"')
            return s + 1;
        if (*s == '\\' && ++s == end)
            break;
    }
    return NULL;
}

/* Returns the byte behind a number or literal at s, or NULL. */
static const char *word_end(const char *s, const char *end)
{
    static const char *const words[] = { "true", "false", "null" };
    const char *p = s;

    for (int i = 0; i < 3; i++) {
        size_t n = strlen(words[i]);
        if ((size_t)(end - s) >= n && memcmp(s, words[i], n) == 0)
            return s + n;
    }
    if (*p == '-')
        p++;
    if (p == end || !isdigit((unsigned char)*p))
        return NULL;
    while (p < end
           && (isdigit((unsigned char)*p)
               || (strchr("+-.eE", *p) != NULL && *p != '\0')))
        p++;
    return p;
}

static bool value_expected(const struct walk *w)
{
    return w->expect == VALUE || w->expect == VALUE_OR_END;
}

/* Opens a container; false when none may stand here. */
static bool push(struct walk *w, const char *s)
{
    if (w->depth == MAX_DEPTH || (w->depth > 0 && !value_expected(w)))
        return false;
    if (w->depth == 0)
        w->start = s;
    w->open[w->depth++] = *s;
    w->expect = *s == '{' ? KEY_OR_END : VALUE_OR_END;
    return true;
}

/* Closes a container; false when it is another one. */
static bool pop(struct walk *w, char c)
{
    char open = w->open[w->depth - 1];

    if ((c == '}') != (open == '{') || w->expect == VALUE || w->expect == KEY
        || w->expect == COLON)
        return false;
    w->depth--;
    w->expect = COMMA_OR_END;
    return true;
}

/* Walks over one piece inside a container. Returns the byte behind it, or
 * NULL when it may not stand here; *cut when the text ended inside it. */
static const char *step(
    struct walk *w, const char *s, const char *end, bool *cut)
{
    const char *next;
    bool in_object = w->open[w->depth - 1] == '{';

    switch (*s) {
    case '{':
    case '[': return push(w, s) ? s + 1 : NULL;
    case '}':
    case ']': return pop(w, *s) ? s + 1 : NULL;
    case ',':
        if (w->expect != COMMA_OR_END)
            return NULL;
        w->expect = in_object ? KEY : VALUE;
        return s + 1;
    case ':':
        if (w->expect != COLON)
            return NULL;
        w->expect = VALUE;
        return s + 1;
    case '"':
        if (w->expect == COLON || w->expect == COMMA_OR_END)
            return NULL;
        next = string_end(s, end);
        *cut = next == NULL;
        w->expect = value_expected(w) ? COMMA_OR_END : COLON;
        return next;
    default:
        if (!value_expected(w))
            return NULL;
        w->expect = COMMA_OR_END;
        return word_end(s, end);
    }
}

/* An object says what it is; so does an array that begins its line. */
static bool is_sure(const char *text, const char *s)
{
    if (*s == '{')
        return true;
    while (s > text && (s[-1] == ' ' || s[-1] == '\t'))
        s--;
    return s == text || s[-1] == '\n';
}

bool extract_json_find(const char *text, size_t len, struct extract_found *out)
{
    const char *p = text, *end = text + len;
    struct walk w = { .start = text };
    bool cut = false;

    while (p < end && !cut) {
        const char *next;

        if (w.depth == 0) {
            if (*p == '{' || *p == '[')
                push(&w, p);
            p++;
            continue;
        }
        if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r') {
            p++;
            continue;
        }
        next = step(&w, p, end, &cut);
        if (next == NULL) {
            w.depth = 0; /* and look at this byte again */
            continue;
        }
        p = next;
        if (w.depth == 0) {
            out->s = w.start;
            out->len = (size_t)(p - w.start);
            out->sure = is_sure(text, w.start);
            return true;
        }
    }
    return false;
}
