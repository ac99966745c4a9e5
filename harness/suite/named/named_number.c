/* Named rules that read numbers: GSM8K and its kin. */
#include <string.h>

#include "suite/named/named_text.h"

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || c == '.' || c == ',';
}

static bool is_money(char c)
{
    return is_plain(c) || c == '$';
}

/* Behind the -?[0-9.,]+ at s, or NULL. */
static const char *number_end(const char *s, const char *end)
{
    const char *p = s < end && *s == '-' ? s + 1 : s, *first = p;

    while (p < end && is_plain(*p))
        p++;
    return p > first ? p : NULL;
}

/* The first `word(-?[0-9.,]+)`. */
struct named_span named_number_after(struct named_call *c)
{
    const char *end = c->text + c->len, *p = c->text, *stop;

    for (; (p = named_find_word(p, end, c->word)) != NULL; p++) {
        const char *s = p + strlen(c->word);
        if ((stop = number_end(s, end)) != NULL)
            return (struct named_span){ s, (size_t)(stop - s) };
    }
    return NAMED_NOTHING;
}

/* The first `a(-?[0-9.,]+)b` of the word "a|b". */
struct named_span named_number_between(struct named_call *c)
{
    const char *end = c->text + c->len, *p = c->text, *stop;
    const char *behind = strchr(c->word, '|') + 1;
    size_t len = (size_t)(behind - c->word) - 1;

    for (; (p = memmem(p, (size_t)(end - p), c->word, len)) != NULL; p++) {
        stop = number_end(p + len, end);
        if (stop != NULL && named_starts(stop, end, behind))
            return (struct named_span){ p + len, (size_t)(stop - p) - len };
    }
    return NAMED_NOTHING;
}

/* The first `word(-?[0-9.,]+).` - the last dot of the pattern is any
 * character, so that a number at the end of a line loses its last one. */
struct named_span named_number_dot(struct named_call *c)
{
    const char *end = c->text + c->len, *p = c->text, *stop;

    for (; (p = named_find_word(p, end, c->word)) != NULL; p++) {
        const char *s = p + strlen(c->word);
        stop = number_end(s, end);
        if (stop == NULL)
            continue;
        if (stop == end || *stop == '\n')
            stop--;
        if (number_end(s, stop) == stop)
            return (struct named_span){ s, (size_t)(stop - s) };
    }
    return NAMED_NOTHING;
}

/* The first `word(-?[0-9.,]*[0-9]+)`: it ends with a digit. */
struct named_span named_number_digit(struct named_call *c)
{
    const char *end = c->text + c->len, *p = c->text, *stop;

    for (; (p = named_find_word(p, end, c->word)) != NULL; p++) {
        const char *s = p + strlen(c->word);
        stop = number_end(s, end);
        while (stop != NULL && stop > s && (stop[-1] < '0' || stop[-1] > '9'))
            stop--;
        if (stop != NULL && stop > s)
            return (struct named_span){ s, (size_t)(stop - s) };
    }
    return NAMED_NOTHING;
}

/* Copies a span without its commas. */
static struct named_span without_commas(
    struct named_call *c, struct named_span x)
{
    buf_reset(c->scratch);
    for (size_t i = 0; x.s != NULL && i < x.len; i++)
        if (x.s[i] != ',')
            buf_putc(c->scratch, x.s[i]);
    return x.s == NULL
               ? x
               : (struct named_span){ buf_str(c->scratch), c->scratch->len };
}

struct named_span named_number_plain(struct named_call *c)
{
    return without_commas(c, named_number_after(c));
}

/* Behind the (-?[$0-9.,]{2,})|(-?[0-9]+) at s, or NULL. */
static const char *loose_end(const char *s, const char *end)
{
    const char *p = s < end && *s == '-' ? s + 1 : s, *first = p;

    while (p < end && is_money(*p))
        p++;
    if (p - first >= 2 || (p - first == 1 && *first >= '0' && *first <= '9'))
        return p;
    return NULL;
}

/* The last (-?[$0-9.,]{2,})|(-?[0-9]+). */
struct named_span named_number_last(struct named_call *c)
{
    const char *end = c->text + c->len, *p = c->text, *stop;
    struct named_span found = NAMED_NOTHING;

    while (p < end) {
        if ((stop = loose_end(p, end)) != NULL) {
            found = (struct named_span){ p, (size_t)(stop - p) };
            p = stop;
        } else {
            p++;
        }
    }
    return found;
}

/* The last `word` with that pattern behind it. */
struct named_span named_number_word_last(struct named_call *c)
{
    const char *end = c->text + c->len, *p = c->text, *stop;
    struct named_span found = NAMED_NOTHING;

    for (; (p = named_find_word(p, end, c->word)) != NULL; p++) {
        const char *s = p + strlen(c->word);
        if ((stop = loose_end(s, end)) != NULL)
            found = (struct named_span){ s, (size_t)(stop - s) };
    }
    return found;
}

/* RouteLLM: commas deleted, the last \d+ as an integer of Python's: no sign,
 * of 7.8 the 8, and of 0.08 nothing, since Python has no literal 08, and none
 * with digits other than ours. */
struct named_span named_number_int(struct named_call *c)
{
    const char *s = c->text, *end = s + c->len;
    bool open = false, plain = true;
    size_t n, i = 0;

    buf_reset(c->scratch);
    for (; s < end; s += n) {
        uint32_t p = named_point(s, end, &n);
        if (p == ',')
            continue;
        if (!named_is_digit(p)) {
            open = false;
            continue;
        }
        if (!open) {
            buf_reset(c->scratch);
            plain = true;
        }
        open = true;
        plain = plain && n == 1;
        buf_add(c->scratch, s, n);
    }
    if (c->scratch->len == 0 || !plain)
        return NAMED_NOTHING;
    while (i + 1 < c->scratch->len && c->scratch->s[i] == '0')
        i++;
    if (i > 0 && c->scratch->s[i] != '0')
        return NAMED_NOTHING;
    return (struct named_span){ c->scratch->s + i, c->scratch->len - i };
}

/* The last \d+\.?\d* at or behind s, commas deleted, into the scratch. */
static void last_decimal(struct named_call *c, const char *s, const char *end)
{
    bool open = false, dot = false;
    size_t n;

    buf_reset(c->scratch);
    for (; s < end; s += n) {
        uint32_t p = named_point(s, end, &n);
        if (p == ',')
            continue;
        if (named_is_digit(p)) {
            if (!open)
                buf_reset(c->scratch);
            dot = open && dot;
            open = true;
            buf_add(c->scratch, s, n);
        } else if (p == '.' && open && !dot) {
            dot = true;
            buf_putc(c->scratch, '.');
        } else {
            open = false;
        }
    }
}

/* simple-evals MGSM: behind the last answer word of the language the last
 * number; signs get lost. */
struct named_span named_number_mgsm(struct named_call *c)
{
    const char *end = c->text + c->len;
    const char *s = named_find_last(c->text, end, c->word);

    if (s == NULL)
        return NAMED_NOTHING;
    last_decimal(c, s + strlen(c->word), end);
    while (c->scratch->len > 0 && c->scratch->s[c->scratch->len - 1] == '.')
        c->scratch->len--;
    if (c->scratch->len == 0)
        return NAMED_NOTHING;
    return (struct named_span){ c->scratch->s, c->scratch->len };
}
