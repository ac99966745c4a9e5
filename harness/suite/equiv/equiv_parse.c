#include "suite/equiv/equiv_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "suite/equiv/equiv_cardinal.h"

enum { NAME_MAX_LEN = 64 };

int equiv_parse_node(
    struct equiv_parse *p, enum equiv_kind kind, int first, int second)
{
    struct equiv_tree *t = p->tree;
    int id;

    if (t->count == t->room)
        return 0;
    id = t->count++;
    t->node[id].kind = kind;
    t->node[id].child = first;
    t->node[id].last = second != 0 ? second : first;
    if (first != 0)
        t->node[first].next = second;
    return id;
}

int equiv_parse_adopt(struct equiv_parse *p, int parent, int child)
{
    struct equiv_node *node = p->tree->node;
    int *last;

    if (parent == 0 || child == 0)
        return 0;
    last = node[parent].child == 0 ? &node[parent].child
                                   : &node[node[parent].last].next;
    *last = child;
    node[parent].last = child;
    return parent;
}

static int add_symbol(struct equiv_parse *p, size_t start)
{
    struct equiv_tree *t = p->tree;
    int id = equiv_parse_node(p, EQUIV_SYMBOL, 0, 0);

    t->node[id].text = t->text + start;
    t->node[id].len = t->text_len - start;
    return id;
}

static bool add_text(struct equiv_parse *p, const char *s, size_t len)
{
    struct equiv_tree *t = p->tree;

    if (len > t->text_room - t->text_len)
        return false;
    memcpy(t->text + t->text_len, s, len);
    t->text_len += len;
    return true;
}

int equiv_parse_symbol(struct equiv_parse *p, const char *name, size_t len)
{
    size_t start = p->tree->text_len;

    return add_text(p, name, len) ? add_symbol(p, start) : 0;
}

/* The byte behind the brace that closes the one at s; NULL without. */
static const char *behind_brace(const char *s, const char *end)
{
    int depth = 0;

    for (; s < end; s++) {
        depth += (*s == '{') - (*s == '}');
        if (depth == 0)
            return s + 1;
    }
    return NULL;
}

/* Of a numeral the base is a number, in words or not: 1010_{\text{two}}. */
static bool add_base(struct equiv_parse *p, size_t start)
{
    struct equiv_tree *t = p->tree;
    const char *s = t->text + start;
    char digits[24];
    long long base;

    if (!equiv_cardinal(s, t->text_len - start, &base))
        return true;
    t->text_len = start;
    return add_text(
        p, digits, (size_t)snprintf(digits, sizeof digits, "%lld", base));
}

/* _1, _{10}, _{\text{two}}: added to the name without braces and blanks. */
static bool add_index(struct equiv_parse *p, bool numeral)
{
    const char *s = p->s + 1, *next = s;
    size_t start;

    if (s == p->end || s[0] == '\\')
        return false;
    next = *s == '{' ? behind_brace(s, p->end) : s + 1;
    if (next == NULL || next - s > NAME_MAX_LEN || !add_text(p, "_", 1))
        return false;
    start = p->tree->text_len;
    for (; s < next; s++)
        if (strchr("{} \"", *s) == NULL && !add_text(p, s, 1))
            return false;
    p->s = next;
    return !numeral || add_base(p, start);
}

int equiv_parse_indexed(struct equiv_parse *p, const char *name, size_t len)
{
    size_t start = p->tree->text_len;

    if (!add_text(p, name, len))
        return 0;
    if (p->s < p->end && *p->s == '_'
        && !add_index(p, isdigit((unsigned char)name[0])))
        return 0;
    for (; p->s < p->end && *p->s == '\''; p->s++)
        if (!add_text(p, "'", 1))
            return 0;
    return add_symbol(p, start);
}

void equiv_parse_blanks(struct equiv_parse *p)
{
    while (p->s < p->end && *p->s == ' ')
        p->s++;
}

bool equiv_parse_take(struct equiv_parse *p, const char *what)
{
    size_t n = strlen(what);

    equiv_parse_blanks(p);
    if ((size_t)(p->end - p->s) < n || memcmp(p->s, what, n) != 0)
        return false;
    if (isalpha((unsigned char)what[n - 1]) && p->s + n < p->end
        && isalpha((unsigned char)p->s[n]))
        return false;
    p->s += n;
    return true;
}

bool equiv_parse_money(struct equiv_parse *p)
{
    static const struct {
        const char *sign, *unit;
    } all[] = { { "$", "dollar" }, { "\\euro", "euro" },
        { "\\pounds", "pound" }, { "\\yen", "yen" }, { "\\rupees", "rupee" } };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (equiv_parse_take(p, all[i].sign)) {
            equiv_unit_read(all[i].unit, strlen(all[i].unit), 1, &p->unit);
            return true;
        }
    return false;
}

char equiv_parse_peek(struct equiv_parse *p)
{
    equiv_parse_blanks(p);
    return p->s < p->end ? *p->s : '\0';
}
