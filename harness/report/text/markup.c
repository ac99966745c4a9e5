#include "report/text/markup.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "report/text/plain.h"

/* What stands for a character in both; NULL: itself. */
static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    default: return NULL;
    }
}

void markup_text(struct buf *out, const char *s, size_t len)
{
    struct buf clean = { 0 };

    plain_line(&clean, s, len);
    for (size_t i = 0; i < clean.len; i++) {
        const char *as = clean.s[i] == '"'    ? "&quot;"
                         : clean.s[i] == '\'' ? "&#39;"
                                              : entity(clean.s[i]);
        if (as != NULL)
            buf_puts(out, as);
        else
            buf_putc(out, clean.s[i]);
    }
    buf_clear(&clean);
}

static bool word(const struct buf *b, size_t i)
{
    return i < b->len && isalnum((unsigned char)b->s[i]);
}

/* An underscore inside a word, and # that no number follows, are text. */
static bool is_sign(const struct buf *b, size_t i)
{
    char c = b->s[i];

    if (c == '_')
        return i == 0 || !word(b, i - 1) || !word(b, i + 1);
    if (c == '#')
        return i == 0 || isdigit((unsigned char)b->s[i + 1]);
    return c == '@' || strchr("\\|*`[]~!", c) != NULL;
}

void markup_markdown(struct buf *out, const char *s, size_t len)
{
    struct buf clean = { 0 };

    plain_line(&clean, s, len);
    for (size_t i = 0; i < clean.len; i++) {
        const char *as = entity(clean.s[i]);
        if (as != NULL)
            buf_puts(out, as);
        else if (clean.s[i] == '@' || clean.s[i] == '#')
            buf_printf(out, is_sign(&clean, i) ? "&#%d;" : "%c", clean.s[i]);
        else
            buf_printf(out, "%s%c", is_sign(&clean, i) ? "\\" : "", clean.s[i]);
    }
    buf_clear(&clean);
}
