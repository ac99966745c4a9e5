#include "suite/template.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct piece {
    char *text; // literal, or name of a field
    size_t len;
    int field;
};

struct template
{
    struct piece *pieces;
    size_t n;
};

static void add_piece(
    struct template *t, const char *text, size_t len, int field)
{
    t->pieces = mem_resize(t->pieces, t->n + 1, sizeof *t->pieces);
    t->pieces[t->n].text = mem_dup(text, len);
    t->pieces[t->n].len = len;
    t->pieces[t->n++].field = field;
}

void template_free(struct template *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->n; i++)
        free(t->pieces[i].text);
    free(t->pieces);
    free(t);
}

static int is_name(const char *s, size_t len)
{
    if (len == 0)
        return 0;
    for (size_t i = 0; i < len; i++)
        if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z')
                || s[i] == '_' || (i > 0 && s[i] >= '0' && s[i] <= '9')))
            return 0;
    return 1;
}

struct template *template_new(const char *text, size_t len, struct err *e)
{
    struct template *t = mem_zalloc(1, sizeof *t);
    struct buf literal = { 0 };
    const char *close;

    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if ((c == '{' || c == '}') && i + 1 < len && text[i + 1] == c) {
            buf_putc(&literal, c);
            i++;
            continue;
        }
        if (c != '{') {
            buf_putc(&literal, c);
            continue;
        }
        close = memchr(text + i, '}', len - i);
        if (close == NULL
            || !is_name(text + i + 1, (size_t)(close - text) - i - 1)) {
            err_set(e, ERR_SUITE,
                "template: '{' at byte %zu is neither a field like {input} "
                "nor {{",
                i + 1);
            buf_clear(&literal);
            template_free(t);
            return NULL;
        }
        if (literal.len > 0)
            add_piece(t, literal.s, literal.len, 0);
        buf_reset(&literal);
        add_piece(t, text + i + 1, (size_t)(close - text) - i - 1, 1);
        i = (size_t)(close - text);
    }
    if (literal.len > 0)
        add_piece(t, literal.s, literal.len, 0);
    buf_clear(&literal);
    return t;
}

/* The options as "A. text" lines. */
static int render_choices(
    lua_State *L, int index, struct buf *out, struct err *e)
{
    lua_Integer n = (lua_Integer)lua_rawlen(L, index);

    if (n > 26)
        return err_set(e, ERR_SUITE,
            "choices: %d options, at most 26 have "
            "letters",
            (int)n);
    for (lua_Integer i = 1; i <= n; i++) {
        const char *s;
        size_t len;
        lua_rawgeti(L, index, i);
        s = lua_tolstring(L, -1, &len);
        if (s == NULL) {
            lua_pop(L, 1);
            return err_set(
                e, ERR_SUITE, "choices: option %d is no text", (int)i);
        }
        buf_printf(out, "%s%c. ", i > 1 ? "\n" : "", (char)('A' + i - 1));
        buf_add(out, s, len);
        lua_pop(L, 1);
    }
    return 0;
}

static int render_field(lua_State *L, int index, const struct piece *p,
    struct buf *out, struct err *e)
{
    int type = lua_getfield(L, index, p->text), rc = 0;
    const char *s;
    size_t len;

    if (type == LUA_TTABLE && strcmp(p->text, "choices") == 0) {
        rc = render_choices(L, lua_gettop(L), out, e);
    } else if (type == LUA_TSTRING || type == LUA_TNUMBER) {
        s = lua_tolstring(L, -1, &len);
        buf_add(out, s, len);
    } else {
        rc = err_set(e, ERR_SUITE, "template: the sample has no text '%s'%s%s",
            p->text, type == LUA_TNIL ? "" : " (it is a ",
            type == LUA_TNIL ? "" : lua_typename(L, type));
    }
    lua_pop(L, 1);
    return rc;
}

int template_render(const struct template *t, lua_State *L, int index,
    struct buf *out, struct err *e)
{
    index = lua_absindex(L, index);
    for (size_t i = 0; i < t->n; i++) {
        const struct piece *p = &t->pieces[i];
        if (!p->field)
            buf_add(out, p->text, p->len);
        else if (render_field(L, index, p, out, e) < 0)
            return -1;
    }
    return 0;
}
