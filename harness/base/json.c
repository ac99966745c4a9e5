#include "base/json_node.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* Where a path goes on behind its first name, when that is the name; NULL. */
static const char *behind(const char *path, const char *name)
{
    while (*name != '\0' && *name == *path) {
        name++;
        path++;
    }
    return *name == '\0' && (*path == '\0' || *path == '.' || *path == '|')
               ? path
               : NULL;
}

static bool is(const struct json *node, enum json_kind kind)
{
    return node != NULL && node->kind == kind;
}

static const struct json *step(
    const struct json *o, const char *path, const char **rest)
{
    if (!is(o, JSON_OBJECT))
        return NULL;
    JSON_EACH(member, o)
        if ((*rest = behind(path, member->key)) != NULL)
            return is(member, JSON_NULL) ? NULL : member;
    return NULL;
}

/* Along the first of the paths. */
static const struct json *walk(const struct json *o, const char *path)
{
    while (o != NULL && *path != '\0' && *path != '|') {
        o = step(o, path, &path);
        if (o != NULL && *path == '.')
            path++;
    }
    return o;
}

const struct json *json_path(const struct json *o, const char *path)
{
    const struct json *found = NULL;

    while (path != NULL && (found = walk(o, path)) == NULL) {
        path = strchr(path, '|');
        if (path != NULL)
            path++;
    }
    return found;
}

const struct json *json_get(const struct json *o, const char *key)
{
    if (!is(o, JSON_OBJECT))
        return NULL;
    /* most differ in the first byte, and a reply is asked a hundred times */
    JSON_EACH(member, o)
        if (member->key[0] == key[0] && strcmp(member->key, key) == 0)
            return is(member, JSON_NULL) ? NULL : member;
    return NULL;
}

const struct json *json_at(const struct json *a, size_t i)
{
    if (!is(a, JSON_ARRAY))
        return NULL;
    JSON_EACH(item, a)
        if (i-- == 0)
            return item;
    return NULL;
}

size_t json_count(const struct json *node)
{
    size_t n = 0;

    JSON_EACH(item, node)
        n++;
    return n;
}

const struct json *json_first(const struct json *node)
{
    return is(node, JSON_ARRAY) || is(node, JSON_OBJECT) ? node->is.child
                                                         : NULL;
}

const struct json *json_next(const struct json *item)
{
    return item->next;
}

const char *json_key(const struct json *member)
{
    return member == NULL ? NULL : member->key;
}

bool json_is_object(const struct json *node)
{
    return is(node, JSON_OBJECT);
}

bool json_is_array(const struct json *node)
{
    return is(node, JSON_ARRAY);
}

bool json_is_string(const struct json *node)
{
    return is(node, JSON_STRING);
}

bool json_is_number(const struct json *node)
{
    return is(node, JSON_NUMBER);
}

bool json_is_bool(const struct json *node)
{
    return is(node, JSON_TRUE) || is(node, JSON_FALSE);
}

bool json_is_null(const struct json *node)
{
    return node == NULL || is(node, JSON_NULL);
}

const char *json_str(const struct json *node)
{
    return is(node, JSON_STRING) ? node->is.string : NULL;
}

double json_num(const struct json *node, double otherwise)
{
    return is(node, JSON_NUMBER) ? node->is.number : otherwise;
}

int64_t json_int(const struct json *node, int64_t otherwise)
{
    double x = json_num(node, -1.0);

    /* 2^53: beyond it a double no longer counts one by one */
    if (!(x >= 0) || x > 9007199254740992.0 || x != floor(x))
        return otherwise;
    return (int64_t)x;
}

bool json_true(const struct json *node)
{
    return is(node, JSON_TRUE);
}

void json_print(const struct json *node, struct buf *out)
{
    struct jsonw w = { out, false };
    const char *s;

    if ((s = json_str(node)) != NULL) {
        json_quote(out, s, strlen(s));
    } else if (json_is_number(node)) {
        jsonw_num(&w, NULL, json_num(node, 0));
    } else if (json_is_bool(node)) {
        buf_puts(out, json_true(node) ? "true" : "false");
    } else if (json_is_array(node) || json_is_object(node)) {
        bool array = json_is_array(node);
        buf_putc(out, array ? '[' : '{');
        JSON_EACH(item, node) {
            if (item != json_first(node))
                buf_putc(out, ',');
            if (!array) {
                json_quote(out, json_key(item), strlen(json_key(item)));
                buf_putc(out, ':');
            }
            json_print(item, out);
        }
        buf_putc(out, array ? ']' : '}');
    } else {
        buf_puts(out, "null");
    }
}

static void before(struct jsonw *w, const char *key)
{
    if (w->comma)
        buf_putc(w->out, ',');
    if (key != NULL) {
        json_quote(w->out, key, strlen(key));
        buf_putc(w->out, ':');
    }
    w->comma = true;
}

void jsonw_begin(struct jsonw *w, const char *key, char bracket)
{
    before(w, key);
    buf_putc(w->out, bracket);
    w->comma = false;
}

void jsonw_end(struct jsonw *w, char bracket)
{
    buf_putc(w->out, bracket);
    w->comma = true;
}

void jsonw_bytes(struct jsonw *w, const char *key, const char *s, size_t len)
{
    before(w, key);
    json_quote(w->out, s, len);
}

void jsonw_str(struct jsonw *w, const char *key, const char *s)
{
    if (s == NULL)
        jsonw_null(w, key);
    else
        jsonw_bytes(w, key, s, strlen(s));
}

void jsonw_int(struct jsonw *w, const char *key, int64_t n)
{
    before(w, key);
    buf_int(w->out, n);
}

void jsonw_count(struct jsonw *w, const char *key, int64_t n)
{
    if (n < 0)
        jsonw_null(w, key);
    else
        jsonw_int(w, key, n);
}

/* The shortest of 15 to 17 digits that reads back as the same double. */
static void put_double(struct buf *out, double x)
{
    char text[40];

    if (fabs(x) <= INT_MAX && x == (double)(int)x && (x != 0 || !signbit(x))) {
        buf_int(out, (int)x);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    buf_puts(out, text);
}

void jsonw_num(struct jsonw *w, const char *key, double x)
{
    if (!isfinite(x)) {
        jsonw_null(w, key);
        return;
    }
    before(w, key);
    put_double(w->out, x);
}

void jsonw_bool(struct jsonw *w, const char *key, bool yes)
{
    jsonw_raw(w, key, yes ? "true" : "false");
}

void jsonw_null(struct jsonw *w, const char *key)
{
    jsonw_raw(w, key, "null");
}

void jsonw_raw(struct jsonw *w, const char *key, const char *json)
{
    before(w, key);
    buf_puts(w->out, json);
}

enum { ESCAPE = 7 }; // bytes of the longest, and a NUL

/* Writes the escape of one byte that may not stand in a string; its length. */
static size_t put_escape(char *to, unsigned char c)
{
    static const char short_form[] = { ['"'] = '"',
        ['\\'] = '\\',
        ['\n'] = 'n',
        ['\t'] = 't',
        ['\r'] = 'r',
        ['\b'] = 'b',
        ['\f'] = 'f' };

    if (short_form[c] == 0)
        return (size_t)snprintf(to, ESCAPE, "\\u%04x", c);
    to[0] = '\\';
    to[1] = short_form[c];
    return 2;
}

static const bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

static bool is_plain(char c)
{
    return c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

typedef signed char block __attribute__((vector_size(16)));

/* Copies the start of s, all of it ASCII, that stands in a string as it is;
 * returns its length. A comparison of two blocks gives 0 or -1 for each byte.
 */
static size_t copy_plain(char *to, const char *s, size_t len)
{
    size_t i = 0;

    for (; len - i >= sizeof(block); i += sizeof(block)) {
        block b, other; /* bytes beyond ASCII are below zero */
        uint64_t half[2];
        memcpy(&b, s + i, sizeof b);
        memcpy(to + i, &b, sizeof b);
        other = (b < 0x20) | (b == '"') | (b == '\\');
        memcpy(half, &other, sizeof half);
        if ((half[0] | half[1]) == 0)
            continue;
        if (!little)
            break;
        return half[0] != 0 ? i + (size_t)__builtin_ctzll(half[0]) / 8
                            : i + 8 + (size_t)__builtin_ctzll(half[1]) / 8;
    }
    for (; i < len && is_plain(s[i]); i++)
        to[i] = s[i];
    return i;
}

/* Copies characters beyond ASCII, up to a broken one, for which another stands.
 */
static char *copy_beyond(char *to, const char **s, const char *end)
{
    while (*s < end && (unsigned char)**s >= 0x80) {
        size_t n = utf8_len(*s, (size_t)(end - *s));
        if (n == 0) {
            ++*s;
            *to++ = '\xef'; // U+FFFD
            *to++ = '\xbf';
            *to++ = '\xbd';
            return to;
        }
        for (; n > 0; n--)
            *to++ = *(*s)++;
    }
    return to;
}

void json_quote(struct buf *out, const char *s, size_t len)
{
    const char *end = s + len;

    buf_putc(out, '"');
    while (s < end) {
        char *to = buf_grow(out, (size_t)(end - s) + ESCAPE);
        size_t n = copy_plain(to, s, (size_t)(end - s));
        s += n;
        to += n;
        if (s < end && (unsigned char)*s < 0x80)
            to += put_escape(to, (unsigned char)*s++);
        else
            to = copy_beyond(to, &s, end);
        out->len = (size_t)(to - out->s);
    }
    buf_putc(out, '"');
}
