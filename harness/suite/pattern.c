#include "suite/pattern.h"

#include <ctype.h>
#include <string.h>

enum { DEPTH = 200, ASK_EVERY = 1 << 16 };

static const char *match(struct pattern *m, const char *s, const char *p);

/* One more step: false when the match has to end. */
static bool step(struct pattern *m)
{
    if (++m->steps % ASK_EVERY == 0 && m->tired != NULL && m->tired(m->arg))
        m->stopped = true;
    return !m->stopped;
}

static const char *bad(struct pattern *m, const char *why)
{
    if (m->wrong == NULL)
        m->wrong = why;
    return NULL;
}

static bool in_class(unsigned char c, unsigned char letter)
{
    bool yes;

    switch (tolower(letter)) {
    case 'a': yes = isalpha(c) != 0; break;
    case 'c': yes = iscntrl(c) != 0; break;
    case 'd': yes = isdigit(c) != 0; break;
    case 'g': yes = isgraph(c) != 0; break;
    case 'l': yes = islower(c) != 0; break;
    case 'p': yes = ispunct(c) != 0; break;
    case 's': yes = isspace(c) != 0; break;
    case 'u': yes = isupper(c) != 0; break;
    case 'w': yes = isalnum(c) != 0; break;
    case 'x': yes = isxdigit(c) != 0; break;
    case 'z': yes = c == 0; break; /* out of the manual, still there */
    default: return letter == c;
    }
    return isupper(letter) ? !yes : yes;
}

/* Where the single-character item at p ends, NULL when it is malformed. */
static const char *item_end(struct pattern *m, const char *p)
{
    char c = *p++;

    if (c == '%')
        return p == m->end ? bad(m, "ends with '%'") : p + 1;
    if (c != '[')
        return p;
    if (p < m->end && *p == '^')
        p++;
    do { /* the first one may be a ']' itself */
        if (p == m->end)
            return bad(m, "a ']' is missing");
        if (*p++ == '%' && p < m->end)
            p++;
    } while (p == m->end || *p != ']');
    return p + 1;
}

/* Is c in the set that opens at p and whose ']' is at close? */
static bool in_set(unsigned char c, const char *p, const char *close)
{
    bool yes = true;

    if (*++p == '^') {
        yes = false;
        p++;
    }
    for (; p < close; p++) {
        if (*p == '%') {
            p++;
            if (in_class(c, (unsigned char)*p))
                return yes;
        } else if (p[1] == '-' && p + 2 < close) {
            if ((unsigned char)*p <= c && c <= (unsigned char)p[2])
                return yes;
            p += 2;
        } else if ((unsigned char)*p == c) {
            return yes;
        }
    }
    return !yes;
}

/* Does the item p..ep match the character at s? */
static bool single(
    const struct pattern *m, const char *s, const char *p, const char *ep)
{
    unsigned char c;

    if (s >= m->text_end)
        return false;
    c = (unsigned char)*s;
    switch (*p) {
    case '.': return true;
    case '%': return in_class(c, (unsigned char)p[1]);
    case '[': return in_set(c, p, ep - 1);
    default: return (unsigned char)*p == c;
    }
}

/* As many as there are, then fewer; ep is at the '*' or '+'. */
static const char *most(
    struct pattern *m, const char *s, const char *p, const char *ep)
{
    ptrdiff_t n = 0;

    while (single(m, s + n, p, ep) && step(m))
        n++;
    for (; n >= 0 && !m->stopped && m->wrong == NULL; n--) {
        const char *end = match(m, s + n, ep + 1);
        if (end != NULL)
            return end;
    }
    return NULL;
}

/* As few as will do; ep is at the '-'. */
static const char *fewest(
    struct pattern *m, const char *s, const char *p, const char *ep)
{
    while (step(m) && m->wrong == NULL) {
        const char *end = match(m, s, ep + 1);
        if (end != NULL)
            return end;
        if (!single(m, s, p, ep))
            return NULL;
        s++;
    }
    return NULL;
}

static const char *open_capture(
    struct pattern *m, const char *s, const char *p, ptrdiff_t len)
{
    const char *end;

    if (m->level == PATTERN_CAPTURES)
        return bad(m, "has too many captures");
    m->capture[m->level].s = s;
    m->capture[m->level++].len = len;
    end = match(m, s, p);
    if (end == NULL)
        m->level--;
    return end;
}

static const char *close_capture(
    struct pattern *m, const char *s, const char *p)
{
    int i = m->level - 1;
    const char *end;

    while (i >= 0 && m->capture[i].len != PATTERN_OPEN)
        i--;
    if (i < 0)
        return bad(m, "has a ')' without '('");
    m->capture[i].len = s - m->capture[i].s;
    end = match(m, s, p);
    if (end == NULL)
        m->capture[i].len = PATTERN_OPEN;
    return end;
}

/* %bxy: from x to the y that balances it; p is behind the b. */
static const char *balanced(struct pattern *m, const char *s, const char *p)
{
    int open = 1;

    if (m->end - p < 2)
        return bad(m, "wants two characters behind '%b'");
    if (s >= m->text_end || *s != *p)
        return NULL;
    while (++s < m->text_end && step(m)) {
        if (*s == p[1]) {
            if (--open == 0)
                return s + 1;
        } else if (*s == *p) {
            open++;
        }
    }
    return NULL;
}

/* %f[set]: between a character outside and one inside; *p moves behind. */
static bool frontier(struct pattern *m, const char *s, const char **p)
{
    const char *set = *p, *ep;
    unsigned char before = s == m->text ? 0 : (unsigned char)s[-1];
    unsigned char here = s < m->text_end ? (unsigned char)*s : 0;

    if (set == m->end || *set != '[')
        return bad(m, "wants a '[' behind '%f'") != NULL;
    ep = item_end(m, set);
    if (ep == NULL)
        return false;
    *p = ep;
    return !in_set(before, set, ep - 1) && in_set(here, set, ep - 1);
}

/* %1 to %9: the same again. */
static const char *again(struct pattern *m, const char *s, char digit)
{
    int i = digit - '1';
    ptrdiff_t len;

    if (i < 0 || i >= m->level || m->capture[i].len == PATTERN_OPEN)
        return bad(m, "names a capture that is not there");
    len = m->capture[i].len;
    if (len < 0 || m->text_end - s < len
        || memcmp(m->capture[i].s, s, (size_t)len) != 0)
        return NULL;
    return s + len;
}

/* %b, %f and %1 at p: moves both behind; false when there is no match. */
static bool special(struct pattern *m, const char **s, const char **p)
{
    char c = (*p)[1];

    if (c == 'f') {
        *p += 2;
        return frontier(m, *s, p);
    }
    *s = c == 'b' ? balanced(m, *s, *p + 2) : again(m, *s, c);
    *p += c == 'b' ? 4 : 2;
    return *s != NULL;
}

static bool is_special(const struct pattern *m, const char *p)
{
    return *p == '%' && p + 1 < m->end
           && (p[1] == 'b' || p[1] == 'f' || isdigit((unsigned char)p[1]));
}

static const char *walk(struct pattern *m, const char *s, const char *p)
{
    const char *ep, *end;

    while (p < m->end && step(m)) {
        if (*p == '(')
            return p + 1 < m->end && p[1] == ')'
                       ? open_capture(m, s, p + 2, PATTERN_POSITION)
                       : open_capture(m, s, p + 1, PATTERN_OPEN);
        if (*p == ')')
            return close_capture(m, s, p + 1);
        if (*p == '$' && p + 1 == m->end)
            return s == m->text_end ? s : NULL;
        if (is_special(m, p)) {
            if (!special(m, &s, &p))
                return NULL;
            continue;
        }
        ep = item_end(m, p);
        if (ep == NULL)
            return NULL;
        switch (ep < m->end ? *ep : '\0') {
        case '*': return most(m, s, p, ep);
        case '+': return single(m, s, p, ep) ? most(m, s + 1, p, ep) : NULL;
        case '-': return fewest(m, s, p, ep);
        case '?':
            if (single(m, s, p, ep) && (end = match(m, s + 1, ep + 1)) != NULL)
                return end;
            p = ep + 1;
            break;
        default:
            if (!single(m, s, p, ep))
                return NULL;
            s++;
            p = ep;
        }
    }
    return m->stopped ? NULL : s;
}

static const char *match(struct pattern *m, const char *s, const char *p)
{
    const char *end;

    if (m->wrong != NULL || m->stopped)
        return NULL;
    if (m->depth == DEPTH)
        return bad(m, "is too complex");
    m->depth++;
    end = walk(m, s, p);
    m->depth--;
    return m->wrong != NULL ? NULL : end;
}

void pattern_init(struct pattern *m, const char *text, size_t text_len,
    const char *pattern, size_t len, bool anchors)
{
    memset(m, 0, sizeof *m);
    m->text = text;
    m->text_end = text + text_len;
    m->anchored = anchors && len > 0 && pattern[0] == '^';
    m->from = pattern + m->anchored;
    m->end = pattern + len;
}

const char *pattern_at(struct pattern *m, const char *s)
{
    m->level = 0;
    m->depth = 0;
    return match(m, s, m->from);
}

const char *pattern_search(struct pattern *m, const char *s, const char **start)
{
    for (; s <= m->text_end && step(m); s++) {
        const char *end = pattern_at(m, s);
        *start = s;
        if (end != NULL || m->anchored || m->wrong != NULL)
            return end;
    }
    return NULL;
}
