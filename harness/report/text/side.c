#include "report/text/side.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "report/text/plain.h"

enum { BESIDE = 100, GAP = 3 }; // narrower screens get one below the other

struct part { // from one heading to the next
    const char *s;
    size_t len;
};

size_t side_column(size_t width)
{
    return width < BESIDE ? width : (width - GAP) / 2;
}

static bool is_heading(const char *line)
{
    return strncmp(line, "--- ", 4) == 0;
}

/* Takes the next part off s: its first line may be a heading, no other. */
static bool next_part(const char **s, struct part *out)
{
    const char *p = *s;

    if (*p == '\0')
        return false;
    out->s = p;
    do {
        const char *end = strchr(p, '\n');
        p = end != NULL ? end + 1 : p + strlen(p);
    } while (*p != '\0' && !is_heading(p));
    out->len = (size_t)(p - out->s);
    *s = p;
    return true;
}

static bool same(const struct part *a, const struct part *b)
{
    return a->len == b->len && memcmp(a->s, b->s, a->len) == 0;
}

static size_t heading_len(const struct part *p)
{
    return is_heading(p->s) ? strcspn(p->s, "\n") : 0;
}

/* Both texts have the same headings in the same order. */
static bool same_headings(const char *a, const char *b)
{
    struct part x, y;
    bool more;

    while ((more = next_part(&a, &x)) && next_part(&b, &y))
        if (heading_len(&x) != heading_len(&y)
            || memcmp(x.s, y.s, heading_len(&x)) != 0)
            return false;
    return !more && *b == '\0';
}

/* Takes a piece of a line off p, no wider than width. */
static struct part piece(struct part *p, size_t width)
{
    const char *end = memchr(p->s, '\n', p->len);
    struct part out = { p->s, end != NULL ? (size_t)(end - p->s) : p->len };
    bool whole = utf8_width(out.s, out.len) <= width;

    if (!whole)
        out.len = plain_fit(out.s, out.len, width);
    p->s += out.len + (whole && end != NULL);
    p->len -= out.len + (whole && end != NULL);
    return out;
}

static void beside(
    struct part left, struct part right, size_t width, struct buf *out)
{
    size_t column = side_column(width);

    while (left.len > 0 || right.len > 0) {
        struct part a = piece(&left, column), b = piece(&right, column);
        size_t used = utf8_width(a.s, a.len);

        buf_add(out, a.s, a.len);
        if (b.len > 0) {
            buf_printf(out, "%*s | ", (int)(column - used), "");
            buf_add(out, b.s, b.len);
        } else {
            buf_printf(out, "%*s |", (int)(column - used), "");
        }
        buf_putc(out, '\n');
    }
}

static void below(
    const struct side *s, struct part left, struct part right, struct buf *out)
{
    struct part both[] = { left, right };

    for (int i = 0; i < 2; i++) {
        buf_printf(out, "[%s] ", s->names[i]);
        buf_add(out, both[i].s, both[i].len);
        if (both[i].len > 0 && both[i].s[both[i].len - 1] != '\n')
            buf_putc(out, '\n');
    }
}

static void differing(const struct side *s, struct part left, struct part right,
    size_t width, struct buf *out)
{
    if (side_column(width) < width)
        beside(left, right, width, out);
    else
        below(s, left, right, out);
}

void side_print(const struct side *s, size_t width, struct buf *out)
{
    const char *l = s->left, *r = s->right, *w = s->whole;
    struct part left, right, whole;

    if (!same_headings(l, r)) {
        left = (struct part){ l, strlen(l) };
        right = (struct part){ r, strlen(r) };
        differing(s, left, right, width, out);
        return;
    }
    while (next_part(&l, &left) && next_part(&r, &right)
           && next_part(&w, &whole)) {
        if (same(&left, &right))
            buf_add(out, whole.s, whole.len);
        else
            differing(s, left, right, width, out);
    }
}
