/* Lists, tuples, sets, relations, words and units: see equiv_parse.h. */
#include <ctype.h>
#include <string.h>

#include "suite/equiv/equiv_name.h"
#include "suite/equiv/equiv_parse.h"
#include "suite/equiv/equiv_text.h"

/* Signs between the operands of a relation, by one letter each. */
static const struct {
    const char *sign;
    char letter;
} relations[] = { { "<=", 'L' }, { ">=", 'G' }, { "!=", 'N' }, { "==", '=' },
    { "=", '=' }, { "<", '<' }, { ">", '>' }, { "\\leq", 'L' },
    { "\\geq", 'G' }, { "\\neq", 'N' }, { "\\in", 'I' }, { "\\approx", 'A' } };

/* --- words ----------------------------------------------------------------
 */

static bool word_byte(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80
           || strchr(" -'.", c) != NULL;
}

static bool at_words(struct equiv_parse *p)
{
    equiv_parse_blanks(p);
    if (p->s == p->end)
        return false;
    if (*p->s == '"') /* "i" and "e" may begin an expression */
        return !(p->end - p->s > 3 && p->s[2] == '"');
    return (unsigned char)*p->s >= 0x80 || equiv_name_word(p->s, p->end) > 0;
}

/* Words up to something that is none, as one text without blanks. */
static int read_words(struct equiv_parse *p)
{
    struct equiv_tree *t = p->tree;
    size_t start = t->text_len;
    bool quoted = false;
    int id;

    for (; p->s < p->end; p->s++) {
        if (*p->s == '"')
            quoted = !quoted;
        else if (!quoted && !word_byte(*p->s))
            break;
        else if (*p->s != ' ' && t->text_len < t->text_room)
            t->text[t->text_len++] = (char)tolower((unsigned char)*p->s);
    }
    id = equiv_parse_node(p, EQUIV_WORDS, 0, 0);
    t->node[id].text = t->text + start;
    t->node[id].len = t->text_len - start;
    return id;
}

/* --- units ----------------------------------------------------------------
 */

/* ^2 or ^{2} behind a unit. */
static int read_unit_power(struct equiv_parse *p)
{
    int power = 1;
    const char *s = p->s;

    if (equiv_parse_take(p, "^")) {
        bool brace = equiv_parse_take(p, "{");
        equiv_parse_blanks(p);
        if (p->s < p->end && isdigit((unsigned char)*p->s))
            power = *p->s++ - '0';
        if ((brace && !equiv_parse_take(p, "}")) || power < 1)
            p->s = s;
    }
    return power;
}

/* A unit: "..." or known words; its bytes without quotes. */
static bool scan_unit(struct equiv_parse *p, const char **from, size_t *n)
{
    const char *close;

    equiv_parse_blanks(p);
    *from = p->s;
    if (p->s < p->end && *p->s == '"') {
        close = memchr(p->s + 1, '"', (size_t)(p->end - p->s - 1));
        if (close == NULL)
            return false;
        *from = p->s + 1;
        *n = (size_t)(close - *from);
        p->s = close + 1;
        return true;
    }
    *n = equiv_text_name(p->s, p->end);
    if (equiv_unit_scale(p->s, *n) == 0)
        *n = equiv_unit_scan(p->s, p->end);
    p->s += *n;
    return *n > 0;
}

static int whole_number(struct equiv_parse *p, int n)
{
    int id = equiv_parse_node(p, EQUIV_NUMBER, 0, 0);

    p->tree->node[id].value = (struct equiv_frac){ n, 1 };
    return id;
}

/* 2 million: as 2 * 10^6, written out. */
static int scaled(struct equiv_parse *p, int id, int power)
{
    int product = equiv_parse_node(p, EQUIV_PRODUCT, 0, 0);
    int ten = whole_number(p, 10), by = whole_number(p, power);

    if (p->tree->node[id].kind != EQUIV_NUMBER || ten == 0 || by == 0)
        return 0;
    p->tree->node[product].joined = true;
    return equiv_parse_adopt(p, equiv_parse_adopt(p, product, id),
        equiv_parse_node(p, EQUIV_POWER, ten, by));
}

/* Wraps an operand in the unit that was met. */
static int united(struct equiv_parse *p, int id)
{
    struct equiv_tree *t = p->tree;
    int outer;

    if (p->unit.name[0] == '\0' || id == 0)
        return id;
    if (t->unit_count == EQUIV_UNITS_MAX)
        return 0;
    outer = equiv_parse_node(p, EQUIV_UNITED, id, 0);
    t->unit[t->unit_count] = p->unit;
    t->node[outer].unit = t->unit_count++;
    return outer;
}

/* The first unit counts; "square" may stand on its own before it. */
static void add_unit(struct equiv_parse *p, const char *from, size_t n)
{
    struct equiv_unit more;
    int before = p->unit.power, power = read_unit_power(p);

    equiv_unit_read(from, n, power, &more);
    if (p->unit.name[0] == '\0') {
        p->unit = more;
        if (before > 1)
            p->unit.power = before;
    } else if (equiv_unit_heat(&more)) {
        p->unit = more;
    } else if (power > 1) {
        p->unit.power = power;
    }
}

/* What may stand behind an operand: million, cm, %, $. */
static int read_unit(struct equiv_parse *p, int id)
{
    const char *from;
    size_t n;

    while (id != 0 && scan_unit(p, &from, &n)) {
        size_t word = equiv_text_name(from, from + n);
        int power = equiv_unit_scale(from, word);
        if (power > 0) { /* million, million dollars */
            id = scaled(p, id, power);
            from += word;
            n -= word;
        }
        if (id == 0 || equiv_text_blanks(from, from + n) == from + n)
            continue;
        if (equiv_unit_changes(from, n)
            || (n == 1 && p->tree->node[id].kind == EQUIV_SYMBOL))
            return 0; /* 5 dozen; A"A" */
        else
            add_unit(p, from, n);
    }
    if (equiv_parse_take(p, "%"))
        equiv_unit_read("percent", 7, 1, &p->unit);
    equiv_parse_money(p);
    return united(p, id);
}

/* --- operands and relations -----------------------------------------------
 */

/* [a,b] \cup (c,d), with U for \cup too. */
static int read_union(struct equiv_parse *p)
{
    enum equiv_kind kind;
    int id = equiv_expr_sum(p), all = 0;

    while (id != 0) {
        kind = p->tree->node[id].kind;
        if (!equiv_parse_take(p, "\\cup")
            && (kind != EQUIV_TUPLE || !equiv_parse_take(p, "U")))
            break;
        if (all == 0)
            all = equiv_parse_adopt(
                p, equiv_parse_node(p, EQUIV_UNION, 0, 0), id);
        id = equiv_expr_sum(p);
        all = equiv_parse_adopt(p, all, id);
        id = all != 0 ? id : 0;
    }
    return id != 0 && all != 0 ? all : id;
}

/* 3:4:5 */
static int read_ratio(struct equiv_parse *p)
{
    int id = read_union(p), all = 0;

    while (id != 0 && equiv_parse_take(p, ":")) {
        if (all == 0)
            all = equiv_parse_adopt(
                p, equiv_parse_node(p, EQUIV_RATIO, 0, 0), id);
        id = equiv_expr_sum(p);
        all = equiv_parse_adopt(p, all, id);
    }
    return id != 0 && all != 0 ? all : id;
}

static int read_operand(struct equiv_parse *p)
{
    struct equiv_unit outer = p->unit;
    int id;

    if (at_words(p))
        return read_words(p);
    memset(&p->unit, 0, sizeof p->unit);
    id = read_unit(p, read_ratio(p));
    p->unit = outer;
    return id;
}

static char take_relation(struct equiv_parse *p)
{
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        if (equiv_parse_take(p, relations[i].sign))
            return relations[i].letter;
    return '\0';
}

static bool all_symbols(const struct equiv_tree *t, int id)
{
    for (int i = t->node[id].child; i != 0; i = t->node[i].next)
        if (t->node[i].kind != EQUIV_SYMBOL)
            return false;
    return true;
}

/* f(x), f'(x_1,t): a letter and a bracket that nothing is worked out in. */
static bool is_function_name(const char *s, const char *end)
{
    if (s == end || !isalpha((unsigned char)*s++))
        return false;
    while (s < end && *s == '\'')
        s++;
    s = equiv_text_blanks(s, end);
    if (s == end || *s++ != '(')
        return false;
    while (s < end && (isalnum((unsigned char)*s) || strchr(" ,_", *s) != NULL))
        s++;
    return s + 1 == end && *s == ')';
}

/* What may stand before "=" as a mere name: x, x_1, xy, AB, (x,y), f(x),
 * words. */
static bool is_name(struct equiv_parse *p, int id, const char *from)
{
    const struct equiv_tree *t = p->tree;
    const char *end = p->s;

    while (end > from && end[-1] == ' ')
        end--;
    from = equiv_text_blanks(from, end);
    switch (t->node[id].kind) {
    case EQUIV_SYMBOL:
        return t->node[id].len != 2 || memcmp(t->node[id].text, "pi", 2) != 0;
    case EQUIV_WORDS: return true;
    case EQUIV_TUPLE: return all_symbols(t, id);
    case EQUIV_PRODUCT:
        return (all_symbols(t, id) && end - from == 2)
               || is_function_name(from, end);
    default: return false;
    }
}

static int read_relation(struct equiv_parse *p)
{
    struct equiv_tree *t = p->tree;
    const char *from = p->s;
    int id = read_operand(p), all = 0;
    bool named = id != 0 && is_name(p, id, from);
    size_t n = 0;
    char signs[8], sign;

    while (id != 0 && (sign = take_relation(p)) != '\0') {
        if (n == sizeof signs)
            return 0;
        signs[n++] = sign;
        if (all == 0)
            all = equiv_parse_adopt(
                p, equiv_parse_node(p, EQUIV_RELATION, 0, 0), id);
        id = read_operand(p);
        all = equiv_parse_adopt(p, all, id);
    }
    if (id == 0 || all == 0)
        return id;
    if (t->text_room - t->text_len < n)
        return 0;
    t->node[all].text = memcpy(t->text + t->text_len, signs, n);
    t->node[all].len = n;
    t->text_len += n;
    t->node[all].named = named && n == 1 && strchr("=IA", signs[0]) != NULL;
    return all;
}

/* --- several --------------------------------------------------------------
 */

enum separator { SEPARATOR_NONE, SEPARATOR_COMMA, SEPARATOR_AND, SEPARATOR_OR };

/* One separator, or a comma and a word: "1, 2, and 3". */
static enum separator take_separator(struct equiv_parse *p)
{
    enum separator found = SEPARATOR_NONE;

    if (equiv_parse_take(p, ",") || equiv_parse_take(p, ";"))
        found = SEPARATOR_COMMA;
    if (equiv_parse_take(p, "\\and"))
        found = SEPARATOR_AND;
    if (equiv_parse_take(p, "\\or"))
        found = SEPARATOR_OR;
    return found;
}

/* Items as children of a list or set that is there. */
static int read_items(struct equiv_parse *p, int all)
{
    enum separator found = SEPARATOR_COMMA;

    while (all != 0 && found != SEPARATOR_NONE) {
        all = equiv_parse_adopt(p, all, read_relation(p));
        found = all != 0 ? take_separator(p) : SEPARATOR_NONE;
        if (found == SEPARATOR_OR)
            p->tree->node[all].sign = 1;
        if (found == SEPARATOR_AND)
            p->tree->node[all].named = true;
    }
    return all;
}

static bool alone(const struct equiv_tree *t, int id)
{
    return t->node[id].child != 0 && t->node[t->node[id].child].next == 0;
}

int equiv_list_read(struct equiv_parse *p)
{
    int all = read_items(p, equiv_parse_node(p, EQUIV_LIST, 0, 0));

    return all != 0 && alone(p->tree, all) ? p->tree->node[all].child : all;
}

/* x | or x \in \mathbb{R} : at the beginning of a set. */
static bool take_builder(struct equiv_parse *p, const char **name)
{
    struct equiv_parse was = *p;

    equiv_parse_blanks(p);
    *name = p->s;
    if (p->s < p->end && isalpha((unsigned char)*p->s)) {
        p->s++;
        if (!equiv_parse_take(p, "\\in") || equiv_parse_take(p, "R")
            || equiv_parse_take(p, "{R}"))
            if (equiv_parse_take(p, "|") || equiv_parse_take(p, ":"))
                return true;
    }
    *p = was;
    return false;
}

/* \{x | x > 3\} says no more than x > 3; 0 when it is about another letter. */
static int read_builder(struct equiv_parse *p, const char *name)
{
    int id = read_relation(p);
    bool about = false;

    if (id == 0 || p->tree->node[id].kind != EQUIV_RELATION)
        return 0;
    for (int i = p->tree->node[id].child; i != 0; i = p->tree->node[i].next) {
        const struct equiv_node *n = &p->tree->node[i];
        about =
            about
            || (n->kind == EQUIV_SYMBOL && n->len == 1 && n->text[0] == *name);
    }
    return about && equiv_parse_take(p, "\\}") ? id : 0;
}

int equiv_list_until(
    struct equiv_parse *p, enum equiv_kind kind, const char *close)
{
    int all = equiv_parse_node(p, kind, 0, 0);
    const char *name;

    if (equiv_parse_take(p, close))
        return kind == EQUIV_SET ? all : 0;
    if (kind == EQUIV_SET && take_builder(p, &name))
        return read_builder(p, name);
    all = read_items(p, all);
    return all != 0 && equiv_parse_take(p, close) ? all : 0;
}

int equiv_list_bracket(struct equiv_parse *p)
{
    static const char pairs[][2] = { { '(', ')' }, { '(', ']' }, { '[', ')' },
        { '[', ']' } };
    struct equiv_tree *t = p->tree;
    int bars = p->bars, all, which;
    char open = *p->s++;

    p->bars = 0;
    all = read_items(p, equiv_parse_node(p, EQUIV_TUPLE, 0, 0));
    p->bars = bars;
    if (all == 0)
        return 0;
    which = open == '(' ? 0 : 2;
    if (equiv_parse_take(p, "]"))
        which++;
    else if (!equiv_parse_take(p, ")"))
        return 0;
    if (alone(t, all))
        return which == 1 || which == 2 ? 0 : t->node[all].child;
    if (t->node[all].sign != 0) /* (1 or 2) is no point */
        return 0;
    t->node[all].text = pairs[which];
    t->node[all].len = 2;
    return all;
}

int equiv_list_brace(struct equiv_parse *p)
{
    int all;

    p->s++;
    all = read_items(p, equiv_parse_node(p, EQUIV_SET, 0, 0));
    if (all == 0 || !equiv_parse_take(p, "}"))
        return 0;
    return alone(p->tree, all) ? p->tree->node[all].child : all;
}

int equiv_list_matrix(struct equiv_parse *p, bool bars)
{
    int all = equiv_parse_node(p, EQUIV_MATRIX, 0, 0), row, cell;
    bool more = true;

    while (more && !equiv_parse_take(p, "\\)")) {
        row = equiv_parse_node(p, EQUIV_LIST, 0, 0);
        do {
            cell = equiv_expr_sum(p);
            row = equiv_parse_adopt(p, row, cell);
        } while (row != 0 && equiv_parse_take(p, "&"));
        all = equiv_parse_adopt(p, all, row);
        if (all == 0)
            return 0;
        more = equiv_parse_take(p, "\\\\");
        if (!more && !equiv_parse_take(p, "\\)"))
            return 0;
    }
    p->tree->node[all].text = bars ? "|" : "";
    p->tree->node[all].len = bars;
    return all;
}
