/* Rules of lm-eval's zero-shot BBH (tasks/bbh/zeroshot and cot_zeroshot of
 * 0.4.13): each kind of task has a pattern, whose first match counts without
 * reasoning and whose last with it. */
#include <string.h>

#include "suite/named/named_text.h"

/* No \w touches s from the left, or s+len from the right. */
static bool stands_alone(
    const char *text, const char *end, const char *s, size_t len)
{
    size_t n;

    if (s > text && named_is_word(named_point(named_back(s, text), end, &n)))
        return false;
    s += len;
    return s == end || !named_is_word(named_point(s, end, &n));
}

/* A match and what it stands for. */
struct hit {
    struct named_span at, value;
};

/* The first of "word|word=value|..." that is a whole word at s. */
static bool word_at(const char *text, const char *end, const char *s,
    const char *list, struct hit *out)
{
    while (*list != '\0') {
        size_t n = strcspn(list, "|"), len = strcspn(list, "=|");
        if ((size_t)(end - s) >= len && memcmp(s, list, len) == 0
            && stands_alone(text, end, s, len)) {
            out->at = (struct named_span){ s, len };
            out->value = out->at;
            if (len < n)
                out->value = (struct named_span){ list + len + 1, n - len - 1 };
            return true;
        }
        list += n + (list[n] == '|');
    }
    return false;
}

/* \b(word|word)\b, the first or the last. */
static struct named_span find_word(
    const char *text, const char *end, const char *list, bool last)
{
    struct hit hit = { NAMED_NOTHING, NAMED_NOTHING };

    for (const char *s = text; s < end;) {
        if (!word_at(text, end, s, list, &hit))
            s++;
        else if (last)
            s += hit.at.len;
        else
            break;
    }
    return hit.value;
}

struct named_span named_word_first(struct named_call *c)
{
    return find_word(c->text, c->text + c->len, c->word, false);
}

struct named_span named_word_last(struct named_call *c)
{
    return find_word(c->text, c->text + c->len, c->word, true);
}

/* The same over the reply in lower case. */
static struct named_span find_lower(struct named_call *c, bool last)
{
    buf_reset(c->scratch);
    named_add_lower(c->scratch, c->text, c->text + c->len, false);
    return find_word(buf_str(c->scratch), buf_str(c->scratch) + c->scratch->len,
        c->word, last);
}

struct named_span named_word_lower_first(struct named_call *c)
{
    return find_lower(c, false);
}

struct named_span named_word_lower_last(struct named_call *c)
{
    return find_lower(c, true);
}

/* A run of the bytes in `set`, the first or the last. */
static struct named_span find_run(
    struct named_call *c, const char *set, bool last)
{
    const char *s = c->text, *end = s + c->len, *from;
    struct named_span found = NAMED_NOTHING;

    while (s < end) {
        for (from = s; s < end && *s != '\0' && strchr(set, *s) != NULL; s++)
            ;
        if (s > from) {
            found = (struct named_span){ from, (size_t)(s - from) };
            if (!last)
                return found;
        } else {
            s++;
        }
    }
    return found;
}

/* (?<= )([" \[\(<{}>\)\]]+)|([...]+): blanks are in the set, so that the first
 * blank of a sentence is what is found first; stripped it is nothing. */
static struct named_span find_brackets(struct named_call *c, bool last)
{
    struct named_span x = find_run(c, "\" [(<{}>)]", last);

    return x.s != NULL ? named_strip(x.s, x.s + x.len) : x;
}

struct named_span named_brackets_first(struct named_call *c)
{
    return find_brackets(c, false);
}

struct named_span named_brackets_last(struct named_call *c)
{
    return find_brackets(c, true);
}

/* ([-0-9]+), which a lone hyphen is, too. Upstream looks for English number
 * words where there is none; here such a reply stays unread. */
struct named_span named_digits_first(struct named_call *c)
{
    return find_run(c, "-0123456789", false);
}

struct named_span named_digits_last(struct named_call *c)
{
    return find_run(c, "-0123456789", true);
}

enum { WORDS_MAX = 26 };

/* Which of the words stands alone at s; n when none does. */
static size_t choice_at(
    const struct named_call *c, size_t n, const char *s, const char *end)
{
    size_t i;

    for (i = 0; i < n; i++) {
        size_t len = strlen(c->choices[i]);
        if (len > 0 && (size_t)(end - s) >= len
            && memcmp(s, c->choices[i], len) == 0
            && stands_alone(c->text, end, s, len))
            break;
    }
    return i;
}

/* word_sorting: the words of the list (the choices) in the order in which the
 * reply says each for the last time. */
struct named_span named_word_order(struct named_call *c)
{
    size_t n = c->choice_count < WORDS_MAX ? c->choice_count : WORDS_MAX, i;
    const char *said[WORDS_MAX] = { NULL }, *end = c->text + c->len;
    struct buf *b = c->scratch;

    for (const char *s = c->text; s < end;) {
        i = choice_at(c, n, s, end);
        if (i < n)
            said[i] = s;
        s += i < n ? strlen(c->choices[i]) : 1;
    }
    buf_reset(b);
    for (;;) {
        size_t next = n;
        for (i = 0; i < n; i++)
            if (said[i] != NULL && (next == n || said[i] < said[next]))
                next = i;
        if (next == n)
            break;
        buf_puts(b, b->len > 0 ? " " : "");
        buf_puts(b, c->choices[next]);
        said[next] = NULL;
    }
    return b->len > 0 ? (struct named_span){ b->s, b->len } : NAMED_NOTHING;
}
