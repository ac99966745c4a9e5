#include "suite/extract.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "suite/extract_rules.h"

enum kind {
    AFTER,
    LETTER,
    NUMBER,
    BOXED,
    CODE,
    JSON,
    LINE,
    WHOLE,
    FIRST_OF,
    CHAIN,
    UNTHOUGHT
};

struct extract {
    enum kind kind;
    int refs;              // who holds it
    int nodes;             // of the tree below, itself included
    bool last;             // NUMBER, LINE: the last one, not the first
    char from, to;         // LETTER
    char *word;            // AFTER: marker; CODE: language or NULL
    size_t word_len;       // AFTER
    char *entry;           // CODE: or NULL
    size_t n;              // parts
    struct extract **part; // each held
};

static struct extract *new_node(enum kind kind)
{
    struct extract *x = mem_zalloc(1, sizeof *x);

    x->kind = kind;
    x->refs = 1;
    x->nodes = 1;
    return x;
}

/* Returns a node above n parts, or NULL when the tree gets too big: parts may
 * be shared, so a few lines of Lua could ask for 2^60 runs. */
static struct extract *new_parent(
    enum kind kind, struct extract *const *part, size_t n, struct err *e)
{
    struct extract *x;
    int nodes = 1;

    for (size_t i = 0; i < n; i++) {
        nodes += part[i]->nodes;
        if (nodes > EXTRACT_MAX_NODES) {
            err_set(e, ERR_SUITE, "an extractor of more than %d rules",
                EXTRACT_MAX_NODES);
            return NULL;
        }
    }
    x = new_node(kind);
    x->nodes = nodes;
    x->n = n;
    x->part = mem_zalloc(n, sizeof *x->part);
    for (size_t i = 0; i < n; i++) {
        x->part[i] = part[i];
        part[i]->refs++;
    }
    return x;
}

struct extract *extract_after(
    const char *marker, size_t marker_len, struct err *e)
{
    struct extract *x;

    if (marker_len == 0) {
        err_set(e, ERR_SUITE, "an empty marker to extract after");
        return NULL;
    }
    x = new_node(AFTER);
    x->word = mem_dup(marker, marker_len);
    x->word_len = marker_len;
    return x;
}

struct extract *extract_letter(char first, char last, struct err *e)
{
    struct extract *x;

    if (first < 'A' || last > 'Z' || first > last) {
        err_set(e, ERR_SUITE, "letters '%c' to '%c' are no range of A to Z",
            first, last);
        return NULL;
    }
    x = new_node(LETTER);
    x->from = first;
    x->to = last;
    return x;
}

struct extract *extract_first_number(void)
{
    return new_node(NUMBER);
}

struct extract *extract_last_number(void)
{
    struct extract *x = new_node(NUMBER);

    x->last = true;
    return x;
}

struct extract *extract_boxed(void)
{
    return new_node(BOXED);
}

struct extract *extract_json(void)
{
    return new_node(JSON);
}

struct extract *extract_first_line(void)
{
    return new_node(LINE);
}

struct extract *extract_last_line(void)
{
    struct extract *x = new_node(LINE);

    x->last = true;
    return x;
}

struct extract *extract_whole(void)
{
    return new_node(WHOLE);
}

struct extract *extract_code(const char *language, const char *entry)
{
    struct extract *x = new_node(CODE);

    x->word = mem_str(language);
    x->entry = mem_str(entry);
    return x;
}

struct extract *extract_first_of(
    struct extract *const *part, size_t n, struct err *e)
{
    if (n == 0) {
        err_set(e, ERR_SUITE, "no extractor to choose from");
        return NULL;
    }
    return new_parent(FIRST_OF, part, n, e);
}

struct extract *extract_chain(
    struct extract *outer, struct extract *inner, struct err *e)
{
    struct extract *const part[] = { outer, inner };

    return new_parent(CHAIN, part, 2, e);
}

struct extract *extract_think_stripped(struct extract *inner, struct err *e)
{
    struct extract *const part[] = { inner };

    return new_parent(UNTHOUGHT, part, 1, e);
}

void extract_free(struct extract *x)
{
    if (x == NULL || --x->refs > 0)
        return;
    for (size_t i = 0; i < x->n; i++)
        extract_free(x->part[i]);
    free(x->part);
    free(x->word);
    free(x->entry);
    free(x);
}

static bool run(const struct extract *x, const char *text, size_t len,
    struct extract_found *out);

static bool run_first(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    for (size_t i = 0; i < x->n; i++)
        if (run(x->part[i], text, len, out))
            return true;
    return false;
}

static bool run_chain(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    struct extract_found outer;

    if (!run(x->part[0], text, len, &outer)
        || !run(x->part[1], outer.s, outer.len, out))
        return false;
    out->sure = outer.sure;
    return true;
}

/* Recursion is at most EXTRACT_MAX_NODES deep. */
static bool run(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    switch (x->kind) {
    case AFTER: return extract_text_after(text, len, x->word, x->word_len, out);
    case LETTER: return extract_letter_find(text, len, x->from, x->to, out);
    case NUMBER: return extract_number_find(text, len, x->last, out);
    case BOXED: return extract_text_boxed(text, len, out);
    case CODE: return extract_code_find(text, len, x->word, x->entry, out);
    case JSON: return extract_json_find(text, len, out);
    case LINE: return extract_text_line(text, len, x->last, out);
    case WHOLE: return extract_text_whole(text, len, out);
    case FIRST_OF: return run_first(x, text, len, out);
    case CHAIN: return run_chain(x, text, len, out);
    case UNTHOUGHT:
        return extract_skip_thinking(text, len, &text, &len) == 0
               && run(x->part[0], text, len, out);
    }
    return false;
}

bool extract_run(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    struct extract_span rest;

    if (len == 0 || !run(x, text, len, out) || out->len == 0)
        return false;
    /* "It is 18." may have been going to be 18.5: a dot proves nothing. */
    rest = extract_text_trim(out->s + out->len, text + len);
    while (rest.s < rest.end && (*rest.s == '.' || *rest.s == ','))
        rest.s++;
    out->at_end = rest.s == rest.end;
    return true;
}

/* Length of one of the tags at s, or 0. */
static size_t tag_at(const char *s, const char *end, bool close)
{
    static const char *const tags[2][2] = {
        { "<think>", "<thinking>" },
        { "</think>", "</thinking>" },
    };

    for (int i = 0; i < 2; i++) {
        size_t n = strlen(tags[close][i]);
        if ((size_t)(end - s) >= n && strncasecmp(s, tags[close][i], n) == 0)
            return n;
    }
    return 0;
}

int extract_skip_thinking(
    const char *text, size_t len, const char **rest, size_t *rest_len)
{
    const char *p = text, *end = text + len;
    size_t left = len, n;

    while (left > 0 && (p = memrchr(text, '<', left)) != NULL) {
        if ((n = tag_at(p, end, true)) > 0) {
            text = p + n;
            break;
        }
        left = (size_t)(p - text);
    }
    if (tag_at(extract_text_trim(text, end).s, end, false) > 0)
        return -1;
    *rest = text;
    *rest_len = (size_t)(end - text);
    return 0;
}
