/*
 * JSON read (RFC 8259): a copy of the text, in which strings are made ready
 * where they stand, and nodes that point into it. More than it allows pass a
 * mark of byte order before it, broken UTF-8 in strings, and bare control
 * characters there, unless the text is a file's.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_node.h"
#include "base/mem.h"

enum {
    DEPTH_MOST = 1000, // arrays and objects in one another
    REPLACEMENT = 0xfffd
};

struct block { // of one tree: the root is the first node of the first
    struct block *next;
    char *text; // of the first: the copy
    struct json nodes[];
};

struct reader {
    char *at, *end; // of the copy, which has a NUL behind it and none inside
    struct block *first;
    struct json *node, *last; // what is left of the newest block
    size_t room;              // nodes of that
    bool strict, bare;        // no control character in a string; there is one
};

static void add_block(struct reader *r, size_t room)
{
    struct block *b = mem_alloc(sizeof *b + room * sizeof *b->nodes);

    b->text = NULL;
    b->next = NULL;
    if (r->first == NULL) {
        r->first = b;
    } else {
        b->next = r->first->next;
        r->first->next = b;
    }
    r->room = room;
    r->node = b->nodes;
    r->last = b->nodes + room;
}

static struct json *new_node(struct reader *r)
{
    if (r->node == r->last)
        add_block(r, 2 * r->room);
    memset(r->node, 0, sizeof *r->node);
    return r->node++;
}

static void free_blocks(struct block *b)
{
    free(b->text);
    while (b != NULL) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
}

/* Skips blanks; the byte behind them, NUL at the end. */
static char next(struct reader *r)
{
    while (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t')
        r->at++;
    return *r->at;
}

/* Value of the four hexadecimal digits at p, -1 when they are none. The NUL
 * behind the text is no digit. */
static long hex4(const char *p)
{
    long code = 0;

    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)p[i];
        if (!isxdigit(c))
            return -1;
        code = code * 16 + (isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return code;
}

static bool is_surrogate(long code)
{
    return code >= 0xd800 && code <= 0xdfff;
}

/* The character of the escape \uXXXX at s, or of a pair of them; *s moves
 * behind it. U+FFFD for NUL, which ends strings, and for half a pair, which
 * JSON allows and Python writes for a text that was cut. -1: no such escape. */
static long read_character(char **s)
{
    long code = hex4(*s + 2), low;

    if (code < 0)
        return -1;
    *s += 6;
    if (is_surrogate(code) && code < 0xdc00 && (*s)[0] == '\\' && (*s)[1] == 'u'
        && (low = hex4(*s + 2)) >= 0xdc00 && is_surrogate(low)) {
        *s += 6;
        return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    return code == 0 || is_surrogate(code) ? REPLACEMENT : code;
}

static char *put_utf8(char *to, long code)
{
    if (code < 0x80) {
        *to++ = (char)code;
        return to;
    }
    if (code < 0x800) {
        *to++ = (char)(0xc0 | code >> 6);
    } else if (code < 0x10000) {
        *to++ = (char)(0xe0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3f));
    } else {
        *to++ = (char)(0xf0 | code >> 18);
        *to++ = (char)(0x80 | (code >> 12 & 0x3f));
        *to++ = (char)(0x80 | (code >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (code & 0x3f));
    return to;
}

/* What a backslash and this letter stand for; 0: no such escape, or \u. */
static char meant(char letter)
{
    switch (letter) {
    case '"':
    case '\\':
    case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

/* Writes what the escape at s stands for, which is never longer than it; *to
 * moves behind that. Returns the byte behind the escape; NULL: it is none. */
static char *read_escape(char *s, char **to)
{
    long code;

    if (s[1] != 'u') {
        *(*to)++ = meant(s[1]);
        return meant(s[1]) != 0 ? s + 2 : NULL;
    }
    code = read_character(&s);
    if (code < 0)
        return NULL;
    *to = put_utf8(*to, code);
    return s;
}

static char *move_to(char *to, const char *from, const char *end)
{
    size_t n = (size_t)(end - from);

    if (to != from)
        memmove(to, from, n);
    return to + n;
}

/* Where a string must have none: a control character from s on. */
static bool is_bare(struct reader *r, char *s, const char *end)
{
    while (s < end && (unsigned char)*s >= ' ')
        s++;
    r->bare = s < end;
    if (r->bare)
        r->at = s;
    return r->bare;
}

/* The string whose opening quote is here, with a NUL behind it; NULL. */
static const char *read_string(struct reader *r)
{
    char *start = ++r->at, *s = start, *to = start, *slash;
    char *quote = memchr(s, '"', (size_t)(r->end - s));

    while (quote != NULL
           && (slash = memchr(s, '\\', (size_t)(quote - s))) != NULL) {
        if (r->strict && is_bare(r, s, slash))
            return NULL;
        to = move_to(to, s, slash);
        s = read_escape(slash, &to);
        if (s == NULL) {
            r->at = slash;
            return NULL;
        }
        if (s > quote) /* it was an escaped one */
            quote = memchr(s, '"', (size_t)(r->end - s));
    }
    if (quote == NULL || (r->strict && is_bare(r, s, quote)))
        return NULL;
    *move_to(to, s, quote) = '\0';
    r->at = quote + 1;
    return start;
}

static char *digits_end(char *s)
{
    while (isdigit((unsigned char)*s))
        s++;
    return s;
}

/* Behind the longest number without a sign at s; s when there is none. strtod
 * would go on to hexadecimal ones. */
static char *number_end(char *s)
{
    char *end = *s == '0' ? s + 1 : digits_end(s);

    if (end == s)
        return s;
    if (end[0] == '.' && isdigit((unsigned char)end[1]))
        end = digits_end(end + 1);
    if (*end != 'e' && *end != 'E')
        return end;
    s = end + 1;
    s += *s == '+' || *s == '-';
    return isdigit((unsigned char)*s) ? digits_end(s) : end;
}

/* Whole numbers of up to 15 digits are what they are; strtod reads the rest. */
static bool read_number(struct reader *r, double *out)
{
    char *digits = r->at + (*r->at == '-'), *s = digits, *end, kept;
    int64_t n = 0;

    while (isdigit((unsigned char)*s) && s - digits < 16)
        n = 10 * n + (*s++ - '0');
    if (s - digits < 16 && *s != '.' && *s != 'e' && *s != 'E'
        && (*digits == '0' ? s == digits + 1 : s > digits)) {
        *out = *r->at == '-' ? -(double)n : (double)n;
        r->at = s;
        return true;
    }
    end = number_end(digits);
    if (end == digits)
        return false;
    kept = *end;
    *end = '\0';
    *out = strtod(r->at, NULL);
    *end = kept;
    r->at = end;
    return true;
}

static bool read_word(struct reader *r, const char *word)
{
    size_t len = strlen(word);

    if (strncmp(r->at, word, len) != 0)
        return false;
    r->at += len;
    return true;
}

static bool read_key(struct reader *r, struct json *member)
{
    if (next(r) != '"' || (member->key = read_string(r)) == NULL
        || next(r) != ':')
        return false;
    r->at++;
    return true;
}

static bool read_value(struct reader *r, struct json *node, int depth);

/* From the bracket that opens it to behind the one that closes it. */
static bool read_items(
    struct reader *r, struct json *node, char close, int depth)
{
    struct json **tail = &node->is.child;

    node->kind = close == '}' ? JSON_OBJECT : JSON_ARRAY;
    if (depth == DEPTH_MOST)
        return false;
    r->at++;
    for (char c = next(r); c != close; c = next(r)) {
        struct json *item;
        if (tail != &node->is.child) {
            if (c != ',')
                return false;
            r->at++;
        }
        item = new_node(r);
        if (close == '}' && !read_key(r, item))
            return false;
        if (!read_value(r, item, depth + 1))
            return false;
        *tail = item;
        tail = &item->next;
    }
    r->at++;
    return true;
}

static bool read_value(struct reader *r, struct json *node, int depth)
{
    switch (next(r)) {
    case '{': return read_items(r, node, '}', depth);
    case '[': return read_items(r, node, ']', depth);
    case '"':
        node->kind = JSON_STRING;
        return (node->is.string = read_string(r)) != NULL;
    case 't': node->kind = JSON_TRUE; return read_word(r, "true");
    case 'f': node->kind = JSON_FALSE; return read_word(r, "false");
    case 'n': node->kind = JSON_NULL; return read_word(r, "null");
    case '-': break;
    default:
        if (!isdigit((unsigned char)*r->at))
            return false;
    }
    node->kind = JSON_NUMBER;
    return read_number(r, &node->is.number);
}

static int fail(const char *text, size_t len, size_t at, struct err *e)
{
    char near[25];
    size_t n = 0;

    for (size_t i = at; i < len && n < sizeof near - 1; i++)
        near[n++] = text[i] >= 32 && text[i] < 127 ? text[i] : '.';
    near[n] = '\0';
    if (n == 0)
        return err_set(e, ERR_DATA, "JSON ends too early (%zu bytes)", len);
    return err_set(e, ERR_DATA, "not JSON at byte %zu: '%s'", at, near);
}

static int fail_bare(const char *text, size_t at, struct err *e)
{
    return err_set(e, ERR_DATA,
        "not JSON at byte %zu: a control character inside a string (is the "
        "quote before it closed?), to be written as \\u%04x",
        at, (unsigned)(unsigned char)text[at]);
}

static struct json *parse(
    const char *text, size_t len, bool strict, struct err *e)
{
    static const char mark[] = "\xef\xbb\xbf"; // of byte order, some write it
    struct reader r = { .strict = strict };
    struct json *root;
    const char *nul;
    char *copy;

    if (len == 0) {
        fail(text, len, 0, e);
        return NULL;
    }
    nul = memchr(text, '\0', len);
    if (nul != NULL) { /* a string would end there without a word */
        fail(text, len, (size_t)(nul - text), e);
        return NULL;
    }
    add_block(&r, 8 + len / 32); /* most replies fit */
    copy = r.first->text = mem_dup(text, len);
    r.at = copy;
    r.end = copy + len;
    if (strncmp(copy, mark, 3) == 0)
        r.at += 3;
    root = new_node(&r);
    if (read_value(&r, root, 0) && next(&r) == '\0')
        return root;
    if (r.bare)
        fail_bare(text, (size_t)(r.at - copy), e);
    else
        fail(text, len, (size_t)(r.at - copy), e);
    free_blocks(r.first);
    return NULL;
}

struct json *json_parse(const char *text, size_t len, struct err *e)
{
    return parse(text, len, false, e);
}

struct json *json_parse_file(const char *text, size_t len, struct err *e)
{
    return parse(text, len, true, e);
}

void json_free(struct json *root)
{
    if (root != NULL)
        free_blocks((struct block *)(void *)((char *)root
                                             - offsetof(struct block, nodes)));
}
