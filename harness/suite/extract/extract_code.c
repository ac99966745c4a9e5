/*
 * Program text in a reply.
 *
 * Fences are those of CommonMark: three or more ` or ~ at the start of a
 * line, closed by as many or more. A block counts when its tag fits the
 * language or it has none. Of the blocks that count, in this order:
 *   1. the last one that defines the entry, when an entry is given,
 *   2. the first that has a definition ("def " for Python),
 *   3. the first with a tag, then the first without one (not sure).
 * A block still open at the end is code up to there, not sure. A first fence
 * without tag and with code before it closes a fence that the prompt opened.
 * Without fences, a reply that begins like code is code, not sure; between
 * [BEGIN] and [DONE], where MBPP's marks are there.
 * First and last lines that are blank are left out, indentation stays.
 */
#include "suite/extract/extract_rules.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct block {
    struct extract_span body;
    bool tagged;
    bool closed;
};

/* What to look for, and the best block of each of the four ranks. */
struct search {
    const char *language; // or NULL
    const char *entry;    // or NULL
    struct block best[4]; // body.s is NULL while there is none
};

static const char *skip_blanks(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\t' || *s == '\r'))
        s++;
    return s;
}

/* Returns the length of a fence at s, or 0. */
static size_t fence_len(const char *s, const char *end)
{
    const char *p = s;

    if (s == end || (*s != '`' && *s != '~'))
        return 0;
    while (p < end && *p == *s)
        p++;
    return p - s >= 3 ? (size_t)(p - s) : 0;
}

static bool is_python(const char *language)
{
    return language == NULL || strcasecmp(language, "python") == 0;
}

static bool tag_is(struct extract_span tag, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(tag.end - tag.s) == n && strncasecmp(tag.s, word, n) == 0;
}

static bool tag_fits(const char *language, struct extract_span tag)
{
    if (language == NULL || tag.s == tag.end || tag_is(tag, language))
        return true;
    return is_python(language)
           && (tag_is(tag, "py") || tag_is(tag, "python3")
               || tag_is(tag, "py3"));
}

static bool name_byte(const char *s, const char *end)
{
    return s < end && (isalnum((unsigned char)*s) || *s == '_');
}

/* True when the word stands at s. */
static bool word_at(const char *s, const char *end, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(end - s) >= n && memcmp(s, word, n) == 0
           && !name_byte(s + n, end);
}

/* True when a line of Python begins with "def entry"; with entry NULL, with
 * any def. */
static bool defines(struct extract_span t, const char *entry)
{
    for (const char *p = t.s; p < t.end;
         p = extract_text_line_end(p, t.end) + 1) {
        const char *stop = extract_text_line_end(p, t.end),
                   *s = skip_blanks(p, stop);
        if (word_at(s, stop, "async"))
            s = skip_blanks(s + 5, stop);
        if (word_at(s, stop, "def")) {
            s = skip_blanks(s + 3, stop);
            if (entry == NULL ? name_byte(s, stop) : word_at(s, stop, entry))
                return true;
        }
        if (stop == t.end)
            break;
    }
    return false;
}

/* Languages we know no grammar of: the name stands there as a word. */
static bool mentions(struct extract_span t, const char *entry)
{
    size_t n = strlen(entry), left;
    const char *p = t.s;

    while ((left = (size_t)(t.end - p)) >= n && n > 0
           && (p = memmem(p, left, entry, n)) != NULL) {
        if ((p == t.s || !name_byte(p - 1, t.end)) && word_at(p, t.end, entry))
            return true;
        p += n;
    }
    return false;
}

static bool has_entry(const struct search *x, struct extract_span t)
{
    return is_python(x->language) ? defines(t, x->entry)
                                  : mentions(t, x->entry);
}

/* Drops blank lines at both ends, keeping the indentation of the first. */
static struct extract_span trim_lines(struct extract_span t)
{
    struct extract_span inner = extract_text_trim(t.s, t.end);
    const char *nl =
        inner.s > t.s ? memrchr(t.s, '\n', (size_t)(inner.s - t.s)) : NULL;

    t.s = nl != NULL ? nl + 1 : t.s;
    if (inner.s == inner.end)
        t.s = inner.s;
    t.end = inner.end;
    return t;
}

static void offer(struct search *x, struct block b)
{
    int rank = b.tagged ? 2 : 3;

    b.body = trim_lines(b.body);
    if (b.body.s >= b.body.end)
        return;
    if (x->entry != NULL && has_entry(x, b.body)) {
        x->best[0] = b;
        return;
    }
    if (is_python(x->language) && defines(b.body, NULL))
        rank = 1;
    if (x->best[rank].body.s == NULL)
        x->best[rank] = b;
}

/* True for "NAME = ..." and "# ...": prose too may begin so, unless there is
 * a definition below. */
static bool sets_or_comments(const char *s, const char *stop)
{
    if (*s == '#')
        return true;
    while (name_byte(s, stop))
        s++;
    s = skip_blanks(s, stop);
    return stop - s > 1 && s[0] == '=' && s[1] != '=';
}

/* True when text begins as programs do and sentences do not. */
static bool looks_like_code(struct extract_span t)
{
    static const char *const first[] = { "def", "async def", "import", "class",
        "@" };
    const char *s, *stop;

    t = trim_lines(t);
    stop = extract_text_line_end(t.s, t.end);
    s = skip_blanks(t.s, stop);
    if (s == stop)
        return false;
    if (s - t.s >= 4 || *t.s == '\t')
        return true;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (word_at(s, stop, first[i]) || (*s == '@' && stop - s > 1))
            return true;
    if (defines(t, NULL) && sets_or_comments(s, stop))
        return true;
    return word_at(s, stop, "from")
           && memmem(s, (size_t)(stop - s), " import ", 8) != NULL;
}

/* Reads the fence line at s of n marks: returns the tag in front of the
 * info string ("python" of "python title=x"). */
static struct extract_span tag_of(const char *s, size_t n, const char *stop)
{
    struct extract_span t = { skip_blanks(s + n, stop), NULL };

    if (t.s < stop && *t.s == '{') /* {.python} */
        t.s += 1 + (t.s + 1 < stop && t.s[1] == '.');
    for (t.end = t.s; t.end < stop && !isspace((unsigned char)*t.end)
                      && *t.end != '}' && *t.end != ',' && *t.end != ':';)
        t.end++;
    return t;
}

/* Walks over the block whose fence of n marks is at fence; offers it when it
 * fits. Returns the byte behind its last line. */
static const char *read_block(
    struct search *x, const char *fence, size_t n, const char *end)
{
    const char *stop = extract_text_line_end(fence, end), *p = stop;
    struct extract_span tag = tag_of(fence, n, stop);
    struct block b = { { stop, end }, tag.s < tag.end, false };

    while (p < end && !b.closed) {
        const char *line = p + 1, *s = skip_blanks(line, end);
        size_t m = fence_len(s, end);
        p = extract_text_line_end(line, end);
        b.closed = m >= n && *s == *fence && skip_blanks(s + m, p) == p;
        if (b.closed)
            b.body.end = line;
    }
    if (tag_fits(x->language, tag))
        offer(x, b);
    return p < end ? p + 1 : end;
}

static bool found(struct extract_span t, bool sure, struct extract_found *out)
{
    out->s = t.s;
    out->len = (size_t)(t.end - t.s);
    out->sure = sure;
    return t.s < t.end;
}

/* What stands between MBPP's marks on lines of their own, [BEGIN] (which may
 * be missing: the prompt ends with it) and [DONE]. */
static struct extract_span between_marks(const char *text, const char *end)
{
    static const char begin[] = "[BEGIN]", done[] = "\n[DONE]";
    struct extract_span t = trim_lines((struct extract_span){ text, end });
    const char *stop = extract_text_line_end(t.s, t.end);

    if ((size_t)(stop - t.s) >= strlen(begin)
        && memcmp(t.s, begin, strlen(begin)) == 0
        && skip_blanks(t.s + strlen(begin), stop) == stop)
        t.s = stop;
    stop = memmem(t.s, (size_t)(t.end - t.s), done, strlen(done));
    if (stop != NULL)
        t.end = stop + 1;
    return trim_lines(t);
}

bool extract_code_find(const char *text, size_t len, const char *language,
    const char *entry, struct extract_found *out)
{
    struct search x = { language, entry, { { { 0 }, false, false } } };
    const char *p = text, *end = text + len;
    struct extract_span whole;
    bool fenced = false;

    while (p < end) {
        const char *stop = extract_text_line_end(p, end),
                   *s = skip_blanks(p, stop);
        size_t n = fence_len(s, stop);
        if (n == 0) {
            p = stop < end ? stop + 1 : end;
            continue;
        }
        struct block before = { { text, p }, true, true };
        if (!fenced && skip_blanks(s + n, stop) == stop
            && looks_like_code(before.body)) {
            offer(&x, before);
            p = stop < end ? stop + 1 : end;
        } else {
            p = read_block(&x, s, n, end);
        }
        fenced = true;
    }
    for (int rank = 0; rank < 4; rank++) {
        const struct block *b = &x.best[rank];
        if (b->body.s != NULL)
            return found(b->body, b->closed && rank < 3, out);
    }
    whole = between_marks(text, end);
    if (fenced || whole.s >= whole.end || !looks_like_code(whole))
        return false;
    return found(whole, false, out);
}
