#include "suite/equiv/equiv.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "suite/equiv/equiv_cardinal.h"
#include "suite/equiv/equiv_match.h"
#include "suite/equiv/equiv_name.h"
#include "suite/equiv/equiv_text.h"

/* True for nothing but \text{...}. */
static bool only_text(const struct buf *b)
{
    bool quoted = false;

    for (size_t i = 0; i < b->len; i++) {
        if (b->s[i] == '"')
            quoted = !quoted;
        else if (!quoted && b->s[i] != ' ')
            return false;
    }
    return true;
}

static bool is_joint(const char *s, size_t n)
{
    return (n == 2 && memcmp(s, "or", n) == 0)
           || (n == 3 && memcmp(s, "and", n) == 0);
}

/* True for letters in quotes that may be a product and may be a word, whose
 * letters stay in their order: "saw" is no "was". One letter is a letter. */
static bool spells(const struct buf *b)
{
    const char *s = buf_str(b), *end = s + b->len;
    size_t letters = 0;

    while (s < end) {
        size_t n = equiv_text_name(s, end);
        if (n > 3 || equiv_name_known(s, n) || is_joint(s, n)
            || (n == 0 && strchr(" \"", *s) == NULL))
            return false;
        letters += n;
        s += n + (n == 0);
    }
    return letters > 1;
}

/* An answer that is nothing but \text{...} is read as what is in there; one
 * that begins with = or \approx without that. */
static void clean(const char *s, size_t len, struct buf *out)
{
    static const char *const leads[] = { " ", "=", "\\approx" };
    struct buf text = { 0 };
    size_t from = 0;

    equiv_text_clean(s, len, &text);
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (strncmp(buf_str(&text) + from, leads[i], strlen(leads[i])) == 0)
            from += strlen(leads[i]);
    if (only_text(&text) && !spells(&text))
        equiv_text_clean(buf_str(&text), text.len, out);
    else
        buf_add(out, text.s + from, text.len - from);
    buf_clear(&text);
}

static bool same_fold(const struct buf *given, const struct buf *gold)
{
    struct buf a = { 0 }, b = { 0 };
    bool yes;

    equiv_text_fold(buf_str(given), given->len, &a);
    equiv_text_fold(buf_str(gold), gold->len, &b);
    yes = a.len == b.len && memcmp(buf_str(&a), buf_str(&b), a.len) == 0;
    buf_clear(&a);
    buf_clear(&b);
    return yes;
}

static bool same_read(const struct buf *given, const struct buf *gold,
    bool groups, enum equiv_how *how)
{
    struct equiv_tree *a = equiv_tree_read(given->s, given->len, groups);
    struct equiv_tree *b = equiv_tree_read(gold->s, gold->len, groups);
    bool yes = equiv_match(a, b, how);

    equiv_tree_free(a);
    equiv_tree_free(b);
    return yes;
}

/* How often a comma stands between two digits, *zero times before 05: nobody
 * writes a list so. */
static size_t groups(const struct buf *b, size_t *zero)
{
    size_t n = 0;

    *zero = 0;
    for (size_t i = 1; i + 3 < b->len; i++)
        if (b->s[i] == ',' && isdigit((unsigned char)b->s[i - 1])
            && isdigit((unsigned char)b->s[i + 1])) {
            n++;
            *zero += b->s[i + 1] == '0' && isdigit((unsigned char)b->s[i + 2]);
        }
    return n;
}

static size_t digits(const char *s)
{
    return strspn(s, "0123456789");
}

/* 58,500 and nothing before it: a number, and never the list of 58 and 500. */
static bool is_grouped(const struct buf *b)
{
    const char *s = buf_str(b);
    bool any = false;

    s += strspn(s, "-+$ ");
    if (digits(s) == 0 || digits(s) > 3)
        return false;
    for (s += digits(s); *s == ',' && digits(s + 1) == 3; s += 4)
        any = true;
    return any && *s != ',';
}

/* A whole number in words becomes its digits. */
static void write_out(struct buf *b)
{
    const char *s = buf_str(b);
    bool quoted = b->len > 2 && s[0] == '"' && s[b->len - 1] == '"';
    long long n;

    if (!equiv_cardinal(s + quoted, b->len - (quoted ? 2 : 0), &n))
        return;
    buf_clear(b);
    buf_printf(b, "%lld", n);
}

static bool same_clean(struct buf *given, struct buf *gold, enum equiv_how *how)
{
    enum equiv_how again;
    size_t n, zero, more;

    *how = EQUIV_TEXT;
    if (same_fold(given, gold))
        return true;
    write_out(given);
    write_out(gold);
    *how = EQUIV_UNREAD;
    if (given->len == 0 || gold->len == 0)
        return false;
    if (same_read(given, gold, true, how))
        return true;
    /* (1,100) may be a number or a point: either reading, but one for both */
    n = groups(given, &zero) + groups(gold, &more);
    if (n == 0 || zero + more > 0 || is_grouped(given) || is_grouped(gold)
        || !same_read(given, gold, false, &again))
        return false;
    *how = again;
    return true;
}

static void trim(const char **s, size_t *len)
{
    while (*len > 0 && isspace((unsigned char)**s)) {
        ++*s;
        --*len;
    }
    while (*len > 0 && isspace((unsigned char)(*s)[*len - 1]))
        --*len;
}

/* Markdown around the whole: **12**, `12`. */
static void unmark(const char **s, size_t *len)
{
    static const char *const marks[] = { "**", "`" };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if (*len > 2 * n && memcmp(*s, marks[i], n) == 0
            && memcmp(*s + *len - n, marks[i], n) == 0) {
            *s += n;
            *len -= 2 * n;
        }
    }
    trim(s, len);
}

static bool decide(const char *given, size_t given_len, const char *gold,
    size_t gold_len, enum equiv_how *how)
{
    struct buf a = { 0 }, b = { 0 };
    bool yes;

    trim(&given, &given_len);
    trim(&gold, &gold_len);
    *how = EQUIV_BYTES;
    if (given_len == gold_len && memcmp(given, gold, gold_len) == 0)
        return true;
    *how = EQUIV_TOO_BIG;
    if (given_len > EQUIV_SIZE_MAX || gold_len > EQUIV_SIZE_MAX)
        return false;
    unmark(&given, &given_len);
    unmark(&gold, &gold_len);
    clean(given, given_len, &a);
    clean(gold, gold_len, &b);
    yes = same_clean(&a, &b, how);
    buf_clear(&a);
    buf_clear(&b);
    return yes;
}

bool equiv_same(const char *given, size_t given_len, const char *gold,
    size_t gold_len, struct equiv_why *why)
{
    enum equiv_how how;
    bool yes = decide(given, given_len, gold, gold_len, &how);

    if (why != NULL)
        why->how = how;
    return yes;
}

const char *equiv_how_name(enum equiv_how how)
{
    static const char *const names[] = {
        [EQUIV_BYTES] = "same text",
        [EQUIV_TEXT] = "same text without markup",
        [EQUIV_VALUE] = "same value",
        [EQUIV_PARTS] = "same part by part",
        [EQUIV_DIFFER] = "not the same",
        [EQUIV_FORM] = "same value, not in the form asked for",
        [EQUIV_UNIT] = "another unit",
        [EQUIV_UNREAD] = "not readable as mathematics",
        [EQUIV_TOO_BIG] = "too much to work out",
    };

    return names[how];
}
