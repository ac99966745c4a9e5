#include "suite/equiv/equiv_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

struct swap {
    const char *from, *to;
};

/* A position in the answer, and whether it stands in a matrix. */
struct at {
    const char *s, *end;
    bool matrix;
    struct buf *out;
};

/* Commands by another name; those that only move ink become nothing. */
static const struct swap commands[] = {
    { "left", "" },
    { "right", "" },
    { "middle", "" },
    { "big", "" },
    { "Big", "" },
    { "bigg", "" },
    { "Bigg", "" },
    { "bigl", "" },
    { "bigr", "" },
    { "Bigl", "" },
    { "Bigr", "" },
    { "displaystyle", " " },
    { "textstyle", " " },
    { "limits", "" },
    { "boxed", "" },
    { "fbox", "" },
    { "mathbf", "" },
    { "boldsymbol", "" },
    { "bm", "" },
    { "mathbb", "" },
    { "mathcal", "" },
    { "mathit", "" },
    { "mathsf", "" },
    { "underline", "" },
    { "bf", " " },
    { "rm", " " },
    { "dfrac", "\\frac " },
    { "tfrac", "\\frac " },
    { "cfrac", "\\frac " },
    { "dbinom", "\\binom " },
    { "tbinom", "\\binom " },
    { "bar", "\\overline " },
    { "cdot", "*" },
    { "times", "*" },
    { "ast", "*" },
    { "div", "/" },
    { "colon", ":" },
    { "mid", "|" },
    { "lt", "<" },
    { "gt", ">" },
    { "le", "\\leq " },
    { "ge", "\\geq " },
    { "leqslant", "\\leq " },
    { "geqslant", "\\geq " },
    { "ne", "\\neq " },
    { "lbrace", "\\{" },
    { "rbrace", "\\}" },
    { "lbrack", "[" },
    { "rbrack", "]" },
    { "vert", "|" },
    { "lvert", "|" },
    { "rvert", "|" },
    { "degree", "^\\circ " },
    { "degrees", "^\\circ " },
    { "varnothing", "\\emptyset " },
    { "dots", "\\ldots " },
    { "cdots", "\\ldots " },
    { "prime", "'" },
};

/* Plain signs; a blank behind keeps a name from growing. */
static const struct swap signs[] = {
    { "\\!", "" }, { "\\,", " " }, { "\\;", " " }, { "\\:", " " },
    { "\\ ", " " }, { "\\(", " " }, { "\\)", " " }, { "\\[", " " },
    { "\\]", " " }, { "\\%", "%" }, { "\\$", "$" }, { "\\{", "\\{" },
    { "\\}", "\\}" }, { "{,}", "," }, { "**", "^" }, { "~", " " },
    { "\"", " " }, { "\xc2\xa0", " " }, // no-break space
    { "\xe2\x80\x89", " " },            // thin space
    { "\xe2\x80\xaf", " " },            // narrow no-break space
    { "\xe2\x88\x92", "-" },            // minus
    { "\xe2\x80\x93", "-" },            // en dash
    { "\xc3\x97", "*" },                // times
    { "\xc2\xb7", "*" },                // middle dot
    { "\xe2\x8b\x85", "*" },            // dot operator
    { "\xc3\xb7", "/" },                // division
    { "\xe2\x88\x9a", " sqrt " },       // root: over a whole number
    { "\xcf\x80", "\\pi " },            // pi
    { "\xce\xb8", "\\theta " },         // theta
    { "\xe2\x88\x9e", "\\infty " },     // infinity
    { "\xe2\x88\xaa", "\\cup " },       // union
    { "\xe2\x88\x88", "\\in " },        // element of
    { "\xc2\xb1", "\\pm " },            // plus or minus
    { "\xc2\xb0", "^\\circ " },         // degree
    { "\xe2\x89\xa4", "\\leq " },       // at most
    { "\xe2\x89\xa5", "\\geq " },       // at least
    { "\xe2\x89\xa0", "\\neq " },       // not equal
    { "\xe2\x88\x85", "\\emptyset " },  // empty set
    { "\xe2\x89\x88", "\\approx " },    // about
    { "\xe2\x80\xa6", "\\ldots " },     // ellipsis
    { "\xe2\x82\xac", "\\euro " },      // euro
    { "\xc2\xa3", "\\pounds " },        // pound
    { "\xc2\xa5", "\\yen " },           // yen
    { "\xe2\x82\xb9", "\\rupees " },    // rupee
    { "\xc2\xb2", "^2" },               // squared
    { "\xc2\xb3", "^3" },               // cubed
    { "\xc2\xbd", "\\frac{1}{2}" },     // a half
    { "\xc2\xbc", "\\frac{1}{4}" },     // a quarter
    { "\xc2\xbe", "\\frac{3}{4}" },     // three quarters
    { "\xe2\x85\x93", "\\frac{1}{3}" }, // a third
    { "\xe2\x85\x94", "\\frac{2}{3}" }, // two thirds
};

static const char *const text_names[] = { "text", "mbox", "hbox", "textbf",
    "textit", "textrm", "textsf", "texttt", "textnormal", "mathrm",
    "operatorname", NULL };

static const char *const matrix_names[] = { "pmatrix", "bmatrix", "matrix",
    "smallmatrix", "array", NULL };

size_t equiv_text_name(const char *s, const char *end)
{
    const char *p = s;

    while (p < end && isalpha((unsigned char)*p))
        p++;
    return (size_t)(p - s);
}

int equiv_text_find(const char *s, size_t len, const char *const *list)
{
    for (int i = 0; list[i] != NULL; i++)
        if (strlen(list[i]) == len && memcmp(list[i], s, len) == 0)
            return i;
    return -1;
}

static bool starts(const char *s, const char *end, const char *what)
{
    size_t n = strlen(what);

    return (size_t)(end - s) >= n && memcmp(s, what, n) == 0;
}

static void add_blank(struct buf *out)
{
    if (out->len > 0 && out->s[out->len - 1] != ' ')
        buf_putc(out, ' ');
}

static void add(struct buf *out, const char *s)
{
    if (strcmp(s, " ") == 0)
        add_blank(out);
    else
        buf_puts(out, s);
}

/* The closing brace for the one at s, or NULL. */
static const char *closing(const char *s, const char *end)
{
    int depth = 0;

    for (; s < end; s++) {
        if (*s == '\\' && s + 1 < end)
            s++;
        else if (*s == '{')
            depth++;
        else if (*s == '}' && --depth == 0)
            return s;
    }
    return NULL;
}

static const char *blanks(const char *s, const char *end)
{
    while (s < end && isspace((unsigned char)*s))
        s++;
    return s;
}

/* "or" and "and" part a list, the rest is quoted. Braces, dollars and
 * commands in a text are not mathematics: they are left out. */
static void add_text(struct buf *out, const char *s, const char *end)
{
    s = blanks(s, end);
    while (end > s && isspace((unsigned char)end[-1]))
        end--;
    if (starts(s, end, "or") && end - s == 2) {
        buf_puts(out, "\\or ");
    } else if ((starts(s, end, "and") && end - s == 3)) {
        buf_puts(out, "\\and ");
    } else if (s < end) {
        buf_putc(out, '"');
        for (; s < end; s++)
            if (isspace((unsigned char)*s) || *s == '~')
                add_blank(out);
            else if (strchr("\\{}$\"", *s) == NULL)
                buf_putc(out, *s);
        buf_putc(out, '"');
    } else {
        add_blank(out);
    }
}

/* \text{...} and its kin; false when no brace follows. */
static bool take_text(struct at *p, const char *s)
{
    const char *open = blanks(s, p->end);
    const char *close;

    if (open == p->end || *open != '{'
        || (close = closing(open, p->end)) == NULL)
        return false;
    add_text(p->out, open + 1, close);
    p->s = close + 1;
    return true;
}

/* \begin{pmatrix} and \end{pmatrix}; columns of an array are let go. */
static bool take_matrix(struct at *p, const char *s, bool begin)
{
    const char *close = s < p->end && *s == '{' ? closing(s, p->end) : NULL;
    bool bars;

    if (close == NULL)
        return false;
    bars = starts(s, p->end, "{vmatrix}");
    if (!bars
        && equiv_text_find(s + 1, (size_t)(close - s - 1), matrix_names) < 0)
        return false;
    p->s = close + 1;
    if (begin && starts(s, p->end, "{array}") && p->s < p->end && *p->s == '{'
        && (close = closing(p->s, p->end)) != NULL)
        p->s = close + 1;
    buf_puts(p->out, !begin ? "\\)" : bars ? "\\|" : "\\(");
    p->matrix = begin;
    return true;
}

/* A gap that parts: nothing between words, but two numbers stay two. */
static void add_gap(struct at *p)
{
    size_t n = p->out->len;
    const char *s = blanks(p->s, p->end);

    while (n > 0 && p->out->s[n - 1] == ' ')
        n--;
    if (n > 0 && isdigit((unsigned char)p->out->s[n - 1]) && s < p->end
        && isdigit((unsigned char)*s))
        buf_puts(p->out, "\\quad ");
    else
        add_blank(p->out);
}

/* \textcolor{red}, \hspace{1cm}: goes with what is in its braces. */
static bool take_look(struct at *p, const char *name, size_t n)
{
    static const char *const looks[] = { "color", "textcolor", "hspace",
        "vspace", NULL };
    const char *open = blanks(name + n, p->end), *close;

    if (equiv_text_find(name, n, looks) < 0 || open == p->end || *open != '{'
        || (close = closing(open, p->end)) == NULL)
        return false;
    p->s = close + 1;
    if (n == strlen("hspace"))
        add_gap(p);
    return true;
}

/* A backslash and letters. */
static void take_command(struct at *p)
{
    static const char *const wide[] = { "quad", "qquad", NULL };
    const char *name = p->s + 1;
    size_t n = equiv_text_name(name, p->end);

    if (take_look(p, name, n))
        return;
    if (equiv_text_find(name, n, text_names) >= 0 && take_text(p, name + n))
        return;
    if (starts(name, name + n, "begin") && take_matrix(p, name + n, true))
        return;
    if (starts(name, name + n, "end") && take_matrix(p, name + n, false))
        return;
    p->s = name + n;
    if (equiv_text_find(name, n, wide) >= 0) {
        add_gap(p);
        return;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strlen(commands[i].from) == n
            && memcmp(commands[i].from, name, n) == 0) {
            add(p->out, commands[i].to);
            return;
        }
    buf_putc(p->out, '\\');
    buf_add(p->out, name, n);
}

/* Two backslashes: a row of a matrix ends; before a name, JSON was escaped
 * twice; else a new line. */
static void take_backslashes(struct at *p)
{
    p->s += 2;
    if (p->matrix)
        buf_puts(p->out, "\\\\");
    else if (p->s < p->end && isalpha((unsigned char)*p->s))
        p->s--;
    else
        add_gap(p);
}

static bool take_sign(struct at *p)
{
    if ((unsigned char)*p->s < 0x80 && strchr("\\{*~\"", *p->s) == NULL)
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (starts(p->s, p->end, signs[i].from)) {
            p->s += strlen(signs[i].from);
            add(p->out, signs[i].to);
            return true;
        }
    return false;
}

/* Dollars that come in twos are the marks around mathematics. */
static bool dollars_mark(const char *s, const char *end)
{
    size_t n = 0;

    for (; s < end; s++)
        if (*s == '\\' && s + 1 < end)
            s++;
        else
            n += *s == '$';
    return n % 2 == 0;
}

static bool edge_before(const struct buf *out)
{
    return out->len == 0 || !isalnum((unsigned char)out->s[out->len - 1]);
}

/* Plain "or" and "and" part a list as \text{ or } does. */
static bool take_joint(struct at *p)
{
    size_t n = equiv_text_name(p->s, p->end);

    if (!edge_before(p->out) || n == 0)
        return false;
    if (n == 2 && starts(p->s, p->end, "or"))
        buf_puts(p->out, "\\or ");
    else if (n == 3 && starts(p->s, p->end, "and"))
        buf_puts(p->out, "\\and ");
    else
        return false;
    p->s += n;
    return true;
}

static void take_letters(struct at *p)
{
    size_t n = equiv_text_name(p->s, p->end);

    if (take_joint(p))
        return;
    buf_add(p->out, p->s, n);
    p->s += n;
}

/* The tick of 1'234'000, as Switzerland writes it. */
static bool at_tick(const struct at *p)
{
    const char *s = p->s + 1;
    size_t n = 0;

    while (s < p->end && isdigit((unsigned char)*s)) {
        s++;
        n++;
    }
    return *p->s == '\'' && n == 3 && p->out->len > 0
           && isdigit((unsigned char)p->out->s[p->out->len - 1])
           && (s == p->end || *s != '\'' || s + 1 < p->end);
}

static void take_any(struct at *p, bool marks)
{
    unsigned char c = (unsigned char)*p->s;

    if (c == '\\' && p->s + 1 < p->end && p->s[1] == '\\') {
        take_backslashes(p);
    } else if (c == '\\' && equiv_text_name(p->s + 1, p->end) > 0) {
        take_command(p);
    } else if (isalpha(c)) {
        take_letters(p);
    } else if (at_tick(p)) {
        p->s++;
    } else if (!take_sign(p)) {
        if (c <= ' ' || c == 0x7f)
            add_blank(p->out);
        else if (c != '$' || !marks)
            buf_putc(p->out, (char)c);
        p->s++;
    }
}

/* Blanks and one final dot. */
static void trim(struct buf *b, size_t from)
{
    while (b->len > from && b->s[b->len - 1] == ' ')
        b->len--;
    if (b->len > from + 1 && b->s[b->len - 1] == '.' && b->s[b->len - 2] != '.')
        b->len--;
    while (b->len > from && b->s[b->len - 1] == ' ')
        b->len--;
    if (b->s != NULL)
        b->s[b->len] = '\0';
}

/* Half of the day behind 2:30, in any spelling: a word, and no variables. */
static void name_half(struct buf *b, size_t from)
{
    char letters[3] = "";
    size_t at = b->len, n = 2;

    while (at > from && strchr(" .\"aApPmM", b->s[at - 1]) != NULL) {
        if (isalpha((unsigned char)b->s[--at])) {
            if (n == 0)
                return;
            letters[--n] = (char)tolower((unsigned char)b->s[at]);
        }
    }
    if (n > 0 || letters[0] == 'm' || letters[1] != 'm' || at < from + 3
        || !isdigit((unsigned char)b->s[at - 1])
        || !isdigit((unsigned char)b->s[at - 2]) || b->s[at - 3] != ':')
        return;
    b->len = at;
    buf_printf(b, "\"%s\"", letters);
}

void equiv_text_clean(const char *s, size_t len, struct buf *out)
{
    struct at p = { .s = s, .end = s + len, .out = out };
    bool marks = dollars_mark(s, p.end);
    size_t from = out->len;

    while (p.s < p.end)
        take_any(&p, marks);
    trim(out, from);
    name_half(out, from);
}

/* A blank that parts a whole number from a fraction: 1 1/2. */
static bool blank_matters(const char *s, const char *p, const char *end)
{
    if (p == s || !isdigit((unsigned char)p[-1]))
        return false;
    for (p++; p < end && isdigit((unsigned char)*p); p++)
        ;
    p = blanks(p, end);
    return p < end && *p == '/';
}

static bool only_words(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalpha((unsigned char)s[i]) && (unsigned char)s[i] < 0x80
            && strchr(" \"'.,-()", s[i]) == NULL)
            return false;
    return true;
}

void equiv_text_fold(const char *s, size_t len, struct buf *out)
{
    const char *end = s + len;
    bool words = only_words(s, len);

    for (const char *p = s; p < end; p++)
        if (*p == '"' || (*p == ' ' && !blank_matters(s, p, end)))
            continue;
        else
            buf_putc(out, words ? (char)tolower((unsigned char)*p) : *p);
}

const char *equiv_text_blanks(const char *s, const char *end)
{
    while (s < end && *s == ' ')
        s++;
    return s;
}
