#include "report/text/plain.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

enum { TAB = 4, COUNTED_FROM = 9, NARROWEST = 20 };

static unsigned code_of(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;

    switch (n) {
    case 1: return p[0];
    case 2: return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
    case 3: return (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    default:
        return (p[0] & 7u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6
               | (p[3] & 0x3fu);
    }
}

/* C0, DEL and C1 drive terminals; the others reorder what is read (Unicode
 * TR 36, "Trojan Source" 2021), or start lines where nobody expects one. */
static bool is_harmful(unsigned c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e
           || c == 0x200f || (c >= 0x2028 && c <= 0x202e)
           || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* Bytes of the character at s; *harmful when it is to be spelled out. A byte
 * that is no UTF-8 counts as a character. */
static size_t look(const char *s, size_t len, bool *harmful)
{
    size_t n = utf8_len(s, len);

    *harmful = n == 0 || is_harmful(code_of(s, n));
    return n == 0 ? 1 : n;
}

/* How often the character of n bytes at s stands there in a row. */
static size_t repeats(const char *s, size_t len, size_t n)
{
    size_t k = 1;

    while ((k + 1) * n <= len && memcmp(s, s + k * n, n) == 0)
        k++;
    return k;
}

static void spell(struct buf *out, const char *s, size_t n)
{
    if (n == 1)
        buf_printf(out, "\\x%02x", (unsigned char)s[0]);
    else
        buf_printf(out, "\\u%04x", code_of(s, n));
}

static void add(struct buf *out, const char *s, size_t len, bool lines)
{
    for (size_t i = 0, n, times; i < len; i += n) {
        bool harmful;
        n = look(s + i, len - i, &harmful);
        if (!harmful) {
            buf_add(out, s + i, n);
        } else if (s[i] == '\n') {
            buf_putc(out, lines ? '\n' : ' ');
        } else if (s[i] == '\t') {
            buf_printf(out, "%*s", lines ? TAB : 1, "");
        } else if (s[i] == '\r' && i + 1 < len && s[i + 1] == '\n') {
            continue; /* a line end of another system */
        } else {
            spell(out, s + i, n);
            times = repeats(s + i, len - i, n);
            if (times < COUNTED_FROM)
                continue;
            buf_printf(out, " (%zu times) ", times);
            n *= times;
        }
    }
}

void plain_line(struct buf *out, const char *s, size_t len)
{
    add(out, s, len, false);
}

void plain_text(struct buf *out, const char *s, size_t len)
{
    add(out, s, len, true);
}

size_t plain_fit(const char *s, size_t len, size_t width)
{
    size_t at = 0, used = 0, blank = 0;

    while (at < len) {
        size_t n = utf8_len(s + at, len - at);
        if (n == 0)
            n = 1;
        used += utf8_width(s + at, n);
        if (used > width && s[at] != ' ')
            break;
        at += n;
        if (s[at - 1] == ' ')
            blank = at; /* blanks may hang over the edge: they are cut off */
    }
    if (at == len)
        return len;
    if (blank > 0)
        return blank;
    if (at > 0)
        return at;
    at = utf8_len(s, len);
    return at > 0 ? at : 1;
}

static void wrap_line(
    struct buf *out, const char *s, size_t len, size_t indent, size_t width)
{
    do {
        size_t n = width > 0 ? plain_fit(s, len, width) : len, shown = n;
        while (shown > 0 && s[shown - 1] == ' ')
            shown--;
        if (shown > 0) {
            buf_printf(out, "%*s", (int)indent, "");
            buf_add(out, s, shown);
        }
        buf_putc(out, '\n');
        s += n;
        len -= n;
    } while (len > 0);
}

void plain_wrap(
    struct buf *out, const char *s, size_t len, size_t indent, size_t width)
{
    struct buf clean = { 0 };
    const char *line, *end, *newline;

    plain_text(&clean, s, len);
    if (width > 0)
        width = width > indent + NARROWEST ? width - indent : NARROWEST;
    line = buf_str(&clean);
    end = line + clean.len;
    while (line < end) {
        newline = memchr(line, '\n', (size_t)(end - line));
        if (newline == NULL)
            newline = end;
        wrap_line(out, line, (size_t)(newline - line), indent, width);
        line = newline + (newline < end);
    }
    buf_clear(&clean);
}

void plain_item(struct buf *out, const char *s, size_t len, size_t width)
{
    size_t from = out->len;

    plain_wrap(out, s, len, 2, width);
    if (out->len > from && out->s[from] == ' ')
        out->s[from] = '-';
}

/* Bytes of a line that what follows it stands under. */
static size_t hang_of(const char *s, size_t len, size_t width)
{
    size_t at = 0;

    while (at < len && s[at] == ' ')
        at++;
    if (at + 1 < len && s[at] == '-' && s[at + 1] == ' ')
        at += 2;
    else
        for (size_t i = at; i + 2 < len && i < width / 2; i++)
            if (s[i] == ' ' && s[i + 1] == ' ' && s[i + 2] != ' ')
                return i + 2;
    return at < width / 2 ? at : 0;
}

static void hang_line(struct buf *out, const char *s, size_t len, size_t width)
{
    size_t from = hang_of(s, len, width), hang = utf8_width(s, from);
    struct buf rest = { 0 };

    buf_add(out, s, from);
    wrap_line(&rest, s + from, len - from, hang, width - hang);
    buf_add(out, rest.s + hang, rest.len - hang);
    buf_clear(&rest);
}

void plain_hang(struct buf *out, const char *s, size_t len, size_t width)
{
    const char *end = s + len, *newline;

    for (; s < end; s = newline + (newline < end)) {
        newline = memchr(s, '\n', (size_t)(end - s));
        if (newline == NULL)
            newline = end;
        len = (size_t)(newline - s);
        if (width < NARROWEST || utf8_width(s, len) <= width || *s == '{'
            || *s == '|' || memchr(s, '\033', len) != NULL) {
            buf_add(out, s, len);
            if (newline < end)
                buf_putc(out, '\n');
        } else {
            hang_line(out, s, len, width);
        }
    }
}
