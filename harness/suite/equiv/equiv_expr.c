/* Expressions: see equiv_parse.h. */
#include <ctype.h>
#include <string.h>

#include "suite/equiv/equiv_name.h"
#include "suite/equiv/equiv_parse.h"
#include "suite/equiv/equiv_text.h"

enum { DEPTH_MAX = 40, SIGNS_MAX = 4, LABEL_MAX = 40 };

/* Other commands that begin an expression. */
static const char *const openers[] = { "frac", "sqrt", "binom", "overline",
    "angle", "triangle", "lfloor", "lceil", "emptyset", "langle", NULL };

static int read_primary(struct equiv_parse *p);
static int read_factor(struct equiv_parse *p);
static bool another_factor(struct equiv_parse *p, int left);

/* An expression in braces, or the one digit, letter or command that LaTeX
 * takes without. */
static int read_argument(struct equiv_parse *p)
{
    char c = equiv_parse_peek(p);
    int id;

    if (c == '{')
        return equiv_list_brace(p);
    if (isdigit((unsigned char)c)) {
        struct equiv_parse one = *p;
        one.end = p->s + 1;
        id = equiv_numeral_digits(&one);
        p->s++;
        return id;
    }
    if (isalpha((unsigned char)c)) {
        p->s++;
        return equiv_parse_symbol(p, p->s - 1, 1);
    }
    return c == '\\' ? read_primary(p) : 0;
}

static int call(
    struct equiv_parse *p, const char *name, size_t len, int a, int b)
{
    int id;

    if (a == 0)
        return 0;
    id = equiv_parse_node(p, EQUIV_CALL, a, b);
    p->tree->node[id].text = name;
    p->tree->node[id].len = len;
    return id;
}

static int read_two(struct equiv_parse *p, bool quotient)
{
    int a = read_argument(p), b = a != 0 ? read_argument(p) : 0;

    if (b == 0)
        return 0;
    return quotient ? equiv_parse_node(p, EQUIV_QUOTIENT, a, b)
                    : call(p, "binom", 5, a, b);
}

static int root_node(struct equiv_parse *p, int under, int index)
{
    if (index == 0) {
        index = equiv_parse_node(p, EQUIV_NUMBER, 0, 0);
        p->tree->node[index].value = (struct equiv_frac){ 2, 1 };
    }
    return under != 0 && index != 0
               ? equiv_parse_node(p, EQUIV_ROOT, under, index)
               : 0;
}

/* \sqrt[3]{8}; plain sqrt takes a whole number or a bracket. */
static int read_root(struct equiv_parse *p, bool command)
{
    int index = 0, under;

    if (command && equiv_parse_take(p, "[")) {
        index = equiv_expr_sum(p);
        if (index == 0 || !equiv_parse_take(p, "]"))
            return 0;
    }
    if (equiv_parse_peek(p) == '(')
        under = equiv_list_bracket(p);
    else if (!command && isdigit((unsigned char)equiv_parse_peek(p)))
        under = equiv_numeral_digits(p);
    else
        under = read_argument(p);
    return root_node(p, under, index);
}

/* \overline{AB} is AB, the segment; else a function. */
static int read_overline(struct equiv_parse *p)
{
    const char *from;
    size_t n;

    if (equiv_parse_peek(p) == '{') {
        from = p->s + 1;
        n = equiv_text_name(from, p->end);
        if (equiv_name_label(from, n) && from + n < p->end && from[n] == '}') {
            p->s = from + n + 1;
            return equiv_parse_symbol(p, from, n);
        }
    }
    return call(p, "overline", 8, read_argument(p), 0);
}

/* \angle ABC: one name; \triangle ABC is ABC. */
static int read_angle(struct equiv_parse *p, const char *name, size_t n)
{
    char label[LABEL_MAX];
    size_t m;

    equiv_parse_blanks(p);
    m = equiv_text_name(p->s, p->end);
    if (m == 0 || n + m > sizeof label)
        return 0;
    memcpy(label, name, n);
    memcpy(label + n, p->s, m);
    p->s += m;
    return equiv_parse_symbol(p, label, n + m);
}

static int read_between(
    struct equiv_parse *p, const char *name, size_t len, const char *close)
{
    int a = equiv_expr_sum(p);

    return a != 0 && equiv_parse_take(p, close) ? call(p, name, len, a, 0) : 0;
}

static int read_bars(struct equiv_parse *p)
{
    int a;

    p->s++;
    p->bars++;
    a = equiv_expr_sum(p);
    p->bars--;
    return a != 0 && equiv_parse_take(p, "|") ? call(p, "abs", 3, a, 0) : 0;
}

static bool at_function(struct equiv_parse *p)
{
    const char *s;

    equiv_parse_blanks(p);
    s = p->s + (p->s < p->end && *p->s == '\\');
    return equiv_name_function(s, equiv_text_name(s, p->end));
}

/* \sin 2x: what is multiplied without a sign, up to the next function;
 * \sin(x)y: the bracket. */
static int read_operand(struct equiv_parse *p)
{
    int all, id;

    if (equiv_parse_peek(p) == '(')
        return equiv_list_bracket(p);
    if (equiv_parse_peek(p) == '{')
        return equiv_list_brace(p);
    all = id = read_factor(p);
    while (id != 0 && !at_function(p) && another_factor(p, id)) {
        id = read_factor(p);
        if (p->tree->node[all].kind != EQUIV_PRODUCT) {
            int first = all;
            all = equiv_parse_node(p, EQUIV_PRODUCT, 0, 0);
            equiv_parse_adopt(p, all, first);
        }
        all = equiv_parse_adopt(p, all, id);
    }
    return all;
}

static int read_exponent(struct equiv_parse *p);

static bool is_minus_one(const struct equiv_tree *t, int id)
{
    const struct equiv_node *n = &t->node[id];

    if (n->kind != EQUIV_NEG)
        return false;
    n = &t->node[n->child];
    return n->kind == EQUIV_NUMBER && n->value.num == 1 && n->value.den == 1;
}

/* \sin^{-1} x is \arcsin x. */
static int inverse(
    struct equiv_parse *p, int id, int arg, const char *name, size_t n)
{
    static const char *const names[] = { "sin", "cos", "tan", NULL };
    static const char *const arcs[] = { "arcsin", "arccos", "arctan" };
    int which = equiv_text_find(name, n, names);

    return which >= 0 ? call(p, arcs[which], 6, arg, 0)
                      : call(p, "inverse", 7, id, 0);
}

/* \sin, \sin^2, \sin^{-1} (the inverse), \log_2. */
static int read_function(struct equiv_parse *p, const char *name, size_t n)
{
    int power = 0, base = 0, arg, id;

    if (equiv_parse_take(p, "_") && (base = read_argument(p)) == 0)
        return 0;
    if (equiv_parse_take(p, "^") && (power = read_exponent(p)) == 0)
        return 0;
    p->calls++;
    arg = read_operand(p);
    p->calls--;
    if (arg == 0)
        return 0;
    if (n == 3 && memcmp(name, "exp", 3) == 0)
        id = equiv_parse_node(
            p, EQUIV_POWER, equiv_parse_symbol(p, "e", 1), arg);
    else
        id = call(p, name, n, arg, base);
    if (power != 0 && is_minus_one(p->tree, power))
        return inverse(p, id, arg, name, n);
    return power != 0 ? equiv_parse_node(p, EQUIV_POWER, id, power) : id;
}

static int read_opener(struct equiv_parse *p, const char *name, size_t n)
{
    switch (equiv_text_find(name, n, openers)) {
    case 0: return read_two(p, true);
    case 1: return read_root(p, true);
    case 2: return read_two(p, false);
    case 3: return read_overline(p);
    case 4: return read_angle(p, name, n);
    case 5: return read_angle(p, name, 0);
    case 6: return read_between(p, "floor", 5, "\\rfloor");
    case 7: return read_between(p, "ceil", 4, "\\rceil");
    case 8: return equiv_parse_node(p, EQUIV_SET, 0, 0);
    case 9: {
        int id = equiv_list_until(p, EQUIV_TUPLE, "\\rangle");
        p->tree->node[id].text = "<>";
        p->tree->node[id].len = 2;
        return id;
    }
    default: return 0;
    }
}

static int read_named(struct equiv_parse *p, const char *name, size_t n)
{
    if (equiv_name_function(name, n))
        return read_function(p, name, n);
    if (equiv_name_letter(name, n))
        return equiv_parse_indexed(p, name, n);
    return read_opener(p, name, n);
}

static int read_command(struct equiv_parse *p)
{
    const char *name = p->s + 1;
    size_t n = equiv_text_name(name, p->end);

    if (n > 0) {
        p->s = name + n;
        return read_named(p, name, n);
    }
    if (equiv_parse_take(p, "\\{"))
        return equiv_list_until(p, EQUIV_SET, "\\}");
    if (equiv_parse_take(p, "\\("))
        return equiv_list_matrix(p, false);
    if (equiv_parse_take(p, "\\|"))
        return equiv_list_matrix(p, true);
    return 0;
}

/* Letters are multiplied, but AB is a name, sin a function, east a word. */
static int read_letters(struct equiv_parse *p)
{
    const char *s = p->s;
    size_t n = equiv_text_name(s, p->end);

    if (equiv_name_word(s, p->end) > 0)
        return 0;
    if (equiv_name_called(s, n))
        n--;
    else if (!equiv_name_known(s, n) && !equiv_name_label(s, n))
        n = 1;
    p->s += n;
    if (equiv_name_infinity(s, n))
        return equiv_parse_symbol(p, "infty", 5);
    if (n == 4 && memcmp(s, "sqrt", 4) == 0)
        return read_root(p, false);
    return n > 1 && !equiv_name_label(s, n) ? read_named(p, s, n)
                                            : equiv_parse_indexed(p, s, n);
}

/* \mathrm{e} and \mathrm{i}. */
static bool upright(const struct equiv_parse *p)
{
    return p->end - p->s >= 3 && p->s[2] == '"'
           && (p->s[1] == 'e' || p->s[1] == 'i');
}

static int read_any_primary(struct equiv_parse *p)
{
    char c = equiv_parse_peek(p);

    if (equiv_parse_money(p)) {
        c = equiv_parse_peek(p);
        if (!isdigit((unsigned char)c) && strchr(".{", c) == NULL)
            return 0;
    }
    if (isdigit((unsigned char)c) || c == '.')
        return equiv_numeral_read(p);
    if (isalpha((unsigned char)c))
        return read_letters(p);
    switch (c) {
    case '(':
    case '[': return equiv_list_bracket(p);
    case '{': return equiv_list_brace(p);
    case '\\': return read_command(p);
    case '|': return read_bars(p);
    case '"':
        if (!upright(p))
            return 0;
        p->s += 3;
        return equiv_parse_symbol(p, p->s - 2, 1);
    default: return 0;
    }
}

static int read_primary(struct equiv_parse *p)
{
    int id;

    if (p->depth == DEPTH_MAX)
        return 0;
    p->depth++;
    id = read_any_primary(p);
    p->depth--;
    return id;
}

/* ^2, ^10, ^{...}, ^(...), ^-1, ^n. */
static int read_exponent(struct equiv_parse *p)
{
    bool minus = equiv_parse_take(p, "-");
    char c = equiv_parse_peek(p);
    int id;

    if (p->depth == DEPTH_MAX)
        return 0;
    p->depth++;
    if (isdigit((unsigned char)c))
        id = equiv_numeral_digits(p);
    else if (c == '(')
        id = equiv_list_bracket(p);
    else
        id = read_argument(p);
    if (id != 0 && equiv_parse_take(p, "^")) {
        int above = read_exponent(p);
        id = above != 0 ? equiv_parse_node(p, EQUIV_POWER, id, above) : 0;
    }
    p->depth--;
    return id != 0 && minus ? equiv_parse_node(p, EQUIV_NEG, id, 0) : id;
}

static int read_degree(struct equiv_parse *p, int id)
{
    if (p->calls > 0)
        return equiv_parse_node(p, EQUIV_DEGREE, id, 0);
    equiv_unit_read("degree", 6, 1, &p->unit);
    return id;
}

/* ^\circ with braces or without. */
static bool take_circle(struct equiv_parse *p)
{
    const char *s = p->s;

    if (equiv_parse_take(p, "^")) {
        if (equiv_parse_take(p, "\\circ"))
            return true;
        if (equiv_parse_take(p, "{") && equiv_parse_take(p, "\\circ")
            && equiv_parse_take(p, "}"))
            return true;
    }
    p->s = s;
    return false;
}

/* n! and n!!, which is n(n-2)... and no factorial of a factorial. */
static int read_factorial(struct equiv_parse *p, int id)
{
    size_t n = 0;

    while (p->s < p->end && *p->s == '!') {
        p->s++;
        n++;
    }
    if (n > 2)
        return 0;
    return n == 1 ? call(p, "factorial", 9, id, 0)
                  : call(p, "double factorial", 16, id, 0);
}

/* What may stand behind: powers, degrees, factorials. */
static int read_postfix(struct equiv_parse *p, int id)
{
    while (id != 0) {
        int above;
        if (take_circle(p)) {
            id = read_degree(p, id);
        } else if (equiv_parse_take(p, "^")) {
            above = read_exponent(p);
            id = above != 0 ? equiv_parse_node(p, EQUIV_POWER, id, above) : 0;
        } else if (equiv_parse_peek(p) == '!'
                   && (p->s + 1 == p->end || p->s[1] != '=')) {
            id = read_factorial(p, id);
        } else {
            break;
        }
    }
    return id;
}

static int read_factor(struct equiv_parse *p)
{
    return read_postfix(p, read_primary(p));
}

/* True when something stands here that is multiplied without a sign. */
static bool another_factor(struct equiv_parse *p, int left)
{
    enum equiv_kind kind = p->tree->node[left].kind;
    char c = equiv_parse_peek(p);
    size_t n;

    if (kind > EQUIV_DEGREE)
        return false;
    if (isalpha((unsigned char)c))
        return equiv_name_word(p->s, p->end) == 0
               && (isalpha((unsigned char)p->s[-1])
                   || equiv_unit_scan(p->s, p->end) == 0);
    if (c == '\\') {
        n = equiv_text_name(p->s + 1, p->end);
        return equiv_name_function(p->s + 1, n)
               || equiv_name_letter(p->s + 1, n)
               || equiv_text_find(p->s + 1, n, openers) >= 0;
    }
    if (c == '"')
        return upright(p);
    return c == '(' || c == '{' || (c == '|' && p->bars == 0);
}

/* A factor with signs before it. */
static int read_signed(struct equiv_parse *p, int signs)
{
    int id;

    if (signs == SIGNS_MAX)
        return 0;
    if (equiv_parse_take(p, "+"))
        return read_signed(p, signs + 1);
    if (!equiv_parse_take(p, "-"))
        return read_factor(p);
    id = read_signed(p, signs + 1);
    return id != 0 ? equiv_parse_node(p, EQUIV_NEG, id, 0) : 0;
}

/* left * right, in one node with what was multiplied before. */
static int multiply(struct equiv_parse *p, int left, int right, bool joined)
{
    struct equiv_node *node = p->tree->node;
    int all = left;

    if (right == 0)
        return 0;
    if (node[left].kind != EQUIV_PRODUCT) {
        all = equiv_parse_node(p, EQUIV_PRODUCT, 0, 0);
        if (equiv_parse_adopt(p, all, left) == 0)
            return 0;
        node[all].joined = true;
    }
    node[all].joined = node[all].joined && joined;
    return equiv_parse_adopt(p, all, right);
}

static int read_term(struct equiv_parse *p)
{
    int id = read_signed(p, 0), right;

    while (id != 0) {
        if (equiv_parse_take(p, "*")) {
            id = multiply(p, id, read_signed(p, 0), true);
        } else if (equiv_parse_take(p, "/")) {
            right = read_signed(p, 0);
            id =
                right != 0 ? equiv_parse_node(p, EQUIV_QUOTIENT, id, right) : 0;
        } else if (another_factor(p, id)) {
            id = multiply(p, id, read_factor(p), false);
        } else {
            break;
        }
    }
    return id;
}

/* + - \pm \mp, as a sign of what follows: 0 for none. */
static char take_sign(struct equiv_parse *p)
{
    if (equiv_parse_take(p, "+"))
        return '+';
    if (equiv_parse_take(p, "-"))
        return '-';
    if (equiv_parse_take(p, "\\pm"))
        return 'p';
    return equiv_parse_take(p, "\\mp") ? 'm' : '\0';
}

static int read_signed_term(struct equiv_parse *p, char sign)
{
    int id = read_term(p);

    if (id == 0 || sign == '\0' || sign == '+')
        return id;
    if (sign == '-')
        return equiv_parse_node(p, EQUIV_NEG, id, 0);
    id = equiv_parse_node(p, EQUIV_PLUSMIN, id, 0);
    p->tree->node[id].sign = sign == 'p' ? 1 : -1;
    return id;
}

/* a \over b and n \choose k, which take all that stands on their sides. */
static int read_over(struct equiv_parse *p, int above)
{
    bool over = equiv_parse_take(p, "\\over");
    int below;

    if (!over && !equiv_parse_take(p, "\\choose"))
        return above;
    below = equiv_expr_sum(p);
    if (below == 0)
        return 0;
    return over ? equiv_parse_node(p, EQUIV_QUOTIENT, above, below)
                : call(p, "binom", 5, above, below);
}

int equiv_expr_sum(struct equiv_parse *p)
{
    int sum = 0, first, id;
    char sign;

    if (p->depth == DEPTH_MAX)
        return 0;
    p->depth++;
    id = first = read_signed_term(p, take_sign(p));
    while (id != 0 && (sign = take_sign(p)) != '\0') {
        id = read_signed_term(p, sign);
        if (sum == 0) {
            sum = equiv_parse_node(p, EQUIV_SUM, 0, 0);
            equiv_parse_adopt(p, sum, first);
        }
        sum = id = equiv_parse_adopt(p, sum, id);
    }
    p->depth--;
    if (id == 0)
        return 0;
    return read_over(p, sum != 0 ? sum : first);
}
