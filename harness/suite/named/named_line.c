/* Named rules that read what stands behind a word, on a line, in a box, or as
 * a program. */
#include <string.h>

#include "suite/named/named_text.h"

/* The last blank of s..end that ends no line. */
static struct named_span last_blank(const char *s, const char *end)
{
    while (end > s) {
        const char *p = named_back(end, s);
        if (*p != '\n')
            return (struct named_span){ p, (size_t)(end - p) };
        end = p;
    }
    return NAMED_NOTHING;
}

/* (?i)Answer\s*:\s*([^\n]+), the first. Where nothing but blanks is left, the
 * pattern takes the last of them for an answer. */
struct named_span named_line_answer(struct named_call *c)
{
    const char *end = c->text + c->len, *p;

    for (p = c->text; p < end; p++) {
        const char *s = p + named_starts_caseless(p, end, "Answer"), *t;
        if (s == p)
            continue;
        s = named_skip_space(s, end);
        if (s == end || *s != ':')
            continue;
        t = named_skip_space(s + 1, end);
        if (t == end)
            return last_blank(s + 1, end);
        return (struct named_span){ t, (size_t)(named_line_end(t, end) - t) };
    }
    return NAMED_NOTHING;
}

/* The first line, stripped: ^(.*?)(?=\n|$), then ^(.*?)\s*$. */
struct named_span named_line_first(struct named_call *c)
{
    return named_strip(c->text, named_line_end(c->text, c->text + c->len));
}

struct named_span named_line_whole(struct named_call *c)
{
    return named_strip(c->text, c->text + c->len);
}

struct named_span named_line_raw(struct named_call *c)
{
    return (struct named_span){ c->text, c->len };
}

/* Between the first and the last $, or all of it where there are not two. */
struct named_span named_line_dollars(struct named_call *c)
{
    const char *s = memchr(c->text, '$', c->len);
    const char *t =
        s != NULL ? memrchr(s, '$', (size_t)(c->text + c->len - s)) : NULL;

    return s == t ? named_line_raw(c)
                  : (struct named_span){ s + 1, (size_t)(t - s) - 1 };
}

/* Length of the longest word of list ("one|two") that ends at s, or -1. */
static bool ends_with_any(const char *text, const char *s, const char *list)
{
    while (*list != '\0') {
        size_t n = strcspn(list, "|");
        if ((size_t)(s - text) >= n && memcmp(s - n, list, n) == 0)
            return true;
        list += n + (list[n] == '|');
    }
    return false;
}

/* (?<=word)(.*)(?=.), the first, stripped: the rest of the line but for its
 * last character, which the pattern means to be the full stop and takes
 * whatever it is. word: "one|two" for alternatives. */
struct named_span named_line_behind(struct named_call *c)
{
    const char *end = c->text + c->len, *s, *stop;

    for (s = c->text + 1; s < end; s++) {
        if (s[-1] != ' ' || *s == '\n' || !ends_with_any(c->text, s, c->word))
            continue;
        stop = named_back(named_line_end(s, end), s);
        return named_strip(s, stop);
    }
    return NAMED_NOTHING;
}

/* BBH: behind the last word, the first line, stripped, without one full stop
 * at the end; all of it when the word is not there. */
struct named_span named_line_last(struct named_call *c)
{
    const char *end = c->text + c->len;
    const char *s = named_find_last(c->text, end, c->word);
    struct named_span x;

    if (s == NULL)
        return NAMED_NOTHING;
    s += strlen(c->word);
    x = named_strip(s, named_line_end(s, end));
    if (x.s != NULL && x.s[x.len - 1] == '.')
        x.len--;
    return x.len > 0 ? x : NAMED_NOTHING;
}

/* The last \boxed{...}, braces matched; "\boxed x" anywhere wins, and goes up
 * to the next '$'. An \fbox is an error upstream, and nothing here. */
struct named_span named_line_boxed(struct named_call *c)
{
    const char *end = c->text + c->len, *s, *p;
    int depth = 0;

    if ((s = named_find_last(c->text, end, "\\boxed ")) != NULL) {
        s += strlen("\\boxed ");
        p = memchr(s, '$', (size_t)(end - s));
        return (struct named_span){ s, (size_t)((p != NULL ? p : end) - s) };
    }
    s = named_find_last(c->text, end, "\\boxed");
    if (s == NULL || !named_starts(s, end, "\\boxed{"))
        return NAMED_NOTHING;
    s += strlen("\\boxed{");
    for (p = s; p < end; p++) {
        depth += *p == '{';
        if (*p == '}' && depth-- == 0)
            return (struct named_span){ s, (size_t)(p - s) };
    }
    return NAMED_NOTHING;
}

/* Final Answer: The final answer is(.*?). I hope it is correct. - over the
 * reply with "I hope it is correct." put behind it. */
struct named_span named_line_minerva(struct named_call *c)
{
    static const char word[] = "Final Answer: The final answer is";
    static const char hope[] = " I hope it is correct";
    struct buf *b = c->scratch;
    const char *p, *end;

    buf_reset(b);
    buf_add(b, c->text, c->len);
    buf_puts(b, "I hope it is correct.");
    end = b->s + b->len;
    for (p = b->s; (p = named_find_word(p, end, word)) != NULL; p++) {
        const char *s = p + strlen(word), *line = named_line_end(s, end), *h;
        for (h = s + 1; h < line; h++) {
            h = named_find_word(h, line, hope);
            if (h == NULL)
                break;
            if (h + strlen(hope) < line)
                return named_strip(s, named_back(h, s));
        }
        p = line - 1; /* what this one lacks, those behind it lack too */
    }
    return NAMED_NOTHING;
}

/* simple-evals HumanEval: the first ```python block or else the reply, from
 * behind ":\n" of its first ":\n    " on; where there is none, upstream's -1
 * drops the first character. */
struct named_span named_code_body(struct named_call *c)
{
    const char *s = c->text, *end = s + c->len, *p, *q;
    size_t n;

    p = named_find_word(s, end, "```python\n");
    if (p != NULL) {
        p += strlen("```python\n");
        q = named_find_word(p, end, "```");
        if (q != NULL) {
            s = p;
            end = q;
        }
    }
    if (s == end)
        return NAMED_NOTHING;
    p = named_find_word(s, end, ":\n    ");
    if (p == NULL)
        named_point(s, end, &n);
    else
        n = (size_t)(p - s) + 2;
    return (struct named_span){ s + n, (size_t)(end - s) - n };
}

/* Up to the first stop of HumanEval's completions. */
struct named_span named_code_stops(struct named_call *c)
{
    static const char *const stops[] = { "\nclass", "\ndef", "\n#", "\nif",
        "\nprint" };
    const char *end = c->text + c->len;

    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        const char *p = named_find_word(c->text, end, stops[i]);
        if (p != NULL)
            end = p;
    }
    return (struct named_span){ c->text, (size_t)(end - c->text) };
}

/* Up to the first ```: the prompt has opened the block. */
struct named_span named_code_fence(struct named_call *c)
{
    const char *p = named_find_word(c->text, c->text + c->len, "```");
    size_t len = p != NULL ? (size_t)(p - c->text) : c->len;

    return (struct named_span){ c->text, len };
}

/* ```(?:\w+)?\n?(.*?)\n?``` over the reply with ``` put before it: the word
 * that begins the reply is taken for the language. */
struct named_span named_code_block(struct named_call *c)
{
    const char *s = c->text, *end = s + c->len, *p;
    size_t n;

    while (s < end && named_is_word(named_point(s, end, &n)))
        s += n;
    if (s < end && *s == '\n')
        s++;
    p = named_find_word(s, end, "```");
    if (p == NULL)
        return NAMED_NOTHING;
    if (p > s && p[-1] == '\n')
        p--;
    return (struct named_span){ s, (size_t)(p - s) };
}
