#include "suite/extract/extract.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/like.h"
#include "base/mem.h"
#include "suite/extract/extract_rules.h"
#include "suite/named/named.h"
#include "suite/named/named_text.h"

enum kind {
    AFTER,
    LETTER,
    NUMBER,
    BOXED,
    CODE,
    JSON,
    LINE,
    WHOLE,
    GRID,
    NAMED,
    FIRST_OF,
    CHAIN
};

struct extract {
    enum kind kind;
    char *name;                    // for verdicts
    int refs;                      // who holds it
    int nodes;                     // of the tree below, itself included
    bool last;                     // NUMBER, LINE: the last one, not the first
    char from, to;                 // LETTER
    char *word;                    // AFTER: marker; CODE: language or NULL
    size_t word_len;               // AFTER
    char *entry;                   // CODE: or NULL
    size_t n;                      // parts
    struct extract **part;         // each held
    const struct named_rule *rule; // NAMED
    const char **choices;          // NAMED: n of them
    struct buf *scratch;           // GRID, NAMED, NUMBER: what was found last
};

/* Takes name. */
static struct extract *new_node(enum kind kind, char *name)
{
    struct extract *x = mem_zalloc(1, sizeof *x);

    x->kind = kind;
    x->name = name;
    x->refs = 1;
    x->nodes = 1;
    return x;
}

/* "first{a | b}", "a > b". */
static char *name_of(enum kind kind, struct extract *const *part, size_t n)
{
    struct buf b = { 0 };

    buf_puts(&b, kind == FIRST_OF ? "first{" : "");
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s%s",
            i == 0             ? ""
            : kind == FIRST_OF ? " | "
                               : " > ",
            part[i]->name);
    buf_puts(&b, kind == FIRST_OF ? "}" : "");
    return buf_take(&b);
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
    x = new_node(kind, name_of(kind, part, n));
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
    x = new_node(AFTER, mem_printf("after '%.*s'", (int)marker_len, marker));
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
    x = new_node(LETTER, mem_printf("letter %c-%c", first, last));
    x->from = first;
    x->to = last;
    return x;
}

static struct extract *new_number(const char *name, bool last)
{
    struct extract *x = new_node(NUMBER, mem_str(name));

    x->scratch = mem_zalloc(1, sizeof *x->scratch);
    x->last = last;
    return x;
}

struct extract *extract_first_number(void)
{
    return new_number("first_number", false);
}

struct extract *extract_last_number(void)
{
    return new_number("last_number", true);
}

struct extract *extract_boxed(void)
{
    return new_node(BOXED, mem_str("boxed"));
}

struct extract *extract_json(void)
{
    return new_node(JSON, mem_str("json"));
}

struct extract *extract_first_line(void)
{
    return new_node(LINE, mem_str("first_line"));
}

struct extract *extract_last_line(void)
{
    struct extract *x = new_node(LINE, mem_str("last_line"));

    x->last = true;
    return x;
}

struct extract *extract_whole(void)
{
    return new_node(WHOLE, mem_str("whole"));
}

struct extract *extract_code(const char *language, const char *entry)
{
    struct extract *x = new_node(CODE,
        language != NULL ? mem_printf("code %s", language) : mem_str("code"));

    x->word = mem_str(language);
    x->entry = mem_str(entry);
    return x;
}

struct extract *extract_grid(void)
{
    struct extract *x = new_node(GRID, mem_str("grid"));

    x->scratch = mem_zalloc(1, sizeof *x->scratch);
    return x;
}

static struct extract *no_rule(const char *name, struct err *e)
{
    struct like like = { .word = name };
    struct buf near = { 0 };
    const struct named_rule *rules;
    size_t n;

    rules = named_all(&n);
    for (size_t i = 0; i < n; i++)
        like_offer(&like, rules[i].name);
    like_end(&like, &near);
    err_set(e, ERR_SUITE, "no rule '%s'%s ('retort ls rules')", name,
        buf_str(&near));
    buf_clear(&near);
    return NULL;
}

struct extract *extract_named(
    const char *name, const char *const *choices, size_t n, struct err *e)
{
    const struct named_rule *rule = named_find(name);
    struct extract *x;

    if (rule == NULL)
        return no_rule(name, e);
    x = new_node(NAMED, mem_str(rule->name));
    x->rule = rule;
    x->scratch = mem_zalloc(1, sizeof *x->scratch);
    x->n = n;
    x->choices = mem_zalloc(n + 1, sizeof *x->choices);
    for (size_t i = 0; i < n; i++)
        x->choices[i] = mem_str(choices[i]);
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

void extract_free(struct extract *x)
{
    if (x == NULL || --x->refs > 0)
        return;
    for (size_t i = 0; i < x->n && x->part != NULL; i++)
        extract_free(x->part[i]);
    for (size_t i = 0; i < x->n && x->choices != NULL; i++)
        free((char *)(uintptr_t)x->choices[i]);
    if (x->scratch != NULL)
        buf_clear(x->scratch);
    free(x->scratch);
    free(x->choices);
    free(x->part);
    free(x->word);
    free(x->entry);
    free(x->name);
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

static bool run_named(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    struct named_call c = { .text = text,
        .len = len,
        .word = x->rule->word,
        .choices = x->choices,
        .choice_count = x->n,
        .scratch = x->scratch };
    struct named_span found = x->rule->read(&c);

    out->s = found.s;
    out->len = found.len;
    out->sure = x->rule->sure;
    return found.s != NULL && found.len > 0;
}

/* Digits of other scripts (Bengali, Thai) count as ours. */
static bool run_number(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    if (named_plain_digits(x->scratch, text, text + len)) {
        text = x->scratch->s;
        len = x->scratch->len;
    }
    return extract_number_find(text, len, x->last, out);
}

/* Recursion is at most EXTRACT_MAX_NODES deep. */
static bool run_kind(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    switch (x->kind) {
    case AFTER: return extract_text_after(text, len, x->word, x->word_len, out);
    case LETTER: return extract_letter_find(text, len, x->from, x->to, out);
    case NUMBER: return run_number(x, text, len, out);
    case BOXED: return extract_text_boxed(text, len, out);
    case CODE: return extract_code_find(text, len, x->word, x->entry, out);
    case JSON: return extract_json_find(text, len, out);
    case LINE: return extract_text_line(text, len, x->last, out);
    case WHOLE: return extract_text_whole(text, len, out);
    case GRID: return extract_grid_find(text, len, x->scratch, out);
    case NAMED: return run_named(x, text, len, out);
    case FIRST_OF: return run_first(x, text, len, out);
    case CHAIN: return run_chain(x, text, len, out);
    }
    return false;
}

static bool run(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    if (!run_kind(x, text, len, out))
        return false;
    if (x->kind != FIRST_OF)
        out->rule = x->name;
    return true;
}

bool extract_run(const struct extract *x, const char *text, size_t len,
    struct extract_found *out)
{
    struct extract_span rest;

    if (len == 0 || !run(x, text, len, out) || out->len == 0)
        return false;
    if (out->s < text || out->s > text + len) {
        out->at_end = true; /* made anew: nothing is known of its place */
        return true;
    }
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
